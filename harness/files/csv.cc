#include "harness/files/csv.h"

#include <algorithm>

namespace tagproof {

CsvReader::CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
}

bool CsvReader::field(std::string& out) {
  if (at_ < text_.size() && text_[at_] == '"') {
    ++at_;
    while (true) {
      if (at_ >= text_.size()) {
        broken_ = true;
        return false;
      }
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        out += c;
      } else if (at_ < text_.size() && text_[at_] == '"') {
        out += text_[at_++];
      } else {
        break;
      }
    }
  }
  while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n') out += text_[at_++];
  if (at_ < text_.size() && text_[at_] == separator_) {
    ++at_;
    return true;
  }
  if (at_ < text_.size()) {  // the line's end
    ++at_;
    ++line_;
  }
  if (out.ends_with('\r')) out.pop_back();
  return false;
}

bool CsvReader::next(std::vector<std::string>& fields) {
  while (at_ < text_.size() && !broken_) {
    row_line_ = line_;
    fields.clear();
    while (field(fields.emplace_back())) {
    }
    if (std::ranges::any_of(fields, [](const std::string& f) { return !f.empty(); })) return true;
  }
  return false;
}

}  // namespace tagproof
