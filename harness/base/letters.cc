#include "harness/base/letters.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/base/text.h"

namespace tagproof {
namespace {

struct Accented {
  char32_t letter{};
  char base{};
  char32_t mark{};
};
// Source: https://www.unicode.org/Public/15.0.0/ucd/UnicodeData.txt (field 5), Latin letters whose
// base is ASCII.
constexpr Accented kAccented[] = {
    {0xC0, 'A', 0x300},  {0xC1, 'A', 0x301},  {0xC2, 'A', 0x302},  {0xC3, 'A', 0x303},
    {0xC4, 'A', 0x308},  {0xC5, 'A', 0x30A},  {0xC7, 'C', 0x327},  {0xC8, 'E', 0x300},
    {0xC9, 'E', 0x301},  {0xCA, 'E', 0x302},  {0xCB, 'E', 0x308},  {0xCC, 'I', 0x300},
    {0xCD, 'I', 0x301},  {0xCE, 'I', 0x302},  {0xCF, 'I', 0x308},  {0xD1, 'N', 0x303},
    {0xD2, 'O', 0x300},  {0xD3, 'O', 0x301},  {0xD4, 'O', 0x302},  {0xD5, 'O', 0x303},
    {0xD6, 'O', 0x308},  {0xD9, 'U', 0x300},  {0xDA, 'U', 0x301},  {0xDB, 'U', 0x302},
    {0xDC, 'U', 0x308},  {0xDD, 'Y', 0x301},  {0xE0, 'a', 0x300},  {0xE1, 'a', 0x301},
    {0xE2, 'a', 0x302},  {0xE3, 'a', 0x303},  {0xE4, 'a', 0x308},  {0xE5, 'a', 0x30A},
    {0xE7, 'c', 0x327},  {0xE8, 'e', 0x300},  {0xE9, 'e', 0x301},  {0xEA, 'e', 0x302},
    {0xEB, 'e', 0x308},  {0xEC, 'i', 0x300},  {0xED, 'i', 0x301},  {0xEE, 'i', 0x302},
    {0xEF, 'i', 0x308},  {0xF1, 'n', 0x303},  {0xF2, 'o', 0x300},  {0xF3, 'o', 0x301},
    {0xF4, 'o', 0x302},  {0xF5, 'o', 0x303},  {0xF6, 'o', 0x308},  {0xF9, 'u', 0x300},
    {0xFA, 'u', 0x301},  {0xFB, 'u', 0x302},  {0xFC, 'u', 0x308},  {0xFD, 'y', 0x301},
    {0xFF, 'y', 0x308},  {0x100, 'A', 0x304}, {0x101, 'a', 0x304}, {0x102, 'A', 0x306},
    {0x103, 'a', 0x306}, {0x104, 'A', 0x328}, {0x105, 'a', 0x328}, {0x106, 'C', 0x301},
    {0x107, 'c', 0x301}, {0x108, 'C', 0x302}, {0x109, 'c', 0x302}, {0x10A, 'C', 0x307},
    {0x10B, 'c', 0x307}, {0x10C, 'C', 0x30C}, {0x10D, 'c', 0x30C}, {0x10E, 'D', 0x30C},
    {0x10F, 'd', 0x30C}, {0x112, 'E', 0x304}, {0x113, 'e', 0x304}, {0x114, 'E', 0x306},
    {0x115, 'e', 0x306}, {0x116, 'E', 0x307}, {0x117, 'e', 0x307}, {0x118, 'E', 0x328},
    {0x119, 'e', 0x328}, {0x11A, 'E', 0x30C}, {0x11B, 'e', 0x30C}, {0x11C, 'G', 0x302},
    {0x11D, 'g', 0x302}, {0x11E, 'G', 0x306}, {0x11F, 'g', 0x306}, {0x120, 'G', 0x307},
    {0x121, 'g', 0x307}, {0x122, 'G', 0x327}, {0x123, 'g', 0x327}, {0x124, 'H', 0x302},
    {0x125, 'h', 0x302}, {0x128, 'I', 0x303}, {0x129, 'i', 0x303}, {0x12A, 'I', 0x304},
    {0x12B, 'i', 0x304}, {0x12C, 'I', 0x306}, {0x12D, 'i', 0x306}, {0x12E, 'I', 0x328},
    {0x12F, 'i', 0x328}, {0x130, 'I', 0x307}, {0x134, 'J', 0x302}, {0x135, 'j', 0x302},
    {0x136, 'K', 0x327}, {0x137, 'k', 0x327}, {0x139, 'L', 0x301}, {0x13A, 'l', 0x301},
    {0x13B, 'L', 0x327}, {0x13C, 'l', 0x327}, {0x13D, 'L', 0x30C}, {0x13E, 'l', 0x30C},
    {0x143, 'N', 0x301}, {0x144, 'n', 0x301}, {0x145, 'N', 0x327}, {0x146, 'n', 0x327},
    {0x147, 'N', 0x30C}, {0x148, 'n', 0x30C}, {0x14C, 'O', 0x304}, {0x14D, 'o', 0x304},
    {0x14E, 'O', 0x306}, {0x14F, 'o', 0x306}, {0x150, 'O', 0x30B}, {0x151, 'o', 0x30B},
    {0x154, 'R', 0x301}, {0x155, 'r', 0x301}, {0x156, 'R', 0x327}, {0x157, 'r', 0x327},
    {0x158, 'R', 0x30C}, {0x159, 'r', 0x30C}, {0x15A, 'S', 0x301}, {0x15B, 's', 0x301},
    {0x15C, 'S', 0x302}, {0x15D, 's', 0x302}, {0x15E, 'S', 0x327}, {0x15F, 's', 0x327},
    {0x160, 'S', 0x30C}, {0x161, 's', 0x30C}, {0x162, 'T', 0x327}, {0x163, 't', 0x327},
    {0x164, 'T', 0x30C}, {0x165, 't', 0x30C}, {0x168, 'U', 0x303}, {0x169, 'u', 0x303},
    {0x16A, 'U', 0x304}, {0x16B, 'u', 0x304}, {0x16C, 'U', 0x306}, {0x16D, 'u', 0x306},
    {0x16E, 'U', 0x30A}, {0x16F, 'u', 0x30A}, {0x170, 'U', 0x30B}, {0x171, 'u', 0x30B},
    {0x172, 'U', 0x328}, {0x173, 'u', 0x328}, {0x174, 'W', 0x302}, {0x175, 'w', 0x302},
    {0x176, 'Y', 0x302}, {0x177, 'y', 0x302}, {0x178, 'Y', 0x308}, {0x179, 'Z', 0x301},
    {0x17A, 'z', 0x301}, {0x17B, 'Z', 0x307}, {0x17C, 'z', 0x307}, {0x17D, 'Z', 0x30C},
    {0x17E, 'z', 0x30C}, {0x1CD, 'A', 0x30C}, {0x1CE, 'a', 0x30C}, {0x1CF, 'I', 0x30C},
    {0x1D0, 'i', 0x30C}, {0x1D1, 'O', 0x30C}, {0x1D2, 'o', 0x30C}, {0x1D3, 'U', 0x30C},
    {0x1D4, 'u', 0x30C}, {0x218, 'S', 0x326}, {0x219, 's', 0x326}, {0x21A, 'T', 0x326},
    {0x21B, 't', 0x326}};

constexpr char32_t kFirstMark = 0x300;
constexpr char32_t kLastMark = 0x36F;

/// The code points of valid UTF-8; nothing otherwise.
std::optional<std::u32string> code_points(std::string_view utf8) {
  if (!is_utf8(utf8)) return std::nullopt;
  std::u32string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto first = static_cast<unsigned char>(utf8[at]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t value = first & (size == 1 ? 0x7FU : size == 2 ? 0x1FU : size == 3 ? 0x0FU : 0x07U);
    for (std::size_t i = 1; i < size; ++i)
      value = value << 6U | (static_cast<unsigned char>(utf8[at + i]) & 0x3FU);
    out.push_back(value);
    at += size;
  }
  return out;
}

std::string taken_apart(std::string_view utf8, bool keep_marks) {
  if (is_ascii(utf8)) return std::string(utf8);
  const auto points = code_points(utf8);
  if (!points) return std::string(utf8);
  std::string out;
  for (const char32_t c : *points) {
    const auto* row = std::ranges::lower_bound(kAccented, c, {}, &Accented::letter);
    if (row != std::end(kAccented) && row->letter == c) {
      out.push_back(row->base);
      if (keep_marks) append_utf8(out, row->mark);
    } else if (keep_marks || c < kFirstMark || c > kLastMark) {
      append_utf8(out, c);
    }
  }
  return out;
}

// Punycode's parameters. Source: https://www.rfc-editor.org/rfc/rfc3492#section-5
constexpr std::uint32_t kBase = 36, kTMin = 1, kTMax = 26, kSkew = 38, kDamp = 700, kFirstBias = 72;
constexpr std::size_t kMaxLabel = 63;

char punycode_digit(std::uint32_t d) {
  return static_cast<char>(d < 26 ? 'a' + static_cast<int>(d) : '0' + static_cast<int>(d) - 26);
}

std::uint32_t adapted(std::uint32_t delta, std::uint32_t points, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  for (; delta > (kBase - kTMin) * kTMax / 2; k += kBase) delta /= kBase - kTMin;
  return k + (kBase - kTMin + 1) * delta / (delta + kSkew);
}

std::string punycode(const std::u32string& label) {
  std::string out;
  for (const char32_t c : label) {
    if (c < 0x80) out.push_back(static_cast<char>(c));
  }
  const auto basic = static_cast<std::uint32_t>(out.size());
  auto handled = basic;
  if (basic > 0) out.push_back('-');
  std::uint32_t n = 0x80, delta = 0, bias = kFirstBias;
  while (handled < label.size()) {
    std::uint32_t next = 0x10FFFF;
    for (const char32_t c : label) {
      if (c >= n) next = std::min(next, static_cast<std::uint32_t>(c));
    }
    delta += (next - n) * (handled + 1);
    n = next;
    for (const char32_t c : label) {
      if (c < n) ++delta;
      if (c != n) continue;
      std::uint32_t q = delta;
      for (std::uint32_t k = kBase;; k += kBase) {
        const std::uint32_t t = k <= bias ? kTMin : k >= bias + kTMax ? kTMax : k - bias;
        if (q < t) break;
        out.push_back(punycode_digit(t + (q - t) % (kBase - t)));
        q = (q - t) / (kBase - t);
      }
      out.push_back(punycode_digit(q));
      bias = adapted(delta, handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++n;
  }
  return out;
}

}  // namespace

std::string decomposed(std::string_view utf8) { return taken_apart(utf8, true); }

std::string without_accents(std::string_view utf8) { return taken_apart(utf8, false); }

std::string latin1(std::string_view utf8) {
  const auto points = code_points(utf8);
  if (!points) return {};
  std::string out;
  for (const char32_t c : *points) {
    if (c > 0xFF) return {};
    out.push_back(static_cast<char>(static_cast<unsigned char>(c)));
  }
  return out;
}

std::string ascii_host(std::string_view host) {
  if (is_ascii(host)) return std::string(host);
  std::string out;
  for (const auto label : split(host, '.')) {
    if (!out.empty()) out.push_back('.');
    const auto points = is_ascii(label) ? std::nullopt : code_points(label);
    if (points && points->size() <= kMaxLabel) {
      out.append("xn--").append(punycode(*points));
    } else {
      out.append(label);
    }
  }
  return out;
}

}  // namespace tagproof
