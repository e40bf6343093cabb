#include <algorithm>
#include <array>
#include <charconv>

#include "harness/wire/named_members.h"
#include "mock_platforms/ga4/mp.h"
#include "mock_platforms/ga4/names.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

// The members of an event. Source:
// https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
enum class EventMember : std::uint8_t { name, params, timestamp_micros };
constexpr NameTable kEventMembers(std::to_array<std::string_view>({
    "name",
    "params",
    "timestamp_micros",
}));

/// More than may be there are not compared with each other: no sender decides how long it takes.
constexpr std::size_t kMaxCompared = kMaxParams * 2;

/// A number that is written as digits alone, as nearly all times are.
std::optional<std::int64_t> whole_number(JsonView view) {
  if (!view.is(JsonKind::number) || view.source().size() > Decimal::kMaxDigits) return std::nullopt;
  const auto text = view.source();
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [at, problem] = std::from_chars(text.data(), end, number);
  return problem == std::errc{} && at == end ? std::optional(number) : std::nullopt;
}

void judge_name(Decoded& decoded, int index, JsonView view, const SharedByEvents& shared) {
  const auto& event = decoded.events[static_cast<std::size_t>(index)];
  if (event.name) return;  // a funnel event's is right
  const auto text = text_of(event.platform_name);
  const auto say = [&](const Rule& about) {
    decoded.observe(about, index, "events", std::string(text), view.offset());
  };
  switch (name_problem(text, kMaxName)) {
    case NameProblem::none:
      break;
    case NameProblem::missing:
      return say(rule("ga4.name.missing"));
    case NameProblem::first_letter:
      return say(rule("ga4.name.first-letter"));
    case NameProblem::characters:
      return say(rule("ga4.name.invalid"));
    case NameProblem::length:
      return say(rule("ga4.name.too-long"));
  }
  if (is_reserved_event(text)) return say(rule("ga4.name.reserved"));
  if (!shared.app && is_reserved_on_web(text)) say(rule("ga4.name.reserved-on-web"));
}

/// The names that an event has had so far.
class MetNames {
 public:
  /// Whether the name was there before.
  bool meet(const MpParams::Param& param) {
    const bool is_compared = ++count_ <= kMaxCompared;
    if (param.known != EventParam::other) {
      auto& met = known_[static_cast<std::size_t>(param.known)];
      const bool before = met;
      met = met || is_compared;
      return before;
    }
    const bool before = std::ranges::find(others_, param.name) != others_.end();
    if (is_compared) others_.push_back(param.name);
    return before;
  }

 private:
  std::size_t count_ = 0;
  std::array<bool, kEventParams> known_{};
  std::vector<std::string_view> others_{};
};

/// Names, kinds and lengths of one event's parameters.
void judge_params(Decoded& decoded, int index, const MpParams& params, std::size_t longest) {
  if (params.all().size() > kMaxParams)
    decoded.observe(rule("ga4.params.too-many"), index, "params");
  MetNames names;
  std::string storage;
  bool of_session = false;
  for (const auto& param : params.all()) {
    const auto& [name, value, known] = param;
    const auto say = [&](const Rule& about) {
      decoded.observe(about, index, "params." + std::string(param.name), std::string(param.name),
                      param.value.offset());
    };
    if (names.meet(param)) say(rule("ga4.name.duplicated"));
    if (known == EventParam::other) judge_param_name(decoded, index, name);
    if (is_click_id(known)) say(rule("ga4.name.param-click-id"));
    if (is_of_session(known) && !of_session) {
      of_session = true;
      decoded.observe(rule("ga4.name.param-of-session"), index);
    }
    if (value.is(JsonKind::string)) {
      if (value.source().size() > longest)
        judge_param_text(decoded, index, name, value.text(storage), longest);
    } else if (value.is(JsonKind::object) ||
               (value.is(JsonKind::array) && known != EventParam::items)) {
      say(rule("ga4.value.param-nested"));
    }
  }
}

void read_items(Decoded& decoded, int index, JsonView view, const Limits& limits) {
  using Items = Observed<std::vector<TrackedItem>>;
  auto& event = decoded.events[static_cast<std::size_t>(index)];
  if (!view.exists()) return;
  if (view.is(JsonKind::null)) {
    event.items = Items::null();
    return;
  }
  if (!view.is(JsonKind::array)) {
    event.items = Items::malformed(std::string(view.source()), WireKind::object);
    decoded.observe(rule("ga4.items.not-a-list"), index, "items");
    return;
  }
  ItemFindings found;
  std::vector<TrackedItem> items;
  items.reserve(std::min(view.size(), kMaxItems));
  for (const auto& element : view) {
    if (items.size() == kMaxItems) {
      decoded.observe(rule("ga4.items.too-many"), index, "items");
      break;
    }
    read_json_item(element, limits, items.emplace_back(), found);
  }
  event.items = Items::of(std::move(items), WireKind::array);
  observe(decoded, index, found);
}

void judge_session(Decoded& decoded, int index, const MpParams& params) {
  auto session = observed_text(params[EventParam::session_id]);
  if (take_id_of_cookie(session, session_of))
    decoded.observe(rule("ga4.mp.session-cookie"), index, "session_id");
  if (says_nothing(params[EventParam::engagement_time_msec]))
    decoded.observe(rule("ga4.mp.engagement-missing"), index, "engagement_time_msec");
  auto& event = decoded.events[static_cast<std::size_t>(index)];
  event.set_id(IdField::session_id, std::move(session));
  const auto debug = params[EventParam::debug_mode];
  if (debug.exists() && (debug.source() == "true" || debug.text() == "1")) {
    event.test_code = Observed<std::string>::of("1", WireKind::boolean);
    decoded.observe(rule("ga4.mp.debug-mode"), index, "debug_mode");
  }
  const auto customer = params[EventParam::customer_type];
  if (event.is(EventName::purchase) && !says_nothing(customer) && customer.text() != "new" &&
      customer.text() != "returning") {
    decoded.observe(rule("ga4.purchase.customer-type"), index, "customer_type");
  }
}

void judge_event_time(Decoded& decoded, int index, JsonView view, const SharedByEvents& shared) {
  const auto own = read_time(view);
  decoded.events[static_cast<std::size_t>(index)].time = own.time ? own.time : shared.time.time;
  if (own.malformed || (shared.time.malformed && !own.time))
    decoded.observe(rule("ga4.mp.time-malformed"), index, "timestamp_micros");
  if (own.time && shared.time.time)
    decoded.observe(rule("ga4.mp.time-of-event"), index, "timestamp_micros");
}

}  // namespace

Time read_time(JsonView view) {
  const auto at = [](std::int64_t micros) { return TimePoint(std::chrono::microseconds(micros)); };
  if (!view.exists() || view.is(JsonKind::null)) return {};
  if (const auto micros = whole_number(view)) return {at(*micros), false};
  const auto number = observed_decimal(view);
  if (!number.has_value() || number->rounded(0) != *number) return {std::nullopt, true};
  return {at(number->minor(0)), false};
}

bool take_id_of_cookie(Observed<std::string>& text, std::string_view (*id_of)(std::string_view)) {
  if (!text.has_value()) return false;
  const auto id = id_of(*text);
  if (id.size() == text->size()) return false;
  *text = std::string(id);
  return true;
}

MpParams::MpParams(JsonView params) {
  all_.reserve(params.size());
  std::string storage;
  for (const auto& param : params) {
    auto name = param.key(storage);
    if (name.data() == storage.data()) name = unescaped_.emplace_back(std::move(storage));
    const auto known = event_param(name);
    all_.push_back({name, param, known});
    if (known == EventParam::other) continue;
    auto& first = first_[static_cast<std::size_t>(known)];
    if (!first.exists()) first = param;
  }
}

void decode_mp_event(Decoded& decoded, JsonView view, const SharedByEvents& shared) {
  const auto index = static_cast<int>(decoded.events.size());
  auto& event = decoded.events.emplace_back();
  event.channel = Channel::server;
  event.account = shared.account;
  event.set_id(IdField::client_id, shared.client);
  event.user_id = shared.user_id;
  if (!view.is(JsonKind::object)) {
    decoded.observe(rule("ga4.mp.event-shape"), index, "events", {}, view.offset());
    return;
  }
  const NamedMembers<EventMember, kEventMembers.names().size()> members(kEventMembers, view);
  const MpParams params(members[EventMember::params]);
  event.platform_name = observed_text(members[EventMember::name]);
  if (event.platform_name.has_value()) event.name = canonical(*event.platform_name);
  event.order_id = observed_text(params[EventParam::transaction_id]);
  event.event_id = observed_text(params[EventParam::event_id]);
  event.value = observed_decimal(params[EventParam::value]);
  event.currency = observed_text(params[EventParam::currency]);
  event.tax = observed_decimal(params[EventParam::tax]);
  event.shipping = observed_decimal(params[EventParam::shipping]);
  event.coupon = observed_text(params[EventParam::coupon]);
  event.page_url = observed_text(params[EventParam::page_location]);
  event.page_referrer = observed_text(params[EventParam::page_referrer]);
  event.user_data = shared.user_data.data;
  event.consent = shared.consent;
  event.consent_said = shared.consent != ConsentSignals{};
  read_items(decoded, index, params[EventParam::items], shared.limits);

  if (auto key = members.unknown().key(); !key.empty())
    decoded.observe(rule("ga4.mp.unknown-field"), index, "", std::move(key), view.offset());
  judge_event_time(decoded, index, members[EventMember::timestamp_micros], shared);
  judge_name(decoded, index, view, shared);
  judge_session(decoded, index, params);
  judge_params(decoded, index, params, shared.limits.value);
  judge_event(decoded, index);
}

}  // namespace tagproof::ga4
