#pragma once

#include <string>
#include <string_view>

#include "harness/model/emission.h"
#include "harness/wire/json_writer.h"
#include "harness/wire/query_writer.h"

/// What encoders write of an emission: its values as JSON and as pairs of a query.
namespace tagproof {

/// As to_text(), without a copy: a view of the value, or of `storage` where it is no text.
std::string_view text_of(const Scalar& value, std::string& storage);
/// The field's text; empty when it isn't set.
std::string_view text_of(const Emission& emission, Field field, std::string& storage);

/// When the event happened, in Unix milliseconds; what a tag says and is no RFC 3339 time, as said.
std::string unix_millis_of(const Emission& emission);

/// The type is kept: a Decimal is a number with its own text.
void write(JsonWriter& json, const Scalar& value);
void write(QueryWriter& query, std::string_view name, const Scalar& value);

/// A member, a pair; none where the field isn't set.
void write(JsonWriter& json, std::string_view key, const Emission& emission, Field field);
void write(QueryWriter& query, std::string_view name, const Emission& emission, Field field);

}  // namespace tagproof
