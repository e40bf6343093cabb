// Which files a scenario runs with, and what `like`, `override` and `matrix` make of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "folder.h"

using tagproof::tests::Folder;
using tagproof::tests::reference;

namespace tagproof {
namespace {

const std::string kJourney = "journey:\n  - view: TSHIRT-BLUE-M\n";

std::vector<std::string> names(const Suite& suite) {
  std::vector<std::string> out;
  for (const auto& scenario : suite.scenarios) out.push_back(scenario.name);
  return out;
}
std::vector<std::string> paths(const Suite& suite) {
  std::vector<std::string> out;
  for (const auto& file : suite.files) out.push_back(file.path);
  return out;
}
std::string named(const std::string& kind, const std::string& name) {
  auto text = reference(kind + ".yaml");
  return text.replace(0, text.find('\n'), kind + ": " + name);
}

}  // namespace

TEST_CASE("scenarios below a folder in order of path, hidden ones and other files left out") {
  Folder folder;
  folder.shop()
      .write("b.yaml", "scenario: b\n" + kJourney)
      .write("a/z.yml", "# a comment first\n\nscenario: z\n" + kJourney)
      .write(".hidden/x.yaml", "scenario: x\nbroken")
      .write("a/.y.yaml", "scenario: y\nbroken")
      .write("compose.yaml", "services: {}\n")
      .write("notes.txt", "scenario: t\n");
  const auto suite = folder.suite();
  CHECK(names(suite) == std::vector<std::string>{"z", "b"});
  CHECK(suite.scenarios.front().file == "a/z.yml");
  CHECK(paths(suite) == std::vector<std::string>{"a/z.yml", "b.yaml", "contract.yaml",
                                                 "storefront.yaml", "tagging.yaml", "target.yaml"});
  CHECK(suite.files.front().sha256.size() == 64);
}

TEST_CASE("the nearest file of each kind, told by its first key") {
  Folder folder;
  folder.shop()
      .write("near/agreement.yml", named("contract", "near"))
      .write("near/s.yaml", "scenario: s\n" + kJourney)
      .write("near/deep/t.yaml", "scenario: t\n" + kJourney)
      .write("u.yaml", "scenario: u\n" + kJourney);
  const auto suite = folder.suite();
  REQUIRE(suite.scenarios.size() == 3);
  CHECK(suite.scenarios[0].contract.name == "near");
  CHECK(suite.scenarios[0].storefront.name == "acme-store");
  CHECK(suite.scenarios[1].contract.name == "near");
  CHECK(suite.scenarios[2].contract.name == "acme-store");
  CHECK(std::ranges::find(suite.files, "near/agreement.yml", &FileDigest::path) !=
        suite.files.end());
}

TEST_CASE("two of a kind in one folder") {
  Folder folder;
  folder.shop()
      .write("other.yaml", named("contract", "other"))
      .write("s.yaml", "scenario: s\n" + kJourney);
  CHECK(folder.problems() ==
        "contract.yaml: and other.yaml are both a contract file (first key `contract:`) in one "
        "folder; keep one, or say "
        "which with --contract\n");
  auto options = folder.options();
  options.contract = "other.yaml";
  Problems problems;
  const auto suite = load_suite(options, problems);
  CHECK(show(problems) == "");
  REQUIRE(suite);
  CHECK(suite->scenarios.front().contract.name == "other");
}

TEST_CASE("what is missing") {
  Folder folder;
  folder.write("s.yaml", "scenario: s\n" + kJourney);
  CHECK(folder.problems() ==
        "s.yaml: no storefront in reach: a file whose first key is `storefront:` in its folder or "
        "above, or --storefront\n"
        "s.yaml: no tagging in reach: a file whose first key is `tagging:` in its folder or above, "
        "or --tagging\n");
  folder.write("storefront.yaml", reference("storefront.yaml"))
      .write("tagging.yaml", reference("tagging.yaml"));
  CHECK(folder.suite().scenarios.front().contract.name.empty());  // what platforms and law decide
                                                                  // is judged all the same
  folder.write("target.yaml", "target: recording\nfiles: shop.har\n");
  CHECK(folder.problems() == "");
}

TEST_CASE("paths that hold nothing") {
  Folder folder;
  folder.shop().write("empty/x.txt", "").write("a.yaml", "scenario: a\n" + kJourney);
  const auto with = [&](std::vector<std::string> named_paths) {
    auto options = folder.options();
    options.paths = std::move(named_paths);
    Problems problems;
    load_suite(options, problems);
    return show(problems);
  };
  CHECK(with({"nowhere"}) == "nowhere: is neither a file nor a folder\n");
  CHECK(with({"empty"}) ==
        "empty: holds no scenario (a YAML file whose first key is `scenario:`)\n");
  CHECK(with({"contract.yaml"}) ==
        "contract.yaml:1:1: is a contract file (first key `contract:`); expected a scenario file "
        "(first key `scenario:`)\n"
        "    1 | contract: acme-store\n"
        "      | ^^^^^^^^\n");
  CHECK(with({"a.yaml", "a.yaml", "."}) == "");  // a file named twice runs once
  folder.write("b.yaml", "scenaro: b\n");
  CHECK(with({"."}) ==
        "b.yaml:1:1: the first key says what a file is: expected `scenario`, found `scenaro`; did "
        "you mean `scenario`?\n"
        "    1 | scenaro: b\n"
        "      | ^^^^^^^\n");
}

TEST_CASE("without paths: scenarios/ if it is there, else the folder itself") {
  Folder folder;
  folder.shop().write("here.yaml", "scenario: here\n" + kJourney);
  auto options = folder.options();
  options.paths.clear();
  Problems problems;
  CHECK(names(load_suite(options, problems).value()) == std::vector<std::string>{"here"});
  folder.write("scenarios/there.yaml", "scenario: there\n" + kJourney);
  CHECK(names(load_suite(options, problems).value()) == std::vector<std::string>{"there"});
}

TEST_CASE("two scenarios of one name") {
  Folder folder;
  folder.shop()
      .write("a.yaml", "scenario: s\n" + kJourney)
      .write("b.yaml", "scenario: s\n" + kJourney);
  CHECK(folder.problems() ==
        "b.yaml: the scenario `s` is in a.yaml too; each has a name of its own\n");
}

TEST_CASE("a broken neighbour doesn't hide the scenario's own mistakes") {
  Folder folder;
  folder.shop()
      .write("contract.yaml", "contract: c\nshop: [\n")
      .write("s.yaml", "scenario: s\nrsik: x\n" + kJourney);
  const auto all = folder.problems();
  CHECK(all.find("contract.yaml:") != std::string::npos);
  CHECK(all.find("s.yaml:2:1: unknown key `rsik`") != std::string::npos);
}

TEST_CASE("a broken file that nobody needs is no problem") {
  Folder folder;
  folder.shop()
      .write("sub/contract.yaml", "contract: [\n")
      .write("s.yaml", "scenario: s\n" + kJourney);
  CHECK(folder.problems() == "");
}

TEST_CASE("--target simulated leaves a browser target aside") {
  Folder folder;
  folder.shop()
      .write("target.yaml", "target: browser\nbase_url: https://shop.example\n")
      .write("s.yaml", "scenario: s\n" + kJourney);
  CHECK(folder.suite().scenarios.front().target.kind == TargetKind::browser);
  auto options = folder.options();
  options.target = "simulated";
  Problems problems;
  CHECK(load_suite(options, problems)->scenarios.front().target.kind == TargetKind::simulated);
}

TEST_CASE("like: maps merge key by key, lists and scalars replace") {
  Folder folder;
  folder.shop()
      .write("base.yaml",
             "scenario: base\ntitle: Base\ntags: [a, b]\nshopper: { region: DE, email: a@b.example "
             "}\n" +
                 kJourney + "expect:\n  orders: { paid: 1 }\n  findings: none\n")
      .write("own.yaml",
             "scenario: own\nlike: base.yaml\ntags: [c]\nshopper: { region: US-CA }\n"
             "expect:\n  orders: { refunded: 1 }\n");
  const auto suite = folder.suite();
  const auto& own = suite.scenarios[1];
  CHECK(own.name == "own");
  CHECK(own.title == "Base");
  CHECK(own.tags == std::vector<std::string>{"c"});
  CHECK(own.shoppers.front().region == "US-CA");
  CHECK(own.shoppers.front().customer.email == "a@b.example");
  CHECK(own.journey.size() == 1);
  CHECK(own.expect.orders.size() == 2);
  CHECK(own.expect.findings.has_value());
}

TEST_CASE("like: what goes wrong") {
  Folder folder;
  folder.shop()
      .write("a.yaml", "scenario: a\nlike: b.yaml\n")
      .write("b.yaml", "scenario: b\nlike: a.yaml\n" + kJourney)
      .write("c.yaml", "scenario: c\nlike: c.yaml\n" + kJourney)
      .write("d.yaml", "scenario: d\nlike: nowhere.yaml\n" + kJourney)
      .write("e.yaml", "scenario: e\nlike: contract.yaml\n" + kJourney);
  const auto all = folder.problems();
  CHECK(all.find("a.yaml:2:7: `like: b.yaml` is itself like `a.yaml`; only one level is followed\n"
                 "    2 | like: b.yaml\n      |       ^^^^^^\n") != std::string::npos);
  CHECK(all.find("c.yaml:2:7: `like: c.yaml` is this file itself\n") != std::string::npos);
  CHECK(all.find("d.yaml:2:7: `like: nowhere.yaml` is not there\n") != std::string::npos);
  CHECK(all.find("contract.yaml:1:1: is a contract file") != std::string::npos);
}

TEST_CASE("like: a mistake of the base is shown where it was written") {
  Folder folder;
  folder.shop()
      .write("base.yaml", "scenario: base\nrsik: x\n" + kJourney)
      .write("own.yaml", "scenario: own\nlike: base.yaml\n");
  CHECK(folder.problems() ==
        "base.yaml:2:1: unknown key `rsik` in `scenario`; did you mean `risk`?\n"
        "    2 | rsik: x\n"
        "      | ^^^^\n");
}

TEST_CASE("override: paths of the contract, storefront and tagging") {
  Folder folder;
  folder.shop()
      .write("s.yaml",
             "scenario: s\noverride:\n  contract.consent.mode: advanced\n  "
             "contract.consent.regions.BR: opt_out\n"
             "  tagging.tags.meta-capi-purchase.delay: 8d\n"
             "  tagging.tags.meta-capi-purchase.send.user_data.email: x\n"
             "  storefront.catalogue.MUG-WHITE.price: 99.00\n  storefront.pixels: sandbox\n" +
                 kJourney)
      .write("t.yaml", "scenario: t\n" + kJourney);
  const auto suite = folder.suite();
  const auto& s = suite.scenarios[0];
  CHECK(s.contract.consent.advanced);
  CHECK(regime_of(s.contract.consent, "BR", Purpose::analytics) == Regime::opt_out);
  const auto tag = std::ranges::find(s.tagging.tags, "meta-capi-purchase", &Tag::tag);
  REQUIRE(tag != s.tagging.tags.end());
  CHECK(tag->delay == std::chrono::hours(8 * 24));
  CHECK(std::ranges::find(tag->send, std::pair<std::string, std::string>{"user_data.email", "x"}) !=
        tag->send.end());
  CHECK(s.storefront.product("MUG-WHITE")->price == Decimal(99));
  CHECK(s.storefront.sandbox_pixels);
  CHECK_FALSE(suite.scenarios[1].contract.consent.advanced);
}

TEST_CASE("override: what goes wrong, where it was written") {
  const auto overriding = [](const std::string& line) {
    Folder folder;
    return folder.shop()
        .write("s.yaml", "scenario: s\noverride: { " + line + " }\n" + kJourney)
        .problems();
  };
  CHECK(overriding("contract.consent.mode: advancd") ==
        "s.yaml:2:36: `mode`: expected basic or advanced, found text \"advancd\"; did you mean "
        "`advanced`?\n"
        "    2 | override: { contract.consent.mode: advancd }\n"
        "      |                                    ^^^^^^^\n");
  CHECK(overriding("contract.consnt.mode: basic")
            .starts_with(
                "s.yaml:2:13: unknown key `consnt` in `contract`; did you mean `consent`?\n"));
  CHECK(overriding("tagging.tags.meta-cap.delay: 8d")
            .starts_with("s.yaml:2:13: `tags.meta-cap.delay` leads nowhere: the list has no "
                         "element whose first value is `meta-cap`\n"));
  CHECK(overriding("contrct.consent.mode: basic")
            .starts_with("s.yaml:2:13: `contrct.consent.mode` begins with none of contract, "
                         "storefront, tagging; did you mean `contract`?\n"));
  CHECK(
      overriding("shopper.region: DE")
          .starts_with(
              "s.yaml:2:13: `shopper.region` begins with none of contract, storefront, tagging\n"));
  CHECK(overriding("contract: x")
            .starts_with("s.yaml:2:13: `contract` names a whole file; name a path in it such as "
                         "`contract.consent.mode`\n"));
}

TEST_CASE("matrix: a scenario for each cell, the last key changing fastest") {
  Folder folder;
  folder.shop().write(
      "consent.yaml",
      "scenario: consent\nmatrix: { shopper.region: [DE, US-CA], contract.consent.mode: [basic, "
      "advanced] }\n" +
          kJourney +
          "expect:\n  conversions: { ga4: 0 }\n  findings: none\n"
          "  cells:\n    \"DE,advanced\": { unconsented: { ga4: 1 }, conversions: { meta: 2 } }\n");
  const auto suite = folder.suite();
  CHECK(names(suite) == std::vector<std::string>{"consent[DE,basic]", "consent[DE,advanced]",
                                                 "consent[US-CA,basic]",
                                                 "consent[US-CA,advanced]"});
  const auto& cell = suite.scenarios[1];
  CHECK(cell.base_name == "consent");
  CHECK(cell.cell == std::vector<std::pair<std::string, std::string>>{
                         {"shopper.region", "DE"}, {"contract.consent.mode", "advanced"}});
  CHECK(cell.shoppers.front().region == "DE");
  CHECK(cell.contract.consent.advanced);
  CHECK(cell.expect.unconsented.size() == 1);
  CHECK(cell.expect.conversions.size() == 2);
  CHECK(suite.scenarios[0].expect.unconsented.empty());
  CHECK_FALSE(suite.scenarios[2].contract.consent.advanced);
}

TEST_CASE("matrix: values that are no plain words, and steps of the journey") {
  Folder folder;
  folder.shop().write("s.yaml",
                      "scenario: s\nmatrix: { shopper.consent: [granted, { analytics: granted, "
                      "marketing: denied }], "
                      "journey.pay.outcome: [approved, declined] }\njourney:\n  - view: MUG-WHITE\n"
                      "  - add_to_cart: MUG-WHITE\n  - checkout\n  - pay: { method: card }\n");
  const auto suite = folder.suite();
  CHECK(names(suite) == std::vector<std::string>{"s[granted,approved]", "s[granted,declined]",
                                                 "s[analytics=granted marketing=denied,approved]",
                                                 "s[analytics=granted marketing=denied,declined]"});
  CHECK(suite.scenarios[2].shoppers.front().consent ==
        ConsentChoice{Choice::granted, Choice::denied});
  CHECK(std::get<step::Pay>(suite.scenarios[3].journey[3].action).outcome ==
        step::PayOutcome::declined);
}

TEST_CASE("matrix: what goes wrong") {
  const auto with = [](const std::string& matrix, const std::string& expect = "") {
    Folder folder;
    return folder.shop()
        .write("s.yaml", "scenario: s\nmatrix: { " + matrix + " }\n" + kJourney + expect)
        .problems();
  };
  CHECK(with("shopper.region: [DE, de]") ==
        "s.yaml:2:32: `region`: expected a region such as DE or US-CA, found text \"de\"\n"
        "    2 | matrix: { shopper.region: [DE, de] }\n"
        "      |                                ^^\n");
  CHECK(
      with("shopper.region: [DE, DE]").starts_with("s.yaml:2:32: the cell `DE` is there twice\n"));
  CHECK(with("shopper.region: []").starts_with("s.yaml:2:27: `shopper.region` has no values\n"));
  CHECK(with("shopper.region: DE")
            .starts_with("s.yaml:2:27: `shopper.region`: expected a list, found text \"DE\"\n"));
  CHECK(with("shoper.region: [DE]")
            .starts_with("s.yaml:2:11: `shoper.region` begins with none of contract, storefront"));
  CHECK(with("shopper.region: [DE, FR]", "expect:\n  cells:\n    \"DR\": {}\n") ==
        "s.yaml:7:5: `cells`: the matrix has no cell `DR`; did you mean `DE`?\n"
        "    7 |     \"DR\": {}\n"
        "      |     ^^^^\n");
  std::string regions, prices;
  for (int i = 0; i < 40; ++i) {
    regions += (i > 0 ? ", " : "") + std::string("A") + static_cast<char>('A' + i % 26) + "-" +
               std::to_string(i);
    prices += (i > 0 ? ", " : "") + std::to_string(i);
  }
  CHECK(with("shopper.region: [" + regions + "], storefront.catalogue.MUG-WHITE.price: [" + prices +
             "]")
            .find("the matrix has more than 1000 cells") != std::string::npos);
}

TEST_CASE("commands without a scenario look from the current folder upwards") {
  Folder folder;
  folder.shop().write("deep/er/x.txt", "");
  auto options = folder.options();
  options.working_directory = (folder.path() / "deep/er").string();
  Problems problems;
  CHECK(find_contract_upwards(options, problems) == "../../contract.yaml");
  const auto shop = load_shop(options, problems);
  CHECK(show(problems) == "");
  REQUIRE(shop);
  CHECK(shop->tagging.name == "acme-reference");
  CHECK(shop->texts.size() == 4);
}

TEST_CASE("explore takes the shop that init writes when there is none") {
  Folder folder;
  folder.write("x/y.txt", "");
  auto options = folder.options();
  Problems problems;
  const auto shop = load_shop(options, problems);
  REQUIRE(shop);
  CHECK(shop->contract.name == "acme-store");
  folder.write("contract.yaml", named("contract", "mine"));
  CHECK_FALSE(load_shop(options, problems));
  CHECK(show(problems).find("no storefront in reach") != std::string::npos);
}

TEST_CASE("feeds are read beside their contract") {
  Folder folder;
  folder.shop()
      .write("contract.yaml",
             named("contract", "c") + "feeds: { meta: feeds/catalog.csv, ga4: tabs.tsv }\n")
      .write("feeds/catalog.csv",
             "\xEF\xBB\xBF"
             "title,id\n\"a, b\",41002\nx,41001\nx,41001\n")
      .write("tabs.tsv", "id\ttitle\nA\tx\n")
      .write("sub/s.yaml", "scenario: s\n" + kJourney);
  const auto suite = folder.suite();
  const auto& ids = suite.scenarios.front().contract.feed_ids;
  CHECK(ids.at("meta") == std::vector<std::string>{"41001", "41002"});
  CHECK(ids.at("ga4") == std::vector<std::string>{"A"});
  CHECK(std::ranges::find(suite.files, "feeds/catalog.csv", &FileDigest::path) !=
        suite.files.end());
  folder.write("tabs.tsv", "sku\ttitle\nA\tx\n");
  CHECK(folder.problems().find("the feed `tabs.tsv` has no column `id` in its first line") !=
        std::string::npos);
}

}  // namespace tagproof
