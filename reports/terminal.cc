#include "reports/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reports/escape.h"

namespace tagproof::reports {
namespace {

constexpr std::size_t kMaxText = 600;  // characters of one field
constexpr int kMinWidth = 40;
constexpr int kLabel = 10;

// How many bytes `columns` characters are.
std::size_t bytes_of(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  while (at < text.size() && columns > 0) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    --columns;
  }
  return at;
}

// A payload's value can be as long as a payload; run.json has all of it.
std::string shortened(std::string text) {
  const std::size_t columns = columns_of(text);
  if (columns <= kMaxText) return text;
  text.resize(bytes_of(text, kMaxText));
  return text + fmt::format("… ({} more characters)", columns - kMaxText);
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Page::Page(const ReportOptions& options)
    : colour_(options.colour), width_(std::max(options.width, kMinWidth)) {}

std::string Page::ink(Ink ink, std::string_view text) const {
  static constexpr std::array<std::string_view, 6> kCodes{"",         "\x1b[32m", "\x1b[31m",
                                                          "\x1b[33m", "\x1b[2m",  "\x1b[1m"};
  if (!colour_ || ink == Ink::plain) return std::string(text);
  return fmt::format("{}{}\x1b[0m", kCodes[static_cast<std::size_t>(ink)], text);
}

void Page::wrapped(std::string first, std::size_t indent, std::string_view text, Ink how) {
  const std::size_t room = static_cast<std::size_t>(width_) > indent + 20
                               ? static_cast<std::size_t>(width_) - indent
                               : 20;
  std::string rest = shortened(printable(text));
  do {
    std::size_t take = rest.size();
    if (columns_of(rest) > room) {
      // At a space; a longer word stays whole, so that an address can still be clicked and a
      // command copied.
      take = rest.rfind(' ', bytes_of(rest, room));
      if (take == std::string::npos || take == 0) take = std::min(rest.find(' ', 1), rest.size());
    }
    line(first + ink(how, std::string_view(rest).substr(0, take)));
    rest.erase(0, take);
    rest.erase(0, rest.find_first_not_of(' '));
    first.assign(indent, ' ');
  } while (!rest.empty());
}

void Page::field(std::string_view label, std::string_view text, Ink how) {
  if (text.empty()) return;
  wrapped("      " + ink(Ink::dim, fmt::format("{:<{}}", label, kLabel)), 6 + kLabel, text, how);
}

}  // namespace tagproof::reports
