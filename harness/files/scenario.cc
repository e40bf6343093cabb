// A scenario's own keys (formats.md A.4). `like`, `override`, `matrix` and `expect.cells` are
// applied by cells.cc before.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "harness/files/documents.h"
#include "harness/files/expect.h"
#include "harness/files/steps.h"
#include "harness/files/table.h"

namespace tagproof {
namespace {

constexpr auto kArrivals = std::to_array<std::string_view>(
    {"gclid", "gbraid", "wbraid", "dclid", "fbclid", "ttclid", "epik", "sccid", "msclkid",
     "li_fat_id", "rdt_cid", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content",
     "utm_id", "referrer"});
constinit const Type kArrival{
    .shape = Shape::word, .expected = "a click id or a utm parameter", .words = kArrivals};
constinit const Type kArrivesWith{.shape = Shape::map, .key = &kArrival, .element = &kText};

/// Into the shopper's customer: what they typed.
template <auto Member>
void typed(const Node& n, const Type&, void* out, Reader&) {
  static_cast<Shopper*>(out)->customer.*Member = n.text;
}

constexpr Key kShopperKeys[] = {
    {"region", &kRegion, "Where the shopper is.", false, put<&Shopper::region>},
    {"consent", &kShopperConsent, "What they have answered the banner; left out: nothing yet.",
     false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       store_consent(n, type, static_cast<Shopper*>(out)->consent, r);
     }},
    {"gpc", &kBoolean, "Whether the browser sends Global Privacy Control.", false,
     put<&Shopper::gpc>},
    {"ad_blocker", &kBoolean, "Whether the browser blocks tags.", false, put<&Shopper::ad_blocker>},
    {"returning", &kBoolean, "Whether they were here before: cookies and choice are there.", false,
     put<&Shopper::returning>},
    {"staff", &kBoolean, "Whether they are of the shop's own people.", false, put<&Shopper::staff>},
    {"test_orders", &kBoolean, "Whether they pay in the gateway's test mode.", false,
     put<&Shopper::test_orders>},
    {"currency", &kCurrency, "The currency they see; left out: the shop's.", false,
     put<&Shopper::currency>},
    {"email", &kText, "As typed.", false, typed<&Customer::email>},
    {"phone", &kText, "As typed.", false, typed<&Customer::phone>},
    {"first_name", &kText, "As typed.", false, typed<&Customer::first_name>},
    {"last_name", &kText, "As typed.", false, typed<&Customer::last_name>},
    {"street", &kText, "As typed.", false, typed<&Customer::street>},
    {"city", &kText, "As typed.", false, typed<&Customer::city>},
    {"state", &kText, "The state or province, as typed.", false, typed<&Customer::region>},
    {"zip", &kText, "As typed.", false, typed<&Customer::zip>},
    {"country", &kText, "As typed; left out: of the region.", false, typed<&Customer::country>},
    {"external_id", &kText, "The shop's id of the customer.", false, typed<&Customer::external_id>},
    {"ip", &kText, "The browser's address.", false, typed<&Customer::ip>},
    {"user_agent", &kText, "The browser's name for itself.", false, typed<&Customer::user_agent>},
    {"arrives_with", &kArrivesWith,
     "Click ids and utm parameters of the landing page; `auto` makes one up.", false,
     put<&Shopper::arrives_with>},
};
constinit const Type kShopper{.shape = Shape::mapping, .keys = kShopperKeys};
constinit const Type kShoppers{.shape = Shape::map, .key = &kSlug, .element = &kShopper};

constinit const Type kAnyPath{.shape = Shape::text,
                              .expected = "a path such as contract.consent.mode"};
constinit const Type kFaults{.shape = Shape::list, .element = &kFault};
constinit const Type kAnyText{.shape = Shape::text, .expected = "a value"};
constinit const Type kAnyList{.shape = Shape::list, .element = &kAnyText};
constinit const Type kAnyMap{.shape = Shape::map, .key = &kText, .element = &kAnyText};
constexpr const Type* kAnyChoices[] = {&kAnyText, &kAnyList, &kAnyMap};
constinit const Type kAny{.shape = Shape::choice, .expected = "a value", .choices = kAnyChoices};
constinit const Type kOverride{.shape = Shape::map, .key = &kAnyPath, .element = &kAny};
constinit const Type kValues{.shape = Shape::list, .element = &kAny};
constinit const Type kMatrix{.shape = Shape::map, .key = &kAnyPath, .element = &kValues};

/// Applied by cells.cc; here only its form and repeated keys are looked at.
void only_form(const Node& n, const Type& type, void*, Reader& r) {
  each_entry(n, type, r, [](const Entry&, const Type&) {});
}

constexpr Key kScenarioKeys[] = {
    {"scenario", &kSlug, "The scenario's name.", true, put<&Scenario::name>},
    {"title", &kText, "What it shows, in a sentence.", false, put<&Scenario::title>},
    {"risk", &kText, "What goes wrong where it fails.", false, put<&Scenario::risk>},
    {"tags", &kTexts, "Words to choose scenarios by.", false, put<&Scenario::tags>},
    {"like", &kText, "Another scenario's file that this one starts from.", false, leave},
    {"shopper", &kShopper, "Who shops.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       r.mapping(n, type, &static_cast<Scenario*>(out)->shoppers.emplace_back());
     }},
    {"shoppers", &kShoppers, "Several who shop, by name.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
         auto& shopper = static_cast<Scenario*>(out)->shoppers.emplace_back();
         shopper.name = entry.key;
         r.mapping(entry.value, element, &shopper);
       });
     }},
    {"starts", &kTime, "Where the virtual clock begins.", false, put<&Scenario::starts>},
    {"faults", &kFaults, "Deliberate defects.", false, put<&Scenario::faults>},
    {"override", &kOverride, "Changes of the contract, storefront or tagging for this scenario.",
     false, only_form},
    {"matrix", &kMatrix, "Runs once for each combination of these values.", false, only_form},
    {"journey", &kJourney, "What happens.", true,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       store_journey(n, type, &static_cast<Scenario*>(out)->journey, r);
     }},
    {"expect", &kExpect, "What must come of it.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       store_expect(n, type, static_cast<Scenario*>(out)->expect, r);
     }},
};

/// `by:` of every step names a shopper of this scenario.
void check_shoppers(const Node& root, const Scenario& scenario, Reader& r) {
  const auto* one = root.find("shopper");
  const auto* several = root.find("shoppers");
  if (one != nullptr && several != nullptr) r.complain(*one, "`shopper` or `shoppers`, not both");
  std::vector<std::string_view> names;
  for (const auto& shopper : scenario.shoppers) names.push_back(shopper.name);
  const auto* journey = root.find("journey");
  if (journey == nullptr || !journey->is_list() || journey->items.size() != scenario.journey.size())
    return;
  for (std::size_t i = 0; i < scenario.journey.size(); ++i) {
    const auto& step = scenario.journey[i];
    const Reader::Part part(r, "journey");
    const Reader::Part index(r, "[" + std::to_string(i) + "]");
    if (several == nullptr && !step.by.empty()) {
      r.complain(
          journey->items[i],
          fmt::format("`by: {}`: there is one shopper only; name them in `shoppers`", step.by));
    } else if (several != nullptr && step.by.empty() && names.size() > 1 &&
               !std::holds_alternative<step::Wait>(step.action) &&
               !std::holds_alternative<step::Network>(step.action)) {
      r.complain(journey->items[i], "which shopper? Say `by:`, there are several");
    } else if (several != nullptr && !step.by.empty() &&
               std::ranges::find(names, step.by) == names.end()) {
      r.complain(journey->items[i], fmt::format("`by`: no shopper is called `{}`{}", step.by,
                                                did_you_mean(step.by, names)));
    }
  }
}

/// A name in the journey against what the shop has.
struct ShopNames {
  std::string_view step{};
  std::string_view key{};
  std::string_view called{};
  std::vector<std::string_view> known{};
};

void check_name(const Node& value, const ShopNames& names, Reader& r) {
  if (!value.is_scalar() || value.text.empty()) return;
  if (std::ranges::find(names.known, value.text) != names.known.end()) return;
  r.complain(value, fmt::format("the storefront has no {} `{}`{}", names.called, value.text,
                                did_you_mean(value.text, names.known)));
}

}  // namespace

constinit const Type kScenarioFile{.shape = Shape::mapping, .keys = kScenarioKeys};

bool read_scenario(const Node& root, Scenario& scenario, Reader& reader) {
  const auto before = reader.complained();
  reader.read(root, kScenarioFile, &scenario, "scenario");
  if (!root.is_mapping()) return false;
  check_shoppers(root, scenario, reader);
  if (scenario.shoppers.empty()) scenario.shoppers.emplace_back();
  scenario.base_name = scenario.name;
  return reader.complained() == before;
}

void check_against_shop(const Node& root, const Storefront& storefront, Reader& reader) {
  const auto names_in = [](const auto& list, auto member) {
    std::vector<std::string_view> names;
    for (const auto& one : list) names.push_back(one.*member);
    return names;
  };
  const auto skus = names_in(storefront.catalogue, &Product::sku);
  const std::vector<ShopNames> tables{
      {"view", "sku", "product", skus},
      {"add_to_cart", "sku", "product", skus},
      {"remove_from_cart", "sku", "product", skus},
      {"checkout", "shipping", "shipping method",
       names_in(storefront.shipping, &ShippingMethod::name)},
      {"checkout", "coupon", "coupon", names_in(storefront.coupons, &Coupon::code)},
      {"pay", "method", "payment method",
       names_in(storefront.payment_methods, &PaymentMethod::name)},
  };
  const auto* journey = root.find("journey");
  if (journey == nullptr || !journey->is_list()) return;
  for (std::size_t i = 0; i < journey->items.size(); ++i) {
    const Reader::Part part(reader, "journey");
    const Reader::Part index(reader, "[" + std::to_string(i) + "]");
    for (const auto& names : tables) {
      const auto* value = journey->items[i].find(names.step);
      if (value == nullptr) continue;
      const Reader::Part step(reader, std::string(names.step));
      const bool is_short = names.key == "sku" || names.key == "shipping";
      if (value->is_scalar() && is_short) check_name(*value, names, reader);
      if (const auto* inner = value->find(names.key); inner != nullptr)
        check_name(*inner, names, reader);
    }
  }
}

}  // namespace tagproof
