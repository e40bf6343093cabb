#include "mock_platforms/collector/relay.h"

#include <algorithm>
#include <array>

#include "harness/base/hash.h"

namespace tagproof::collector {
namespace {

struct NamedSignal {
  std::string_view name{};
  Purpose purpose{};
  Signal ConsentSignals::*on_hit{};
  ConsentState::One ConsentState::*passed_on{};
};
// Which purpose a signal stands for, where the contract doesn't say otherwise.
// Source: https://support.google.com/tagmanager/answer/13802165
constexpr std::array kSignals{
    NamedSignal{"analytics_storage", Purpose::analytics, &ConsentSignals::analytics_storage,
                &ConsentState::analytics_storage},
    NamedSignal{"ad_storage", Purpose::marketing, &ConsentSignals::ad_storage,
                &ConsentState::ad_storage},
    NamedSignal{"ad_user_data", Purpose::marketing, &ConsentSignals::ad_user_data,
                &ConsentState::ad_user_data},
    NamedSignal{"ad_personalization", Purpose::marketing, &ConsentSignals::ad_personalization,
                &ConsentState::ad_personalization},
};

/// The event in the browser that a row waits for.
EventName awaited(Trigger trigger) {
  switch (trigger) {
    case Trigger::page_view:
      return EventName::page_view;
    case Trigger::view_item:
      return EventName::view_item;
    case Trigger::add_to_cart:
      return EventName::add_to_cart;
    case Trigger::begin_checkout:
      return EventName::begin_checkout;
    case Trigger::add_payment_info:
      return EventName::add_payment_info;
    case Trigger::form_sent:
      return EventName::lead;
    case Trigger::order_refunded:
    case Trigger::order_disputed:
      return EventName::refund;
    case Trigger::order_cancelled:
      return EventName::cancel;
    case Trigger::thank_you:
    case Trigger::order_created:
    case Trigger::payment_authorized:
    case Trigger::payment_captured:
    case Trigger::order_countable:
    case Trigger::payment_failed:
      break;
  }
  return EventName::purchase;
}

bool is_google(const PlatformId& platform) { return platform == "ga4" || platform == "google_ads"; }

/// Whether the hit grants a purpose: all signals that stand for it, said aloud.
/// Source: https://github.com/stape-io/facebook-tag (`x-ga-gcs` must say 1)
bool grants(const EventData& event, Purpose purpose, const Contract* contract) {
  bool any = false;
  for (const auto& signal : kSignals) {
    auto stands_for = signal.purpose;
    if (contract != nullptr) {
      for (const auto& [own, names] : contract->consent.signals) {
        if (std::ranges::find(names, signal.name) != names.end()) stands_for = own;
      }
    }
    if (stands_for != purpose) continue;
    any = true;
    if (event.consent.*signal.on_hit != Signal::granted) return false;
  }
  return any;
}

ConsentState consent_of(const EventData& event) {
  ConsentState state{.limited = event.consent.limited, .gpc = event.gpc, .dma = event.dma};
  for (const auto& signal : kSignals) {
    const auto said = event.consent.*signal.on_hit;
    (state.*signal.passed_on).by_default = said;
    state.active = state.active || said != Signal::unset;
  }
  return state;
}

void add_what_the_library_adds(Emission& out, const EventData& event) {
  constexpr std::array<std::pair<Field, std::string_view>, 11> kOwn{
      {{Field::page_url, "event.page_location"},
       {Field::page_referrer, "event.page_referrer"},
       {Field::client_id, "event.client_id"},
       {Field::session_id, "event.session_id"},
       {Field::fbp, "event.fbp"},
       {Field::fbc, "event.fbc"},
       {Field::gclid, "event.gclid"},
       {Field::gbraid, "event.gbraid"},
       {Field::wbraid, "event.wbraid"},
       {Field::ip, "event.ip_override"},
       {Field::user_agent, "event.user_agent"}}};
  for (const auto& [field, name] : kOwn) set_if_any(out, field, plain_text(event(name)));
}

}  // namespace

Result<Relay> Relay::read(const Tagging& tagging, const Contract* contract,
                          const TargetConfig& target) {
  Relay relay;
  relay.tagging_.name = tagging.name;
  for (const auto& tag : tagging.tags) {
    if (tag.sender != Sender::collector) continue;
    if (const auto ready = ready_tag(tag); !ready) return ready.error();
    relay.tagging_.tags.push_back(tag);
  }
  if (contract != nullptr) relay.contract_ = *contract;
  relay.target_ = target;
  relay.settings_ = Settings(target.settings);
  return relay;
}

Allowed Relay::allowed_for(const Tag& tag, const EventData& event) const {
  if (tag.needs_nothing) return Allowed::full;
  const Contract* contract = contract_ ? &*contract_ : nullptr;
  const ConsentPolicy policy = contract != nullptr ? contract->consent : ConsentPolicy{};
  auto needs = tag.needs;
  if (needs.empty()) {
    const bool analytics = contract == nullptr && tag.platform == "ga4";
    needs = {analytics ? Purpose::analytics : purpose_of(policy, tag.platform.view())};
  }
  const bool open =
      std::ranges::all_of(needs, [&](Purpose purpose) { return grants(event, purpose, contract); });
  if (open) {
    // Analytics granted with marketing denied: G101, npa=1, no user-provided data.
    const bool limited = is_google(tag.platform) && !grants(event, Purpose::marketing, contract);
    return limited ? Allowed::limited : Allowed::full;
  }
  if (tag.without) return *tag.without;
  if (const auto it = policy.denied.find(tag.platform.view()); it != policy.denied.end())
    return it->second;
  return policy.advanced && is_google(tag.platform) ? Allowed::cookieless : Allowed::nothing;
}

std::optional<Emission> Relay::emission(const ReadyTag& ready, const EventData& event) const {
  const Tag& tag = *ready.tag;
  const Contract* contract = contract_ ? &*contract_ : nullptr;
  const Allowed allowed = allowed_for(tag, event);
  if (allowed == Allowed::nothing) return std::nullopt;
  Emission out{.tag = tag.tag,
               .platform = tag.platform,
               .channel = tag.channel,
               .sender = Sender::collector,
               .name = tag.event,
               .platform_name = contract != nullptr ? platform_name(tag, *contract)
                                                    : tag.name.value_or(std::string{}),
               .consent = consent_of(event),
               .allowed = allowed,
               .time = event.received,
               .first_visit = event.text("x-ga-first_visit") == "1",
               .session_start = event.text("x-ga-session_start") == "1",
               .page_load = event.text("x-ga-page_id"),
               .page_title = event.text("page_title")};
  if (out.platform_name.empty() && tag.platform == "ga4") out.platform_name = event.name;
  if (allowed == Allowed::limited && !is_google(tag.platform)) out.consent.limited = true;
  if (const auto count = Decimal::parse(event.text("x-ga-request_count"));
      count && count->scale() == 0)
    out.page_hit = static_cast<int>(count->minor(0));
  fill(out, ready, event, contract);
  if (out.text(Field::account).empty() && tag.platform == "ga4")
    set_if_any(out, Field::account, event.text("x-ga-measurement_id"));
  if (tag.channel == Channel::browser) {
    add_what_the_library_adds(out, event);
  } else {
    out.secret = secret_for(target_, tag.platform, out.text(Field::account));
  }
  withhold(out);
  return out;
}

std::vector<Relayed> Relay::take(const Request& request, const CaptureId& from,
                                 TimePoint now) const {
  std::vector<Relayed> all;
  if (idle()) return all;
  std::size_t nth = 0;
  for (const auto& event : read_events(request, settings_, now)) {
    for (const auto& tag : tagging_.tags) {
      if (event.event != awaited(tag.on)) continue;
      const auto ready = ready_tag(tag);
      if (!ready || !ready->condition.holds(event)) continue;
      auto out = emission(*ready, event);
      if (!out) continue;
      // Opaque, and the same for the same hit: what platforms take for a random parameter.
      out->nonce = sha256_hex(from.value + "/" + tag.tag + "/" + std::to_string(nth)).substr(0, 16);
      all.push_back({.from = from, .emission = std::move(*out), .delay = tag.delay});
    }
    ++nth;
  }
  return all;
}

std::vector<Feed> Relay::feeds() const {
  std::vector<Feed> all;
  for (const auto& tag : tagging_.tags) {
    const Feed feed{tag.platform, tag.channel, tag.event};
    if (std::ranges::find(all, feed) == all.end()) all.push_back(feed);
  }
  return all;
}

}  // namespace tagproof::collector
