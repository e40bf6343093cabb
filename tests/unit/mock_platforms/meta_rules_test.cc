// Meta's rule sheet: for each rule a hit that breaks it (or that it decides) and one that keeps it.
#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/base/hash.h"
#include "harness/wire/json.h"
#include "mock_platforms/meta/fields.h"
#include "mock_platforms/meta/limited.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/rules.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

const std::string kHash(64, 'a');
const std::string kUserData =
    R"("em":")" + kHash +
    R"(","client_ip_address":"2001:db8::7","client_user_agent":"Mozilla/5.0")";
const std::string kCustomData =
    R"("value":50.25,"currency":"EUR","content_type":"product","contents":[{"id":"A","quantity":2}])";

/// A server event in pieces, each right as it stands.
struct Event {
  std::string name{R"("Purchase")"};
  std::string time{"1768471170"};  // half a minute before kNow
  std::string source{R"("website")"};
  std::string user_data{kUserData};
  std::string custom_data{kCustomData};
  std::string more{R"("event_id":"1001","event_source_url":"https://acme.example/thanks")"};
};

std::string json(const Event& event) {
  const auto member = [](std::string_view key, const std::string& value) {
    return value.empty() ? std::string() : '"' + std::string(key) + "\":" + value + ",";
  };
  return "{" + member("event_name", event.name) + member("event_time", event.time) +
         member("action_source", event.source) + R"("user_data":{)" + event.user_data +
         R"(},"custom_data":{)" + event.custom_data + "}" +
         (event.more.empty() ? "" : "," + event.more) + "}";
}

Request post(const std::string& body, const std::string& query = "?access_token=EAAB-made-up",
             const std::string& path = "/v25.0/123/events") {
  return {"POST",
          "https://graph.facebook.com" + path + query,
          {{"Content-Type", "application/json"}},
          body};
}

Request capi(const Event& event) { return post(R"({"data":[)" + json(event) + "]}"); }

Request user_data(const std::string& members) { return capi({.user_data = members}); }
/// Beside what identifies the shopper anyway.
Request user_key(const std::string& member) { return user_data(kUserData + "," + member); }
Request custom_data(const std::string& members) { return capi({.custom_data = members}); }
Request with(const std::string& members) {
  return capi(
      {.more = R"("event_id":"1001","event_source_url":"https://acme.example/",)" + members});
}
Request at(const std::string& time, const std::string& source = R"("website")") {
  return capi({.time = time, .source = source});
}

const std::string kBuy =
    "id=123&ev=Purchase&eid=1001&cd[value]=50.25&cd[currency]=EUR&cd[content_type]=product"
    "&cd[content_ids]=%5B%22A%22%5D&fbp=fb.1.1768470000000.1234567890";

Request tr(const std::string& query) {
  return {"GET", "https://www.facebook.com/tr/?" + query, {}, {}};
}
/// kBuy with one piece of it exchanged.
Request buy(const std::string& piece, const std::string& by) {
  REQUIRE(kBuy.find(piece) != std::string::npos);
  return tr(replace_all(kBuy, piece, by));
}

Request quality(const std::string& query) {
  return {"GET", "https://graph.facebook.com/v25.0/dataset_quality?" + query, {}, {}};
}

EngineOptions with_account(const std::string& restriction = "none") {
  EngineOptions options;
  options.accounts["meta"] = {
      {.id = "123", .secrets = {fingerprint("EAAB-made-up")}, .restriction = restriction},
      {.id = "456", .secrets = {fingerprint("of-456")}}};
  return options;
}

struct Row {
  std::string rule{};
  std::vector<Request> breaks{};  // sent one after the other; the last one meets the rule
  std::vector<Request> keeps{};   // the last one doesn't
  EngineOptions options{};
  std::optional<EngineOptions> keeping{};  // the options of `keeps`, where they differ
};

Row decided_by(const std::string& rule, const std::string& setting, const std::string& value,
               const Request& hit) {
  return {.rule = rule,
          .breaks = {hit},
          .keeps = {hit},
          .options = with_settings({{setting, value}}),
          .keeping = with_settings({})};
}

void add_state_errors(std::vector<Row>& rows) {
  for (const auto& error : meta::kStateErrors) {
    const auto word = error.id.substr(meta::kStateErrorPrefix.size());
    rows.push_back(
        decided_by(std::string(error.id), "meta.answer_error", std::string(word), capi({})));
  }
}

void add_user_keys(std::vector<Row>& rows) {
  for (const auto& key : meta::kUserKeys) {
    const auto member = [&](const std::string& value) {
      return "\"" + std::string(key.wire) + "\":\"" + value + "\"";
    };
    // Beside an fbp, so that no key stands alone; each key once.
    const auto hit = [&](const std::string& value) {
      return user_data(R"("fbp":"fb.1.1768470000000.1234567890",)" + member(value));
    };
    std::string right = key.hashing == meta::Hashing::never ? "9876543210" : kHash;
    std::string wrong = key.hashing == meta::Hashing::never ? kHash : "in clear";
    if (key.field == UserField::ip) right = "203.0.113.7.AbCdEfGh";
    rows.push_back({std::string(key.rule), {hit(wrong)}, {hit(right)}});
  }
}

void add_refused(std::vector<Row>& rows) {
  const auto ok = capi({});
  const auto good = json({});
  std::string many = good;
  for (int i = 1; i < 1000; ++i) many += "," + good;
  const auto batch = [](const std::string& events) { return post(R"({"data":[)" + events + "]}"); };
  auto get = ok;
  get.method = "GET";
  const auto proof = [](const std::string& text) {
    return post(R"({"data":[)" + json({}) + R"(],"appsecret_proof":")" + text + "\"}");
  };
  const auto app = [](const std::string& version) {
    return capi({.source = R"("app")",
                 .more = R"("app_data":{"extinfo":["i2","","","",")" + version + "\"]}"});
  };
  const std::vector<Row> more{
      {"meta.version.missing",
       {post(R"({"data":[)" + good + "]}", "?access_token=t", "/123/events")},
       {ok}},
      {"meta.method", {get}, {ok}},
      {"meta.token.missing", {post(ok.body, "")}, {ok}},
      {"meta.token.unknown", {post(ok.body, "?access_token=other")}, {ok}, with_account()},
      {"meta.appsecret-proof.invalid", {proof("s3cret")}, {proof(kHash)}},
      {"meta.pixel.unknown",
       {post(ok.body, "?access_token=EAAB-made-up", "/v25.0/789/events")},
       {ok},
       with_account()},
      {"meta.token.permission", {post(ok.body, "?access_token=of-456")}, {ok}, with_account()},
      {"meta.quality.dataset-missing",
       {quality("access_token=t")},
       {quality("access_token=t&dataset_id=123")}},
      {"meta.quality.field-unknown",
       {quality("access_token=t&dataset_id=123&fields=web{dedup_key_feedback}")},
       {quality("access_token=t&dataset_id=123&fields=web{dedupe_key_feedback}")}},
      {"meta.body.unreadable", {post(R"({"data":[)")}, {ok}},
      {"meta.data.missing", {post(R"({"data":[]})")}, {ok}},
      {"meta.data.too-many", {batch(many + "," + good)}, {batch(many)}},
      {"meta.event.unreadable",
       {batch("[]")},
       {batch("\"" + replace_all(good, "\"", "\\\"") + "\"")}},
      {"meta.event-name.missing", {capi({.name = ""})}, {ok}},
      {"meta.event-time.missing", {at("1768471170.5")}, {at("1768471170")}},
      {"meta.action-source.missing", {capi({.source = ""})}, {ok}},
      {"meta.action-source.unknown",
       {capi({.source = R"("web")"})},
       {capi({.source = R"("chat")"})}},
      {"meta.event-time.too-old", {at("1767866399")}, {at("1767866400")}},
      {"meta.event-time.too-old-in-store",
       {at("1763114399", R"("physical_store")")},
       {at("1763114400", R"("physical_store")")}},
      {"meta.event-time.future", {at("1768471501")}, {at("1768471500")}},
      {"meta.user-data.missing", {user_data(R"("em":[""],"ph":null)")}, {ok}},
      {"meta.user-data.too-broad",
       {user_data(R"("client_user_agent":"Mozilla/5.0","ct":")" + kHash + "\"")},
       {user_data(R"("client_user_agent":"Mozilla/5.0","client_ip_address":"2001:db8::7")")}},
      {"meta.app.os-version-empty", {app("")}, {app("17.1")}},
      {"meta.purchase.value-missing",
       {custom_data(R"("currency":"EUR")")},
       {custom_data(R"("value":0,"currency":"EUR")")}},
      {"meta.purchase.currency-missing",
       {custom_data(R"("value":1,"currency":null)")},
       {custom_data(R"("value":1,"currency":"eur")")}},
      decided_by("meta.value.refused", "meta.invalid_value", "refuse",
                 custom_data(R"("value":-1,"currency":"EUR")")),
      decided_by("meta.currency.refused", "meta.invalid_currency", "refuse",
                 custom_data(R"("value":1,"currency":"EURO")")),
      {"meta.batch",
       {batch(good + "," + json({.time = "1767000000"}))},
       {batch(good + "," + good)}},
  };
  rows.insert(rows.end(), more.begin(), more.end());
}

void add_dropped_and_warned(std::vector<Row>& rows) {
  const auto ok = capi({});
  const auto value = [](const std::string& json) {
    return custom_data("\"value\":" + json + R"(,"currency":"EUR")");
  };
  const auto fbp = [](const std::string& text) { return user_key("\"fbp\":\"" + text + "\""); };
  const auto fbc = [](const std::string& text) { return user_key("\"fbc\":\"" + text + "\""); };
  const auto custom = [](const std::string& member) {
    return custom_data(kCustomData + "," + member);
  };
  const auto em = [](const std::string& text) { return user_data("\"em\":\"" + text + "\""); };
  const auto limited = [](const std::string& more) {
    return with(R"("data_processing_options":["LDU"])" + more);
  };
  const std::string country = R"(,"data_processing_options_country":)";
  const std::string state = R"(,"data_processing_options_state":)";
  const auto agent = [](const std::string& text) {
    return user_data(R"("fbp":"fb.1.1768470000000.1","client_user_agent":")" + text + "\"");
  };
  const auto partner = [](const std::string& text) {
    return post(R"({"data":[)" + json({}) + R"(],"partner_agent":")" + text + "\"}");
  };
  const std::vector<Row> more{
      {"meta.tr.id-missing", {buy("id=123&", "")}, {tr(kBuy)}},
      {"meta.tr.event-missing", {buy("ev=Purchase&", "")}, {tr(kBuy)}},
      {"meta.tr.pixel-unknown", {buy("id=123", "id=789")}, {tr(kBuy)}, with_account()},
      {"meta.tr.trigger",
       {{"GET",
         "https://www.facebook.com/privacy_sandbox/pixel/register/trigger/?" + kBuy,
         {},
         {}}},
       {tr(kBuy)}},
      {"meta.restricted.full", {ok}, {ok}, with_account("full"), with_account()},
      {"meta.restricted.standard-events",
       {ok},
       {capi({.name = R"("MyEvent")"})},
       with_account("standard_events"),
       with_account("standard_events")},
      {"meta.restricted.core-setup",
       {tr(kBuy)},
       {tr(kBuy)},
       with_account("core_setup"),
       with_account()},
      decided_by("meta.token.not-recorded", "meta.token_missing", "accept", post(ok.body, "")),
      decided_by("meta.action-source.missing-accepted", "meta.action_source_missing", "accept",
                 capi({.source = ""})),
      {"meta.user-agent.missing",
       {em(kHash)},
       {capi({.source = R"("email")", .user_data = "\"em\":\"" + kHash + "\""})}},
      {"meta.user-agent.library", {agent("GuzzleHttp/7")}, {agent("Mozilla/5.0 (X11)")}},
      {"meta.source-url.missing", {capi({.more = R"("event_id":"1")"})}, {ok}},
      {"meta.value.malformed", {value(R"("50,25")")}, {value(R"("50.25")")}},
      {"meta.value.negative", {value("-0.01")}, {value("0")}},
      {"meta.currency.invalid",
       {custom_data(R"("value":1,"currency":"EURO")")},
       {custom_data(R"("value":1,"currency":"Eur")")}},
      {"meta.value.without-currency",
       {tr("id=1&ev=AddToCart&cd[value]=1")},
       {tr("id=1&ev=AddToCart&cd[value]=1&cd[currency]=EUR")}},
      {"meta.tr.value-missing", {buy("&cd[value]=50.25", "")}, {tr(kBuy)}},
      {"meta.tr.currency-missing", {buy("&cd[currency]=EUR", "")}, {tr(kBuy)}},
      {"meta.contents.incomplete",
       {custom_data(R"("value":1,"currency":"EUR","contents":[{"id":"A"}])")},
       {custom_data(R"("value":1,"currency":"EUR","content_ids":["A",7])")}},
      {"meta.contents.missing",
       {custom_data(R"("value":1,"currency":"EUR")")},
       {custom_data(R"("value":1,"currency":"EUR","content_ids":["A"])")}},
      {"meta.content-type.missing", {buy("&cd[content_type]=product", "")}, {tr(kBuy)}},
      {"meta.content-type.unknown", {buy("=product", "=sku")}, {buy("=product", "=product_group")}},
      {"meta.num-items.malformed",
       {tr(kBuy + "&cd[num_items]=two")},
       {custom(R"("num_items":"2")")}},
      {"meta.delivery-category.unknown",
       {custom(R"("delivery_category":"drone")")},
       {custom(R"("delivery_category":"curbside")")}},
      {"meta.partner-agent.form", {partner("1.0")}, {partner("acme-shop-3.1")}},
      {"meta.event-id.number", {capi({.more = R"("event_id":1001)"})}, {ok}},
      {"meta.event-id.in-custom-data",
       {buy("&eid=1001", "&cd[eventID]=1001")},
       {tr(kBuy + "&cd[event_id]=1001")}},
      {"meta.event-name.case", {buy("Purchase", "purchase")}, {buy("Purchase", "Order")}},
      {"meta.user-data.clear-text", {em("jane@example.com")}, {em(kHash)}},
      {"meta.user-data.upper-case", {em(upper_ascii(kHash))}, {em(kHash)}},
      {"meta.user-data.md5", {em(md5_hex("jane@example.com"))}, {em(kHash)}},
      {"meta.user-data.other-hash",
       {em(sha1_hex("jane@example.com"))},
       {em(sha256_hex("jane@example.com"))}},
      {"meta.user-data.placeholder",
       {em(sha256_hex("undefined"))},
       {em(sha256_hex("jane@example.com"))}},
      {"meta.user-data.list",
       {user_key(R"("fbc":["fb.1.1768470000000.IwAR2x"])")},
       {user_data("\"em\":[\"" + kHash + "\"],\"client_user_agent\":\"Mozilla/5.0\"")}},
      {"meta.fbp.malformed", {fbp("GA1.1.1768470000.1")}, {fbp("fb.1.1768470000000.1.AbCdEfGh")}},
      {"meta.fbp.seconds", {fbp("fb.1.1768470000.1")}, {fbp("fb.1.1768470000000.1")}},
      {"meta.fbp.hashed", {fbp(kHash)}, {fbp("fb.1.1768470000000.1")}},
      {"meta.fbc.malformed",
       {fbc("fb.1.1768470000000.IwAR 2x")},
       {fbc("fb.1.1768470000000.IwAR2x")}},
      {"meta.fbc.seconds", {fbc("fb.1.1768470000.IwAR2x")}, {fbc("fb.1.1768470000000.IwAR2x")}},
      {"meta.fbc.hashed", {fbc(kHash)}, {fbc("fb.1.1768470000000.IwAR2x")}},
      {"meta.fbc.bare", {fbc("IwAR2x")}, {fbc("fb.1.1768470000000.IwAR2x")}},
      {"meta.test-event-code",
       {post(R"({"test_event_code":"TEST1","data":[)" + json({}) + "]}")},
       {post(R"({"test_event_code":null,"data":[)" + json({}) + "]}")}},
      {"meta.ldu.incomplete", {limited("")}, {limited(country + "0" + state + "0")}},
      {"meta.ldu.state-missing", {limited(country + "1")}, {limited(country + "0")}},
      {"meta.ldu.country-unknown",
       {limited(country + "49" + state + "0")},
       {limited(country + "0")}},
      {"meta.ldu.state-unknown",
       {tr(kBuy + "&dpo=LDU&dpoco=1&dpost=1014")},
       {tr(kBuy + "&dpo=LDU&dpoco=1&dpost=1013")}},
      {"meta.ldu.option-unknown",
       {with(R"("data_processing_options":["ldu"])")},
       {with(R"("data_processing_options":[])")}},
  };
  rows.insert(rows.end(), more.begin(), more.end());
}

void add_taken(std::vector<Row>& rows) {
  const auto ok = capi({});
  const auto ip = [](const std::string& text) {
    return user_data(R"("client_user_agent":"Mozilla/5.0","client_ip_address":")" + text + "\"");
  };
  auto form = tr("");
  form.method = "POST";
  form.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  form.body = kBuy;
  const std::vector<Row> more{
      {"meta.counted", {ok}, {at("1767000000")}},
      {"meta.ldu", {tr(kBuy + "&dpo=LDU&dpoco=0&dpost=0")}, {tr(kBuy + "&dpo=")}},
      {"meta.ldu.state",
       {tr(kBuy + "&dpo=LDU&dpoco=1&dpost=1000")},
       {tr(kBuy + "&dpo=LDU&dpoco=0&dpost=0")}},
      {"meta.ldu.off", {with(R"("data_processing_options":[])")}, {ok}},
      {"meta.action-source.elsewhere", {at("1768471170", R"("chat")")}, {ok}},
      {"meta.quality.read",
       {quality("access_token=t&dataset_id=123")},
       {quality("access_token=t&dataset_id=")}},
      {"meta.event-time.in-store", {at("1768471170", R"("physical_store")")}, {ok}},
      {"meta.event-time.text", {at(R"("1768471170")")}, {ok}},
      {"meta.delay.two-hours", {at("1768463999")}, {at("1768464000")}},
      {"meta.delay.one-day", {at("1768384800")}, {at("1768384801")}},
      {"meta.opt-out", {with(R"("opt_out":true)")}, {with(R"("opt_out":false)")}},
      {"meta.original-event", {with(R"("original_event_data":{"order_id":"1001"})")}, {ok}},
      {"meta.custom-event", {capi({.name = R"("Refund")"})}, {ok}},
      {"meta.value.zero",
       {custom_data(R"("value":0.00,"currency":"EUR")")},
       {custom_data(R"("value":0.01,"currency":"EUR")")}},
      {"meta.currency.lower-case",
       {custom_data(R"("value":1,"currency":"usd")")},
       {custom_data(R"("value":1,"currency":"USD")")}},
      {"meta.click-id.appendix",
       {tr("id=1&ev=PageView&fbp=fb.1.1768470000000.1.AbCdEfGh")},
       {tr("id=1&ev=PageView&fbp=fb.1.1768470000000.1")}},
      {"meta.ip.v4", {ip("203.0.113.7")}, {ip("2001:db8::7.AbCdEfGh")}},
      {"meta.tr.automatic-event", {buy("Purchase", "Microdata")}, {tr(kBuy)}},
      {"meta.tr.form-post", {form}, {tr(kBuy)}},
      {"meta.tr.noscript", {tr(kBuy + "&noscript=1")}, {tr(kBuy)}},
      {"meta.tr.eid-list", {buy("&eid=", "&eid[]=")}, {tr(kBuy)}},
  };
  rows.insert(rows.end(), more.begin(), more.end());
}

void add_dedup(std::vector<Row>& rows) {
  const auto server = [](const std::string& ids) {
    return capi({.user_data = kUserData + R"(,"fbp":"fb.1.1768470000000.1234567890")",
                 .more = ids + R"("event_source_url":"https://acme.example/")"});
  };
  const std::string id = R"("event_id":"1001",)";
  const auto person = buy("&fbp=fb.1.1768470000000.1234567890", "&ud[external_id]=u-1");
  const auto same_person = [](const std::string& who) {
    return capi({.user_data = R"("external_id":")" + who + "\"",
                 .more = R"("event_source_url":"https://acme.example/")"});
  };
  const std::vector<Row> more{
      {.rule = "meta.dedup.event-id",
       .breaks = {tr(kBuy), server(id)},
       .keeps = {tr(kBuy), server(R"("event_id":"order-1001",)")}},
      {.rule = "meta.dedup.same-source",
       .breaks = {tr(kBuy), tr(kBuy)},
       .keeps = {tr(kBuy), tr(kBuy)},
       .options = with_settings({{"meta.same_source_repeats", "dedup"}}),
       .keeping = with_settings({})},
      {.rule = "meta.dedup.external-id",
       .breaks = {person, same_person("u-1")},
       .keeps = {person, same_person("u-2")}},
      {.rule = "meta.dedup.fbp", .breaks = {tr(kBuy), server("")}, .keeps = {server(""), tr(kBuy)}},
  };
  rows.insert(rows.end(), more.begin(), more.end());
}

std::vector<Row> rows() {
  std::vector<Row> all;
  add_state_errors(all);
  add_refused(all);
  add_dropped_and_warned(all);
  add_taken(all);
  add_user_keys(all);
  add_dedup(all);
  return all;
}

/// What accept() may ask, where no engine is around it.
class NoState final : public PlatformState {
 public:
  explicit NoState(const EngineOptions& options) : options_(options) {}
  [[nodiscard]] const Settings& settings() const override { return options_.settings; }
  [[nodiscard]] std::span<const Account> accounts() const override {
    const auto it = options_.accounts.find("meta");
    return it == options_.accounts.end() ? std::span<const Account>{} : it->second;
  }
  [[nodiscard]] const Conversion* conversion(std::string_view, std::string_view) const override {
    return nullptr;
  }
  [[nodiscard]] std::optional<TimePoint> first_seen(std::string_view,
                                                    std::string_view) const override {
    return std::nullopt;
  }

 private:
  const EngineOptions& options_;
};

/// Every rule that the last hit met, those that are no defect too.
std::set<std::string> met(const std::vector<Request>& requests, const EngineOptions& options) {
  Engine engine(platforms(), options);
  const NoState state(options);
  std::set<std::string> rules;
  for (const auto& request : requests) {
    rules.clear();
    auto prepared = engine.prepare(request);
    auto decoded = prepared.decoded;
    meta::kPlatform.accept(decoded, state, kNow);
    for (const auto& seen : decoded.observations) rules.emplace(seen.rule->id);
    const auto received = engine.receive(std::move(prepared), kNow, CaptureId("c"), "n");
    for (const auto& event : received.events) {
      rules.emplace(event.rule);
      for (const auto warning : event.warnings) rules.emplace(warning);
    }
  }
  return rules;
}

}  // namespace

TEST_CASE("meta: each rule is met by what breaks it and not by what keeps it") {
  for (const auto& row : rows()) {
    CAPTURE(row.rule);
    CHECK(met(row.breaks, row.options).contains(row.rule));
    CHECK_FALSE(met(row.keeps, row.keeping.value_or(row.options)).contains(row.rule));
  }
}

TEST_CASE("meta: each rule has its row, complete, once") {
  std::set<std::string> tested;
  for (const auto& row : rows()) CHECK_MESSAGE(tested.insert(row.rule).second, row.rule);
  std::set<std::string> known;
  const auto complete = [&](const Rule& rule) {
    CAPTURE(rule.id);
    CHECK(known.emplace(rule.id).second);
    CHECK(rule.id.starts_with("meta."));
    CHECK(!rule.text.empty());
    CHECK(rule.source.starts_with("https://"));
    CHECK(rule.read.size() == 7);
    CHECK(!rule.tests.empty());
    CHECK(tested.contains(std::string(rule.id)));
  };
  for (const auto& rule : meta::kPlatform.rules) complete(rule);
  for (const auto& rule : meta::kPlatform.dedup) complete(rule.rule);
  CHECK(tested == known);
}

TEST_CASE("meta: each refusal answers with its code and sub-code in Graph's envelope") {
  for (const auto& row : rows()) {
    CAPTURE(row.rule);
    const Rule* rule = nullptr;
    for (const auto& one : meta::kPlatform.rules) {
      if (one.id == row.rule) rule = &one;
    }
    if (rule == nullptr || rule->severity != RuleSeverity::refuse || rule->code == 0) continue;
    Engine engine(platforms(), row.options);
    const auto got = engine.receive(row.breaks.back(), kNow, CaptureId("c"), "n");
    const auto document = JsonDocument::parse(got.capture.answer.body);
    REQUIRE(document);
    const auto error = document->root()["error"];
    CHECK(got.capture.answer.status >= 400);
    CHECK(error["code"].text() == std::to_string(rule->code));
    CHECK(error["error_subcode"].text() ==
          (rule->subcode == 0 ? "" : std::to_string(rule->subcode)));
    CHECK(error["is_transient"].is(JsonKind::boolean));
    CHECK(!error["message"].text().empty());
    CHECK(!error["type"].text().empty());
    CHECK(error["fbtrace_id"].text() == "n");
    for (const auto& event : got.events) CHECK(event.outcome == Outcome::refused);
  }
}

TEST_CASE("meta: the setting meta.answer_error knows every error of state, and no other") {
  std::set<std::string> known{"none"};
  for (const auto& error : meta::kStateErrors)
    known.emplace(error.id.substr(meta::kStateErrorPrefix.size()));
  std::set<std::string> offered;
  for (const auto& setting : meta::kPlatform.settings) {
    if (setting.id != "meta.answer_error") continue;
    for (const auto word : split(setting.values, ' ')) offered.emplace(word);
  }
  CHECK(offered == known);
}

TEST_CASE("meta: appsecret_proof is verified where the app's secret is known") {
  const auto send = [](const std::string& proof) {
    Mock mock(with_settings({{"meta.app_secret", "s3cret"}}));
    return mock
        .send(post(R"({"data":[)" + json({}) + "]}",
                   "?access_token=EAAB-made-up&appsecret_proof=" + proof))
        .capture.answer.status;
  };
  CHECK(send(hmac_sha256_hex("s3cret", "EAAB-made-up")) == 200);
  CHECK(send(hmac_sha256_hex("another", "EAAB-made-up")) == 400);
}

TEST_CASE("meta: limited data use without an address to place the shopper by needs a state") {
  const auto rules = met({capi({.user_data = "\"em\":\"" + kHash + "\"",
                                .more = R"("data_processing_options":["LDU"],)"
                                        R"("data_processing_options_country":0)"})},
                         {});
  CHECK(rules.contains("meta.ldu.state-missing"));
}

TEST_CASE("meta: every state that limited data use knows is taken") {
  for (const auto& state : meta::kLimitedStates) {
    CAPTURE(state.place);
    const auto rules = met({tr(kBuy + "&dpo=LDU&dpoco=1&dpost=" + std::to_string(state.code))}, {});
    CHECK(rules.contains("meta.ldu.state") == (state.code != 0));
    CHECK_FALSE(rules.contains("meta.ldu.state-unknown"));
  }
}
