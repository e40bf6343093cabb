#include "tests/unit/mock_platforms/ga4_rows.h"

namespace tagproof::test::ga4_rows {
namespace {

Request named(const std::string& name) { return mp_event(kPurchase, name); }
Request param(const std::string& name) { return with_params("\"" + name + "\":1"); }
Request text(const std::string& name, int length) {
  return with_params("\"" + name + "\":\"" + repeated(length, "x") + "\"");
}
Request property(const std::string& name, const std::string& value = "\"x\"") {
  return with_top("\"user_properties\":{\"" + name + "\":{\"value\":" + value + "}},");
}
Request properties(const std::string& all) {
  return with_top("\"user_properties\":{" + all + "},");
}

}  // namespace

std::vector<Row> names() {
  return {
      {"ga4.name.missing", {named("")}, {named("x")}},
      {"ga4.name.first-letter", {named("_badEventName")}, {named("goodEventName")}},
      {"ga4.name.invalid", {named("page view")}, {named("page_view_2")}},
      {"ga4.name.too-long", {named(repeated(41, "n"))}, {named(repeated(40, "n"))}},
      {"ga4.name.reserved", {named("session_start")}, {named("scroll")}},
      {"ga4.name.reserved-on-web",
       {named("screen_view")},
       {app(R"({"app_instance_id":"a","events":[{"name":"screen_view"}]})")}},
      {"ga4.name.of-google", {named("scroll")}, {named("scrolled")}},
      {"ga4.name.query-id", {named("query_id_7")}, {named("queries")}},
      {"ga4.name.case", {named("Purchase")}, {named("bought")}},

      {"ga4.params.too-many", {mp_event(numbered(26))}, {mp_event(numbered(25))}},
      {"ga4.name.param-first-letter", {param("1st")}, {param("first")}},
      {"ga4.name.param-invalid", {param("gift-wrap")}, {param("gift_wrap")}},
      {"ga4.name.param-too-long", {param(repeated(41, "n"))}, {param(repeated(40, "n"))}},
      {"ga4.name.param-prefix", {param("ga_x")}, {param("gax")}},
      {"ga4.name.param-reserved", {hit(kBuy + "&ep.firebase_conversion=1")}, {hit(kBuy)}},
      {"ga4.name.param-click-id", {text("gclid", 20)}, {text("click", 20)}},
      {"ga4.name.param-of-session", {named("x")}, {mp_event(R"("transaction_id":"T1")")}},
      {"ga4.name.duplicated", {mp_event(R"("a":"x","a":"y")")}, {mp_event(R"("a":"x","b":"y")")}},
      {"ga4.value.param-too-long", {text("note", 101)}, {text("note", 100)}},
      {"ga4.value.page-title-too-long", {text("page_title", 301)}, {text("page_title", 300)}},
      {"ga4.value.page-referrer-too-long",
       {text("page_referrer", 421)},
       {text("page_referrer", 420)}},
      {"ga4.value.page-location-too-long",
       {hit(kBuy + "&dl=" + repeated(1001, "x"))},
       {hit(kBuy + "&dl=" + repeated(1000, "x"))}},
      {"ga4.value.session-exempt", {text("session_number", 101)}, {text("session_number", 100)}},
      {"ga4.value.param-nested",
       {with_params(R"("gift":{"wrap":1})")},
       {with_params("\"gift\":1")}},

      {"ga4.user-property.too-many",
       {properties(numbered(26, "{\"value\":1}"))},
       {properties(numbered(25, "{\"value\":1}"))}},
      {"ga4.user-property.value-missing", {properties("\"tier\":\"gold\"")}, {property("tier")}},
      {"ga4.user-property.own-time",
       {properties(R"("tier":{"value":"gold","timestamp_micros":1768471200000000})")},
       {property("tier")}},
      {"ga4.user-property.first-letter", {property("1st")}, {property("first")}},
      {"ga4.user-property.invalid", {property("the tier")}, {property("the_tier")}},
      {"ga4.user-property.too-long",
       {property(repeated(25, "n"))},
       {hit(kBuy + "&up." + repeated(24, "n") + "=x")}},
      {"ga4.user-property.reserved", {hit(kBuy + "&up.first_open_time=1")}, {property("user")}},
      {"ga4.user-property.prefix", {property("google_tier")}, {property("gtag_tier")}},
      {"ga4.user-property.value-too-long",
       {property("tier", "\"" + repeated(37, "x") + "\"")},
       {property("tier", "\"" + repeated(36, "x") + "\"")}},
      {"ga4.user-property.duplicated",
       {properties(R"("a":{"value":1},"a":{"value":2})")},
       {properties(R"("a":{"value":1},"b":{"value":2})")}},
  };
}

}  // namespace tagproof::test::ga4_rows
