#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "reports/reporter.h"

/// A page for a terminal: text in colours, wrapped at words, with labelled lines. What every
/// console report is written on.
namespace tagproof::reports {

enum class Ink : std::uint8_t { plain, good, bad, warn, dim, bold };

/// How many columns a text takes.
std::size_t columns_of(std::string_view text);

class Page {
 public:
  explicit Page(const ReportOptions& options);

  /// The text in a colour; as it stands where the page has none.
  [[nodiscard]] std::string ink(Ink ink, std::string_view text) const;
  /// As it stands: foreign parts are made printable by the caller.
  void line(std::string_view text = {}) { text_.append(text).push_back('\n'); }
  /// Foreign text wrapped at words from `indent` on; `first` stands before it and is `indent`
  /// columns wide. Shortened after some hundred characters: a payload's value can be as long as a
  /// payload, and run.json has all of it.
  void wrapped(std::string first, std::size_t indent, std::string_view text, Ink how = Ink::plain);
  /// "      expected  text": a labelled line of a failure; nothing when there is no text.
  void field(std::string_view label, std::string_view text, Ink how = Ink::plain);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  bool colour_;
  int width_;
  std::string text_{};
};

}  // namespace tagproof::reports
