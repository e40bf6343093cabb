#include "tests/unit/mock_platforms/ga4_rows.h"

namespace tagproof::test::ga4_rows {
namespace {

Request items(const std::string& list) { return with_params("\"items\":" + list); }
Request item(const std::string& members) { return items("[{\"item_id\":\"A\"," + members + "}]"); }
Request pr(const std::string& text) { return hit(kBuy + "&pr1=" + text); }
Request refund(const std::string& params) { return mp_event(params, "refund"); }
Request stream(const std::string& id) {
  return hit(kBuy, "v=2&tid=" + id + "&cid=1.2&sid=1768471000");
}

std::string numbered_items(int n) {
  std::string all = kBuy;
  for (int i = 1; i <= n; ++i) all += "&pr" + std::to_string(i) + "=idA~pr1";
  return all;
}
/// `k0p~v0x~k1p~v1x` …
std::string customs(int n) {
  std::string all = "idA";
  for (int i = 0; i < n; ++i) all += "~k" + std::to_string(i) + "p~v" + std::to_string(i) + "x";
  return all;
}

}  // namespace

std::vector<Row> commerce() {
  const auto ok = mp_event(kPurchase);
  const std::string partial = kPurchase + R"(,"items":[{"item_id":"A"}])";
  return {
      {"ga4.value.missing", {hit("en=purchase&ep.transaction_id=T1&cu=EUR")}, {hit(kBuy)}},
      {"ga4.value.malformed",
       {hit("en=purchase&ep.transaction_id=T1&cu=EUR&ep.value=NaN")},
       {hit(kBuy)}},
      {"ga4.value.text-in-browser",
       {hit("en=purchase&ep.transaction_id=T1&cu=EUR&ep.value=50.25")},
       {hit(kBuy)}},
      {"ga4.value.text-on-server",
       {mp_event(R"("transaction_id":"T1","value":"50.25","currency":"EUR")")},
       {ok}},
      {"ga4.value.amount-as-text", {hit(kBuy + "&ep.tax=9.55")}, {hit(kBuy + "&epn.tax=9.55")}},
      // A cent a piece is rounding.
      {"ga4.value.items-sum",
       {items(R"([{"item_id":"A","price":25.11,"quantity":2}])")},
       {items(R"([{"item_id":"A","price":25.13,"quantity":2}])")}},
      {"ga4.value.currency-missing",
       {hit("en=purchase&ep.transaction_id=T1&epn.value=50.25")},
       {hit(kBuy)}},
      {"ga4.value.currency-alone", {mp_event(R"("currency":"EUR")", "view_item")}, {ok}},
      {"ga4.value.currency-invalid",
       {hit("en=purchase&ep.transaction_id=T1&epn.value=50.25&cu=EURO")},
       {hit("en=purchase&ep.transaction_id=T1&epn.value=50.25&cu=eur")}},
      {"ga4.purchase.customer-type",
       {hit(kBuy + "&ep.customer_type=vip")},
       {with_params(R"("customer_type":"returning")")}},

      {"ga4.items.missing", {items("[]")}, {pr("idA~pr5.99")}},
      {"ga4.items.not-a-list", {items(R"({"item_id":"A"})")}, {items(R"([{"item_id":"A"}])")}},
      {"ga4.items.unnamed", {pr("brAcme~pr5.99")}, {pr("nmPen~pr5.99")}},
      {"ga4.items.too-many", {hit(numbered_items(201))}, {hit(numbered_items(200))}},
      {"ga4.items.price-text", {item("\"discount\":\"1\"")}, {item("\"discount\":1")}},
      {"ga4.items.number-malformed", {pr("nmPen~prNaN")}, {pr("nmPen~pr0")}},
      {"ga4.items.quantity-default", {pr("nmPen~pr5.99")}, {pr("nmPen~pr5.99~qt1")}},
      {"ga4.items.too-many-params", {pr(customs(28))}, {item(numbered(27))}},
      {"ga4.items.param-name", {item("\"gift wrap\":1")}, {pr("idA~k0gift_wrap~v0no")}},
      {"ga4.items.value-too-long",
       {item("\"item_brand\":\"" + repeated(101, "b") + "\"")},
       {pr("idA~br" + repeated(100, "b"))}},
      {"ga4.items.unknown-code", {pr("idA~kcolor~vblue~zzx")}, {pr("idA~vablue~loBerlin")}},
      {"ga4.items.custom-unpaired", {pr("idA~k0color~v1blue")}, {pr("idA~k0color~v042")}},
      {"ga4.items.tilde", {pr("idA~nmPen~~Pencil")}, {pr("idA~nmPen")}},

      {"ga4.refund.full", {refund(kPurchase)}, {refund(partial)}},
      {"ga4.refund.partial", {refund(partial)}, {refund(kPurchase)}},
      {"ga4.refund.transaction-missing",
       {refund(R"("value":1,"currency":"EUR")")},
       {refund(kPurchase)}},
      {"ga4.refund.transaction-unknown",
       {hit(kBuy), refund(R"("transaction_id":"t1","value":1,"currency":"EUR")")},
       {hit(kBuy), refund(kPurchase)}},
      {"ga4.refund.value-missing", {refund(R"("transaction_id":"T1")")}, {refund(kPurchase)}},
      {"ga4.refund.value-negative",
       {refund(R"("transaction_id":"T1","value":-5,"currency":"EUR")")},
       {refund(kPurchase)}},
      {"ga4.refund.more-than-bought",
       {hit(kBuy), refund(R"("transaction_id":"T1","value":50.26,"currency":"EUR")")},
       {hit(kBuy), refund(kPurchase)}},

      {"ga4.dedup.transaction-id",
       {hit(kBuy), ok},
       {hit(kBuy), hit("en=purchase&ep.transaction_id=t1")}},
      {"ga4.dedup.transaction-id-other-user",
       {hit(kBuy), hit(kBuy, "v=2&tid=G-1&cid=7.8")},
       {hit(kBuy), hit(kBuy)}},
      {"ga4.dedup.transaction-id-empty",
       {hit("en=purchase&ep.transaction_id="), hit("en=purchase&ep.transaction_id=")},
       {hit("en=purchase&ep.transaction_id="), hit(kBuy)}},
      {"ga4.dedup.transaction-missing",
       {hit("en=purchase&epn.value=1&cu=EUR")},
       {hit("en=purchase&epn.value=1&cu=EUR&ep.transaction_id=")}},
      {"ga4.dedup.transaction-number",
       {hit("en=purchase&epn.transaction_id=1001")},
       {hit("en=purchase&ep.transaction_id=1001")}},
      {"ga4.dedup.app-stream",
       {app(R"({"app_instance_id":"a","events":[{"name":"purchase"}]})")},
       {ok}},
      {"ga4.dedup.other-stream", {stream("G-1"), stream("G-2")}, {stream("G-1"), stream("G-1")}},
      {"ga4.dedup.purchase-only",
       {mp_event(kPurchase, "begin_checkout")},
       {mp_event(kPurchase, "purchase")}},
      {"ga4.counted", {hit(kBuy)}, {hit(kBuy + "&gcs=G100")}},
  };
}

}  // namespace tagproof::test::ga4_rows
