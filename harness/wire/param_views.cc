#include "harness/wire/param_views.h"

#include <algorithm>
#include <optional>
#include <string>

#include "harness/wire/percent.h"
#include "harness/wire/signs.h"

namespace tagproof {

ParamViews::ParamViews(std::string_view query) {
  // No more than a usual hit has: a body of nothing but '&' has as many pairs as none.
  constexpr std::size_t kUsual = 128;
  pairs_.reserve(std::min(query.size() / 12, kUsual) + 1);
  std::size_t begin = 0;                 // of the pair
  std::optional<std::string_view> name;  // of a pair whose '=' was met
  // The name or value at hand: from here on it isn't in the store yet. What has an escape is put
  // there piece by piece, while its signs are met.
  std::size_t from = 0;
  char* stored = nullptr;  // its begin in the store; null: it stands in the query as it is
  const auto store = [&](std::size_t end) {
    used_ = std::copy(query.data() + from, query.data() + end, used_);
    from = end;
  };
  const auto take_text = [&](std::size_t end) -> std::string_view {
    if (stored == nullptr) return query.substr(from, end - from);
    store(end);
    const auto* const first = std::exchange(stored, nullptr);
    return {first, static_cast<std::size_t>(used_ - first)};
  };
  Signs<'&', '=', '%', '+'> signs(query);
  for (;;) {
    const auto at = signs.next();
    const char sign = at == query.size() ? '&' : query[at];
    if (sign == '&') {
      if (at > begin) {  // "a=1&&b=2" has two pairs
        const auto text = take_text(at);
        pairs_.emplace_back(name.value_or(text), name ? text : std::string_view());
      }
      if (at == query.size()) return;
      begin = from = at + 1;
      name.reset();
    } else if (sign == '=') {
      if (name) continue;
      name = take_text(at);
      from = at + 1;
    } else {
      if (stored == nullptr) stored = room(query.size());
      store(at);
      const int byte = sign == '+' ? ' ' : escaped_byte(query, at);
      if (byte < 0) continue;
      *used_++ = static_cast<char>(byte);
      from += sign == '+' ? 1 : 3;
    }
  }
}

char* ParamViews::room(std::size_t size) {
  if (!store_) {
    store_ = std::make_unique_for_overwrite<char[]>(size);
    used_ = store_.get();
  }
  return used_;
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
