// The files in scenarios/: they load, and `init` writes the same.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "folder.h"
#include "harness/files/init.h"

using namespace tagproof;
using tagproof::tests::reference;
using tagproof::tests::vocabulary;

namespace {

LoadOptions here() {
  LoadOptions options;
  options.working_directory = TAGPROOF_SOURCE_DIR;
  return options;  // no vocabulary: scenarios name faults and checks of other rooms
}

}  // namespace

TEST_CASE("every scenario of the project loads, in the shop of its folder") {
  Problems problems;
  const auto suite = load_suite(here(), problems);
  CHECK(show(problems) == "");
  REQUIRE(suite);
  CHECK(suite->scenarios.size() >= 38);
  CHECK(std::ranges::is_sorted(suite->scenarios, {}, &Scenario::file));
  for (const auto& scenario : suite->scenarios) {
    const bool all = scenario.file.starts_with("scenarios/all-platforms/");
    const bool relayed = scenario.file.starts_with("scenarios/collector/");
    CHECK(scenario.contract.name == (all       ? "acme-store-all-platforms"
                                     : relayed ? "acme-collector"
                                               : "acme-store"));
    CHECK(scenario.storefront.name == "acme-store");
    CHECK(scenario.tagging.name == (all       ? "acme-all-platforms"
                                    : relayed ? "acme-collector"
                                              : "acme-reference"));
    CHECK(scenario.target.accounts.contains("meta"));
  }
  const auto has = [&](std::string_view path) {
    return std::ranges::find(suite->files, path, &FileDigest::path) != suite->files.end();
  };
  CHECK(has("scenarios/contract.yaml"));
  CHECK(has("scenarios/refund.yaml"));
}

TEST_CASE("init writes the project's own files, the shop at the top") {
  std::set<std::string> paths;
  for (const auto& file : init_files()) {
    const std::string path(file.path);
    paths.insert(path);
    const auto name = path.starts_with("scenarios/") ? path.substr(10) : path;
    CHECK_MESSAGE(file.content == reference(name), path);
  }
  CHECK(paths == std::set<std::string>{"contract.yaml", "storefront.yaml", "tagging.yaml",
                                       "target.yaml", "scenarios/successful-purchase.yaml",
                                       "scenarios/refresh-thank-you.yaml",
                                       "scenarios/failed-payment.yaml", "scenarios/refund.yaml",
                                       "scenarios/cancellation.yaml", "scenarios/server-delay.yaml",
                                       "scenarios/consent-denied.yaml"});
}

TEST_CASE("what init writes runs as it stands") {
  tests::Folder folder;
  for (const auto& file : init_files()) folder.write(std::string(file.path), file.content);
  const auto suite = folder.suite();
  CHECK(suite.scenarios.size() == 8);  // consent-denied has two cells
}

TEST_CASE("the reference shop comes from the program itself") {
  const auto shop = reference_shop();
  Problems problems;
  const auto contract = load_contract("scenarios/contract.yaml", here(), problems);
  const auto storefront = load_storefront("scenarios/storefront.yaml", here(), problems);
  const auto tagging = load_tagging("scenarios/tagging.yaml", here(), problems);
  const auto target = load_target("scenarios/target.yaml", here(), problems);
  CHECK(show(problems) == "");
  CHECK(shop.contract == contract);
  CHECK(shop.storefront == storefront);
  CHECK(shop.tagging == tagging);
  CHECK(shop.target == target);
  CHECK(shop.texts.size() == 4);
}

TEST_CASE("the reference contract says what formats.md says") {
  const auto contract = reference_shop().contract;
  CHECK(contract.shop.currency == "EUR");
  CHECK(contract.shop.timezone == "Europe/Berlin");
  CHECK(contract.owner_of(Layer::server, "ga4") == "Shop backend");
  CHECK(contract.owner_of(Layer::browser_tag, "ga4") == "Growth Analytics");
  CHECK(contract.revenue.value == ValueBasis::items_net);
  CHECK(contract.items.ids.at("meta") == "variant_id");
  CHECK(contract.count.pending == CountRule::when_paid);
  CHECK(contract.count.renewals == CountRule::server_only);
  CHECK(contract.disputes_as_refund);
  CHECK(contract.destinations.at("google_ads") == std::vector<std::string>{"AW-123456789"});
  CHECK(contract.user_data.expected.at("meta").back() == Contract::UserData::Expected{"fbc", true});
  CHECK(contract.monitor.at("purchase_order_ratio.browser") == "0.88,1.005");
  CHECK(contract.monitor.at("consent_mix") == "5pp");
  CHECK(contract.server_within == std::chrono::hours(1));
  CHECK(contract.events.size() == 8);
  const auto* ads = contract.platform_event(EventName::purchase, "google_ads");
  REQUIRE(ads);
  CHECK(ads->name == "AW-123456789/AbC-D_efG");
  CHECK(ads->primary);
  CHECK(ads->also == std::vector<AlsoCounted>{{"ga4_import", "purchase", false}});
  const auto* meta = contract.platform_event(EventName::refund, "meta");
  REQUIRE(meta);
  CHECK(meta->none == "Meta has no refund event; refunds are reconciled from orders.");
  CHECK_FALSE(contract.consent.advanced);
  CHECK(regime_of(contract.consent, "US-CA", Purpose::marketing) == Regime::opt_out);
  CHECK(regime_of(contract.consent, "BR", Purpose::marketing) == Regime::opt_in);
}

TEST_CASE(
    "every platform and channel of the contract has a tag, and every tag a place in the contract") {
  const auto shop = reference_shop();
  for (const auto& event : shop.contract.events) {
    for (const auto& platform : event.platforms) {
      for (const auto channel : platform.channels) {
        const bool has = std::ranges::any_of(shop.tagging.tags, [&](const Tag& tag) {
          return tag.event == event.name && tag.platform == platform.platform &&
                 tag.channel == channel;
        });
        CHECK_MESSAGE(has, text(event.name), " ", platform.platform.value, " ", text(channel));
      }
    }
  }
  for (const auto& tag : shop.tagging.tags) {
    if (tag.event == EventName::page_view) continue;
    const auto* agreed = shop.contract.platform_event(tag.event, tag.platform.value);
    REQUIRE_MESSAGE(agreed, tag.tag);
    CHECK_MESSAGE(std::ranges::find(agreed->channels, tag.channel) != agreed->channels.end(),
                  tag.tag);
  }
}
