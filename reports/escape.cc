#include "reports/escape.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"

namespace tagproof::reports {
namespace {

// The code point that begins at `at` when it is one that must not be shown as it is: C0, DEL, C1,
// and those that turn the reading direction or hide (a payload could show other text than it
// holds). 0: none. All are at most 3 bytes.
unsigned hidden_code_point(std::string_view text, std::size_t at, std::size_t& length) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const unsigned first = byte(0);
  length = 1;
  if (first < 0x20U || first == 0x7FU) return first == 0 ? 0x2400U : first;
  if (first == 0xC2U && byte(1) < 0xA0U) {
    length = 2;
    return byte(1);
  }
  if (first == 0xE2U || first == 0xEFU) {
    const unsigned code = ((first & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
    length = 3;
    if ((code >= 0x200BU && code <= 0x200FU) || (code >= 0x2028U && code <= 0x202EU) ||
        (code >= 0x2060U && code <= 0x206FU) || code == 0xFEFFU || code == 0xFFFEU ||
        code == 0xFFFFU)
      return code;
  }
  return 0;
}

// Only these bytes can begin what hidden_code_point finds, or need an entity.
constexpr bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20U && byte != 0x7FU && byte != 0xC2U && byte != 0xE2U && byte != 0xEFU &&
         c != '&' && c != '<' && c != '>' && c != '"' && c != '\'';
}

std::string visible(unsigned code) {
  if (code == 0x2400U) return "\\x00";
  return code < 0x100U ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

template <class OnHidden, class OnPlain>
void walk(std::string_view text, OnHidden on_hidden, OnPlain on_plain) {
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (is_plain(text[at])) {
      ++at;
      continue;
    }
    std::size_t length = 1;
    const unsigned code = hidden_code_point(text, at, length);
    if (code == 0 && static_cast<unsigned char>(text[at]) >= 0x80U) {
      at += 1;  // an ordinary character; its next bytes are plain
      continue;
    }
    if (at > done) on_plain(text.substr(done, at - done));
    on_hidden(text[at], code);
    at += code == 0 ? 1 : length;
    done = at;
  }
  if (done < text.size()) on_plain(text.substr(done));
}

}  // namespace

std::string printable(std::string_view text, bool multiline) {
  if (!is_utf8(text)) return printable(to_utf8(text), multiline);
  std::string out;
  out.reserve(text.size());
  walk(
      text,
      [&](char first, unsigned code) {
        if (code == 0) {
          out.push_back(first);
        } else if (code == '\n' || code == '\t') {
          out.push_back(multiline ? first : ' ');
        } else if (code == '\r') {
          if (!multiline) out.push_back(' ');
        } else {
          out.append(visible(code));
        }
      },
      [&](std::string_view plain) { out.append(plain); });
  return out;
}

void append_markup(std::string& out, std::string_view text) {
  if (!is_utf8(text)) {
    append_markup(out, to_utf8(text));
    return;
  }
  walk(
      text,
      [&](char first, unsigned code) {
        switch (code) {
          case 0:
            break;
          case '\n':
          case '\t':
            out.push_back(first);
            return;
          case '\r':
            return;
          default:
            out.append(visible(code));
            return;
        }
        switch (first) {
          case '&':
            out.append("&amp;");
            return;
          case '<':
            out.append("&lt;");
            return;
          case '>':
            out.append("&gt;");
            return;
          case '"':
            out.append("&quot;");
            return;
          default:
            out.append("&#39;");
            return;
        }
      },
      [&](std::string_view plain) { out.append(plain); });
}

std::string markup(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  append_markup(out, text);
  return out;
}

std::string markup_attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, markup(printable(value)));
}

std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '<') {
      out.append("&lt;");
    } else if (c == '>') {
      out.append("&gt;");
    } else if (c == '&') {
      out.append("&amp;");
    } else if (c == '@' || c == '#') {
      out.push_back(c);
      out.append("\u200b");  // no mention, no link to an issue
    } else {
      if (std::string_view("\\`*_{}[]|~!").find(c) != std::string_view::npos) out.push_back('\\');
      out.push_back(c);
    }
  }
  return replace_all(out, "://", ":\u200b//");  // no link of its own
}

std::string markdown_code(std::string_view text) {
  const std::string shown = printable(text);
  if (shown.empty()) return "";
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const std::string_view space = shown.front() == '`' || shown.back() == '`' ? " " : "";
  return fmt::format("{0}{1}{2}{1}{0}", fence, space, replace_all(shown, "|", "\\|"));
}

std::string github_message(std::string_view text) {
  std::string out = printable(text, true);
  out = replace_all(out, "%", "%25");
  out = replace_all(out, "\r", "%0D");
  return replace_all(out, "\n", "%0A");
}

std::string github_property(std::string_view text) {
  std::string out = github_message(text);
  out = replace_all(out, ":", "%3A");
  return replace_all(out, ",", "%2C");
}

std::string shell_word(std::string_view text) {
  const auto harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./=:,+@%").find(c) != std::string_view::npos;
  };
  const std::string shown = printable(text);
  if (!shown.empty() && std::ranges::all_of(shown, harmless)) return shown;
  return "'" + replace_all(shown, "'", "'\\''") + "'";
}

}  // namespace tagproof::reports
