#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/documents/documents.h"
#include "harness/wire/json.h"

namespace tagproof {
namespace {

void write_headers(JsonWriter& out, const Headers& headers) {
  out.begin_array();
  for (const auto& [name, value] : headers) {
    out.begin_array().string(name).string(value).end_array();
  }
  out.end_array();
}

void write_body(JsonWriter& out, std::string_view body) {
  if (is_utf8(body)) {
    out.key("body").string(body);
  } else {
    out.key("body_base64").string(base64(body));
  }
}

Headers read_headers(JsonView view) {
  Headers headers;
  for (const JsonView one : view) {
    if (view.is(JsonKind::object)) {
      headers.emplace_back(one.key(), one.text());
    } else if (one.is(JsonKind::object)) {  // HAR's way: {name, value}
      headers.emplace_back(one["name"].text(), one["value"].text());
    } else {
      headers.emplace_back(one.at(0).text(), one.at(1).text());
    }
  }
  return headers;
}

Result<std::string> read_body(JsonView holder) {
  const JsonView encoded = holder["body_base64"];
  if (!encoded.exists()) {
    // Written by hand, a body may stand as the JSON that it is.
    const JsonView body = holder["body"];
    if (body.is(JsonKind::object) || body.is(JsonKind::array)) return std::string(body.source());
    return body.is(JsonKind::null) ? std::string() : body.text();
  }
  auto bytes = from_base64(encoded.text());
  if (!bytes) return error("`body_base64` is not base64");
  return std::move(*bytes);
}

// RFC 3339, or a number of seconds or milliseconds since 1970, as logs have it.
std::optional<TimePoint> read_time(JsonView view) {
  if (view.is(JsonKind::string)) return parse_rfc3339(view.text());
  const auto number = Decimal::parse(view.source());
  if (!number) return std::nullopt;
  constexpr std::int64_t kMillisFrom = 100'000'000'000;       // as seconds it is the year 5138
  constexpr std::int64_t kMillisUntil = 253'402'300'800'000;  // the year 10000
  const std::int64_t whole = number->minor(0);
  if (whole < 0 || whole >= kMillisUntil) return std::nullopt;
  return from_unix_millis(whole >= kMillisFrom ? whole : number->minor(3));
}

}  // namespace

void write_capture_members(JsonWriter& out, const Capture& capture, std::string_view session) {
  out.key("id").string(capture.id.view());
  out.key(session).string(capture.scenario);
  if (capture.step >= 0) out.key("step").number(static_cast<std::int64_t>(capture.step));
  if (capture.time) out.key("time").string(rfc3339(*capture.time));
  if (capture.platform.empty()) {
    out.key("platform").null();
  } else {
    out.key("platform").string(capture.platform.view());
  }
  if (capture.channel) out.key("channel").string(text(*capture.channel));
  if (capture.sender) out.key("sender").string(text(*capture.sender));
  out.key("method").string(capture.request.method);
  out.key("url").string(capture.request.url);
  out.key("headers");
  write_headers(out, capture.request.headers);
  write_body(out, capture.request.body);
  out.key("answer").begin_object().key("status").number(
      static_cast<std::int64_t>(capture.answer.status));
  out.key("headers");
  write_headers(out, capture.answer.headers);
  write_body(out, capture.answer.body);
  out.end_object();
  if (!capture.relayed_from.empty()) out.key("relayed_from").string(capture.relayed_from.view());
  if (!capture.redacted.empty()) {
    out.key("redacted").begin_array();
    for (const auto& place : capture.redacted) out.string(place);
    out.end_array();
  }
  if (!capture.refused.empty()) out.key("refused").string(capture.refused);
  if (capture.truncated) out.key("truncated").boolean(true);
  if (!capture.guess.empty()) out.key("guess").string(capture.guess);
  if (!capture.signature.empty()) out.key("signature").string(capture.signature);
  if (!capture.decode_error.empty()) out.key("decode_error").string(capture.decode_error);
}

std::string capture_line(const Capture& capture, std::string_view session) {
  std::string line;
  line.reserve(capture.request.body.size() + 1024);
  JsonWriter out(line);
  out.begin_object();
  write_capture_members(out, capture, session);
  out.end_object();
  return line;
}

Result<Capture> read_capture(std::string_view json) {
  const auto document = JsonDocument::parse(json);
  if (!document) return document.error();
  const JsonView root = document->root();
  if (!root.is(JsonKind::object)) return error("a capture is an object");
  Capture capture;
  capture.id = CaptureId(root["id"].text());
  const JsonView scenario = root["scenario"];
  capture.scenario = (scenario.exists() ? scenario : root["session"]).text();
  const JsonView step = root["step"];
  if (step.is(JsonKind::number)) {
    if (const auto number = Decimal::parse(step.source()))
      capture.step = static_cast<int>(number->minor(0));
  }
  const JsonView time = root["time"];
  if (time.is(JsonKind::string) || time.is(JsonKind::number)) {
    capture.time = read_time(time);
    if (!capture.time) return error("`time` is no RFC 3339 time with a zone");
  }
  if (const JsonView platform = root["platform"]; platform.is(JsonKind::string)) {
    capture.platform = PlatformId(platform.text());
  }
  capture.channel = read<Channel>(root["channel"].text());
  capture.sender = read<Sender>(root["sender"].text());
  capture.request.method = root["method"].exists() ? root["method"].text() : "GET";
  if (!root["url"].is(JsonKind::string)) return error("`url` is missing");
  capture.request.url = root["url"].text();
  capture.request.headers = read_headers(root["headers"]);
  auto body = read_body(root);
  if (!body) return body.error();
  capture.request.body = std::move(*body);
  const JsonView answer = root["answer"];
  if (answer.is(JsonKind::object)) {
    if (const auto status = Decimal::parse(answer["status"].text())) {
      capture.answer.status = static_cast<int>(status->minor(0));
    }
    capture.answer.headers = read_headers(answer["headers"]);
    auto answered = read_body(answer);
    if (!answered) return answered.error();
    capture.answer.body = std::move(*answered);
  }
  capture.relayed_from = CaptureId(root["relayed_from"].text());
  for (const JsonView place : root["redacted"]) capture.redacted.push_back(place.text());
  capture.refused = root["refused"].text();
  capture.truncated = root["truncated"].is(JsonKind::boolean) && root["truncated"].boolean();
  capture.guess = root["guess"].text();
  capture.signature = root["signature"].text();
  capture.decode_error = root["decode_error"].text();
  return capture;
}

}  // namespace tagproof
