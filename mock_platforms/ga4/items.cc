#include "mock_platforms/ga4/items.h"

#include <algorithm>
#include <array>
#include <list>
#include <string>

#include "mock_platforms/ga4/decode.h"
#include "mock_platforms/ga4/names.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

enum class Use : std::uint8_t { id, name, price, quantity, number, text };

struct ItemKey {
  std::string_view code{};  // in a browser hit
  std::string_view name{};  // in JSON
  Use use = Use::text;
};
// Sources: https://developers.google.com/analytics/devguides/collection/ga4/reference/events (the
// names), https://github.com/d8a-tech/d8a, https://github.com/elbwalker/walkerOS (the codes)
constexpr std::array kKeys{
    ItemKey{"id", "item_id", Use::id},
    ItemKey{"nm", "item_name", Use::name},
    ItemKey{"pr", "price", Use::price},
    ItemKey{"qt", "quantity", Use::quantity},
    ItemKey{"br", "item_brand"},
    ItemKey{"va", "item_variant"},
    ItemKey{"ca", "item_category"},
    ItemKey{"c2", "item_category2"},
    ItemKey{"c3", "item_category3"},
    ItemKey{"c4", "item_category4"},
    ItemKey{"c5", "item_category5"},
    ItemKey{"li", "item_list_id"},
    ItemKey{"ln", "item_list_name"},
    ItemKey{"lp", "index", Use::number},
    ItemKey{"cp", "coupon"},
    ItemKey{"ds", "discount", Use::number},
    ItemKey{"af", "affiliation"},
    ItemKey{"lo", "location_id"},
    ItemKey{"pi", "promotion_id"},
    ItemKey{"pn", "promotion_name"},
    ItemKey{"cn", "creative_name"},
    ItemKey{"cs", "creative_slot"},
};

std::string_view take_digits(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && text[n] >= '0' && text[n] <= '9') ++n;
  return text.substr(0, n);
}

/// The custom keys of one item, `k0color` and `v0blue`.
class Customs {
 public:
  void add(std::string_view segment, ItemFindings& found) {
    const auto digits = take_digits(segment.substr(1));
    if (segment[0] == 'v') {
      values_.push_back(segment.substr(1));
      return;
    }
    keys_.push_back(digits);
    if (name_problem(segment.substr(1 + digits.size()), kMaxName) != NameProblem::none)
      found.bad_name = true;
  }
  void finish(const Limits& limits, ItemFindings& found) const {
    if (keys_.size() > limits.item_params) found.too_many_params = true;
    std::size_t paired = 0;
    for (const auto value : values_) {
      const auto number = number_of_value(value);
      if (number.empty()) {
        found.unpaired = true;
      } else {
        ++paired;
        if (characters(value.substr(number.size())) > limits.value) found.long_value = true;
      }
    }
    if (paired < keys_.size()) found.unpaired = true;
  }

 private:
  /// A value that begins with digits ("v042") is told by the keys that are there.
  [[nodiscard]] std::string_view number_of_value(std::string_view value) const {
    for (auto digits = take_digits(value); !digits.empty(); digits.remove_suffix(1)) {
      if (std::ranges::find(keys_, digits) != keys_.end()) return digits;
    }
    return {};
  }
  std::vector<std::string_view> keys_{};
  std::vector<std::string_view> values_{};
};

/// Puts one key's value where it belongs. `code`: two letters.
void put(const ItemKey& key, std::string_view value, const Limits& limits, TrackedItem& item,
         bool& named, ItemFindings& found) {
  switch (key.use) {
    case Use::id:
      item.id = observed_text(&value);
      named = named || !value.empty();
      break;
    case Use::name:
      named = named || !value.empty();
      break;
    case Use::price:
      item.price = observed_decimal(&value);
      return;
    case Use::quantity:
      item.quantity = observed_decimal(&value);
      return;
    case Use::number:
    case Use::text:
      break;
  }
  if (value.size() > limits.value && characters(value) > limits.value) found.long_value = true;
}

void look_at(const TrackedItem& item, bool named, ItemFindings& found) {
  found.unnamed = found.unnamed || !named;
  found.malformed_number =
      found.malformed_number || item.price.is_malformed() || item.quantity.is_malformed();
  found.no_quantity = found.no_quantity || item.quantity.says_nothing();
}

/// The next segment, without the `~` behind it. A doubled one is part of the value: then `storage`
/// holds the segment.
std::string_view next_segment(std::string_view& rest, std::string& storage, bool& tilde) {
  storage.clear();
  std::size_t from = 0;
  while (true) {
    const auto at = rest.find('~', from);
    if (at == std::string_view::npos) break;
    if (at + 1 < rest.size() && rest[at + 1] == '~') {
      tilde = true;
      storage.append(rest.substr(from, at + 1 - from));
      from = at + 2;
      continue;
    }
    const auto part = rest.substr(from, at - from);
    const auto whole = storage.empty() ? part : std::string_view(storage.append(part));
    rest.remove_prefix(at + 1);
    return whole;
  }
  const auto part = rest.substr(from);
  rest = {};
  return storage.empty() ? part : std::string_view(storage.append(part));
}

}  // namespace

Limits limits_of(const Settings& settings) {
  return {.value = settings.of(kProperty) == "360" ? 500U : 100U,
          .item_params = settings.of(kItemParams) == "10" ? 10U : 27U};
}

void read_wire_item(std::string_view text, const Limits& limits, TrackedItem& item,
                    ItemFindings& found) {
  bool named = false;
  Customs customs;
  bool custom = false;
  std::string storage;
  std::list<std::string> kept;  // customs are looked at when all are there
  for (auto rest = text; !rest.empty();) {
    const auto segment = next_segment(rest, storage, found.tilde);
    if (segment.size() < 2) continue;
    if ((segment[0] == 'k' || segment[0] == 'v') && segment[1] >= '0' && segment[1] <= '9') {
      custom = true;
      customs.add(storage.empty() ? segment : std::string_view(kept.emplace_back(segment)), found);
      continue;
    }
    const auto key = std::ranges::find_if(kKeys, [&](const ItemKey& known) {
      return known.code[0] == segment[0] && known.code[1] == segment[1];
    });
    if (key == kKeys.end()) {
      found.unknown_code = true;
    } else {
      put(*key, segment.substr(2), limits, item, named, found);
    }
  }
  if (custom) customs.finish(limits, found);
  look_at(item, named, found);
}

void read_json_item(JsonView view, const Limits& limits, TrackedItem& item, ItemFindings& found) {
  bool named = false;
  std::size_t own = 0;
  std::string storage;
  for (const auto& member : view) {
    const auto name = member.key(storage);
    const auto key = std::ranges::find(kKeys, name, &ItemKey::name);
    const bool is_text = member.is(JsonKind::string);
    if (key == kKeys.end()) {
      ++own;
      if (name_problem(name, kMaxName) != NameProblem::none) found.bad_name = true;
    } else if (key->use == Use::id) {
      item.id = observed_text(member);
      named = named || !item.id.says_nothing();
    } else if (key->use == Use::name) {
      named = named || !says_nothing(member);
    } else if (key->use != Use::text) {
      found.text_number = found.text_number || is_text;
      if (key->use == Use::price) item.price = observed_decimal(member);
      if (key->use == Use::quantity) item.quantity = observed_decimal(member);
      continue;
    }
    if (is_text && member.source().size() > limits.value &&
        characters(member.text(storage)) > limits.value) {
      found.long_value = true;
    }
  }
  if (own > limits.item_params) found.too_many_params = true;
  look_at(item, named, found);
}

void observe(Decoded& decoded, int index, const ItemFindings& found) {
  const auto say = [&](bool is, const Rule& about) {
    if (is) decoded.observe(about, index, "items");
  };
  say(found.unnamed, rule("ga4.items.unnamed"));
  say(found.text_number, rule("ga4.items.price-text"));
  say(found.malformed_number, rule("ga4.items.number-malformed"));
  say(found.no_quantity, rule("ga4.items.quantity-default"));
  say(found.too_many_params, rule("ga4.items.too-many-params"));
  say(found.bad_name, rule("ga4.items.param-name"));
  say(found.long_value, rule("ga4.items.value-too-long"));
  say(found.unknown_code, rule("ga4.items.unknown-code"));
  say(found.unpaired, rule("ga4.items.custom-unpaired"));
  say(found.tilde, rule("ga4.items.tilde"));
}

}  // namespace tagproof::ga4
