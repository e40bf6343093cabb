#include "harness/run/recording.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "harness/base/text.h"
#include "harness/judge/check.h"
#include "harness/judge/recorded.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

namespace fs = std::filesystem;

/// A file that goes with the test.
class File {
 public:
  File(const std::string& name, std::string_view content)
      : path_(fs::temp_directory_path() / fmt::format("tagproof-{}-{}", ::getpid(), name)) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

Recording read(std::string_view content, RecordingOptions options = {}) {
  const File file("recording", content);
  options.platforms = platforms();
  Recording recording;
  const auto read = read_recording(file.path(), "recording", options, recording);
  REQUIRE_MESSAGE(read.has_value(), (read ? "" : read.error().message));
  return recording;
}

std::string refusal(std::string_view content) {
  const File file("refused", content);
  Recording recording;
  const auto read = read_recording(file.path(), "shop.har", {.platforms = platforms()}, recording);
  return read ? "" : read.error().message;
}

std::string purchase(std::string_view id, std::string_view rest = "") {
  return fmt::format(
      R"({{"method":"POST","url":"https://region1.google-analytics.com/g/collect?v=2&tid=G-TEST1&cid=1.2&sid=1768471200&en=purchase&ep.transaction_id={}&epn.value=50.25&cu=EUR&gcs=G111"{}}})",
      id, rest);
}

std::string har(std::string_view entries, std::string_view pages = R"([{"id":"1"},{"id":"2"}])") {
  return fmt::format(
      R"({{"log":{{"creator":{{"name":"WebInspector"}},"pages":{},"entries":[{}]}}}})", pages,
      entries);
}
std::string har_entry(std::string_view time, std::string_view request, std::string_view rest = "") {
  return fmt::format(R"({{"startedDateTime":"{}","request":{}{}}})", time, request, rest);
}

TEST_CASE("requests are counted as they stand, platforms' ones are hits, others unrelated") {
  const Recording recording = read(
      R"({"url":"https://acme.example/"})"
      "\n\n" +
          purchase("1001") + "\n" +
          R"({"url":"https://acme.example/api/events","method":"POST","body":"{}"})" + "\n" +
          R"({"url":"https://sst.acme.example/x?v=2&tid=G-TEST1&en=purchase","method":"GET"})" +
          "\n" + R"({"url":"https://half)",
      {.list_unrelated = true});
  CHECK(recording.requests == 5);
  CHECK(recording.unrelated == 2);
  CHECK(recording.unreadable == 1);
  REQUIRE(recording.unrelated_requests.size() == 2);
  CHECK(recording.unrelated_requests[1].url == "https://acme.example/api/events");
  REQUIRE(recording.sessions.size() == 1);
  const auto& hits = recording.sessions[0].hits;
  REQUIRE(hits.size() == 2);
  CHECK(hits[0].index == 1);
  CHECK(hits[1].index == 3);
  CHECK(hits[1].capture.guess.find("looks like GA4") != std::string::npos);
  CHECK(recording.sessions[0].was_cut);
  REQUIRE(recording.remarks.size() == 1);
  CHECK(recording.remarks[0].find("1 line can't be read; the first: line 6") != std::string::npos);
}

TEST_CASE("a shop's own name for a platform makes its requests hits") {
  const std::vector<HostRoute> hosts{
      {.host = "sst.acme.example", .path = "/x/", .platform = PlatformId("ga4")}};
  const Recording recording =
      read(R"({"url":"https://sst.acme.example/x/g/collect?v=2&tid=G-TEST1&en=page_view"})",
           {.hosts = hosts});
  CHECK(recording.unrelated == 0);
  REQUIRE(recording.sessions.size() == 1);
  CHECK(recording.sessions[0].hits[0].capture.guess.empty());
}

TEST_CASE("what is no recording is refused by name") {
  CHECK(refusal("") == "no recording: a HAR, or a line of JSON for each request, was expected");
  CHECK(refusal("<html>") ==
        "no recording: a HAR, or a line of JSON for each request, was expected");
  CHECK(refusal("{\"a\":1}\n") ==
        "no request in it that can be read (1 line can't be read; the first: line 1: `url` is "
        "missing)");
}

Replay replayed(std::string_view content, ReplayOptions options = {}) {
  Recording recording = read(content);
  REQUIRE(recording.sessions.size() == 1);
  options.platforms = platforms();
  return replay(std::move(recording.sessions[0]), options);
}

TEST_CASE("hits are judged in order of time and shown in order of the input") {
  const Replay result = replayed(purchase("1002", R"(,"time":"2026-01-15T10:00:09Z")") + "\n" +
                                 purchase("1001", R"(,"time":1768471201)") + "\n" +
                                 purchase("1001", R"(,"time":1768471202000)"));
  REQUIRE(result.evidence.captures.size() == 3);
  CHECK(result.indexes == std::vector<std::uint64_t>{1, 2, 0});
  CHECK(result.evidence.captures[0].id == CaptureId("recording/c-2"));
  CHECK(result.evidence.events[0].outcome == Outcome::counted);
  CHECK(result.evidence.events[1].outcome == Outcome::deduplicated);
  CHECK(result.evidence.events[1].merged_with == CaptureId("recording/c-2"));
  REQUIRE(result.evidence.ledger("ga4") != nullptr);
  CHECK(result.evidence.ledger("ga4")->purchases().counted == 2);
  CHECK(result.gaps.empty());
}

TEST_CASE("without a time, rules about time are not judged") {
  const Replay result = replayed(purchase("1001"));
  CHECK(!result.evidence.captures[0].time);
  CHECK(!result.evidence.events[0].received);
  const Judgement judgement = judge(result.evidence, all_checks(), nullptr, false);
  CHECK(std::ranges::find(judgement.not_judged, std::pair<std::string, std::string>(
                                                    "platform.time", "captures without a time")) !=
        judgement.not_judged.end());
}

TEST_CASE("each scenario or session of a file is judged by itself, with the ids that it has") {
  const Recording recording =
      read(purchase("1001", R"(,"scenario":"a","id":"a/c-7")") + "\n" +
           purchase("1001", R"(,"session":"b")") + "\n" + purchase("1001", R"(,"scenario":"a")"));
  REQUIRE(recording.sessions.size() == 2);
  CHECK(recording.sessions[0].name == "a");
  CHECK(recording.sessions[0].hits.size() == 2);
  const Replay result = replay(recording.sessions[0], {.platforms = platforms()});
  CHECK(result.evidence.captures[0].id == CaptureId("a/c-7"));
  CHECK(result.evidence.captures[1].id == CaptureId("a/c-2"));
}

/// An order, and a contract by which GA4 (browser) and Meta (both) must count it.
ReplayOptions with_order(std::string_view id = "1001") {
  ReplayOptions options;
  Contract contract;
  contract.name = "acme";
  contract.shop.currency = "EUR";
  contract.events.push_back(
      {.name = EventName::purchase,
       .when = "order_countable",
       .once_per = "order",
       .platforms = {
           {.platform = PlatformId("ga4"), .name = "purchase", .channels = {Channel::browser}},
           {.platform = PlatformId("meta"),
            .name = "Purchase",
            .channels = {Channel::browser, Channel::server}}}});
  options.contract = contract;
  Order order;
  order.id = OrderId(id);
  order.state = OrderState::paid;
  order.currency = "EUR";
  order.paid = parse_rfc3339("2026-01-15T10:00:00Z");
  order.created = order.paid;
  order.totals.items_net = Decimal::parse("50.25");
  order.totals.total = Decimal::parse("59.80");
  order.consent = ConsentChoice{Choice::granted, Choice::granted};
  options.orders = {order};
  options.orders_known = true;
  return options;
}

struct Judged {
  Judgement judgement{};
  std::vector<Unknown> unknown{};
  std::vector<Reconciliation> sums{};
  [[nodiscard]] std::vector<std::string> errors() const {
    std::vector<std::string> found;
    for (const auto& one : judgement.findings) {
      if (one.severity == Severity::error)
        found.push_back(fmt::format("{} {} {}", one.check, one.platform.view(),
                                    one.channel ? text(*one.channel) : ""));
    }
    return found;
  }
};
Judged judged(std::string_view content, const ReplayOptions& options) {
  const Replay result = replayed(content, options);
  Judged all;
  all.judgement = judge(result.evidence, all_checks(), nullptr, false);
  all.unknown = set_unknown_aside(all.judgement, result.evidence, result.gaps, false);
  all.sums = reconcile_orders(result.evidence, all.judgement, result.gaps);
  return all;
}

const std::string kGa4 =
    R"({"method":"POST","url":"https://region1.google-analytics.com/g/collect?v=2&tid=G-TEST1&cid=1.2&sid=1768471200&en=purchase&ep.transaction_id=1001&epn.value=50.25&cu=EUR&gcs=G111","headers":[],"bodySize":0})";

TEST_CASE("a browser's recording doesn't say that a server sent nothing") {
  const Judged all = judged(har(har_entry("2026-01-15T10:00:05Z", kGa4)), with_order());
  for (const auto& error : all.errors()) CHECK(error.find("server") == std::string::npos);
  CHECK(std::ranges::any_of(all.unknown, [](const Unknown& one) {
    return one.rule == "event.missing" && one.why.find("what servers send") != std::string::npos;
  }));
  REQUIRE(all.sums.size() == 2);
  CHECK(all.sums[0].platform == PlatformId("ga4"));
  CHECK(all.sums[0].matched == 1);
  CHECK(all.sums[1].missing == 0);
  CHECK(all.sums[1].unknown == 1);
}

TEST_CASE("an order that nothing in the recording names may be another shopper's") {
  const Judged all = judged(har(har_entry("2026-01-15T10:00:05Z", kGa4)), with_order("2002"));
  CHECK(std::ranges::none_of(all.judgement.findings,
                             [](const Finding& one) { return one.check == "event.missing"; }));
  CHECK(all.sums[0].unknown == 1);
  CHECK(all.sums[0].extra == 1);  // 1001 is no order of the shop
}

TEST_CASE("a body that was left out is unknown: never counted, never missing") {
  const std::string hit =
      R"({"method":"POST","url":"https://www.google-analytics.com/g/collect?v=2&tid=G-TEST1&cid=1.2","headers":[{"name":"content-length","value":"300"}],"bodySize":300})";
  const std::string content = har(har_entry("2026-01-15T10:00:05Z", hit));
  const Replay result = replayed(content, with_order());
  CHECK(result.evidence.captures.empty());
  REQUIRE(result.undecided.size() == 1);
  CHECK(result.undecided[0].why == "the body of 300 bytes was left out");
  CHECK(result.undecided[0].capture.platform == PlatformId("ga4"));
  const Judged all = judged(content, with_order());
  CHECK(std::ranges::none_of(all.judgement.findings, [](const Finding& one) {
    return one.check == "event.missing" || one.check == "reconcile.count";
  }));
}

TEST_CASE("JSON Lines are what arrived: what isn't there is missing") {
  const Judged all = judged(purchase("1001", R"(,"time":"2026-01-15T10:00:05Z")") + "\n" +
                                purchase("7", R"(,"time":"2026-01-16T10:00:05Z")"),
                            with_order());
  const auto errors = all.errors();
  CHECK(std::ranges::find(errors, "event.missing meta browser") != errors.end());
  CHECK(all.judgement.verdict == Verdict::fail);
  REQUIRE(all.sums.size() == 2);
  CHECK(all.sums[1].missing == 1);
  REQUIRE(all.sums[1].rows.size() == 1);
  CHECK(all.sums[1].rows[0].outcome == "missing");
  REQUIRE(all.sums[1].rows[0].at_stake);
  CHECK(all.sums[1].rows[0].at_stake->money.amount == *Decimal::parse("50.25"));
}

TEST_CASE("another value and a second count have rows of their own") {
  const std::string other =
      replace_all(purchase("1001", R"(,"time":"2026-01-15T10:00:05Z")"), "50.25", "59.80");
  const Judged value = judged(other, with_order());
  CHECK(value.sums[0].value_mismatch == 1);
  CHECK(value.sums[0].rows[0].expected == "50.25 EUR");
  CHECK(value.sums[0].rows[0].actual == "59.80 EUR");
}

TEST_CASE("what an ad blocker stopped never arrived, and that explains the loss") {
  const std::string content =
      har(har_entry("2026-01-15T10:00:05Z", kGa4,
                    R"(,"response":{"status":0,"_error":"net::ERR_BLOCKED_BY_CLIENT"})"));
  const Replay result = replayed(content, with_order());
  REQUIRE(result.undecided.size() == 1);
  CHECK(result.undecided[0].not_sent);
  REQUIRE(result.evidence.attempts.size() == 1);
  CHECK(result.evidence.attempts[0].order == OrderId("1001"));
  const Judged all = judged(content, with_order());
  CHECK(all.sums[0].missing == 0);
  CHECK(all.sums[0].explained.at(LossCause::ad_blocker) == 1);
}

}  // namespace
}  // namespace tagproof
