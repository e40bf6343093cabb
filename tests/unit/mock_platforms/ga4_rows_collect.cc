#include "tests/unit/mock_platforms/ga4_rows.h"

namespace tagproof::test::ga4_rows {

std::vector<Row> collect() {
  return {
      {"ga4.collect.version", {hit(kBuy, "v=1&tid=G-1&cid=1.2")}, {hit(kBuy)}},
      {"ga4.collect.stream-missing", {hit(kBuy, "v=2&cid=1.2")}, {hit(kBuy)}},
      {"ga4.collect.stream-unknown",
       {hit(kBuy, "v=2&tid=G-9&cid=1.2")},
       {hit(kBuy)},
       with_account()},
      {"ga4.collect.client-missing", {hit(kBuy, "v=2&tid=G-1")}, {hit(kBuy)}},
      {"ga4.collect.name-missing", {hit("ep.transaction_id=T1")}, {hit(kBuy)}},
      {"ga4.collect.answered-204", {hit("nonsense")}, {mp_event(kPurchase)}},
      {"ga4.collect.streamed", {hit(kBuy + "&richsstsse")}, {hit(kBuy)}},
      {"ga4.collect.batch", {batch("en=page_view\r\nen=scroll\r\n")}, {hit("en=page_view")}},
      {"ga4.collect.line-wins",
       {batch("en=purchase&cu=EUR", kPage + "&cu=USD")},
       {batch("en=purchase&cu=EUR")}},
      {"ga4.collect.line-without-name", {batch("en=scroll\nep.a=b\n")}, {batch("en=scroll\n\n")}},
      {"ga4.collect.too-many-lines",
       {batch(repeated(1001, "en=a\n"))},
       {batch(repeated(1000, "en=a\n"))}},
      {"ga4.collect.unknown-parameter", {hit(kBuy + "&zz=1")}, {hit(kBuy + "&sst.rnd=1&ul=de")}},
      {"ga4.collect.flag-form", {hit(kBuy + "&seg=yes")}, {hit(kBuy + "&seg=0&_fv=1")}},
      {"ga4.collect.number-form", {hit(kBuy + "&_s=first")}, {hit(kBuy + "&_s=3&_et=1204")}},
      {"ga4.collect.session-start", {hit("en=page_view&_ss=1")}, {hit("en=page_view")}},
      {"ga4.collect.debug-mode", {hit(kBuy + "&_dbg=1")}, {hit(kBuy + "&_dbg=0")}},
  };
}

}  // namespace tagproof::test::ga4_rows
