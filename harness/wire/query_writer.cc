#include "harness/wire/query_writer.h"

#include <algorithm>

#include "harness/wire/url.h"

namespace tagproof {

QueryWriter& QueryWriter::key(std::string_view name) {
  if (out_.size() > begin_) out_ += '&';
  if (names_ == Names::encoded) {
    append_percent_encoded(out_, name);
  } else {
    out_ += name;
  }
  out_ += '=';
  return *this;
}

QueryWriter& QueryWriter::text(std::string_view part) {
  append_percent_encoded(out_, part);
  return *this;
}

QueryWriter& QueryWriter::word(std::string_view part) {
  out_ += part;
  return *this;
}

QueryWriter& QueryWriter::put(std::string_view name, std::string_view value) {
  // Encoding is one to one: equal names stand equal.
  std::string front = names_ == Names::encoded ? percent_encode(name) : std::string(name);
  front += '=';
  for (auto at = begin_; at < out_.size();) {
    const auto end = std::min(out_.find('&', at), out_.size());
    if (std::string_view(out_).substr(at).starts_with(front)) {
      const auto from = at + front.size();
      out_.replace(from, end - from, percent_encode(value));
      return *this;
    }
    at = end + 1;
  }
  return pair(name, value);
}

}  // namespace tagproof
