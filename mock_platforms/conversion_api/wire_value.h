#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/decimal.h"
#include "harness/base/observed.h"
#include "harness/wire/json.h"
#include "mock_platforms/conversion_api/api.h"

namespace tagproof::conversion_api {

/// A value on the wire: of a JSON member, or the text of a parameter.
struct Wire {
  JsonView json{};
  const std::string* text{};
  [[nodiscard]] bool exists() const { return json.exists() || text != nullptr; }
};

/// Of null, boolean, number, string, array, object: as JsonKind has them.
inline constexpr std::array<Types, 6> kTypes = {0, kTruth, kNumber, kText, kList, kObject};
inline Types type_of(JsonKind kind) { return kTypes[static_cast<std::size_t>(kind)]; }

/// The type of what it says; 0 where it says nothing: absent, null or empty.
inline Types said_type(const Wire& wire) {
  if (wire.text != nullptr) return wire.text->empty() ? 0 : kText;
  if (!wire.json.exists()) return 0;
  const Types type = type_of(wire.json.kind());
  const bool is_empty = type == kText ? wire.json.source() == R"("")"
                                      : (type & (kList | kObject)) != 0 && wire.json.size() == 0;
  return is_empty ? 0 : type;
}
inline bool says_something(const Wire& wire) { return said_type(wire) != 0; }
/// The text of a scalar; "" of null, a list or an object.
std::string_view word_of(const Wire& wire, std::string& storage);
Observed<std::string> text_of(const Wire& wire);
Observed<Decimal> decimal_of(const Wire& wire);
/// What an observation keeps of it: its beginning.
std::string detail_of(std::string_view said);
/// The object at "user.address" within `object`; nothing where there is none.
JsonView walk(JsonView object, std::string_view path);
/// Whether a member asks for limited data use: it is true, or says the word of `says` (`["LDU"]`).
bool asks_for_limits(const Wire& wire, std::string_view says);

}  // namespace tagproof::conversion_api
