#pragma once

#include <string>
#include <string_view>

/// Foreign text made harmless for where it is shown. Payloads are written by strangers: markup,
/// terminal sequences, job commands and mentions in them must stay text. Invalid UTF-8 becomes
/// U+FFFD everywhere.
namespace tagproof::reports {

/// Control characters and those that turn the reading direction become visible: "\x1b", "\u202e".
/// Line ends and tabs stay when `multiline`, else they become spaces.
std::string printable(std::string_view text, bool multiline = false);

/// For HTML and XML, in text and in attributes with double quotes; characters that XML can't hold
/// become visible.
void append_markup(std::string& out, std::string_view text);
std::string markup(std::string_view text);
/// ` name="value"`, on one line: line ends in an attribute would be read back as spaces.
std::string markup_attribute(std::string_view name, std::string_view value);

/// Markdown on one line: no formatting, link, mention, HTML or table cell begins in it.
std::string markdown_text(std::string_view text);
/// A code span on one line that holds any text, also within a table.
std::string markdown_code(std::string_view text);

/// GitHub's job commands. Source:
/// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
std::string github_message(std::string_view text);
std::string github_property(std::string_view text);

/// As one word of a shell's command line.
std::string shell_word(std::string_view text);

}  // namespace tagproof::reports
