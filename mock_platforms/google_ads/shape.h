#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/time.h"
#include "harness/wire/json.h"

/// What a JSON request of a Google API may hold, as tables of members. The parser in front of these
/// APIs refuses unknown names, wrong types and unknown words before anybody looks at what is meant,
/// and takes both spellings of a name (`eventTimestamp`, `event_timestamp`).
/// Source: https://protobuf.dev/programming-guides/json/
namespace tagproof::google_ads {

enum class ShapeKind : std::uint8_t {
  text,
  number,
  whole,  // 64 bits, as number or text
  boolean,
  timestamp,
  word,
  object,
  objects,   // a list of them
  texts,     // a list of text
  anything,  // not looked into
};

struct Member {
  std::string_view name{};  // lowerCamelCase
  ShapeKind kind = ShapeKind::text;
  std::span<const Member> members{};          // of object and objects
  std::string_view type{};                    // word, timestamp: the enum's name in messages
  std::span<const std::string_view> words{};  // of word
};

/// What is wrong with one place: "events[0].event_source", and the parser's own words for it.
struct Misshapen {
  enum class What : std::uint8_t { unknown_name, wrong_type, unknown_word, bad_timestamp };
  What what{};
  std::string path{};
  std::string message{};
  std::size_t offset{};
};

/// A timestamp, read, and where it stands in the document.
struct ReadTime {
  std::size_t offset{};
  TimePoint time{};
};

/// Calls `report` for each member that isn't as the table says, in the text's order. The timestamps
/// that it has read on the way, in that order, so that nobody reads them again.
std::vector<ReadTime> check_shape(JsonView object, std::span<const Member> members,
                                  const std::function<void(Misshapen)>& report);

/// "eventTimestamp" as paths in messages say it: "event_timestamp".
std::string snake_case(std::string_view name);

}  // namespace tagproof::google_ads
