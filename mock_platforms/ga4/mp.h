#pragma once

#include <array>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/observed.h"
#include "harness/base/time.h"
#include "harness/wire/json.h"
#include "mock_platforms/ga4/decode.h"
#include "mock_platforms/ga4/event_param.h"
#include "mock_platforms/ga4/items.h"

/// What decode_mp.cc (the request) and decode_mp_event.cc (one event) share.
namespace tagproof::ga4 {

struct Time {
  std::optional<TimePoint> time{};
  bool malformed = false;
};
Time read_time(JsonView view);

/// What all events of a request share.
struct SharedByEvents {
  Limits limits{};
  Observed<std::string> account{};
  bool app = false;
  Observed<std::string> client{};
  Observed<std::string> user_id{};
  MpUserData user_data{};
  ConsentSignals consent{};
  Time time{};
};

/// An event's parameters, their names looked up once.
class MpParams {
 public:
  struct Param {
    std::string_view name{};
    JsonView value{};
    EventParam known{};
  };
  explicit MpParams(JsonView params);
  MpParams(const MpParams&) = delete;  // names are views into it
  MpParams& operator=(const MpParams&) = delete;
  /// The first of that name, or nothing.
  [[nodiscard]] JsonView operator[](EventParam param) const {
    return first_[static_cast<std::size_t>(param)];
  }
  [[nodiscard]] std::span<const Param> all() const { return all_; }

 private:
  std::array<JsonView, kEventParams> first_{};
  std::vector<Param> all_{};
  std::list<std::string> unescaped_{};  // the names that are no views into the document
};

void decode_mp_event(Decoded& decoded, JsonView view, const SharedByEvents& shared);

/// What stood there, read or not.
inline std::string_view text_of(const Observed<std::string>& observed) {
  return observed.has_value() ? *observed : observed.raw();
}

/// A whole cookie becomes the id in it (client_of, session_of). Whether it was one.
bool take_id_of_cookie(Observed<std::string>& text, std::string_view (*id_of)(std::string_view));

}  // namespace tagproof::ga4
