// contract.yaml (formats.md A.1): its keys, and what must agree between them.
#include <fmt/core.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/files/documents.h"
#include "harness/files/table.h"

namespace tagproof {
namespace {

constexpr std::array<std::string_view, 4> kCountRules{"at_order", "when_paid", "when_captured",
                                                      "never"};
constexpr std::array<std::string_view, 5> kRenewalRules{"at_order", "when_paid", "when_captured",
                                                        "never", "server_only"};
constexpr std::array<std::string_view, 2> kOrderIds{"order.id", "order.name"};
constexpr std::array<std::string_view, 2> kPrices{"net", "gross"};
constexpr std::array<std::string_view, 3> kDedups{"transaction_id", "event_id", "order_id"};
constexpr std::array<std::string_view, 2> kAdjustments{"retract", "restate"};
constexpr std::array<std::string_view, 2> kVias{"adjustments", "data_manager"};
constexpr std::array<std::string_view, 2> kDisputes{"as_refund", "ignore"};
constexpr std::array<std::string_view, 1> kHashings{"sha256"};
constexpr std::array<std::string_view, 2> kModes{"basic", "advanced"};
constexpr std::array<std::string_view, 2> kRegimes{"opt_in", "opt_out"};
constexpr std::array<std::string_view, 4> kSignalNames{"analytics_storage", "ad_storage",
                                                       "ad_user_data", "ad_personalization"};
constexpr std::array<std::string_view, 2> kRatioOf{"orders_with_consent", "orders"};
constexpr std::array<std::string_view, 6> kItemFields{"sku", "product_id", "variant_id",
                                                      "id",  "country",    "name"};
constexpr std::size_t kBareItemFields = 4;  // of kItemFields, those that are a form by themselves

// user_data: may name the browser's ids too.
constexpr auto user_words() {
  std::array<std::string_view, kUserFields + kIdFields> out{};
  std::size_t i = 0;
  for (const auto& word : Words<UserField>::all) out[i++] = word.text;
  for (const auto& word : Words<IdField>::all) out[i++] = word.text;
  return out;
}
constexpr auto kUserWords = user_words();
constexpr auto expected_words() {
  std::array<std::string_view, 2 * kUserWords.size()> out{};
  constexpr std::array<std::string_view, kUserWords.size()> kWithMark{
      "email?",     "phone?",      "first_name?", "last_name?",   "street?", "city?",
      "region?",    "zip?",        "country?",    "external_id?", "ip?",     "user_agent?",
      "client_id?", "session_id?", "fbp?",        "fbc?",         "gclid?",  "gbraid?",
      "wbraid?",    "click_id?",   "browser_id?"};
  static_assert(!kWithMark.back().empty(), "a word of kUserWords has no form with a mark");
  for (std::size_t i = 0; i < kUserWords.size(); ++i) {
    out[i] = kUserWords[i];
    out[kUserWords.size() + i] = kWithMark[i];
  }
  return out;
}
constexpr auto kExpectedWords = expected_words();

// "sku", or a pattern "shopify_{country}_{product_id}_{variant_id}".
bool valid_item_form(std::string_view form) {
  if (form.find('{') == std::string_view::npos)
    return std::ranges::find(kItemFields.begin(), kItemFields.begin() + kBareItemFields, form) !=
           kItemFields.begin() + kBareItemFields;
  std::size_t open = 0;
  while ((open = form.find('{', open)) != std::string_view::npos) {
    const auto close = form.find('}', open);
    if (close == std::string_view::npos) return false;
    const auto field = form.substr(open + 1, close - open - 1);
    if (field == "name" || std::ranges::find(kItemFields, field) == kItemFields.end()) return false;
    open = close;
  }
  return true;
}

constinit const Type kCountRule{.shape = Shape::word, .words = kCountRules};
constinit const Type kRenewalRule{.shape = Shape::word, .words = kRenewalRules};
constinit const Type kOrderId{.shape = Shape::word, .words = kOrderIds};
constinit const Type kPrice{.shape = Shape::word, .words = kPrices};
constinit const Type kDedup{.shape = Shape::word, .words = kDedups};
constinit const Type kAdjustment{.shape = Shape::word, .words = kAdjustments};
constinit const Type kVia{.shape = Shape::word, .words = kVias};
constinit const Type kDispute{.shape = Shape::word, .words = kDisputes};
constinit const Type kHashing{.shape = Shape::word, .words = kHashings};
constinit const Type kMode{.shape = Shape::word, .words = kModes};
constinit const Type kRegime{.shape = Shape::word, .words = kRegimes};
constinit const Type kSignalName{
    .shape = Shape::word, .expected = "a Consent Mode signal", .words = kSignalNames};
constinit const Type kSignalList{.shape = Shape::list, .element = &kSignalName};
constinit const Type kUserWord{
    .shape = Shape::word, .expected = "a field of user data", .words = kUserWords};
constinit const Type kUserWordList{.shape = Shape::list, .element = &kUserWord};
constinit const Type kExpectedWord{
    .shape = Shape::word,
    .expected = "a field of user data, with `?` if not everyone has it",
    .words = kExpectedWords};
constinit const Type kExpectedList{.shape = Shape::list, .element = &kExpectedWord};
constinit const Type kItemForm{
    .shape = Shape::text,
    .expected =
        "sku, product_id, variant_id, id or a pattern such as "
        "shopify_{country}_{product_id}_{variant_id}",
    .valid = valid_item_form,
    .pattern = "^(sku|product_id|variant_id|id|.*\\{(sku|product_id|variant_id|id|country)\\}.*)$"};
constinit const Type kChannels{.shape = Shape::list, .element = &kWordOf<Channel>};

// ---- shop, owners, reviewers
constexpr Key kShopKeys[] = {
    {"currency", &kCurrency, "The shop's main currency.", true, put<&Contract::Shop::currency>},
    {"timezone", &kTimeZone, "Where the shop's days begin and end.", false,
     put<&Contract::Shop::timezone>},
    {"order_id", &kOrderId, "Which form of an order's id is sent to platforms.", false,
     put<&Contract::Shop::order_id>},
    {"domains", &kDomains, "The live shop's hosts.", false, put<&Contract::Shop::domains>},
    {"test_domains", &kDomains, "Hosts of its staging.", false, put<&Contract::Shop::test_domains>},
};
constinit const Type kShop{.shape = Shape::mapping, .keys = kShopKeys};

constexpr Key kOwnerKeys[] = {
    {"team", &kText, "Who must fix it.", true, put<&Owner::team>},
    {"contact", &kText, "How to reach them.", false, put<&Owner::contact>},
};
constinit const Type kOwner{.shape = Shape::mapping, .keys = kOwnerKeys};
constinit const Type kOwners{.shape = Shape::map, .key = &kText, .element = &kOwner};

// Layers are called with a blank in output ("ad account"), with an underscore in files.
void store_owners(const Node& n, const Type& type, void* out, Reader& r) {
  auto& owners = static_cast<Contract*>(out)->owners;
  each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
    const auto layer = read<Layer>(replace_all(entry.key, "_", " "));
    assign(entry.value, element, owners[layer ? std::string(text(*layer)) : entry.key], r);
  });
}

constexpr Key kReviewerKeys[] = {
    {"role", &kText, "privacy, marketing …", true, put<&Reviewer::role>},
    {"contact", &kText, "How to reach them.", false, put<&Reviewer::contact>},
};
constinit const Type kReviewer{.shape = Shape::mapping, .keys = kReviewerKeys};
constinit const Type kReviewers{.shape = Shape::list, .element = &kReviewer};

// ---- revenue, items, count
constexpr Key kRevenueKeys[] = {
    {"value", &kWordOf<ValueBasis>, "Which total of the order `value` must equal.", false,
     put<&Contract::Revenue::value>},
    {"tolerance", &kAmount, "How far a value may be off.", false,
     put<&Contract::Revenue::tolerance>},
};
constinit const Type kRevenue{.shape = Shape::mapping, .keys = kRevenueKeys};

constinit const Type kItemIds{.shape = Shape::map, .key = &kPlatform, .element = &kItemForm};
constexpr Key kItemsKeys[] = {
    {"price", &kPrice, "Whether an item's price is without (net) or with tax (gross).", false,
     [](const Node& n, const Type&, void* out, Reader&) {
       static_cast<Contract::Items*>(out)->price_net = n.text == "net";
     }},
    {"ids", &kItemIds, "Which form of an item's id each platform gets: a field or a pattern.",
     false, put<&Contract::Items::ids>},
};
constinit const Type kItems{.shape = Shape::mapping, .keys = kItemsKeys};

constexpr Key kCountKeys[] = {
    {"authorized", &kCountRule, "An order whose payment is authorised.", false,
     put<&CountPolicy::authorized>},
    {"pending", &kCountRule, "An order whose payment is pending.", false,
     put<&CountPolicy::pending>},
    {"cash_on_delivery", &kCountRule, "An order paid at the door.", false,
     put<&CountPolicy::cash_on_delivery>},
    {"invoice", &kCountRule, "An order paid by invoice.", false, put<&CountPolicy::invoice>},
    {"zero_value", &kCountRule, "An order of which nothing is charged.", false,
     put<&CountPolicy::zero_value>},
    {"test_orders", &kCountRule, "Orders paid in the gateway's test mode.", false,
     put<&CountPolicy::test_orders>},
    {"staff_orders", &kCountRule, "Orders of the shop's own people.", false,
     put<&CountPolicy::staff_orders>},
    {"renewals", &kRenewalRule, "Renewals of a subscription.", false, put<&CountPolicy::renewals>},
};
constinit const Type kCountPolicy{.shape = Shape::mapping, .keys = kCountKeys};

// ---- events
constexpr Key kAlsoKeys[] = {
    {"ga4_import", &kText, "The GA4 event that is imported as a conversion.", true,
     [](const Node& n, const Type&, void* out, Reader&) {
       auto& also = *static_cast<AlsoCounted*>(out);
       also.kind = "ga4_import";
       also.name = n.text;
     }},
    {"primary", &kBoolean, "Whether the account bids on it.", false, put<&AlsoCounted::primary>},
};
constinit const Type kAlso{.shape = Shape::mapping, .keys = kAlsoKeys};
constinit const Type kAlsoList{.shape = Shape::list, .element = &kAlso};

constexpr Key kPlatformEventKeys[] = {
    {"none", &kText, "Why this platform gets nothing; then no other key stands here.", false,
     put<&PlatformEvent::none>},
    {"name", &kText, "The platform's own name of the event; Google Ads: AW-…/label.", false,
     put<&PlatformEvent::name>},
    {"channels", &kChannels, "Through which of its interfaces it must come.", false,
     put<&PlatformEvent::channels>},
    {"dedup", &kDedup, "By which id repeats and channels are merged.", false,
     put<&PlatformEvent::dedup>},
    {"primary", &kBoolean, "Whether the account bids on it.", false, put<&PlatformEvent::primary>},
    {"also", &kAlsoList, "Where the same event also arrives in the account, without a hit.", false,
     put<&PlatformEvent::also>},
    {"full", &kAdjustment, "What a full refund does to the conversion.", false,
     put<&PlatformEvent::full>},
    {"partial", &kAdjustment, "What a partial refund does; a restated value is what is kept.",
     false, put<&PlatformEvent::partial>},
    {"via", &kVia, "Which interface takes adjustments.", false, put<&PlatformEvent::via>},
    {"value", &kWordOf<ValueBasis>, "Which total `value` must equal here, if not revenue.value.",
     false, put<&PlatformEvent::value>},
};
constinit const Type kPlatformEvent{.shape = Shape::mapping, .keys = kPlatformEventKeys};
constinit const Type kPlatformEvents{
    .shape = Shape::map, .key = &kPlatform, .element = &kPlatformEvent};

void store_platform_events(const Node& n, const Type& type, void* out, Reader& r) {
  auto& event = *static_cast<ContractEvent*>(out);
  each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
    PlatformEvent one;
    one.platform = PlatformId(entry.key);
    r.mapping(entry.value, element, &one);
    if (!one.none.empty() && entry.value.entries.size() > 1) {
      r.complain(entry.at,
                 fmt::format("`none` says that {} gets nothing; no other key can stand beside it",
                             entry.key));
    } else if (one.none.empty()) {
      if (one.channels.empty())
        r.complain(
            entry.at,
            fmt::format(
                "`{}` needs `channels`: browser, server or both (or `none: why it gets nothing`)",
                entry.key));
      if (one.name.empty() && one.full.empty() && one.partial.empty())
        r.complain(entry.at, fmt::format("`{}` needs `name`: the platform's own name of the event",
                                         entry.key));
    }
    event.platforms.push_back(std::move(one));
  });
}

constexpr Key kEventKeys[] = {
    {"when", &kTriggerWord, "The event of the storefront or backend that it goes with.", true,
     put<&ContractEvent::when>},
    {"once_per", &kOncePerWord, "How often it may be counted.", false,
     put<&ContractEvent::once_per>},
    {"platforms", &kPlatformEvents, "What each platform must receive.", true,
     store_platform_events},
};
constinit const Type kEvent{.shape = Shape::mapping, .keys = kEventKeys};
constexpr auto funnel() {
  std::array<std::string_view, Words<EventName>::all.size() - 1>
      out{};  // page_view has no place in a contract
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = Words<EventName>::all[i + 1].text;
  return out;
}
constexpr auto kFunnel = funnel();
constinit const Type kFunnelWord{
    .shape = Shape::word, .expected = "an event of the funnel", .words = kFunnel};
constinit const Type kEvents{.shape = Shape::map, .key = &kFunnelWord, .element = &kEvent};

void store_events(const Node& n, const Type& type, void* out, Reader& r) {
  auto& contract = *static_cast<Contract*>(out);
  each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
    ContractEvent event;
    event.name = read<EventName>(entry.key).value_or(EventName::purchase);
    r.mapping(entry.value, element, &event);
    contract.events.push_back(std::move(event));
  });
}

// ---- user data
constinit const Type kAllowedMap{.shape = Shape::map, .key = &kPlatform, .element = &kUserWordList};
constinit const Type kExpectedMap{
    .shape = Shape::map, .key = &kPlatform, .element = &kExpectedList};

void store_expected(const Node& n, const Type& type, void* out, Reader& r) {
  auto& data = *static_cast<Contract::UserData*>(out);
  each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
    std::vector<std::string> words;
    assign(entry.value, element, words, r);
    auto& fields = data.expected[entry.key];
    for (auto& word : words) {
      const bool if_known = word.ends_with('?');
      if (if_known) word.pop_back();
      fields.push_back({std::move(word), if_known});
    }
  });
}

constexpr Key kUserDataKeys[] = {
    {"hashing", &kHashing, "How user data is hashed.", false, put<&Contract::UserData::hashing>},
    {"allowed", &kAllowedMap, "Which fields each platform may get.", false,
     put<&Contract::UserData::allowed>},
    {"expected", &kExpectedMap, "Which fields each platform should get, given consent.", false,
     store_expected},
};
constinit const Type kUserData{.shape = Shape::mapping, .keys = kUserDataKeys};

// ---- consent
Regime regime(const Node& n) { return n.text == "opt_out" ? Regime::opt_out : Regime::opt_in; }

using RegionRule = ConsentPolicy::RegionRule;
constexpr Key kRegimesKeys[] = {
    {"analytics", &kRegime, "Analytics.", true,
     [](const Node& n, const Type&, void* out, Reader&) {
       static_cast<RegionRule*>(out)->analytics = regime(n);
     }},
    {"marketing", &kRegime, "Marketing.", true,
     [](const Node& n, const Type&, void* out, Reader&) {
       static_cast<RegionRule*>(out)->marketing = regime(n);
     }},
};
constinit const Type kRegimePerPurpose{.shape = Shape::mapping, .keys = kRegimesKeys};
constexpr const Type* kRegimeChoices[] = {&kRegime, &kRegimePerPurpose};
constinit const Type kRegimeChoice{.shape = Shape::choice, .choices = kRegimeChoices};
constinit const Type kRegions{.shape = Shape::map, .key = &kRegionGroup, .element = &kRegimeChoice};

void store_regions(const Node& n, const Type& type, void* out, Reader& r) {
  auto& policy = *static_cast<ConsentPolicy*>(out);
  each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
    RegionRule rule;
    rule.region = entry.key;
    if (entry.value.is_mapping()) {
      r.mapping(entry.value, element, &rule);
    } else {
      rule.analytics = rule.marketing = regime(entry.value);
    }
    policy.regions.push_back(std::move(rule));
  });
}

constinit const Type kPurposeMap{
    .shape = Shape::map, .key = &kPlatform, .element = &kWordOf<Purpose>};
constinit const Type kSignalMap{
    .shape = Shape::map, .key = &kWordOf<Purpose>, .element = &kSignalList};
constinit const Type kAllowedWords{
    .shape = Shape::map, .key = &kPlatform, .element = &kWordOf<Allowed>};
constinit const Type kRegionList{.shape = Shape::list, .element = &kRegionGroup};

constexpr Key kConsentKeys[] = {
    {"mode", &kMode,
     "basic: nothing leaves without consent; advanced: Google tags may send cookieless pings.",
     false,
     [](const Node& n, const Type&, void* out, Reader&) {
       static_cast<ConsentPolicy*>(out)->advanced = n.text == "advanced";
     }},
    {"advanced_approved_by", &kText, "The role of the reviewer who decided for advanced mode.",
     false, put<&ConsentPolicy::advanced_approved_by>},
    {"regions", &kRegions, "opt_in or opt_out by region; a region that nothing names is opt_in.",
     false, store_regions},
    {"purposes", &kPurposeMap, "For which purpose each platform is used.", false,
     put<&ConsentPolicy::purposes>},
    {"signals", &kSignalMap, "Which Consent Mode signals each purpose sets.", false,
     put<&ConsentPolicy::signals>},
    {"denied", &kAllowedWords,
     "What may still leave after a refusal in opt-in regions; overrides the mode.", false,
     put<&ConsentPolicy::denied>},
    {"opted_out", &kAllowedWords, "What may leave after an opt-out in opt-out regions.", false,
     put<&ConsentPolicy::opted_out>},
    {"gpc_regions", &kRegionList,
     "Regions that honour Global Privacy Control, in place of the built-in list.", false,
     put<&ConsentPolicy::gpc_regions>},
};
constinit const Type kConsent{.shape = Shape::mapping, .keys = kConsentKeys};

// ---- delivery, reconcile, monitor
constexpr Key kDeliveryKeys[] = {
    {"server_within", &kDuration, "From the backend event to the platform's answer.", false,
     put<&Contract::server_within>},
};
constinit const Type kDelivery{.shape = Shape::mapping, .keys = kDeliveryKeys};
constexpr Key kReconcileKeys[] = {
    {"count", &kPercent, "By how much the number of purchases may differ.", false,
     put<&Contract::reconcile_count_percent>},
    {"revenue", &kPercent, "By how much their value may differ.", false,
     put<&Contract::reconcile_revenue_percent>},
};
constinit const Type kReconcile{.shape = Shape::mapping, .keys = kReconcileKeys};

// `monitor:` is kept as text: "purchase_order_ratio.browser" -> "0.88,1.005".
void keep_text(const Node& n, Contract& contract, const std::string& key) {
  std::vector<std::string> parts;
  if (n.is_list()) {
    for (const auto& item : n.items) parts.push_back(item.text);
  } else {
    parts.push_back(n.text);
  }
  contract.monitor[key] = join(parts, ",");
}
template <const char* kName>
void keep(const Node& n, const Type&, void* out, Reader&) {
  keep_text(n, *static_cast<Contract*>(out), kName);
}
void keep_range(const Node& n, Contract& contract, const std::string& key, Reader& r) {
  const auto low = n.items.empty() ? std::nullopt : Decimal::parse(n.items.front().text);
  const auto high = n.items.size() != 2 ? std::nullopt : Decimal::parse(n.items.back().text);
  if (!low || !high || *low > *high) {
    r.complain(n, fmt::format("`{}`: expected two numbers, the lower first, such as [0.88, 1.005]",
                              r.called()));
    return;
  }
  keep_text(n, contract, key);
}
constexpr char kRatioBrowser[] = "purchase_order_ratio.browser",
               kRatioServer[] = "purchase_order_ratio.server",
               kRatioOfKey[] = "purchase_order_ratio.of", kRevenueMismatch[] = "revenue_mismatch",
               kConsentMix[] = "consent_mix", kMatchQuality[] = "match_quality";
template <const char* kName>
void range(const Node& n, const Type&, void* out, Reader& r) {
  keep_range(n, *static_cast<Contract*>(out), kName, r);
}
constinit const Type kNumbers{.shape = Shape::list, .element = &kNumber};
constinit const Type kRatioOfWord{.shape = Shape::word, .words = kRatioOf};
constexpr Key kRatioKeys[] = {
    {"browser", &kNumbers, "The lowest and highest ratio of browser purchases to orders.", false,
     range<kRatioBrowser>},
    {"server", &kNumbers, "The lowest and highest ratio of server purchases to orders.", false,
     range<kRatioServer>},
    {"of", &kRatioOfWord, "Which orders are counted.", false, keep<kRatioOfKey>},
};
constinit const Type kRatio{.shape = Shape::mapping, .keys = kRatioKeys};
constexpr Key kMonitorKeys[] = {
    {"purchase_order_ratio", &kRatio, "Purchases counted for each order.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) { r.mapping(n, type, out); }},
    {"revenue_mismatch", &kPercent, "By how much revenue may differ.", false,
     keep<kRevenueMismatch>},
    {"consent_mix", &kPoints, "By how much the share of consented orders may move.", false,
     keep<kConsentMix>},
    {"match_quality", &kNumber, "The lowest match quality that Meta answers.", false,
     keep<kMatchQuality>},
};
constinit const Type kMonitor{.shape = Shape::mapping, .keys = kMonitorKeys};

/// The whole contract goes into a part of it whose keys are the contract's own members.
void part_of_contract(const Node& n, const Type& type, void* out, Reader& r) {
  r.mapping(n, type, out);
}

constinit const Type kFeeds{.shape = Shape::map, .key = &kPlatform, .element = &kText};
constinit const Type kDestinations{.shape = Shape::map, .key = &kPlatform, .element = &kTexts};

constexpr Key kContractKeys[] = {
    {"contract", &kText, "The contract's name.", true, put<&Contract::name>},
    {"shop", &kShop, "The shop's currency, time zone and hosts.", true, put<&Contract::shop>},
    {"owners", &kOwners, "Who must fix a finding: `default`, a layer, or a platform.", false,
     store_owners},
    {"reviewers", &kReviewers, "Who signs.", false, put<&Contract::reviewers>},
    {"rollback", &kText, "How to go back.", false, put<&Contract::rollback>},
    {"revenue", &kRevenue, "What the value of an order is.", false, put<&Contract::revenue>},
    {"items", &kItems, "What items look like.", false, put<&Contract::items>},
    {"feeds", &kFeeds, "CSV files with an `id` column: ids must be found there.", false,
     put<&Contract::feeds>},
    {"count", &kCountPolicy, "When an order counts as a sale.", false, put<&Contract::count>},
    {"events", &kEvents, "What must be sent.", true, store_events},
    {"disputes", &kDispute, "Whether a lost dispute is a refund.", false,
     [](const Node& n, const Type&, void* out, Reader&) {
       static_cast<Contract*>(out)->disputes_as_refund = n.text == "as_refund";
     }},
    {"recipients", &kTexts, "Platforms and hosts that may receive anything at all.", false,
     put<&Contract::recipients>},
    {"destinations", &kDestinations, "Ids of each platform that may receive.", false,
     put<&Contract::destinations>},
    {"user_data", &kUserData, "Which user data may be sent, and should be.", false,
     put<&Contract::user_data>},
    {"consent", &kConsent, "What may leave, given region and consent.", false,
     put<&Contract::consent>},
    {"delivery", &kDelivery, "How fast server events must arrive.", false, part_of_contract},
    {"reconcile", &kReconcile, "Tolerances against the backend's orders.", false, part_of_contract},
    {"monitor", &kMonitor, "Limits of the signals over time.", false, part_of_contract},
};

const Node* below(const Node& root, std::string_view first, std::string_view second) {
  const auto* node = root.find(first);
  return node == nullptr ? nullptr : node->find(second);
}

void check_advanced(const Node& root, const Contract& contract, Reader& r) {
  if (!contract.consent.advanced && contract.consent.advanced_approved_by.empty()) return;
  const auto* mode = below(root, "consent", "mode");
  const auto* by = below(root, "consent", "advanced_approved_by");
  std::vector<std::string_view> roles;
  for (const auto& reviewer : contract.reviewers) roles.push_back(reviewer.role);
  if (by == nullptr) {
    if (mode != nullptr)
      r.complain(*mode,
                 "`mode: advanced` needs `advanced_approved_by`: the role of the reviewer who "
                 "decided for it");
  } else if (std::ranges::find(roles, contract.consent.advanced_approved_by) == roles.end()) {
    r.complain(*by, fmt::format("`advanced_approved_by`: no reviewer has the role `{}`{}",
                                contract.consent.advanced_approved_by,
                                did_you_mean(contract.consent.advanced_approved_by, roles)));
  }
}

// A recipient is a platform or a host; a host has a dot.
void check_recipients(const Node& root, Reader& r) {
  const auto* list = root.find("recipients");
  if (list == nullptr || !list->is_list()) return;
  const auto known = r.words_of(kPlatform);
  const Reader::Part part(r, "recipients");
  for (const auto& item : list->items) {
    if (!item.is_scalar() || item.text.find('.') != std::string::npos) continue;
    if (!known.empty() && std::ranges::find(known, item.text) == known.end())
      r.complain(item, fmt::format("`recipients`: `{}` is neither a platform nor a host{}",
                                   item.text, did_you_mean(item.text, known)));
  }
}

constexpr std::array<std::string_view, 6> kOwnedLayers{"default", "browser_tag", "server",
                                                       "consent", "catalogue",   "ad_account"};
void check_owners(const Node& root, Reader& r) {
  const auto* owners = root.find("owners");
  if (owners == nullptr || !owners->is_mapping()) return;
  auto known = r.words_of(kPlatform);
  if (known.empty()) return;
  known.insert(known.end(), kOwnedLayers.begin(), kOwnedLayers.end());
  const Reader::Part part(r, "owners");
  for (const auto& entry : owners->entries) {
    if (std::ranges::find(known, entry.key) == known.end())
      r.complain(entry.at,
                 fmt::format("`owners`: `{}` is neither `default` nor a layer nor a platform{}",
                             entry.key, did_you_mean(entry.key, known)));
  }
}

}  // namespace

constinit const Type kContractFile{.shape = Shape::mapping, .keys = kContractKeys};

bool read_contract(const Node& root, Contract& contract, Reader& reader) {
  const auto before = reader.complained();
  reader.read(root, kContractFile, &contract, "contract");
  if (!root.is_mapping()) return false;
  check_advanced(root, contract, reader);
  check_recipients(root, reader);
  check_owners(root, reader);
  return reader.complained() == before;
}

}  // namespace tagproof
