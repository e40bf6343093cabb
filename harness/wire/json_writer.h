#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/base/decimal.h"

namespace tagproof {

/// Appends JSON text to a string, for hits: exact numbers, no tree in between. Invalid UTF-8
/// becomes U+FFFD.
///     JsonWriter(out).begin_object().key("value").number(total).end_object();
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view text);
  JsonWriter& number(const Decimal& value);  // as Decimal::text()
  JsonWriter& number(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// `json` as it stands: the caller says that it is JSON.
  JsonWriter& raw(std::string_view json);

 private:
  void comma();
  std::string& out_;
  bool first_ = true;
};

}  // namespace tagproof
