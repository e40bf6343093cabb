#include "tests/unit/mock_platforms/ga4_rows.h"

namespace tagproof::test::ga4_rows {
namespace {

Request buy(const std::string& signals) { return hit(kBuy + "&" + signals); }
/// With and without what was seen with consent before.
std::vector<Request> after_consent(const std::string& page, const std::string& more = {}) {
  return {hit("en=page_view&gcs=G111"), hit(kBuy + "&gcs=G100" + more, page)};
}
Request user_data(const std::string& members) {
  return with_top("\"user_data\":{" + members + "},");
}
Request email(const std::string& value) {
  return user_data("\"sha256_email_address\":\"" + value + "\"");
}
Request address(const std::string& members) { return user_data("\"address\":{" + members + "}"); }

const std::string kHash(64, 'a');
const std::string kClick = "&dl=https%3A%2F%2Facme.example%2F%3Fgclid%3Dx";

}  // namespace

std::vector<Row> consent() {
  const std::string quoted = "\"" + kHash + "\"";
  const std::string empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const std::string test = "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b";
  const std::string base64 = "tMmiiTI7IaAcPpQPFQ65uMVCWH8av9jw4cwf_F5HVRQ";
  Request container = buy("ep.user_data.email=jane%40example.com");
  container.url.replace(0, container.url.find("/g/"), "https://sst.acme.example");
  EngineOptions mapped;
  mapped.hosts = {{.host = "sst.acme.example", .path = "/g/", .platform = PlatformId("ga4")}};
  return {
      {"ga4.consent.analytics-denied", {buy("gcs=G100")}, {buy("gcs=G101")}},
      {"ga4.consent.ad-storage-denied", {buy("gcs=G101")}, {buy("gcs=G111")}},
      {"ga4.consent.none", {hit(kBuy)}, {buy("gcs=G111")}},
      {"ga4.consent.gcs-unset", {buy("gcs=G1--")}, {buy("gcs=G111")}},
      {"ga4.consent.inactive", {buy("gcd=13l3l3l3l1l1")}, {buy("gcd=13t3t3t3t5l1")}},
      {"ga4.consent.implicit", {buy("gcd=13l3l3l2l5l1")}, {buy("gcd=13l3l3l3p5l1")}},
      {"ga4.consent.delegated", {buy("gcd=13t3tPt2t5l1")}, {buy("gcd=13t3t3t2t5l1")}},
      {"ga4.consent.gpc", {buy("gcd=13q3q3q3qdl1")}, {buy("gcd=13q3q3q3q5l1")}},
      {"ga4.consent.no-personalisation", {buy("gcs=G111&npa=1")}, {buy("gcs=G111&npa=0")}},
      {"ga4.consent.update", {buy("gcs=G111&gcu=1")}, {buy("gcs=G111")}},
      {"ga4.consent.dma", {buy("dma=1")}, {buy("dma=0")}},
      {"ga4.consent.dma-services", {buy("dma=1&dma_cps=sypham")}, {buy("dma=1")}},
      {"ga4.consent.cookie-label", {buy("pscdl=noapi")}, {hit(kBuy)}},
      {"ga4.consent.tcf", {buy("tcfd=1000b")}, {buy("tcfd=")}},

      {"ga4.consent.disagree",
       {buy("gcs=G111&gcd=13p3p3p2p5l1")},
       {buy("gcs=G111&gcd=13r3r3r2r5l1")}},
      {"ga4.consent.gcs-malformed", {buy("gcs=granted")}, {buy("gcs=G1--")}},
      {"ga4.consent.gcd-malformed", {buy("gcd=13p3p3")}, {buy("gcd=11p1p1p1p5")}},
      {"ga4.consent.npa-malformed", {buy("npa=yes")}, {buy("npa=0")}},
      {"ga4.consent.npa-disagrees",
       {buy("npa=0&gcd=13p3p3p2p5l1")},
       {buy("npa=1&gcd=13p3p3p2p5l1")}},
      {"ga4.consent.dma-malformed", {buy("dma=EEA")}, {buy("dma=1&dma_cps=default")}},
      {"ga4.consent.tcf-malformed", {buy("tcfd=20000")}, {buy("tcfd=1000b")}},
      {"ga4.consent.stable-client", after_consent(kPage),
       after_consent("v=2&tid=G-1&cid=7.8&sid=1768471000")},
      {"ga4.consent.stable-session", after_consent("v=2&tid=G-1&cid=7.8&sid=1768471000"),
       after_consent("v=2&tid=G-1&cid=7.8&sid=1768471111")},
      {"ga4.consent.user-id-kept", {buy("gcs=G100&uid=u-7")}, {buy("gcs=G101&uid=u-7")}},
      {"ga4.consent.user-data-denied",
       {buy("gcs=G101&gcd=13p3t3p3p5l1&em=tv.1~em." + kHash)},
       {buy("gcs=G111&gcd=13t3t3t3t5l1&em=tv.1~em." + kHash)}},
      {"ga4.consent.click-id-kept",
       {buy("gcs=G101" + kClick)},
       {buy("gcs=G111" + kClick)},
       with_settings({{"ga4.ads_data_redaction", "on"}})},

      {"ga4.user-data.clear", {email("jane@example.com")}, {email(kHash)}},
      {"ga4.user-data.on-google-host",
       {buy("ep.user_data.email=jane%40example.com")},
       {container},
       mapped},
      {"ga4.user-data.not-hex", {email(base64)}, {buy("em=tv.1~em." + base64)}},
      {"ga4.user-data.upper-case", {email(std::string(64, 'A'))}, {email(kHash)}},
      {"ga4.user-data.other-hash", {email(std::string(32, 'a'))}, {email(kHash)}},
      {"ga4.user-data.hash-of-nothing", {email(empty)}, {email(kHash)}},
      {"ga4.user-data.hash-of-placeholder", {buy("em=tv.1~em." + test)}, {email(kHash)}},
      {"ga4.user-data.hashed-place",
       {address("\"city\":" + quoted)},
       {address("\"city\":\"berlin\"")}},
      {"ga4.user-data.country-form",
       {address("\"country\":\"Germany\"")},
       {address("\"country\":\"DE\"")}},
      {"ga4.user-data.too-many-emails",
       {user_data("\"sha256_email_address\":[" + repeated(4, quoted, ",") + "]")},
       {user_data("\"sha256_email_address\":[" + repeated(3, quoted, ",") + "]")}},
      {"ga4.user-data.too-many-phones",
       {user_data("\"sha256_phone_number\":[" + repeated(4, quoted, ",") + "]")},
       {user_data("\"sha256_phone_number\":[" + repeated(3, quoted, ",") + "]")}},
      {"ga4.user-data.too-many-addresses",
       {user_data("\"address\":[" + repeated(3, "{\"city\":\"x\"}", ",") + "]")},
       {user_data("\"address\":[" + repeated(2, "{\"city\":\"x\"}", ",") + "]")}},
      {"ga4.user-data.unknown-key",
       {user_data("\"email_address\":\"jane@example.com\"")},
       {email(kHash)}},
      {"ga4.user-data.without-user-id",
       {email(kHash)},
       {with_top("\"user_id\":\"u-7\",\"user_data\":{\"sha256_email_address\":" + quoted + "},")}},
      {"ga4.user-data.nothing-supplied", {buy("em=tv.1")}, {buy("em=tv.1~em." + kHash)}},
      {"ga4.user-data.version", {buy("em=tv.2~em." + kHash)}, {buy("em=tv.1~em." + kHash)}},
      {"ga4.user-data.error-mark", {buy("em=tv.1~em.e1")}, {buy("em=tv.1~em." + kHash)}},
  };
}

}  // namespace tagproof::test::ga4_rows
