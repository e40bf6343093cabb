#include "mock_platforms/meta/items.h"

#include <array>
#include <utility>

#include "harness/wire/named_members.h"

namespace tagproof::meta {
namespace {

using Items = Observed<std::vector<TrackedItem>>;

constexpr NameTable kItemNames(std::to_array<std::string_view>({"id", "quantity", "item_price"}));

Items of_array(JsonView array, bool ids_only) {
  if (array.size() == 0) return Items::empty(WireKind::array);
  std::vector<TrackedItem> items;
  items.reserve(array.size());
  for (const auto& element : array) {
    auto& item = items.emplace_back();
    if (ids_only || !element.is(JsonKind::object)) {
      item.id = observed_text(element);
    } else {
      const MembersOf<kItemNames> members(element);
      item.id = observed_text(members["id"]);
      item.quantity = observed_decimal(members["quantity"]);
      item.price = observed_decimal(members["item_price"]);
    }
  }
  return Items::of(std::move(items), ids_only ? WireKind::array : WireKind::object);
}

Items of_text(std::string_view text, bool ids_only) {
  if (text.empty()) return Items::empty();
  const auto document = JsonDocument::parse(text);
  if (document && document->root().is(JsonKind::array)) return of_array(document->root(), ids_only);
  return Items::malformed(std::string(text));
}

Items of_view(JsonView view, bool ids_only) {
  if (!view.exists()) return {};
  if (view.is(JsonKind::null)) return Items::null();
  if (view.is(JsonKind::array)) return of_array(view, ids_only);
  if (view.is(JsonKind::string)) return of_text(view.text(), ids_only);
  return Items::malformed(std::string(view.source()), WireKind::object);
}

}  // namespace

Items read_items(JsonView contents, JsonView content_ids) {
  auto items = of_view(contents, false);
  if (items.says_nothing() && content_ids.exists()) return of_view(content_ids, true);
  return items;
}

Items read_items(const std::string_view* contents, const std::string_view* content_ids) {
  auto items = contents == nullptr ? Items{} : of_text(*contents, false);
  if (items.says_nothing() && content_ids != nullptr) return of_text(*content_ids, true);
  return items;
}

}  // namespace tagproof::meta
