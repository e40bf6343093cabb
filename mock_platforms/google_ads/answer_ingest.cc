#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/json_writer.h"
#include "mock_platforms/google_ads/answer.h"
#include "mock_platforms/google_ads/ingest.h"
#include "mock_platforms/google_ads/ingest_errors.h"
#include "mock_platforms/google_ads/joined.h"

/// What Data Manager answers. Source:
/// https://developers.google.com/data-manager/api/devguides/concepts/understand-errors
namespace tagproof::google_ads {
namespace {

constexpr std::size_t kUsualIngestAnswer = 256;  // bytes: a request's id, and a warning

/// The first digits of `bits`, which then begin behind them.
void write_hex(char* to, int digits, std::uint64_t& bits) {
  for (; digits > 0; --digits, bits <<= 4U) *to++ = "0123456789abcdef"[bits >> 60U];
}

std::string uuid(const std::string& nonce) {
  std::string id("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
  auto half = fnv1a(nonce);
  write_hex(&id[0], 8, half);
  write_hex(&id[9], 4, half);
  write_hex(&id[14], 4, half);
  half = fnv1a(joined({"status of ", nonce}));
  write_hex(&id[19], 4, half);
  write_hex(&id[24], 12, half);
  return id;
}

struct Refusal {
  const Observation* seen{};
  const IngestError* error{};
};

/// What is wrong with the request: of the parser's refusals all, else of the others those of the
/// first one's status.
std::vector<Refusal> refusals(const Decoded& hit) {
  std::vector<Refusal> all;
  for (const auto& seen : hit.observations) {
    if (seen.rule->severity != RuleSeverity::refuse) continue;
    if (const auto* error = ingest_error(*seen.rule)) all.push_back({&seen, error});
  }
  if (all.empty()) return all;
  // Who asks comes before what is asked, and how it is spelt before what it means.
  const auto rank = [](const Refusal& one) {
    return one.error->http == 401      ? 0
           : one.error->http == 429    ? 1
           : one.error->reason.empty() ? 2
           : one.error->http == 403    ? 3
                                       : 4;
  };
  const auto first = rank(*std::ranges::min_element(all, {}, rank));
  std::erase_if(all, [&](const Refusal& one) { return rank(one) != first; });
  return all;
}

void write_violations(JsonWriter& json, const std::vector<Refusal>& all, bool with_reason) {
  json.begin_object();
  json.key("@type").string("type.googleapis.com/google.rpc.BadRequest");
  json.key("fieldViolations").begin_array();
  for (const auto& [seen, error] : all) {
    json.begin_object();
    if (!seen->field.empty()) json.key("field").string(seen->field);
    json.key("description").string(with_reason ? error->description : seen->detail);
    if (with_reason) json.key("reason").string(error->reason);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_error_info(JsonWriter& json, std::string_view reason, const std::string& id) {
  json.begin_object();
  json.key("@type").string("type.googleapis.com/google.rpc.ErrorInfo");
  json.key("reason").string(reason);
  json.key("domain").string("datamanager.googleapis.com");
  json.key("metadata").begin_object().key("requestId").string(id).end_object();
  json.end_object();
  json.begin_object();
  json.key("@type").string("type.googleapis.com/google.rpc.RequestInfo");
  json.key("requestId").string(id);
  json.end_object();
}

Response refusal(const std::vector<Refusal>& all, const std::string& id) {
  const auto& error = *all.front().error;
  const bool parser = error.reason.empty();
  std::string message(error.http == 400 && !parser ? "There was a problem with the request."
                                                   : error.description);
  if (parser && message.empty()) {
    for (const auto& one : all) message += (message.empty() ? "" : "\n") + one.seen->detail;
  }
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("error").begin_object();
  json.key("code").number(std::int64_t{error.http});
  json.key("message").string(message);
  json.key("status").string(status_name(error.http));
  if (!parser) {
    json.key("details").begin_array();
    write_error_info(json, error.http == 400 ? "INVALID_ARGUMENT" : error.reason, id);
    if (error.http == 400) write_violations(json, all, true);
    json.end_array();
  } else if (all.front().seen->rule->id != "google_ads.ingest.body") {
    json.key("details").begin_array();
    write_violations(json, all, false);
    json.end_array();
  }
  json.end_object().end_object();
  return json_answer(error.http, std::move(body));
}

void count(Settled& settled, const TrackedEvent& event) {
  const bool lost = event.outcome == Outcome::dropped || event.outcome == Outcome::unconsented ||
                    event.outcome == Outcome::deduplicated;
  if (const auto* why = lost ? ingest_reason(event.rule) : nullptr)
    ++settled.errors[std::string(why->reason)];
  for (const auto warning : event.warnings) {
    if (const auto* why = ingest_reason(warning); why != nullptr && why->warning)
      ++settled.warnings[std::string(why->reason)];
  }
}

/// Of a destination that the hit names: how many of its events go there.
std::size_t records_of(const Observation& destination) {
  if (destination.field.empty()) return 0;
  return static_cast<std::size_t>(std::ranges::count(destination.field, ' ')) + 1;
}

/// The settled destinations as text: "account action records reason*n !warning*n", one a line.
std::string packed(const Decoded& hit) {
  std::string text;
  std::size_t next = 0;
  for (const auto& seen : hit.observations) {
    if (seen.rule != &rule("google_ads.ingest.destination")) continue;
    Settled one;
    one.records = records_of(seen);
    const auto end = std::min(next + one.records, hit.events.size());
    for (; next < end; ++next) count(one, hit.events[next]);
    text.append(seen.detail).append(" ").append(std::to_string(one.records));
    for (const auto& [reason, n] : one.errors) text += " " + reason + "*" + std::to_string(n);
    for (const auto& [reason, n] : one.warnings) text += " !" + reason + "*" + std::to_string(n);
    text += '\n';
  }
  return text;
}

std::size_t whole(std::string_view digits) {
  const auto read = Decimal::parse(digits);
  return read && !read->is_negative() ? static_cast<std::size_t>(read->minor(0)) : 0;
}

/// No letter of it is one that JSON escapes.
void append_request_id(std::string& body, const Decoded& hit, const std::string& nonce) {
  body.append("\"").append(uuid(nonce)).append("-");
  body.append(base64url(packed(hit))).append("\"");
}

void append_warnings(std::string& body, const Decoded& hit) {
  bool any = false;
  for (const auto& seen : hit.observations) {
    if (seen.rule->severity != RuleSeverity::warn) continue;
    const auto* error = ingest_error(*seen.rule);
    if (error == nullptr) continue;
    body += any ? "," : R"(,"fieldWarnings":[)";
    any = true;
    JsonWriter json(body);
    json.begin_object();
    json.key("reason").string(error->reason);
    json.key("description").string(error->description);
    json.key("field").string(seen.field);
    json.end_object();
  }
  if (any) body += ']';
}

void write_counts(JsonWriter& json, std::string_view info, std::string_view list,
                  const std::map<std::string, std::size_t, std::less<>>& counts) {
  if (counts.empty()) return;
  json.key(info).begin_object().key(list).begin_array();
  for (const auto& [reason, records] : counts) {
    json.begin_object();
    json.key("recordCount").string(std::to_string(records));  // 64 bits are text in JSON
    json.key("reason").string(reason);
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace

std::optional<std::vector<Settled>> read_request_id(std::string_view id) {
  constexpr std::size_t kUuid = 36;
  if (id.size() <= kUuid + 1 || id[kUuid] != '-') return std::nullopt;
  const auto text = from_base64(id.substr(kUuid + 1));
  if (!text) return std::nullopt;
  std::vector<Settled> all;
  for (const auto line : split(*text, '\n')) {
    if (line.empty()) continue;
    const auto words = split(line, ' ');
    if (words.size() < 3 || !words[0].starts_with("customers/")) return std::nullopt;
    auto& one = all.emplace_back();
    one.account = words[0];
    one.action = words[1];
    one.records = whole(words[2]);
    for (std::size_t i = 3; i < words.size(); ++i) {
      const bool warning = words[i].starts_with('!');
      const auto reason = words[i].substr(warning ? 1 : 0);
      const auto star = reason.find('*');
      if (star == std::string_view::npos) return std::nullopt;
      auto& into = warning ? one.warnings : one.errors;
      into[std::string(reason.substr(0, star))] = whole(reason.substr(star + 1));
    }
  }
  return all.empty() ? std::nullopt : std::optional(std::move(all));
}

Response answer_ingest(const Decoded& hit, const AnswerContext& context) {
  if (const auto all = refusals(hit); !all.empty()) return refusal(all, uuid(context.nonce.text()));
  std::string body;
  body.reserve(kUsualIngestAnswer);
  body += R"({"requestId":)";
  append_request_id(body, hit, context.nonce.text());
  append_warnings(body, hit);
  body += '}';
  return json_answer(200, std::move(body));
}

Response answer_status(const Request& request, const Decoded& hit, const AnswerContext& context) {
  if (const auto all = refusals(hit); !all.empty()) return refusal(all, uuid(context.nonce.text()));
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("requestStatusPerDestination").begin_array();
  for (const auto& one : read_request_id(asked_id(request)).value_or(std::vector<Settled>{})) {
    std::size_t failed = 0;
    for (const auto& [reason, records] : one.errors) failed += records;
    const bool analytics = one.action.starts_with("G-");
    json.begin_object();
    json.key("destination").begin_object().key("operatingAccount").begin_object();
    json.key("accountType").string(analytics ? "GOOGLE_ANALYTICS_PROPERTY" : "GOOGLE_ADS");
    json.key("accountId").string(one.account.substr(one.account.find('/') + 1)).end_object();
    json.key("productDestinationId").string(one.action).end_object();
    json.key("requestStatus")
        .string(failed == 0             ? "SUCCESS"
                : failed == one.records ? "FAILED"
                                        : "PARTIAL_SUCCESS");
    write_counts(json, "errorInfo", "errorCounts", one.errors);
    write_counts(json, "warningInfo", "warningCounts", one.warnings);
    json.key("eventsIngestionStatus").begin_object();
    json.key("recordCount").string(std::to_string(one.records)).end_object();
    json.end_object();
  }
  json.end_array().end_object();
  return json_answer(200, std::move(text));
}

}  // namespace tagproof::google_ads
