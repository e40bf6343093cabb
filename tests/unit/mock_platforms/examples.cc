#include "tests/unit/mock_platforms/examples.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "harness/base/text.h"
#include "harness/wire/json_writer.h"
#include "tests/unit/mock_platforms/mock.h"

namespace tagproof::test {
namespace {

namespace fs = std::filesystem;

template <class T>
void member(JsonWriter& w, std::string_view key, const Observed<T>& value) {
  if (value.is_absent()) return;
  w.key(key);
  if (value.presence() == Presence::null) {
    w.null();
  } else if (value.is_malformed()) {
    w.string("malformed: " + value.raw());
  } else if constexpr (std::is_same_v<T, Decimal>) {
    w.string(value.has_value() ? value->text() : "");
  } else {
    w.string(value.has_value() ? *value : "");
  }
}

void write_items(JsonWriter& w, const Observed<std::vector<TrackedItem>>& items) {
  if (!items.has_value()) return;
  w.key("items").begin_array();
  for (const auto& item : *items) {
    w.begin_object();
    member(w, "id", item.id);
    member(w, "quantity", item.quantity);
    member(w, "price", item.price);
    w.end_object();
  }
  w.end_array();
}

void write_consent(JsonWriter& w, const ConsentSignals& consent) {
  const auto one = [&](std::string_view key, Signal signal) {
    if (signal != Signal::unset) w.key(key).string(text(signal));
  };
  w.key("consent").begin_object();
  one("analytics_storage", consent.analytics_storage);
  one("ad_storage", consent.ad_storage);
  one("ad_user_data", consent.ad_user_data);
  one("ad_personalization", consent.ad_personalization);
  if (consent.limited) w.key("limited").boolean(true);
  w.end_object();
}

/// The members by which a person tells whether the hit was understood.
std::string event_text(const TrackedEvent& event) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.key("capture").string(event.capture.view()).key("channel").string(text(event.channel));
  w.key("name");
  if (event.name) {
    w.string(text(*event.name));
  } else {
    w.null();
  }
  member(w, "platform_name", event.platform_name);
  member(w, "account", event.account);
  member(w, "action", event.action);
  member(w, "event_id", event.event_id);
  member(w, "order_id", event.order_id);
  member(w, "value", event.value);
  member(w, "currency", event.currency);
  member(w, "test_code", event.test_code);
  write_items(w, event.items);
  if (event.consent_said) write_consent(w, event.consent);
  w.key("ids").begin_object();
  for (const auto& word : Words<IdField>::all) member(w, word.text, event.id(word.value));
  w.end_object();
  w.key("user_data").begin_object();
  for (const auto& datum : event.user_data) {
    w.key(datum.wire).string(std::string(text(datum.field)) + " " + std::string(text(datum.form)));
  }
  w.end_object();
  w.key("outcome").string(text(event.outcome)).key("rule").string(event.rule);
  w.key("confidence").string(text(event.confidence)).key("warnings").begin_array();
  for (const auto warning : event.warnings) w.string(warning);
  w.end_array();
  if (event.merged_with) w.key("merged_with").string(event.merged_with->view());
  if (event.outcome == Outcome::counted) w.key("attributable").string(text(event.attributable));
  w.end_object();
  return out;
}

std::string answer_text(const Response& answer) {
  std::string out = "HTTP/1.1 " + std::to_string(answer.status) + "\n";
  for (const auto& [key, value] : answer.headers) out += key + ": " + value + "\n";
  return out + "\n" + answer.body + (answer.body.empty() ? "" : "\n");
}

}  // namespace

std::vector<fs::path> examples_of(const Platform& platform) {
  const auto folder =
      fs::path(TAGPROOF_SOURCE_DIR) / "mock_platforms" / std::string(platform.id) / "examples";
  std::vector<fs::path> hits;
  if (fs::is_directory(folder)) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == ".hit") hits.push_back(entry.path());
    }
  }
  std::ranges::sort(hits);
  return hits;
}

HitFile read_example(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(file), {}};
  auto example = parse_hits(all);
  INFO(path.string());
  REQUIRE_MESSAGE(example.has_value(), (example ? "" : example.error().message));
  return *std::move(example);
}

Walked walk(const HitFile& example, std::span<const Platform* const> list) {
  Mock mock(example.options, list);
  Walked walked;
  for (const auto& hit : example.hits) {
    const auto received = mock.send(hit.request, hit.after);
    if (!walked.answers.empty()) walked.answers += "@@\n";
    walked.answers += answer_text(received.capture.answer);
    for (const auto& event : received.events) {
      walked.events += (walked.events.empty() ? "[\n  " : ",\n  ") + event_text(event);
    }
  }
  walked.events = (walked.events.empty() ? "[" : walked.events) + "\n]\n";
  return walked;
}

}  // namespace tagproof::test
