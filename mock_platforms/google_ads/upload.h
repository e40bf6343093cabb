#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/time.h"
#include "harness/model/event.h"
#include "harness/wire/json.h"
#include "harness/wire/message.h"

/// What the two uploads share: address, time form, where a conversion action is named.
namespace tagproof::google_ads {

/// Of a request that is right, with what is said of it later.
inline constexpr std::size_t kUsualObservations = 4;

/// "/v25/customers/1234567890:uploadClickConversions".
struct UploadAddress {
  std::string version{};   // "v25"
  std::string customer{};  // "1234567890"
};
UploadAddress upload_address(const Request& request);

/// The bearer's own text; "" without one.
std::string_view bearer(const Request& request);

/// The body, when it is a JSON object; else why not. Shared, since the answer reads it again.
struct UploadBody {
  std::shared_ptr<const JsonDocument> document{};
  std::string error{};
};
UploadBody upload_body(const Request& request);

/// "customers/123/conversionActions/987" is "987"; only this part is used, says the API.
std::string_view action_of(std::string_view resource);

/// Of a new event: most have one of the three click ids.
inline void read_id(TrackedEvent& event, IdField field, JsonView value) {
  if (value.exists()) event.set_id(field, observed_text(value));
}

/// Whether a click id has only characters that one may have.
bool is_click_id(std::string_view text);

/// "yyyy-mm-dd hh:mm:ss+|-hh:mm", the offset with it.
std::optional<TimePoint> parse_upload_time(std::string_view text);
std::string upload_time(TimePoint time);

}  // namespace tagproof::google_ads
