#pragma once

#include <string_view>
#include <vector>

#include "harness/base/observed.h"
#include "harness/model/event.h"
#include "harness/wire/json.h"

/// `contents` and `content_ids`, which JSON bodies hold as arrays and hits as JSON text.
namespace tagproof::meta {

/// The items of `contents` (their kind is `object`); without it, those of `content_ids` (`array`:
/// ids and nothing else). Either may be a JSON text itself.
Observed<std::vector<TrackedItem>> read_items(JsonView contents, JsonView content_ids);
/// The same of `cd[contents]` and `cd[content_ids]`; null: the key is absent.
Observed<std::vector<TrackedItem>> read_items(const std::string_view* contents,
                                              const std::string_view* content_ids);

}  // namespace tagproof::meta
