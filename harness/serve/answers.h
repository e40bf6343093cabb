#pragma once

#include <string>
#include <string_view>

#include "harness/wire/json_writer.h"
#include "harness/wire/message.h"

namespace tagproof {

/// One answer of the control API: an object that begins with format and session.
class ControlAnswer {
 public:
  explicit ControlAnswer(std::string_view session);
  ControlAnswer(const ControlAnswer&) = delete;
  ControlAnswer& operator=(const ControlAnswer&) = delete;
  ~ControlAnswer() = default;
  /// Within the object.
  JsonWriter& json() { return json_; }
  /// Ends it; once.
  Response finish(int status = 200);

 private:
  std::string body_{};
  JsonWriter json_{body_};
};

Response error_answer(std::string_view session, int status, std::string_view code,
                      std::string_view message);

/// What a browser sees at "/": what this is, and links into the control API below `prefix` ("" or
/// "/s/{id}").
Response front_page(std::string_view prefix, std::string_view version);

}  // namespace tagproof
