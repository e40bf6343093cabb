#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/json.h"
#include "harness/wire/json_writer.h"
#include "mock_platforms/google_ads/answer.h"
#include "mock_platforms/google_ads/api_errors.h"
#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/google_ads/rules.h"
#include "mock_platforms/google_ads/upload.h"

namespace tagproof::google_ads {
namespace {

constexpr std::int64_t kInvalidArgument = 3;     // google.rpc.Code
constexpr std::size_t kUsualUploadAnswer = 512;  // bytes: one conversion with its identifiers

struct RowError {
  const ApiError* error{};
  std::string field{};  // "conversions[0].gclid"
  std::string detail{};
};

/// "conversions[0].gclid" as the API says it: name and index, then name.
void write_location(JsonWriter& json, std::string_view path) {
  json.key("location").begin_object().key("fieldPathElements").begin_array();
  for (const auto part : split(path, '.')) {
    const auto bracket = part.find('[');
    json.begin_object().key("fieldName").string(part.substr(0, bracket));
    if (bracket != std::string_view::npos)
      json.key("index").raw(part.substr(bracket + 1, part.size() - bracket - 2));
    json.end_object();
  }
  json.end_array().end_object();
}

/// How long to wait. Source:
/// https://developers.google.com/google-ads/api/docs/best-practices/understand-api-errors
void write_quota(JsonWriter& json) {
  json.key("details").begin_object().key("quotaErrorDetails").begin_object();
  json.key("rateScope").string("DEVELOPER");
  json.key("rateName").string("Requests per day");
  json.key("retryDelay").string("30s");
  json.end_object().end_object();
}

void write_failure(JsonWriter& json, const std::vector<RowError>& errors,
                   const std::string& version, const std::string& request_id) {
  json.begin_object();
  json.key("@type").string("type.googleapis.com/google.ads.googleads." + version +
                           ".errors.GoogleAdsFailure");
  json.key("errors").begin_array();
  for (const auto& row : errors) {
    json.begin_object();
    json.key("errorCode")
        .begin_object()
        .key(row.error->category)
        .string(row.error->name)
        .end_object();
    json.key("message").string(row.error->message);
    if (!row.detail.empty())
      json.key("trigger").begin_object().key("stringValue").string(row.detail).end_object();
    if (!row.field.empty()) write_location(json, row.field);
    if (row.error->http == 429) write_quota(json);
    json.end_object();
  }
  json.end_array();
  json.key("requestId").string(request_id);
  json.end_object();
}

/// The whole request is refused: of several reasons the first row of kRules.
Response refusal(const Rule& refused, const std::string& version, const std::string& request_id) {
  const auto* error = api_error(refused.id);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("error").begin_object();
  json.key("code").number(std::int64_t{error->http});
  const bool detailed = !error->category.empty();
  if (error->http == 403) {
    json.key("message").string("The caller does not have permission");
  } else if (error->http == 429) {
    json.key("message").string("Resource has been exhausted (e.g. check quota).");
  } else if (detailed && error->http == 400) {
    json.key("message").string("Request contains an invalid argument.");
  } else {
    json.key("message").string(error->message);
  }
  json.key("status").string(status_name(error->http));
  if (detailed) {
    json.key("details").begin_array();
    write_failure(json, {{error, {}, {}}}, version, request_id);
    json.end_array();
  }
  json.end_object().end_object();
  return json_answer(error->http, std::move(body));
}

const Rule* request_refusal(const Decoded& hit) {
  const Rule* first = nullptr;
  for (const auto& seen : hit.observations) {
    if (seen.event >= 0 || seen.rule->severity != RuleSeverity::refuse) continue;
    if (first == nullptr || seen.rule < first) first = seen.rule;
  }
  return first;
}

/// One error for each refused row, in the rows' order.
std::vector<RowError> row_errors(const Decoded& hit) {
  std::vector<const Observation*> first(hit.events.size(), nullptr);
  for (const auto& seen : hit.observations) {
    if (seen.event < 0 || seen.rule->severity != RuleSeverity::refuse) continue;
    auto& place = first[static_cast<std::size_t>(seen.event)];
    if (place == nullptr) place = &seen;
  }
  std::vector<RowError> errors;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i] != nullptr) {
      errors.push_back({api_error(first[i]->rule->id), first[i]->field, first[i]->detail});
    } else if (hit.events[i].outcome == Outcome::deduplicated) {
      if (const auto* error = api_error(hit.events[i].rule))
        errors.push_back({error, "conversions[" + std::to_string(i) + "]", {}});
    }
  }
  return errors;
}

bool failed(const TrackedEvent& event) {
  return event.outcome == Outcome::refused ||
         (event.outcome == Outcome::deduplicated && api_error(event.rule) != nullptr);
}

constexpr std::string_view kClickEchoes[] = {
    "gclid", "gbraid", "wbraid", "conversionAction", "conversionDateTime", "userIdentifiers"};
constexpr std::string_view kAdjustmentEchoes[] = {
    "gclidDateTimePair", "orderId", "conversionAction", "adjustmentDateTime", "adjustmentType"};

/// What is echoed of the row, as JSON: the names hold nothing that is escaped.
void append_result(std::string& text, JsonView row, std::span<const std::string_view> echoes) {
  text += '{';
  std::string_view separator = "\"";
  for (const auto key : echoes) {
    const auto value = row[key];
    if (!value.exists() || value.is(JsonKind::null)) continue;
    text.append(separator).append(key).append("\":").append(value.source());
    separator = ",\"";
  }
  text += '}';
}

void append_results(std::string& text, const Decoded& hit, JsonView rows, bool clicks) {
  text += '[';
  auto row = rows.begin();  // each is an event
  for (std::size_t i = 0; i < hit.events.size(); ++i, ++row) {
    if (i > 0) text += ',';
    if (failed(hit.events[i])) {
      text += "{}";
    } else if (clicks) {
      append_result(text, *row, kClickEchoes);
    } else {
      append_result(text, *row, kAdjustmentEchoes);
    }
  }
  text += ']';
}

void append_partial_failure(std::string& text, const std::vector<RowError>& errors,
                            const std::string& version, const std::string& request_id) {
  std::string message(errors.front().error->message);
  if (!errors.front().field.empty()) message += ", at " + errors.front().field;
  if (errors.size() > 1)
    message =
        "Multiple errors in \xe2\x80\x98"
        "details\xe2\x80\x99. First error: " +
        message;
  JsonWriter json(text);
  json.begin_object();
  json.key("code").number(kInvalidArgument);
  json.key("message").string(message);
  json.key("details").begin_array();
  write_failure(json, errors, version, request_id);
  json.end_array().end_object();
}

/// The caller's, or one of [2^31, 2^63-1].
std::string job_id(JsonView root, const std::string& nonce) {
  const auto given = observed_text(root["jobId"]);
  if (given.has_value()) return *given;
  return std::to_string((fnv1a(nonce) >> 2U) | (1ULL << 31U));
}

}  // namespace

Response answer_upload(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                       const AnswerContext& context) {
  if (const auto* refused = request_refusal(hit))
    return refusal(*refused, upload_address(request).version, context.nonce.text());
  const auto root = hit.body != nullptr ? hit.body->root() : JsonView{};
  const bool clicks = endpoint.id == kClickUpload;
  const auto rows = root[clicks ? "conversions" : "conversionAdjustments"];
  const auto errors = row_errors(hit);

  std::string text;
  text.reserve(kUsualUploadAnswer);
  text += '{';
  if (!errors.empty()) {
    text += R"("partialFailureError":)";
    append_partial_failure(text, errors, upload_address(request).version, context.nonce.text());
    text += ',';
  }
  if (hit.counts) {
    text += R"("results":)";
    append_results(text, hit, rows, clicks);
    text += ',';
  }
  text += R"("jobId":)";
  JsonWriter(text).string(job_id(root, context.nonce.text()));
  text += '}';
  return json_answer(200, std::move(text));
}

}  // namespace tagproof::google_ads
