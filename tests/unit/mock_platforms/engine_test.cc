// What the engine does for every platform, shown on a made-up one: the order of decisions, twins,
// mirrors, adjustments, totals.
#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "harness/wire/url.h"
#include "mock_platforms/engine.h"

using namespace tagproof;
using std::chrono::hours;

namespace {

const TimePoint kStart{std::chrono::seconds{1768471200}};

constexpr Rule kRules[] = {
    {"toy.bad", "", RuleSeverity::refuse},
    {"toy.lost", "", RuleSeverity::drop},
    {"toy.odd", "", RuleSeverity::warn},
    {"toy.denied", "", RuleSeverity::accept},
    {"toy.counted", "", RuleSeverity::accept, Confidence::observed},
};

/// Body lines "key=value&…": bad, lost, odd, denied (flags), server, id, order, value, currency,
/// action, mirror, nonce, user, adjust.
Decoded decode(const Request& request, const Endpoint&, const Settings&) {
  Decoded decoded;
  std::string_view rest = request.body;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto params = parse_query(line);
    const auto get = [&](std::string_view key) {
      const auto* value = find_param(params, key);
      return value == nullptr ? Observed<std::string>{} : Observed<std::string>::of(*value);
    };
    const auto index = static_cast<int>(decoded.events.size());
    TrackedEvent event;
    event.name = EventName::purchase;
    event.platform_name = Observed<std::string>::of("buy");
    if (get("server")) decoded.channel = Channel::server;
    event.event_id = get("id");
    event.order_id = get("order");
    if (get("value")) event.value = Observed<Decimal>::of(*Decimal::parse(*get("value")));
    event.currency = get("currency");
    event.action = get("action");
    event.mirror = get("mirror").has_value();
    event.nonce = get("nonce").value_or("");
    event.set_id(IdField::fbp, get("user"));
    if (get("denied")) event.consent.analytics_storage = Signal::denied;
    const auto adjust = get("adjust").value_or("");
    if (adjust == "full") event.adjustment = AdjustmentKind::refund_full;
    if (adjust == "partial") event.adjustment = AdjustmentKind::refund_partial;
    if (adjust == "retract") event.adjustment = AdjustmentKind::retract;
    if (adjust == "restate") event.adjustment = AdjustmentKind::restate;
    if (adjust == "enhance") event.adjustment = AdjustmentKind::enhance;
    if (!adjust.empty()) event.name = EventName::refund;
    if (adjust == "enhance") event.name.reset();
    decoded.events.push_back(std::move(event));
    if (get("bad")) decoded.observe(kRules[0], index);
    if (get("lost")) decoded.observe(kRules[1], index);
    if (get("odd")) decoded.observe(kRules[2], index);
    if (get("odd")) decoded.observe(kRules[2], index);
  }
  return decoded;
}

const Rule* unconsented(const TrackedEvent& event, const Settings&) {
  return event.consent.analytics_storage == Signal::denied ? &kRules[3] : nullptr;
}

Response answer(const Request&, const Endpoint&, const Decoded&, const PlatformState&,
                const AnswerContext&) {
  return {};
}

bool by_id(const TrackedEvent& event, const Settings&, std::string& key) {
  key += event.event_id.value_or("");
  return event.event_id.has_value();
}
bool by_order(const TrackedEvent& event, const Settings&, std::string& key) {
  key += event.order_id.value_or("");
  return event.order_id.has_value();
}
bool by_nonce(const TrackedEvent& event, const Settings&, std::string& key) {
  key += event.nonce;
  return !event.nonce.empty();
}
bool by_user(const TrackedEvent& event, const Settings&, std::string& key) {
  key += event.id(IdField::fbp).value_or("");
  return event.id(IdField::fbp).has_value();
}
bool lacks_id(const TrackedEvent& later, const Earlier& earlier, const Settings&) {
  return !later.event_id.has_value() || !earlier.has_event_id;
}

constexpr DedupRule kDedup[] = {
    {.rule = {"toy.fan-out", "", RuleSeverity::accept}, .key = by_nonce, .fan_out = true},
    {.rule = {"toy.fan-out", "", RuleSeverity::accept},
     .key = [](const TrackedEvent& event, const Settings& settings,
               std::string& key) { return by_order(event, settings, key) && !event.nonce.empty(); },
     .fan_out = true},
    {.rule = {"toy.by-id", "", RuleSeverity::accept},
     .key = by_id,
     .meets = Meets::across_channels,
     .window = hours{48}},
    {.rule = {"toy.by-user", "", RuleSeverity::accept},
     .key = by_user,
     .meets = Meets::browser_then_server,
     .window = hours{48},
     .applies = lacks_id},
    {.rule = {"toy.by-order", "", RuleSeverity::accept},
     .key = by_order,
     .covers = [](const TrackedEvent& event) { return event.action.has_value(); }},
};

constexpr Endpoint kEndpoints[] = {{.id = "toy",
                                    .channel = Channel::browser,
                                    .method = "POST",
                                    .hosts = "toy.example",
                                    .path = "/"}};

Platform toy(bool whole_request = true) {
  return {.id = "toy",
          .title = "Toy",
          .real_host = "toy.example",
          .endpoints = kEndpoints,
          .rules = kRules,
          .dedup = kDedup,
          .refuses_whole_request = whole_request,
          .decode = decode,
          .unconsented = unconsented,
          .answer = answer};
}

class Toy {
 public:
  explicit Toy(bool whole_request = true, EngineOptions options = {})
      : platform_(toy(whole_request)), engine_(list_, std::move(options)) {}
  explicit Toy(std::span<const DedupRule> dedup)
      : platform_(toy(false)), engine_((platform_.dedup = dedup, list_), EngineOptions{}) {}

  Received send(std::string body, Duration after = {}) {
    now_ += after;
    return engine_.receive({"POST", "https://toy.example/", {}, std::move(body)}, now_,
                           CaptureId("c-" + std::to_string(++count_)), "n");
  }
  /// The outcomes of one hit after the other, by first letters: c, d, u, x (dropped), r.
  std::string outcomes(const std::vector<std::string>& bodies, Duration between = {}) {
    std::string all;
    for (const auto& body : bodies) {
      for (const auto& event : send(body, between).events) {
        all += event.outcome == Outcome::dropped ? 'x' : text(event.outcome)[0];
      }
    }
    return all;
  }
  LedgerNumbers numbers(EventName name = EventName::purchase) {
    const auto ledgers = engine_.ledgers();
    return ledgers.empty() ? LedgerNumbers{} : ledgers[0].of(name);
  }
  Engine& engine() { return engine_; }

 private:
  Platform platform_;
  std::array<const Platform*, 1> list_{&platform_};
  Engine engine_;
  TimePoint now_ = kStart;
  int count_ = 0;
};

Decimal decimal(std::string_view text) { return *Decimal::parse(text); }

}  // namespace

TEST_CASE("refused before dropped before unconsented before deduplicated before counted") {
  Toy toy(false);
  CHECK(toy.outcomes({"order=1&action=a"}) == "c");
  const std::string same = "order=1&action=a";
  CHECK(toy.outcomes({same}) == "d");
  CHECK(toy.outcomes({same + "&denied=1"}) == "u");
  CHECK(toy.outcomes({same + "&denied=1&lost=1"}) == "x");
  CHECK(toy.outcomes({same + "&denied=1&lost=1&bad=1"}) == "r");
  const auto numbers = toy.numbers();
  CHECK(numbers.received == 5);
  CHECK(numbers.accepted() == 4);
  CHECK(numbers.received == numbers.refused + numbers.dropped + numbers.unconsented +
                                numbers.deduplicated + numbers.counted);
}

TEST_CASE("the deciding rule and its confidence stand on the event, warnings once") {
  Toy toy;
  const auto counted = toy.send("odd=1");
  CHECK(counted.events[0].rule == "toy.counted");
  CHECK(counted.events[0].confidence == Confidence::observed);
  CHECK(counted.events[0].warnings == std::vector<std::string_view>{"toy.odd"});
  CHECK(toy.send("bad=1").events[0].rule == "toy.bad");
}

TEST_CASE("one bad event refuses its whole request, or itself alone") {
  CHECK(Toy(true).outcomes({"order=1\nbad=1\norder=3"}) == "rrr");
  CHECK(Toy(false).outcomes({"order=1\nbad=1\norder=3"}) == "crc");
}

TEST_CASE("what was not counted is nobody's twin") {
  CHECK(Toy(false).outcomes({"order=1&action=a&bad=1", "order=1&action=a"}) == "rc");
  CHECK(Toy().outcomes({"order=1&action=a&lost=1", "order=1&action=a"}) == "xc");
  CHECK(Toy().outcomes({"order=1&action=a&denied=1", "order=1&action=a"}) == "uc");
}

TEST_CASE("across channels: one of each merges, repeats of one channel count") {
  const std::string b = "id=X";
  const std::string s = "id=X&server=1";
  struct Row {
    std::string what{};
    std::vector<std::string> hits{};
    std::string outcomes{};
    Duration between{};
  };
  for (const auto& row : std::vector<Row>{
           {"browser, server", {b, s}, "cd", {}},
           {"server, browser", {s, b}, "cd", {}},
           {"browser twice", {b, b}, "cc", {}},
           {"browser twice, then server", {b, b, s}, "ccd", {}},
           {"a third meets the merged pair", {b, s, b}, "cdd", {}},
           {"at the window's end", {b, s}, "cd", hours{48}},
           {"beyond it", {b, s}, "cc", hours{49}},
           {"other ids", {b, "id=Y&server=1"}, "cc", {}},
       }) {
    CAPTURE(row.what);
    CHECK(Toy().outcomes(row.hits, row.between) == row.outcomes);
  }
}

TEST_CASE(
    "browser then server: only in that order, within the window of the newest browser event") {
  const std::string b = "user=U";
  const std::string s = "user=U&server=1";
  CHECK(Toy().outcomes({b, s}) == "cd");
  CHECK(Toy().outcomes({s, b}) == "cc");
  CHECK(Toy().outcomes({s, s}) == "cc");
  CHECK(Toy().outcomes({b, b, s}, hours{30}) == "ccd");
  CHECK(Toy().outcomes({b, s}, hours{49}) == "cc");
  CHECK(Toy().outcomes({"user=U&id=1", "user=U&id=2&server=1"}) == "cc");  // applies says no
}

TEST_CASE("of the requests of one conversion exactly one is counted, whichever comes first") {
  const std::string main = "nonce=7&order=1&action=a&value=5&currency=EUR";
  const std::string mirror = "nonce=7&order=1&mirror=1";
  const std::string other = "nonce=8&order=1&mirror=1";  // known by the order only
  struct Row {
    std::vector<std::string> hits{};
    std::string outcomes{};
  };
  for (const auto& row : std::vector<Row>{
           {{main, mirror, mirror}, "cdd"},
           {{mirror, main, mirror}, "cdd"},
           {{mirror, mirror, main}, "cdd"},
           {{main, other, mirror}, "cdd"},
           {{other, main, mirror}, "cdd"},
       }) {
    CHECK(Toy().outcomes(row.hits) == row.outcomes);
    std::vector<std::string> denied;
    for (const auto& hit : row.hits) denied.push_back(hit + "&denied=1");
    std::string expected = row.outcomes;
    expected[0] = 'u';
    CHECK(Toy().outcomes(denied) == expected);
  }
  Toy toy;
  CHECK(toy.send(main).events[0].rule == "toy.counted");
  CHECK(toy.send(mirror).events[0].rule == "toy.fan-out");
  // The page again: its main request is a second conversion of the same order, not a mirror.
  CHECK(toy.send("nonce=9&order=1&action=a").events[0].rule == "toy.by-order");
  CHECK(toy.send("nonce=9&order=1&mirror=1").events[0].rule == "toy.fan-out");
}

TEST_CASE("a main request gives its conversion the value that the mirror before it had not") {
  Toy toy;
  toy.send("nonce=7&order=1&mirror=1");
  toy.send("nonce=7&order=1&action=a&value=5&currency=EUR");
  CHECK(toy.numbers().by_currency["EUR"].value == decimal("5"));
}

TEST_CASE("adjustments change the totals of what they adjust") {
  struct Row {
    std::string what{};
    std::vector<std::string> adjustments{};
    std::int64_t conversions = 0, restated = 0;
    std::string refunded{};
  };
  for (const auto& row : std::vector<Row>{
           {"full", {"adjust=full&value=50&currency=EUR"}, 1, 0, "50"},
           {"full without value", {"adjust=full"}, 1, 0, "50"},
           {"partial twice",
            {"adjust=partial&value=20&currency=EUR", "adjust=partial&value=20&currency=EUR"},
            1,
            0,
            "40"},
           {"never more than there was",
            {"adjust=partial&value=40&currency=EUR", "adjust=partial&value=40&currency=EUR"},
            1,
            0,
            "50"},
           {"retract", {"adjust=retract"}, 0, 0, "50"},
           {"retract what a refund left",
            {"adjust=partial&value=20&currency=EUR", "adjust=retract"},
            0,
            0,
            "50"},
           {"retract twice", {"adjust=retract", "adjust=retract"}, 0, 0, "50"},
           {"restate: what is kept", {"adjust=restate&value=30&currency=EUR"}, 1, 1, "20"},
           {"restate upwards", {"adjust=restate&value=60&currency=EUR"}, 1, 1, "-10"},
           {"restate to nothing, then more",
            {"adjust=restate&value=0&currency=EUR", "adjust=restate&value=50&currency=EUR"},
            1,
            2,
            "0"},
           {"enhance", {"adjust=enhance"}, 1, 0, "0"},
       }) {
    CAPTURE(row.what);
    Toy toy;
    toy.send("order=1&value=50&currency=EUR");
    for (const auto& adjustment : row.adjustments) toy.send("order=1&" + adjustment);
    auto numbers = toy.numbers();
    CHECK(numbers.counted == 1);
    CHECK(numbers.conversions() == row.conversions);
    CHECK(numbers.restated == row.restated);
    CHECK(numbers.by_currency["EUR"].value == decimal("50"));
    CHECK(numbers.by_currency["EUR"].refunded == decimal(row.refunded));
  }
  Toy toy;
  toy.send("order=1&value=50&currency=EUR");
  toy.send("order=2&adjust=full&value=50&currency=EUR");
  CHECK(toy.numbers().by_currency["EUR"].refunded == decimal("0"));
  CHECK(toy.numbers(EventName::refund).counted == 1);
}

TEST_CASE("sums go by the currency that was sent") {
  Toy toy;
  toy.send(
      "value=1&currency=EUR\nvalue=2&currency=eur\nvalue=3\nvalue=4&currency=EURO\nvalue=5&"
      "currency=USD");
  auto numbers = toy.numbers();
  CHECK(numbers.by_currency["EUR"].value == decimal("3"));
  CHECK(numbers.by_currency["USD"].value == decimal("5"));
  CHECK(numbers.by_currency[""].value == decimal("7"));
}

TEST_CASE("the contract names what a platform has no names for") {
  EngineOptions options;
  options.actions = {{PlatformId("toy"), "AW-1/lead", EventName::lead}};
  Toy toy(true, options);
  CHECK(toy.send("action=AW-1/lead").events[0].name == EventName::lead);
  CHECK(toy.send("action=AW-1/other").events[0].name == EventName::purchase);
}

TEST_CASE("a reset forgets conversions, keys and totals") {
  Toy toy;
  CHECK(toy.outcomes({"order=1&action=a", "order=1&action=a"}) == "cd");
  CHECK(toy.engine().keys() > 0);
  toy.engine().reset();
  CHECK(toy.engine().keys() == 0);
  CHECK(toy.engine().ledgers().empty());
  CHECK(toy.outcomes({"order=1&action=a"}) == "c");
}

TEST_CASE("what is past its window makes room before a hit is refused") {
  EngineOptions options;
  options.max_keys = 4;
  Toy toy(true, options);
  CHECK(toy.outcomes({"id=1", "id=2", "id=3"}) == "ccc");
  CHECK(toy.send("id=4").capture.refused == "keys");
  CHECK(toy.send("id=4", hours{49}).capture.refused.empty());
  CHECK(toy.send("id=4&server=1").events[0].outcome == Outcome::deduplicated);
}

TEST_CASE("long texts and large amounts are remembered by what tells them apart") {
  const std::string big = "999999999999999999.99";
  const std::string longer(5000, 'o');
  Toy toy;
  toy.send("order=" + longer + "1&action=a&value=" + big + "&currency=EUR");
  CHECK(toy.send("order=" + longer + "2&action=a&value=1&currency=EUR").events[0].outcome ==
        Outcome::counted);
  CHECK(toy.send("order=" + longer + "1&action=a").events[0].outcome == Outcome::deduplicated);
  toy.send("adjust=retract&order=" + longer + "1");
  CHECK(toy.numbers().by_currency["EUR"].refunded == decimal(big));
}

namespace {

constexpr DedupRule wins(Wins who) {
  return {.rule = {"toy.by-id", "", RuleSeverity::accept},
          .key = by_id,
          .meets = Meets::across_channels,
          .window = hours{48},
          .wins = who};
}
constexpr DedupRule kFirst[] = {wins(Wins::first)};
constexpr DedupRule kEnriched[] = {wins(Wins::enriched)};
constexpr DedupRule kBrowser[] = {wins(Wins::browser)};
constexpr DedupRule kRicher[] = {wins(Wins::richer)};

}  // namespace

TEST_CASE("whose data stay of two copies: the totals change without recounting") {
  const std::string b = "id=X&value=10&currency=EUR";
  const std::string s = "id=X&server=1&value=7&currency=USD";
  const std::string bare = "id=X&server=1";
  const std::string full = "id=X&server=1&value=7&currency=USD&order=1&user=u";
  struct Row {
    std::string what{};
    std::span<const DedupRule> dedup{};
    std::vector<std::string> hits{};
    std::string eur{}, usd{};
  };
  const Row rows[] = {
      {"first: server, browser", kFirst, {s, b}, "", "7"},
      {"first: browser, server", kFirst, {b, s}, "10", ""},
      {"first: nothing is added", kFirst, {bare, b}, "", ""},
      {"enriched: what the first lacks", kEnriched, {bare, b}, "10", ""},
      {"enriched: what the first has stays", kEnriched, {s, b}, "", "7"},
      {"browser: server, browser", kBrowser, {s, b}, "10", ""},
      {"browser: browser, server", kBrowser, {b, s}, "10", ""},
      {"browser: a second browser copy is no winner",
       kBrowser,
       {s, b, "id=X&value=3&currency=EUR"},
       "10",
       ""},
      {"browser: no order id is needed", kBrowser, {bare, b}, "10", ""},
      {"richer: the later says more", kRicher, {b, full}, "", "7"},
      {"richer: the later says less", kRicher, {full, b}, "", "7"},
      {"richer: of equals the first", kRicher, {b, s}, "10", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Toy toy(row.dedup);
    CHECK(toy.outcomes(row.hits) == "c" + std::string(row.hits.size() - 1, 'd'));
    const auto numbers = toy.numbers();
    const auto sum = [&](const std::string& currency) {
      const auto it = numbers.by_currency.find(currency);
      return it == numbers.by_currency.end() || it->second.value.is_zero()
                 ? std::string()
                 : it->second.value.plain();
    };
    CHECK(sum("EUR") == row.eur);
    CHECK(sum("USD") == row.usd);
    CHECK(numbers.counted == numbers.click_id + numbers.user_data + numbers.none);
  }
}

TEST_CASE("a copy that comes after a refund takes no conversion over") {
  Toy toy{std::span<const DedupRule>(kBrowser)};
  toy.send("id=X&server=1&order=1&value=7&currency=EUR");
  toy.send("adjust=partial&order=1&value=3&currency=EUR");
  toy.send("id=X&value=10&currency=EUR");
  CHECK(toy.numbers().by_currency["EUR"].value == decimal("7"));
  CHECK(toy.numbers().by_currency["EUR"].refunded == decimal("3"));
}
