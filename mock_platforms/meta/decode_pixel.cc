#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/json.h"
#include "harness/wire/named_params.h"
#include "harness/wire/param_views.h"
#include "mock_platforms/meta/fields.h"
#include "mock_platforms/meta/items.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/rules.h"
#include "mock_platforms/secrets.h"

namespace tagproof::meta {
namespace {

constexpr NameTable kParamNames(std::to_array<std::string_view>({
    "id",
    "ev",
    "eid",
    "eid[]",
    "dl",
    "rl",
    "ts",
    "fbp",
    "fbc",
    "dpo",
    "dpoco",
    "dpost",
    "noscript",
    "cd[value]",
    "cd[currency]",
    "cd[contents]",
    "cd[content_ids]",
    "cd[content_type]",
    "cd[num_items]",
    "cd[order_id]",
    "cd[delivery_category]",
    "cd[event_id]",
    "cd[eventID]",
    "cd[eventId]",
    kSecretKeys[0],
    kSecretKeys[1],
}));
using PixelParams = ParamsOf<kParamNames>;
using PixelParam = NameIn<kParamNames>;

/// The pairs of the body: a long hit is a form post, sendBeacon posts multipart.
Params form_of(const Request& request, Decoded& hit) {
  const auto kind = body_kind(request);
  if (kind != BodyKind::form && kind != BodyKind::multipart) return {};
  auto form = parse_form(request);
  if (form) return std::move(*form);
  hit.decode_error = form.error().message;
  return {};
}

/// The keys that identify a person, newest pixel first: the same key may stand in several of them.
/// Source: captures of the pixel's hits; udff is automatic advanced matching from form fields.
constexpr std::string_view kIdentityGroups[] = {"ud", "udff", "cud", "ncud", "aud"};

/// "ud[em]" is the key em of the group ud; null: no such key.
const UserKey* user_key_of(std::string_view wire, std::size_t& group) {
  if (!wire.ends_with(']')) return nullptr;
  const auto bracket = wire.find('[');
  const auto* const it = std::ranges::find(kIdentityGroups, wire.substr(0, bracket));
  if (it == std::end(kIdentityGroups)) return nullptr;
  group = static_cast<std::size_t>(it - std::begin(kIdentityGroups));
  return find_user_key(wire.substr(bracket + 1, wire.size() - bracket - 2));
}

/// The parameters that identify a person. Of several groups the first in kIdentityGroups speaks for
/// a key.
class IdentityParams {
 public:
  void add(const ParamViews::Pair& pair) {
    std::size_t group = 0;
    const auto* key = pair.second.empty() ? nullptr : user_key_of(pair.first, group);
    if (key == nullptr) return;
    any_ = true;
    auto& found = best_[static_cast<std::size_t>(key - std::begin(kUserKeys))];
    if (group < found.group) found = {group, &pair};
  }
  void read(Decoded& hit, TrackedEvent& event) const {
    if (!any_) return;
    for (std::size_t i = 0; i < best_.size(); ++i) {
      if (best_[i].pair == nullptr) continue;
      const auto& [wire, value] = *best_[i].pair;
      const auto form = datum_form(value);
      observe_user_value(hit, 0, kUserKeys[i], wire, value, form);
      if (kUserKeys[i].field)
        event.user_data.push_back(
            {*kUserKeys[i].field, std::string(value), form, std::string(wire)});
    }
  }

 private:
  struct Best {
    std::size_t group = std::size(kIdentityGroups);
    const ParamViews::Pair* pair{};
  };
  std::array<Best, std::size(kUserKeys)> best_{};  // in the order of kUserKeys
  bool any_ = false;
};

/// dpo, dpoco, dpost. The browser's address is always there to place the shopper by.
LimitedSaid read_limited(const PixelParams& params, TrackedEvent& event) {
  LimitedSaid said{.country = observed_decimal(params["dpoco"]),
                   .state = observed_decimal(params["dpost"]),
                   .has_address = true,
                   .options_path = "dpo",
                   .country_path = "dpoco",
                   .state_path = "dpost"};
  const auto* options = params["dpo"];
  event.consent_said = options != nullptr;
  if (options == nullptr) return said;
  event.consent.limited = options->find("LDU") != std::string_view::npos;
  said.unknown_option = !options->empty() && *options != "[]" && !event.consent.limited;
  return said;
}

std::optional<TimePoint> read_millis(const std::string_view* text) {
  if (text == nullptr) return std::nullopt;
  const auto number = Decimal::parse(*text);
  if (!number || number->scale() != 0 || number->is_negative()) return std::nullopt;
  constexpr std::int64_t kLatest = 9'000'000'000'000'000;  // of milliseconds, in a TimePoint
  return from_unix_millis(std::min(number->minor(0), kLatest));
}

}  // namespace

Decoded decode_pixel(const Request& request, const Endpoint& endpoint) {
  Decoded hit;
  hit.channel = Channel::browser;
  hit.endpoint = endpoint.id;
  // Every pair of the query, then of the body.
  const auto form = form_of(request, hit);
  auto pairs = ParamViews::of_address(request.url);
  pairs.append(form);
  IdentityParams identity;
  const PixelParams params(pairs, [&](const ParamViews::Pair& pair) { identity.add(pair); });
  if (request.body.empty()) {
    auto& carried = hit.carried.emplace();
    if (params[PixelParam(kSecretKeys[0])] != nullptr ||
        params[PixelParam(kSecretKeys[1])] != nullptr)
      add_secrets(carried, "query", kSecretKeys, pairs);
  }
  const auto text = [&](PixelParam name) { return observed_text(params[name]); };
  const bool trigger = endpoint.id == kEndpointTrigger;

  hit.events.emplace_back();
  auto& event = hit.events.back();
  event.account = text("id");
  event.platform_name = text("ev");
  if (event.platform_name.has_value() && !trigger)
    event.name = standard_event(*event.platform_name);
  event.event_id = text("eid");
  if (event.event_id.is_absent()) {
    event.event_id = text("eid[]");
    if (!event.event_id.is_absent()) hit.observe(rule("meta.tr.eid-list"), 0);
  }
  event.order_id = text("cd[order_id]");
  event.value = observed_decimal(params["cd[value]"]);
  event.currency = text("cd[currency]");
  event.items = read_items(params["cd[contents]"], params["cd[content_ids]"]);
  event.page_url = text("dl");
  event.page_referrer = text("rl");
  event.set_id(IdField::fbp, text("fbp"));
  event.set_id(IdField::fbc, text("fbc"));
  event.time = read_millis(params["ts"]);
  const auto limited = read_limited(params, event);
  if (trigger) {
    hit.observe(rule("meta.tr.trigger"), 0);
    return hit;
  }
  identity.read(hit, event);
  observe_limited(hit, 0, limited);
  observe_custom(hit, 0,
                 {.content_type = text("cd[content_type]"),
                  .num_items = observed_decimal(params["cd[num_items]"]),
                  .delivery_category = text("cd[delivery_category]")});
  if (!event.account.has_value()) hit.observe(rule("meta.tr.id-missing"), 0, "id");
  if (!event.platform_name.has_value()) hit.observe(rule("meta.tr.event-missing"), 0, "ev");
  if (event.event_id.says_nothing()) {
    for (const auto key :
         {PixelParam("cd[event_id]"), PixelParam("cd[eventID]"), PixelParam("cd[eventId]")}) {
      if (const auto* id = params[key])
        hit.observe(rule("meta.event-id.in-custom-data"), 0, std::string(key.text()),
                    std::string(*id));
    }
  }
  if (request.method == "POST") hit.observe(rule("meta.tr.form-post"), 0);
  if (const auto* flag = params["noscript"]; flag != nullptr && *flag == "1")
    hit.observe(rule("meta.tr.noscript"), 0);
  observe_text(hit, 0, Settings{});
  return hit;
}

}  // namespace tagproof::meta
