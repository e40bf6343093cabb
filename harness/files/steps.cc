// The steps of a journey (formats.md A.4): a row of keys for each.
#include "harness/files/steps.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/files/schema.h"

namespace tagproof {
namespace {

constexpr std::array<std::string_view, 5> kOutcomes{"approved", "declined", "challenged",
                                                    "authorized", "pending"};
constexpr std::array<std::string_view, 2> kDisputeOutcomes{"lost", "won"};
constexpr std::array<std::string_view, 3> kStartChoices{"granted", "denied", "undecided"};
constexpr std::array<std::string_view, 3> kStepChoices{"granted", "denied", "withdrawn"};
constexpr std::array<std::string_view, 8> kBackendTopics{
    "order_created",  "payment_authorized", "payment_captured", "order_countable",
    "payment_failed", "order_refunded",     "order_cancelled",  "order_disputed"};

bool valid_quantity(std::string_view text) {
  return !text.starts_with('-') && text != "0" && text.size() <= 6;
}
bool valid_skew(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return parse_duration(text).has_value();
}

constinit const Type kQuantity{
    .shape = Shape::integer, .expected = "a whole number from 1", .valid = valid_quantity};
constinit const Type kSkew{.shape = Shape::text,
                           .expected = "a duration such as 3m or -3m",
                           .valid = valid_skew,
                           .pattern = "^[+-]?[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)?$"};
constinit const Type kOutcomeWord{.shape = Shape::word, .words = kOutcomes};
constinit const Type kDisputeOutcome{.shape = Shape::word, .words = kDisputeOutcomes};
constinit const Type kStartChoice{.shape = Shape::word, .words = kStartChoices};
constinit const Type kStepChoice{.shape = Shape::word, .words = kStepChoices};
constinit const Type kTopic{
    .shape = Shape::word, .expected = "an event of the backend", .words = kBackendTopics};

/// Stores into a member of the step that is being read.
template <auto Member>
void in(const Node& node, const Type& type, void* out, Reader& reader) {
  using S = typename MemberOf<decltype(Member)>::Class;
  assign(node, type, std::get<S>(static_cast<Step*>(out)->action).*Member, reader);
}

// Who, where and about which order; beside the step's name or within its value.
#define TAGPROOF_WHO                                                           \
  Key{"by", &kText, "Which shopper; for `shoppers:`.", false, put<&Step::by>}, \
      Key{"tab", &kText, "In which tab.", false, put<&Step::tab>}, Key {       \
    "device", &kText, "On which device.", false, put<&Step::device>            \
  }
#define TAGPROOF_WHICH                                                                       \
  TAGPROOF_WHO, Key {                                                                        \
    "order", &kQuantity, "Which order of the journey, from 1; left out: the latest.", false, \
        put<&Step::order>                                                                    \
  }

constexpr Key kViewStep[] = {{"sku", &kText, "The product.", true, in<&step::View::sku>},
                             TAGPROOF_WHO};
constexpr Key kAddStep[] = {
    {"sku", &kText, "The product.", true, in<&step::AddToCart::sku>},
    {"quantity", &kQuantity, "How many.", false, in<&step::AddToCart::quantity>},
    TAGPROOF_WHO};
constexpr Key kRemoveStep[] = {
    {"sku", &kText, "The product.", true, in<&step::RemoveFromCart::sku>},
    {"quantity", &kQuantity, "How many; left out: all.", false,
     in<&step::RemoveFromCart::quantity>},
    TAGPROOF_WHO};
constexpr Key kCheckoutStep[] = {
    {"shipping", &kText, "The shipping method.", false, in<&step::Checkout::shipping>},
    {"coupon", &kText, "The coupon typed.", false, in<&step::Checkout::coupon>},
    {"currency", &kCurrency, "The currency chosen.", false, in<&step::Checkout::currency>},
    TAGPROOF_WHO};
constexpr Key kPayStep[] = {
    {"method", &kText, "The payment method.", false, in<&step::Pay::method>},
    {"outcome", &kOutcomeWord, "What the gateway says.", false,
     [](const Node& n, const Type&, void* out, Reader&) {
       const auto at = std::ranges::find(kOutcomes, n.text) - kOutcomes.begin();
       std::get<step::Pay>(static_cast<Step*>(out)->action).outcome =
           static_cast<step::PayOutcome>(at);
     }},
    {"tip", &kAmount, "What the shopper adds.", false, in<&step::Pay::tip>},
    TAGPROOF_WHO};
constexpr Key kRefreshStep[] = {
    {"page", &kText, "Which page is loaded again.", false, in<&step::Refresh::page>}, TAGPROOF_WHO};
constexpr Key kOpenTabStep[] = {
    {"page", &kText, "Which page it opens.", false, in<&step::OpenTab::page>}, TAGPROOF_WHO};
constexpr Key kReturnStep[] = {
    {"after", &kDuration, "How long after the last step.", false, in<&step::Return::after>},
    TAGPROOF_WHO};
constexpr Key kLeadStep[] = {
    {"form", &kText, "The form that is sent.", false, in<&step::Lead::form>}, TAGPROOF_WHO};
constexpr Key kConsentStep[] = {
    {"choice", &kStepChoice, "The choice for both purposes.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       store_consent(n, type, std::get<step::Consent>(static_cast<Step*>(out)->action).choice, r);
     }},
    {"analytics", &kStepChoice, "The choice for analytics.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       assign(n, type, std::get<step::Consent>(static_cast<Step*>(out)->action).choice.analytics,
              r);
     }},
    {"marketing", &kStepChoice, "The choice for marketing.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       assign(n, type, std::get<step::Consent>(static_cast<Step*>(out)->action).choice.marketing,
              r);
     }},
    TAGPROOF_WHO};
constexpr Key kCaptureStep[] = {
    {"amount", &kAmount, "How much; left out: all.", false, in<&step::Capture::amount>},
    TAGPROOF_WHICH};
constexpr Key kOfAnOrderStep[] = {TAGPROOF_WHICH};
constexpr Key kOfAShopperStep[] = {TAGPROOF_WHO};
constexpr Key kRefundItemKeys[] = {
    {"sku", &kText, "The product.", true, put<&step::RefundItem::sku>},
    {"quantity", &kQuantity, "How many.", false, put<&step::RefundItem::quantity>}};
constinit const Type kRefundItem{
    .shape = Shape::mapping, .keys = kRefundItemKeys, .short_key = "sku"};
constinit const Type kRefundItems{.shape = Shape::list, .element = &kRefundItem};
constexpr Key kRefundStep[] = {
    {"amount", &kAmount, "How much is given back.", false, in<&step::Refund::amount>},
    {"items", &kRefundItems, "Which items are given back.", false, in<&step::Refund::items>},
    TAGPROOF_WHICH};
constexpr Key kDisputeStep[] = {{"outcome", &kDisputeOutcome, "Who keeps the money.", false,
                                 [](const Node& n, const Type&, void* out, Reader&) {
                                   std::get<step::Dispute>(static_cast<Step*>(out)->action).lost =
                                       n.text == "lost";
                                 }},
                                TAGPROOF_WHICH};
constexpr Key kWebhookStep[] = {
    {"topic", &kTopic, "The event that the backend tells again.", true, in<&step::Webhook::topic>},
    {"times", &kQuantity, "How often.", false, in<&step::Webhook::times>},
    {"after", &kDuration, "How much later.", false, in<&step::Webhook::after>},
    TAGPROOF_WHICH};
constexpr Key kWaitStep[] = {{"duration", &kDuration, "How long.", true, in<&step::Wait::duration>},
                             TAGPROOF_WHO};
constexpr Key kClockStep[] = {
    {"browser", &kSkew, "How far the browser's clock is ahead; behind with `-`.", true,
     [](const Node& n, const Type&, void* out, Reader&) {
       auto& clock = std::get<step::SetClock>(static_cast<Step*>(out)->action);
       std::string_view text = n.text;
       clock.ahead = !text.starts_with('-');
       if (!clock.ahead || text.starts_with('+')) text.remove_prefix(1);
       clock.browser = parse_duration(text).value_or(Duration{});
     }},
    TAGPROOF_WHO};

// ---- network: { drop: { platform: meta, channel: server, count: 1, by: 5s } }
constexpr Key kDisturbedHitsKeys[] = {
    {"platform", &kPlatform, "Hits of this platform; left out: of any.", false,
     [](const Node& n, const Type&, void* out, Reader&) {
       std::get<step::Network>(static_cast<Step*>(out)->action).platform = n.text;
     }},
    {"channel", &kWordOf<Channel>, "Hits of this channel; left out: of any.", false,
     in<&step::Network::channel>},
    {"count", &kQuantity, "How many hits.", false, in<&step::Network::count>},
    {"by", &kDuration, "How much later they arrive.", false, in<&step::Network::by>},
};
constinit const Type kDisturbedHits{
    .shape = Shape::mapping, .keys = kDisturbedHitsKeys, .short_key = "platform", .bare = true};
template <step::NetworkAction kAction>
void disturb(const Node& n, const Type& type, void* out, Reader& r) {
  std::get<step::Network>(static_cast<Step*>(out)->action).action = kAction;
  r.mapping(n, type, out);
}
constexpr Key kNetworkStep[] = {
    {"drop", &kDisturbedHits, "The next hits never arrive.", false,
     disturb<step::NetworkAction::drop>},
    {"hold", &kDisturbedHits, "The next hits wait until they are released.", false,
     disturb<step::NetworkAction::hold>},
    {"release", &kDisturbedHits, "What was held arrives.", false,
     disturb<step::NetworkAction::release>},
    {"slow", &kDisturbedHits, "The next hits arrive late.", false,
     disturb<step::NetworkAction::slow>},
    TAGPROOF_WHO};
constexpr std::size_t kNetworkActions = 4;

void store_network(const Node& n, const Type& type, void* out, Reader& r) {
  static_cast<Step*>(out)->action = step::Network{};
  r.mapping(n, type, out);
  const auto actions = std::ranges::count_if(n.entries, [](const Entry& entry) {
    return std::ranges::find(kNetworkStep, kNetworkStep + kNetworkActions, entry.key, &Key::name) !=
           kNetworkStep + kNetworkActions;
  });
  if (actions != 1) r.complain(n, "`network` takes one of drop, hold, release and slow");
  if (std::get<step::Network>(static_cast<Step*>(out)->action).action ==
          step::NetworkAction::slow &&
      std::get<step::Network>(static_cast<Step*>(out)->action).by == Duration{})
    r.complain(n, "`slow` needs `by`: how much later the hits arrive");
}

void store_consent_step(const Node& n, const Type& type, void* out, Reader& r) {
  static_cast<Step*>(out)->action = step::Consent{};
  r.mapping(n, type, out);
  const bool one = n.is_scalar() || n.find("choice") != nullptr;
  const bool both = n.find("analytics") != nullptr && n.find("marketing") != nullptr;
  if (one && (n.find("analytics") != nullptr || n.find("marketing") != nullptr))
    r.complain(n, "`consent` takes `choice` for both purposes, or `analytics` and `marketing`");
  if (!one && !both)
    r.complain(n,
               "`consent` needs granted, denied or withdrawn, or one of them for each of "
               "`analytics` and `marketing`");
}

void store_refund(const Node& n, const Type& type, void* out, Reader& r) {
  static_cast<Step*>(out)->action = step::Refund{};
  r.mapping(n, type, out);
  if (n.find("amount") != nullptr && n.find("items") != nullptr)
    r.complain(n, "`refund` takes `amount` or `items`, not both");
}

/// Begins a step of that kind and reads its keys.
template <class S>
void begin(const Node& n, const Type& type, void* out, Reader& r) {
  static_cast<Step*>(out)->action = S{};
  r.mapping(n, type, out);
}

template <std::size_t N>
constexpr Type with_value(const Key (&keys)[N], std::string_view short_key, bool bare = false) {
  return {.shape = Shape::mapping, .keys = keys, .short_key = short_key, .bare = bare};
}
constinit const Type kViewType = with_value(kViewStep, "sku");
constinit const Type kAddType = with_value(kAddStep, "sku");
constinit const Type kRemoveType = with_value(kRemoveStep, "sku");
constinit const Type kCheckoutType = with_value(kCheckoutStep, "shipping", true);
constinit const Type kPayType = with_value(kPayStep, "outcome", true);
constinit const Type kRefreshType = with_value(kRefreshStep, "page", true);
constinit const Type kOpenTabType = with_value(kOpenTabStep, "page", true);
constinit const Type kReturnType = with_value(kReturnStep, "after", true);
constinit const Type kLeadType = with_value(kLeadStep, "form", true);
constinit const Type kConsentType = with_value(kConsentStep, "choice");
constinit const Type kCaptureType = with_value(kCaptureStep, "amount", true);
constinit const Type kRefundType = with_value(kRefundStep, "amount", true);
constinit const Type kDisputeType = with_value(kDisputeStep, "outcome", true);
constinit const Type kWebhookType = with_value(kWebhookStep, "topic");
constinit const Type kWaitType = with_value(kWaitStep, "duration");
constinit const Type kNetworkType = with_value(kNetworkStep, "");
constinit const Type kClockType = with_value(kClockStep, "");
constinit const Type kOfAnOrderType = with_value(kOfAnOrderStep, "", true);
constinit const Type kOfAShopperType = with_value(kOfAShopperStep, "", true);

// In the order of StepAction.
constexpr Key kSteps[] = {
    {"view", &kViewType, "A product's page.", false, begin<step::View>},
    {"add_to_cart", &kAddType, "Into the cart.", false, begin<step::AddToCart>},
    {"remove_from_cart", &kRemoveType, "Out of the cart.", false, begin<step::RemoveFromCart>},
    {"checkout", &kCheckoutType, "To the checkout, with shipping and coupon.", false,
     begin<step::Checkout>},
    {"pay", &kPayType, "Pays, or tries to.", false, begin<step::Pay>},
    {"thank_you", &kOfAShopperType, "The page after the order.", false, begin<step::ThankYou>},
    {"refresh", &kRefreshType, "Loads a page again; left out: thank_you.", false,
     begin<step::Refresh>},
    {"back", &kOfAShopperType, "The browser's back button.", false, begin<step::Back>},
    {"open_tab", &kOpenTabType, "A second tab.", false, begin<step::OpenTab>},
    {"close_tab", &kOfAShopperType, "Closes the tab.", false, begin<step::CloseTab>},
    {"leave", &kOfAShopperType, "Closes the browser.", false, begin<step::Leave>},
    {"return", &kReturnType, "A later visit.", false, begin<step::Return>},
    {"lead", &kLeadType, "Sends a form.", false, begin<step::Lead>},
    {"consent", &kConsentType, "Answers the consent banner, or changes the answer.", false,
     store_consent_step},
    {"capture", &kCaptureType, "The shop takes an authorised or pending payment.", false,
     begin<step::Capture>},
    {"fail_payment", &kOfAnOrderType, "A pending or authorised payment fails.", false,
     begin<step::FailPayment>},
    {"void", &kOfAnOrderType, "The shop gives up an authorised payment.", false, begin<step::Void>},
    {"refund", &kRefundType, "The shop gives money back; left out: all that is left.", false,
     store_refund},
    {"cancel", &kOfAnOrderType, "The order is cancelled.", false, begin<step::Cancel>},
    {"dispute", &kDisputeType, "The shopper's bank takes the money back.", false,
     begin<step::Dispute>},
    {"webhook", &kWebhookType, "The backend tells an event again.", false, begin<step::Webhook>},
    {"wait", &kWaitType, "Time goes by.", false, begin<step::Wait>},
    {"network", &kNetworkType, "Disturbs the next hits.", false, store_network},
    {"clock", &kClockType, "Sets a clock wrong.", false, begin<step::SetClock>},
    TAGPROOF_WHICH,
};
#undef TAGPROOF_WHO
#undef TAGPROOF_WHICH
constexpr std::size_t kStepCount = std::variant_size_v<StepAction>;
static_assert(std::size(kSteps) == kStepCount + 4,
              "a row for each step, and by, tab, device, order");

bool can_stand_alone(const Key& key) { return key.type->bare; }
constexpr auto kAlone = std::to_array<std::string_view>(
    {"checkout", "pay", "thank_you", "refresh", "back", "open_tab", "close_tab", "leave", "return",
     "lead", "capture", "fail_payment", "void", "refund", "cancel", "dispute"});
constinit const Type kStepWord{.shape = Shape::word, .expected = "a step", .words = kAlone};
constinit const Type kStepMapping{.shape = Shape::mapping, .expected = "a step", .keys = kSteps};
constexpr const Type* kStepChoicesOfShape[] = {&kStepWord, &kStepMapping};
constinit const Type kStep{
    .shape = Shape::choice, .expected = "a step", .choices = kStepChoicesOfShape};

bool is_of_an_order(std::string_view name) {
  const auto row = std::ranges::find(kSteps, name, &Key::name);
  return std::ranges::find(row->type->keys, "order", &Key::name) != row->type->keys.end();
}

void read_step(const Node& item, Step& step, Reader& r) {
  step.line = item.at.line;
  if (item.is_scalar()) {
    const auto row = std::ranges::find(kSteps, kSteps + kStepCount, item.text, &Key::name);
    if (row == kSteps + kStepCount) {
      std::vector<std::string_view> names;
      for (std::size_t i = 0; i < kStepCount; ++i) names.push_back(kSteps[i].name);
      r.complain(item,
                 fmt::format("unknown step `{}`{}", item.text, did_you_mean(item.text, names)));
    } else if (!can_stand_alone(*row)) {
      r.complain(item, fmt::format("the step `{}` needs a value: {}", item.text,
                                   row->type->keys.front().doc));
    } else {
      Node nothing;
      nothing.at = item.at;
      row->store(nothing, *row->type, &step, r);
    }
    return;
  }
  const auto before = r.complained();
  r.mapping(item, kStepMapping, &step);
  std::vector<std::string_view> said;
  for (const auto& entry : item.entries) {
    if (std::ranges::find(kSteps, kSteps + kStepCount, entry.key, &Key::name) !=
        kSteps + kStepCount)
      said.push_back(entry.key);
  }
  if (said.size() > 1)
    r.complain(item, fmt::format("`{}` and `{}` in one step; each is a step of its own", said[0],
                                 said[1]));
  if (said.empty() && r.complained() == before)
    r.complain(item, "a step needs a name such as `view`");
  if (said.size() == 1 && item.find("order") != nullptr && !is_of_an_order(said[0]))
    r.complain(item, fmt::format("`{}` is not about an order; `order` has no place here", said[0]));
}

// ---- consent of a shopper
constexpr Key kPurposeKeys[] = {
    {"analytics", &kStartChoice, "The choice for analytics.", false,
     put<&ConsentChoice::analytics>},
    {"marketing", &kStartChoice, "The choice for marketing.", false,
     put<&ConsentChoice::marketing>},
};
constinit const Type kPerPurpose{.shape = Shape::mapping, .keys = kPurposeKeys};
constexpr const Type* kConsentChoices[] = {&kStartChoice, &kPerPurpose};

}  // namespace

namespace {
constexpr auto step_words() {
  std::array<std::string_view, kStepCount> out{};
  for (std::size_t i = 0; i < kStepCount; ++i) out[i] = kSteps[i].name;
  return out;
}
constexpr auto kStepWords = step_words();
}  // namespace

constinit const Type kStepName{.shape = Shape::word, .expected = "a step", .words = kStepWords};
constinit const Type kShopperConsent{.shape = Shape::choice, .choices = kConsentChoices};
constinit const Type kJourney{.shape = Shape::list, .element = &kStep};

void store_consent(const Node& node, const Type& type, ConsentChoice& choice, Reader& reader) {
  if (node.is_mapping()) return reader.mapping(node, type, &choice);
  assign(node, type, choice.analytics, reader);
  choice.marketing = choice.analytics;
}

void store_journey(const Node& node, const Type&, void* steps, Reader& reader) {
  auto& journey = *static_cast<std::vector<Step>*>(steps);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Reader::Part part(reader, "[" + std::to_string(i) + "]");
    const auto& item = node.items[i];
    if (!item.is_scalar() && !item.is_mapping()) {
      reader.complain(item,
                      fmt::format("expected a step such as `view: SKU`, found {}", describe(item)));
      continue;
    }
    read_step(item, journey.emplace_back(), reader);
  }
  if (node.items.empty()) reader.complain(node, "`journey` has no steps");
}

std::vector<Vocabulary::Entry> step_reference() {
  std::vector<Vocabulary::Entry> rows;
  for (const auto& key : kSteps) rows.push_back({key.name, key.doc});
  return rows;
}

}  // namespace tagproof
