#include "harness/wire/param_views.h"

#include <algorithm>
#include <string>

#include "harness/wire/percent.h"
#include "harness/wire/signs.h"

namespace tagproof {

std::string_view ParamViews::decode(std::string_view text) {
  char* const out = store_.data() + used_;
  const auto size = decode_to(out, text, true);
  used_ += size;
  return {out, size};
}

ParamViews::ParamViews(std::string_view query) {
  // No more than a usual hit has: a body of nothing but '&' has as many pairs as none.
  constexpr std::size_t kUsual = 128;
  pairs_.reserve(std::min(query.size() / 12, kUsual) + 1);
  constexpr auto kNone = std::string_view::npos;
  Signs<'&', '=', '%', '+'> signs(query);
  // What was met since the part's begin.
  std::size_t begin = 0, equals = kNone;
  bool name_escaped = false, escaped = false;
  for (;;) {
    const auto at = signs.next();
    const bool ends = at == query.size() || query[at] == '&';
    if (!ends) {
      if (query[at] != '=') {
        escaped = true;
        if (store_.empty()) store_.resize(query.size());
      } else if (equals == kNone) {
        equals = at;
        name_escaped = std::exchange(escaped, false);
      }
      continue;
    }
    if (at > begin) {  // "a=1&&b=2" has two pairs
      if (equals == kNone) name_escaped = std::exchange(escaped, false);
      const auto name_end = std::min(equals, at);
      const auto value_begin = std::min(name_end + 1, at);
      const auto name = query.substr(begin, name_end - begin);
      const auto value = query.substr(value_begin, at - value_begin);
      pairs_.emplace_back(name_escaped ? decode(name) : name, escaped ? decode(value) : value);
    }
    if (at == query.size()) return;
    begin = at + 1;
    equals = kNone;
    name_escaped = escaped = false;
  }
}

const std::string_view* find_param(const ParamViews& params, std::string_view key) {
  const auto found = std::ranges::find(params, key, &ParamViews::Pair::first);
  return found == params.end() ? nullptr : &found->second;
}

Observed<std::string> observed_text(const std::string_view* value) {
  if (value == nullptr) return {};
  return value->empty() ? Observed<std::string>::empty()
                        : Observed<std::string>::of(std::string(*value));
}

Observed<Decimal> observed_decimal(const std::string_view* value) {
  if (value == nullptr) return {};
  if (value->empty()) return Observed<Decimal>::empty();
  if (auto number = Decimal::parse(*value)) return Observed<Decimal>::of(std::move(*number));
  return Observed<Decimal>::malformed(std::string(*value));
}

}  // namespace tagproof
