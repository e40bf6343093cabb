#include "mock_platforms/meta/quality.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "harness/base/decimal.h"
#include "harness/wire/json_writer.h"
#include "harness/wire/url.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/meta/capi_body.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/rules.h"

namespace tagproof::meta {
namespace {

/// `fields` of a Graph request: "web{event_name,event_coverage{percentage}}", read.
struct Selection {
  std::string name{};
  std::vector<Selection> parts{};  // empty: all of it

  [[nodiscard]] const Selection* part(std::string_view wanted) const {
    const auto it = std::ranges::find(parts, wanted, &Selection::name);
    return it == parts.end() ? nullptr : &*it;
  }
  /// Whether that member is asked for.
  [[nodiscard]] bool has(std::string_view wanted) const {
    return parts.empty() || part(wanted) != nullptr;
  }
};

constexpr int kMaxSelectionDepth = 8;

/// Reads up to the closing brace or the end; deeper levels than the API has are skipped over.
std::vector<Selection> read_selection(std::string_view& rest, int depth) {
  std::vector<Selection> parts;
  while (!rest.empty() && rest.front() != '}') {
    const auto end = std::min(rest.find_first_of(",{}"), rest.size());
    Selection one{.name = std::string(rest.substr(0, end))};
    rest.remove_prefix(end);
    if (rest.starts_with('{')) {
      rest.remove_prefix(1);
      if (depth < kMaxSelectionDepth) one.parts = read_selection(rest, depth + 1);
      rest.remove_prefix(rest.starts_with('}') ? 1U : 0U);
    }
    if (rest.starts_with(',')) rest.remove_prefix(1);
    if (!one.name.empty()) parts.push_back(std::move(one));
    if (depth >= kMaxSelectionDepth) break;
  }
  return parts;
}

constexpr std::string_view kWebFields[] = {"event_name",     "event_match_quality",
                                           "event_coverage", "dedupe_key_feedback",
                                           "data_freshness", "acr",
                                           "event_ad_sets",  "event_potential_aly_acr_increase",
                                           "event_spend"};

/// The first field that the API doesn't have; nothing: all are known.
std::optional<std::string> unknown_field(const std::vector<Selection>& fields) {
  for (const auto& field : fields) {
    if (field.name != "web") return field.name;
    for (const auto& part : field.parts) {
      if (std::ranges::find(kWebFields, part.name) == std::end(kWebFields)) return part.name;
    }
  }
  return std::nullopt;
}

Params query_of(const Request& request) {
  const auto url = parse_url(request.url);
  return url ? parse_query(url->query) : Params{};
}

std::vector<Selection> fields_of(const Params& query) {
  const auto* fields = find_param(query, "fields");
  std::string_view rest = fields == nullptr ? std::string_view{} : *fields;
  return read_selection(rest, 0);
}

/// Percent with one digit; 0 of nothing.
Decimal percent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? Decimal{} : Decimal::of_minor((part * 1000 + whole / 2) / whole, 1);
}

/// A diagnostic of Events Manager, and the rules behind it.
/// Source: https://www.facebook.com/business/help/490934944618455 and the sources of the rules.
struct Diagnostic {
  std::string_view rule{};
  std::string_view name{};
  std::string_view description{};
  std::string_view solution{};
};
constexpr Diagnostic kNamed[] = {
    {"meta.currency.invalid", "Invalid currency code",
     "The currency parameter isn't a code of ISO 4217.", "Send the three letters of ISO 4217."},
    {"meta.value.malformed", "Invalid value parameter", "The value parameter isn't a number.",
     "Send a number with a decimal point, without signs and letters."},
    {"meta.value.negative", "Invalid value parameter", "The value parameter is negative.",
     "Send a number that isn't below 0."},
    {"meta.tr.value-missing", "Missing value parameter", "Purchase events lack their value.",
     "Add the value parameter."},
    {"meta.purchase.value-missing", "Missing value parameter", "Purchase events lack their value.",
     "Add the value parameter."},
    {"meta.tr.currency-missing", "Missing currency parameter",
     "Purchase events lack their currency.", "Add the currency parameter."},
    {"meta.purchase.currency-missing", "Missing currency parameter",
     "Purchase events lack their currency.", "Add the currency parameter."},
    {"meta.value.without-currency", "Currency without value, or value without currency",
     "Only one of value and currency is sent.", "Send both."},
    {"meta.content-type.missing", "Missing content_type",
     "Events with contents don't say content_type.", "Send product or product_group."},
    {"meta.fbp.malformed", "Server sending invalid fbp parameter value",
     "The fbp isn't of the form fb.1.<milliseconds>.<number>.", "Send the _fbp cookie as it is."},
    {"meta.fbp.seconds", "Server sending invalid fbp parameter value",
     "The fbp's time is in seconds.", "Send the _fbp cookie as it is."},
    {"meta.fbp.hashed", "Server sending invalid fbp parameter value", "The fbp is hashed.",
     "Send the _fbp cookie as it is."},
    {"meta.event-time.future", "Future event timestamps", "Events lie in the future.",
     "Send the time of the event in seconds."},
    {"meta.event-time.too-old", "Stale event timestamps", "Events are older than seven days.",
     "Send events as they happen."},
    {"meta.ip.v4", "Update IPv4 addresses to IPv6", "The shopper's address is an IPv4 one.",
     "Send the IPv6 address where the shopper has one."},
    {"meta.restricted.core-setup", "Data sharing restrictions applied",
     "The data source is restricted because of its category.", "Ask for a review."},
    {"meta.restricted.standard-events", "Data sharing restrictions applied",
     "The data source is restricted because of its category.", "Ask for a review."},
    {"meta.restricted.full", "Data sharing restrictions applied",
     "The data source is restricted because of its category.", "Ask for a review."},
};

class QualityWriter {
 public:
  QualityWriter(std::string& out, const Selection& web) : json_(out), web_(&web) {}

  void write(std::span<const std::pair<std::string_view, const EventTally*>> rows) {
    json_.begin_object().key("web").begin_array();
    for (const auto& [name, tally] : rows) {
      if (tally->browser + tally->server > 0) write_row(name, *tally);
    }
    json_.end_array().end_object();
  }

 private:
  void write_row(std::string_view name, const EventTally& tally) {
    json_.begin_object();
    if (web_->has("event_name")) json_.key("event_name").string(name);
    if (web_->has("event_match_quality") && tally.server > 0) write_match_quality(tally);
    if (web_->has("event_coverage") && tally.browser > 0) write_coverage(tally);
    if (web_->has("dedupe_key_feedback")) write_dedupe_keys(tally);
    if (web_->has("data_freshness") && tally.server > 0) write_freshness(tally);
    json_.end_object();
  }

  void write_match_quality(const EventTally& tally) {
    json_.key("event_match_quality").begin_object();
    json_.key("match_key_feedback").begin_array();
    for (std::size_t key = 0; key < kMatchKeyCount; ++key) {
      if (tally.sent[key] == 0) continue;
      json_.begin_object().key("identifier").string(kMatchKeys[key].identifier);
      json_.key("coverage").begin_object();
      json_.key("percentage").number(percent(tally.sent[key], tally.server));
      json_.end_object().end_object();
    }
    json_.end_array();
    json_.key("diagnostics").begin_array();
    for (const auto& diagnostic : kNamed) {
      const auto found = tally.diagnosed.find(diagnostic.rule);
      if (found != tally.diagnosed.end()) write_diagnostic(diagnostic, found->second, tally);
    }
    if (tally.browser > 0 && tally.server_without_event_id > 0) {
      write_diagnostic({"", "Improve event ID coverage",
                        "Server events carry no event ID to be deduplicated by.",
                        "Send the browser event's eventID as event_id."},
                       tally.server_without_event_id, tally);
    }
    json_.end_array().end_object();
  }

  void write_diagnostic(const Diagnostic& diagnostic, std::int64_t affected,
                        const EventTally& tally) {
    const auto total = std::max(affected, tally.browser + tally.server);
    json_.begin_object().key("name").string(diagnostic.name);
    json_.key("description").string(diagnostic.description);
    json_.key("solution").string(diagnostic.solution);
    json_.key("percentage").number(percent(affected, total));
    json_.key("affected_event_count").number(affected);
    json_.key("total_event_count").number(total).end_object();
  }

  void write_coverage(const EventTally& tally) {
    constexpr std::int64_t kGoal = 75;  // source: kDatasetQuality
    json_.key("event_coverage").begin_object();
    json_.key("percentage").number(percent(tally.covered, tally.browser));
    json_.key("goal_percentage").number(kGoal);
    json_.key("description")
        .string("Share of browser events that came from the server as well, with a shared key.");
    json_.end_object();
  }

  void write_share(std::string_view key, const Decimal& share, std::string_view description) {
    json_.key(key).begin_object().key("percentage").number(share);
    json_.key("description").string(description).end_object();
  }

  void write_dedupe_keys(const EventTally& tally) {
    constexpr std::string_view kNames[kDedupKeys] = {"event_id", "external_id", "fbp"};
    json_.key("dedupe_key_feedback").begin_array();
    for (std::size_t key = 0; key < kDedupKeys; ++key) {
      json_.begin_object().key("dedupe_key").string(kNames[key]);
      write_share("browser_events_with_dedupe_key", percent(tally.browser_with[key], tally.browser),
                  "Browser events that carry the key.");
      write_share("server_events_with_dedupe_key", percent(tally.server_with[key], tally.server),
                  "Server events that carry the key.");
      write_share("overall_browser_coverage_from_dedupe_key",
                  percent(tally.covered_by[key], tally.browser),
                  "Browser events that were deduplicated by the key.");
      json_.end_object();
    }
    json_.end_array();
  }

  void write_freshness(const EventTally& tally) {
    using std::chrono::hours;
    const std::string_view frequency = tally.slowest < hours{1}    ? "real_time"
                                       : tally.slowest < hours{24} ? "hourly"
                                                                   : "daily";
    json_.key("data_freshness").begin_object().key("upload_frequency").string(frequency);
    json_.key("description").string("By the slowest server event.").end_object();
  }

  JsonWriter json_;
  const Selection* web_;
};

}  // namespace

Decoded decode_quality(const Request& request, const Endpoint& endpoint) {
  Decoded hit;
  hit.channel = Channel::server;
  hit.endpoint = endpoint.id;
  const auto body = read_capi_body(request);
  for (const auto& token : body.tokens) hit.secrets.push_back(fingerprint(token));
  const auto query = query_of(request);
  const auto* dataset = find_param(query, "dataset_id");
  if (dataset == nullptr || dataset->empty()) {
    hit.observe(rule("meta.quality.dataset-missing"), -1, "dataset_id");
  } else {
    hit.observe(rule("meta.quality.read"), -1, "dataset_id", *dataset);
  }
  if (const auto unknown = unknown_field(fields_of(query)))
    hit.observe(rule("meta.quality.field-unknown"), -1, "fields", *unknown);
  return hit;
}

std::string quality_body(const Request& request, const Notes& notes) {
  const auto query = query_of(request);
  const auto* dataset = find_param(query, "dataset_id");
  const Selection all{.name = "web"};
  const auto fields = fields_of(query);
  const auto rows = notes.of(dataset == nullptr ? std::string_view{} : *dataset);
  std::string out;
  QualityWriter(out, fields.empty() ? all : fields.front()).write(rows);
  return out;
}

}  // namespace tagproof::meta
