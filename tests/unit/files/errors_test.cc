// What a person sees when a file is wrong: all problems, each with its place, what was expected and
// what stood there.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "folder.h"

using tagproof::tests::Folder;

namespace tagproof {
namespace {

struct Case {
  std::string name{};
  std::string text{};
  std::string shown{};  // "" : nothing is wrong
};

template <class Load>
void expect_all(const std::vector<Case>& cases, const std::string& file, Load load) {
  for (const auto& one : cases) {
    CAPTURE(one.name);
    Folder folder;
    folder.write(file, one.text);
    Problems problems;
    const bool loaded = load(file, folder.options(), problems);
    CHECK(show(problems) == one.shown);
    CHECK(loaded == problems.empty());
  }
}

const std::string kShop = "shop: { currency: EUR }\n";
const std::string kEvents = "events: {}\n";
std::string contract(const std::string& more) { return "contract: c\n" + kShop + kEvents + more; }

}  // namespace

TEST_CASE("contract: keys, words and values") {
  expect_all(
      {
          {"the smallest one", contract(""), ""},
          {"an unknown key", "contract: c\n" + kShop + kEvents + "rolback: x\n",
           "f.yaml:4:1: unknown key `rolback` in `contract`; did you mean `rollback`?\n"
           "    4 | rolback: x\n"
           "      | ^^^^^^^\n"},
          {"an unknown key far from all", contract("revenue: { foo: 1 }\n"),
           "f.yaml:4:12: unknown key `foo` in `revenue`; known are value and tolerance\n"
           "    4 | revenue: { foo: 1 }\n"
           "      |            ^^^\n"},
          {"a repeated key", "contract: c\n" + kShop + kShop + kEvents,
           "f.yaml:3:1: `shop` stands here again; it was said in line 2\n"
           "    3 | shop: { currency: EUR }\n"
           "      | ^^^^\n"},
          {"a repeated key of a map", contract("destinations: { ga4: [A], ga4: [B] }\n"),
           "f.yaml:4:27: `ga4` stands here again; it was said in line 4\n"
           "    4 | destinations: { ga4: [A], ga4: [B] }\n"
           "      |                           ^^^\n"},
          {"what is missing", "contract: c\nshop: {}\n",
           "f.yaml:1:1: `contract` needs `events`: What must be sent.\n"
           "    1 | contract: c\n"
           "      | ^\n"
           "f.yaml:2:7: `shop` needs `currency`: The shop's main currency.\n"
           "    2 | shop: {}\n"
           "      |       ^\n"},
          {"text for a number", contract("revenue: { tolerance: abc }\n"),
           "f.yaml:4:23: `tolerance`: expected an amount such as 29.90, found text \"abc\"\n"
           "    4 | revenue: { tolerance: abc }\n"
           "      |                       ^^^\n"},
          {"a comma is no point", contract("revenue: { tolerance: \"0,05\" }\n"),
           "f.yaml:4:23: `tolerance`: expected an amount such as 29.90, found text \"0,05\"\n"
           "    4 | revenue: { tolerance: \"0,05\" }\n"
           "      |                       ^^^^^^\n"},
          {"a list for text", contract("rollback: [a, b]\n"),
           "f.yaml:4:11: `rollback`: expected text, found a list\n"
           "    4 | rollback: [a, b]\n"
           "      |           ^\n"},
          {"nothing where something must be", contract("rollback:\n"),
           "f.yaml:4:1: `rollback`: expected text, found nothing\n"
           "    4 | rollback:\n"
           "      | ^^^^^^^^\n"},
          {"a word that is none", contract("revenue: { value: item_net }\n"),
           "f.yaml:4:19: `value`: expected items_net, items_net_plus_shipping, "
           "items_gross_incl_tax, order_total or "
           "order_total_minus_tax, found text \"item_net\"; did you mean `items_net`?\n"
           "    4 | revenue: { value: item_net }\n"
           "      |                   ^^^^^^^^\n"},
          {"only renewals can be server_only",
           contract("count: { renewals: server_only, pending: server_only }\n"),
           "f.yaml:4:42: `pending`: expected at_order, when_paid, when_captured or never, found "
           "text \"server_only\"\n"
           "    4 | count: { renewals: server_only, pending: server_only }\n"
           "      |                                          ^^^^^^^^^^^\n"},
          {"currency and time zone",
           "contract: c\nshop: { currency: EURO, timezone: Europe/Berlinn }\n" + kEvents,
           "f.yaml:2:19: `currency`: expected an ISO 4217 currency such as EUR, found text "
           "\"EURO\"\n"
           "    2 | shop: { currency: EURO, timezone: Europe/Berlinn }\n"
           "      |                   ^^^^\n"
           "f.yaml:2:35: `timezone`: expected an IANA time zone such as Europe/Berlin, found text "
           "\"Europe/Berlinn\"\n"
           "    2 | shop: { currency: EURO, timezone: Europe/Berlinn }\n"
           "      |                                   ^^^^^^^^^^^^^^\n"},
          {"percent and points",
           contract("reconcile: { count: 1, revenue: 0.5% }\nmonitor: { consent_mix: 5% }\n"),
           "f.yaml:4:21: `count`: expected a percentage such as 2%, found number 1\n"
           "    4 | reconcile: { count: 1, revenue: 0.5% }\n"
           "      |                     ^\n"
           "f.yaml:5:25: `consent_mix`: expected percentage points such as 5pp, found text \"5%\"\n"
           "    5 | monitor: { consent_mix: 5% }\n"
           "      |                         ^^\n"},
          {"a duration", contract("delivery: { server_within: soon }\n"),
           "f.yaml:4:28: `server_within`: expected a duration such as 30s, 1h or 8d, found text "
           "\"soon\"\n"
           "    4 | delivery: { server_within: soon }\n"
           "      |                            ^^^^\n"},
          {"a range", contract("monitor: { purchase_order_ratio: { browser: [1.1, 0.9] } }\n"),
           "f.yaml:4:45: `browser`: expected two numbers, the lower first, such as [0.88, 1.005]\n"
           "    4 | monitor: { purchase_order_ratio: { browser: [1.1, 0.9] } }\n"
           "      |                                             ^\n"},
          {"an unknown platform", contract("destinations: { metta: [x] }\n"),
           "f.yaml:4:17: `metta`: expected a platform, found text \"metta\"; did you mean `meta`?\n"
           "    4 | destinations: { metta: [x] }\n"
           "      |                 ^^^^^\n"},
          {"a recipient is a platform or a host",
           contract("recipients: [meta, payments.example, ga44]\n"),
           "f.yaml:4:38: `recipients`: `ga44` is neither a platform nor a host; did you mean "
           "`ga4`?\n"
           "    4 | recipients: [meta, payments.example, ga44]\n"
           "      |                                      ^^^^\n"},
          {"an owner of nothing",
           contract("owners: { default: { team: A }, servr: { team: B } }\n"),
           "f.yaml:4:33: `owners`: `servr` is neither `default` nor a layer nor a platform; did "
           "you mean `server`?\n"
           "    4 | owners: { default: { team: A }, servr: { team: B } }\n"
           "      |                                 ^^^^^\n"},
          {"a region", contract("consent: { regions: { Germany: opt_in } }\n"),
           "f.yaml:4:23: `Germany`: expected a region such as DE or US-CA, EEA or default, found "
           "text \"Germany\"\n"
           "    4 | consent: { regions: { Germany: opt_in } }\n"
           "      |                       ^^^^^^^\n"},
          {"a region per purpose",
           contract("consent: { regions: { GB: { analytics: opt_out, marketing: opt_in } } }\n"),
           ""},
          {"a region with half of it",
           contract("consent: { regions: { GB: { analytics: opt_out } } }\n"),
           "f.yaml:4:27: `GB` needs `marketing`: Marketing.\n"
           "    4 | consent: { regions: { GB: { analytics: opt_out } } }\n"
           "      |                           ^\n"},
          {"an id form", contract("items: { ids: { meta: \"shop_{skuu}\" } }\n"),
           "f.yaml:4:23: `meta`: expected sku, product_id, variant_id, id or a pattern such as "
           "shopify_{country}_{product_id}_{variant_id}, found text \"shop_{skuu}\"\n"
           "    4 | items: { ids: { meta: \"shop_{skuu}\" } }\n"
           "      |                       ^^^^^^^^^^^^^\n"},
          {"user data",
           contract(
               "user_data: { allowed: { meta: [email, e-mail] }, expected: { meta: [fbc?] } }\n"),
           "f.yaml:4:39: `meta`: expected a field of user data, found text \"e-mail\"; did you "
           "mean `email`?\n"
           "    4 | user_data: { allowed: { meta: [email, e-mail] }, expected: { meta: [fbc?] } }\n"
           "      |                                       ^^^^^^\n"},
      },
      "f.yaml", [](const std::string& file, const LoadOptions& options, Problems& problems) {
        return load_contract(file, options, problems).has_value();
      });
}

TEST_CASE("contract: what must agree") {
  const auto event = [](const std::string& platforms) {
    return "contract: c\n" + kShop +
           "events:\n  purchase:\n    when: order_countable\n    platforms:\n      " + platforms +
           "\n";
  };
  const auto consent = [](const std::string& keys) {
    return contract("reviewers: [ { role: privacy } ]\nconsent: { " + keys + " }\n");
  };
  expect_all(
      {
          {"advanced, approved", consent("mode: advanced, advanced_approved_by: privacy"), ""},
          {"basic needs nobody", consent("mode: basic"), ""},
          {"advanced, approved by nobody", consent("mode: advanced"),
           "f.yaml:5:18: `mode: advanced` needs `advanced_approved_by`: the role of the reviewer "
           "who decided for it\n"
           "    5 | consent: { mode: advanced }\n"
           "      |                  ^^^^^^^^\n"},
          {"advanced, approved by someone who reviews nothing",
           consent("mode: advanced, advanced_approved_by: privcy"),
           "f.yaml:5:50: `advanced_approved_by`: no reviewer has the role `privcy`; did you mean "
           "`privacy`?\n"
           "    5 | consent: { mode: advanced, advanced_approved_by: privcy }\n"
           "      |                                                  ^^^^^^\n"},
          {"none alone", event("meta: { none: Reconciled from orders. }"), ""},
          {"none with a name", event("meta: { none: Nothing., name: Purchase }"),
           "f.yaml:7:7: `none` says that meta gets nothing; no other key can stand beside it\n"
           "    7 |       meta: { none: Nothing., name: Purchase }\n"
           "      |       ^^^^\n"},
          {"no channels", event("meta: { name: Purchase }"),
           "f.yaml:7:7: `meta` needs `channels`: browser, server or both (or `none: why it gets "
           "nothing`)\n"
           "    7 |       meta: { name: Purchase }\n"
           "      |       ^^^^\n"},
          {"no name", event("meta: { channels: [browser] }"),
           "f.yaml:7:7: `meta` needs `name`: the platform's own name of the event\n"
           "    7 |       meta: { channels: [browser] }\n"
           "      |       ^^^^\n"},
          {"an adjustment needs no name",
           event("google_ads: { full: retract, channels: [server] }"), ""},
          {"a feed that isn't there", contract("feeds: { meta: catalog.csv }\n"),
           "f.yaml:4:16: the feed `catalog.csv` is not there\n"
           "    4 | feeds: { meta: catalog.csv }\n"
           "      |                ^^^^^^^^^^^\n"},
      },
      "f.yaml", [](const std::string& file, const LoadOptions& options, Problems& problems) {
        return load_contract(file, options, problems).has_value();
      });
}

TEST_CASE("tagging") {
  const std::string head = "tagging: t\ntags:\n";
  const std::string meta =
      "{ tag: a, platform: meta, channel: browser, on: thank_you, event: purchase";
  expect_all(
      {
          {"a right one",
           head + "  - " + meta +
               ", send: { value: \"{{order.items_net}}\", user_data: { email: x } } }\n",
           ""},
          {"an unknown field", head + "  - " + meta + ", send: { vlaue: 1 } }\n",
           "f.yaml:3:89: `vlaue` is no canonical field; did you mean `value`?\n"
           "    3 |   - { tag: a, platform: meta, channel: browser, on: thank_you, event: "
           "purchase, send: { vlaue: 1 } }\n"
           "      |                                                                                "
           "         ^^^^^\n"},
          {"an unknown placeholder",
           head + "  - " + meta + ", send: { value: \"{{order.item_net}}\" } }\n",
           "f.yaml:3:96: `value`: unknown placeholder `order.item_net`; did you mean "
           "`order.items_net`?\n"
           "    3 |   - { tag: a, platform: meta, channel: browser, on: thank_you, event: "
           "purchase, send: { value: "
           "\"{{order.item_net}}\" } }\n"
           "      |                                                                                "
           "                "
           "^^^^^^^^^^^^^^^^^^^^\n"},
          {"the same tag twice", head + "  - " + meta + " }\n  - " + meta + " }\n",
           "f.yaml:4:5: the tag `a` stands here again; it was said in line 3\n"
           "    4 |   - { tag: a, platform: meta, channel: browser, on: thank_you, event: purchase "
           "}\n"
           "      |     ^\n"},
          {"a browser can't wait for the backend",
           head + "  - { tag: a, platform: meta, channel: browser, on: order_refunded, event: "
                  "refund }\n",
           "f.yaml:3:5: `order_refunded` happens in the backend; a tag of the browser can't wait "
           "for it\n"
           "    3 |   - { tag: a, platform: meta, channel: browser, on: order_refunded, event: "
           "refund }\n"
           "      |     ^\n"},
          {"a condition", head + "  - " + meta + ", if: order.totl > 0 }\n",
           "f.yaml:3:85: `if`: unknown placeholder `order.totl`; did you mean `order.total`?\n"
           "    3 |   - { tag: a, platform: meta, channel: browser, on: thank_you, event: "
           "purchase, if: order.totl > 0 }\n"
           "      |                                                                                "
           "     ^^^^^^^^^^^^^^\n"},
      },
      "f.yaml", [](const std::string& file, const LoadOptions& options, Problems& problems) {
        return load_tagging(file, options, problems).has_value();
      });
}

TEST_CASE("storefront") {
  const std::string rest =
      "shipping: [ { method: s, price: 1 } ]\npayment_methods: [ { method: card, kind: card } ]\n";
  const std::string shirt = "catalogue: [ { sku: A, name: A, price: 1.00 } ]\n";
  expect_all(
      {
          {"a right one", "storefront: s\n" + rest + shirt, ""},
          {"the same sku twice",
           "storefront: s\n" + rest +
               "catalogue:\n  - { sku: A, name: A, price: 1 }\n  - { sku: A, name: B, price: 2 }\n",
           "f.yaml:6:12: `sku` `A` stands here again; it was said in line 5\n"
           "    6 |   - { sku: A, name: B, price: 2 }\n"
           "      |            ^\n"},
          {"a coupon of two kinds",
           "storefront: s\n" + rest + shirt + "coupons: [ { code: X, percent: 10, amount: 5 } ]\n",
           "f.yaml:5:12: a coupon takes off `percent` or `amount`, not both\n"
           "    5 | coupons: [ { code: X, percent: 10, amount: 5 } ]\n"
           "      |            ^\n"},
          {"a truth value is true or false",
           "storefront: s\n" + rest + shirt + "prices_include_tax: no\n",
           "f.yaml:5:21: `prices_include_tax`: expected true or false, found text \"no\"\n"
           "    5 | prices_include_tax: no\n"
           "      |                     ^^\n"},
          {"Norway is a region",
           "storefront: s\n" + rest + shirt + "tax_rates: { NO: 25, SE: 25% }\n", ""},
          {"a rate", "storefront: s\n" + rest + shirt + "tax_rates: { DE: 119 }\n",
           "f.yaml:5:18: `DE`: expected a rate from 0 to 100 such as 19 or 19%, found number 119\n"
           "    5 | tax_rates: { DE: 119 }\n"
           "      |                  ^^^\n"},
      },
      "f.yaml", [](const std::string& file, const LoadOptions& options, Problems& problems) {
        return load_storefront(file, options, problems).has_value();
      });
}

TEST_CASE("target: secrets from the environment are kept as fingerprints only") {
  Folder folder;
  folder.write(
      "t.yaml",
      "target: simulated\naccounts:\n  ga4: [ { id: G-1, secrets: [env:GA4_SECRET, made-up] } ]\n"
      "settings: { meta.same_source_repeats: dedup }\nhosts: [ { host: sst.acme.example, path: "
      "/g/, platform: ga4 } ]\n");
  auto options = folder.options();
  options.env = [](const std::string& name) {
    return name == "GA4_SECRET" ? std::optional<std::string>("hunter2") : std::nullopt;
  };
  Problems problems;
  const auto target = load_target("t.yaml", options, problems);
  CHECK(show(problems) == "");
  REQUIRE(target);
  // sha256("hunter2") begins f52fbd32b2b3b86f
  CHECK(target->accounts.at("ga4").front().secrets.front() == "tagproof:f52fbd32b2b3b86f");
  CHECK(target->accounts.at("ga4").front().secrets.back().starts_with("tagproof:"));
  CHECK(target->settings.at("meta.same_source_repeats") == "dedup");
  CHECK(target->hosts.front() == HostRoute{"sst.acme.example", "/g/", PlatformId("ga4")});
}

TEST_CASE("target: what is wrong in it") {
  expect_all(
      {
          {"a variable that isn't set",
           "target: simulated\naccounts: { ga4: [ { id: G-1, secrets: [env:NOPE] } ] }\n",
           "f.yaml:2:41: the environment variable `NOPE` is not set\n"
           "    2 | accounts: { ga4: [ { id: G-1, secrets: [env:NOPE] } ] }\n"
           "      |                                         ^^^^^^^^\n"},
          {"an unknown setting",
           "target: simulated\nsettings: { meta.same_source_repeat: count }\n",
           "f.yaml:2:13: `meta.same_source_repeat`: expected a setting (`tagproof list settings` "
           "shows all), found text "
           "\"meta.same_source_repeat\"; did you mean `meta.same_source_repeats`?\n"
           "    2 | settings: { meta.same_source_repeat: count }\n"
           "      |             ^^^^^^^^^^^^^^^^^^^^^^^\n"},
          {"a value that the setting doesn't have",
           "target: simulated\nsettings: { meta.same_source_repeats: cuont }\n",
           "f.yaml:2:39: `meta.same_source_repeats`: expected count or dedup, found text "
           "\"cuont\"; did you mean `count`?\n"
           "    2 | settings: { meta.same_source_repeats: cuont }\n"
           "      |                                       ^^^^^\n"},
          {"what a browser can't do without", "target: browser\npages: { veiw: [] }\n",
           "f.yaml:1:1: `target: browser` needs `base_url`\n"
           "    1 | target: browser\n"
           "      | ^^^^^^\n"
           "f.yaml:2:10: `veiw`: expected a step, found text \"veiw\"; did you mean `view`?\n"
           "    2 | pages: { veiw: [] }\n"
           "      |          ^^^^\n"},
          {"what is driven", "target: simulate\n",
           "f.yaml:1:9: `target`: expected simulated, browser, backend or recording, found text "
           "\"simulate\"; did you mean "
           "`simulated`?\n"
           "    1 | target: simulate\n"
           "      |         ^^^^^^^^\n"},
      },
      "f.yaml", [](const std::string& file, const LoadOptions& options, Problems& problems) {
        return load_target(file, options, problems).has_value();
      });
}

TEST_CASE("target: a real store") {
  Folder folder;
  folder.write(
      "t.yaml",
      "target: browser\nbase_url: https://staging.acme.example\nenvironment: test\n"
      "orders: { max: 3, email: test@acme.example, payment: card, after: cancel }\npages:\n"
      "  view: [ { open: /p/shirt }, { click: \"#buy\" }, { fill: { \"#email\": a@b.example } }, { "
      "wait: 2s } ]\n");
  Problems problems;
  const auto target = load_target("t.yaml", folder.options(), problems);
  CHECK(show(problems) == "");
  REQUIRE(target);
  CHECK(target->store.base_url == "https://staging.acme.example");
  CHECK(target->store.max_orders == 3);
  CHECK(target->store.pages.front().first == "view");
  CHECK(target->store.pages.front().second ==
        std::vector<PageAction>{{"open", "/p/shirt", ""},
                                {"click", "#buy", ""},
                                {"fill", "#email", "a@b.example"},
                                {"wait", "2s", ""}});
}

TEST_CASE("--accounts and --hosts take the parts alone, or a whole target") {
  Folder folder;
  folder.write("a.yaml", "accounts: { meta: [ { id: \"1\", tokens: [t] } ] }\n")
      .write("t.yaml", "target: simulated\nhosts: [ { host: a.example, platform: ga4 } ]\n")
      .write("w.yaml", "acounts: {}\n");
  Problems problems;
  CHECK(load_target_parts("a.yaml", folder.options(), problems)->accounts.at("meta").front().id ==
        "1");
  CHECK(load_target_parts("t.yaml", folder.options(), problems)->hosts.front().host == "a.example");
  CHECK(problems.empty());
  CHECK_FALSE(load_target_parts("w.yaml", folder.options(), problems));
  CHECK(show(problems) ==
        "w.yaml:1:1: unknown key `acounts` in `accounts`; did you mean `accounts`?\n"
        "    1 | acounts: {}\n"
        "      | ^^^^^^^\n");
}

}  // namespace tagproof
