#include <string>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "mock_platforms/meta/fields.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/rules.h"
#include "mock_platforms/meta/settings.h"

namespace tagproof::meta {
namespace {

void observe_value(Decoded& hit, int index, const Settings& settings) {
  const auto& event = hit.events[static_cast<std::size_t>(index)];
  const bool purchase = event.is(EventName::purchase);
  const bool server = hit.channel == Channel::server;
  if (event.value.is_malformed() || (event.value.has_value() && event.value->is_negative())) {
    const bool negative = event.value.has_value();
    const auto detail = negative ? event.value->text() : event.value.raw();
    if (server && purchase && settings.of(kInvalidValue) == "refuse") {
      hit.observe(rule("meta.value.refused"), index, "value", detail);
    } else if (negative) {
      hit.observe(rule("meta.value.negative"), index, "value", detail);
    } else {
      hit.observe(rule("meta.value.malformed"), index, "value", detail);
    }
  }
  const auto& currency = event.currency;
  if (currency.is_malformed() || (currency.has_value() && !is_currency(upper_ascii(*currency)))) {
    const auto detail = currency.has_value() ? *currency : currency.raw();
    if (server && purchase && settings.of(kInvalidCurrency) == "refuse") {
      hit.observe(rule("meta.currency.refused"), index, "currency", detail);
    } else {
      hit.observe(rule("meta.currency.invalid"), index, "currency", detail);
    }
  }
  const bool no_value = event.value.says_nothing();
  const bool no_currency = currency.says_nothing();
  if (!purchase) {
    if (no_value != no_currency)
      hit.observe(rule("meta.value.without-currency"), index, no_value ? "value" : "currency");
    return;
  }
  // A browser hit is never refused; the same on the server loses the batch.
  // Source: https://developers.facebook.com/documentation/meta-pixel/reference
  if (no_value) {
    hit.observe(server ? rule("meta.purchase.value-missing") : rule("meta.tr.value-missing"), index,
                "value");
  }
  if (no_currency) {
    hit.observe(server ? rule("meta.purchase.currency-missing") : rule("meta.tr.currency-missing"),
                index, "currency");
  }
}

void observe_items(Decoded& hit, int index) {
  const auto& items = hit.events[static_cast<std::size_t>(index)].items;
  if (items.is_malformed()) {
    hit.observe(rule("meta.contents.incomplete"), index, "contents", items.raw());
    return;
  }
  if (!items.has_value()) return;
  for (const auto& item : *items) {
    const bool from_contents = items.kind() == WireKind::object;  // content_ids have no quantities
    if (!item.id.has_value() || (from_contents && !item.quantity.has_value())) {
      hit.observe(rule("meta.contents.incomplete"), index, "contents");
      return;
    }
  }
}

void observe_user_data(Decoded& hit, int index) {
  const auto& event = hit.events[static_cast<std::size_t>(index)];
  std::vector<Observation> found;
  for (const auto& datum : event.user_data) {
    const auto hashing = [&] {
      for (const auto& key : kUserKeys) {
        if (key.field == datum.field) return key.hashing;
      }
      return Hashing::recommended;
    }();
    const Rule* broken = nullptr;
    switch (datum.form) {
      case DatumForm::sha256:
      case DatumForm::appendix:
        // The appendix may stand behind an address too; only a bare hash of it is a mistake.
        if (hashing == Hashing::never && datum.form == DatumForm::sha256)
          broken = &rule("meta.user-data.hashed-address");
        break;
      case DatumForm::sha256_upper:
      case DatumForm::md5:
      case DatumForm::sha1:
      case DatumForm::sha256_base64:
        if (hashing == Hashing::never) broken = &rule("meta.user-data.hashed-address");
        if (hashing == Hashing::required) broken = &rule("meta.user-data.hash-form");
        break;
      case DatumForm::clear:
      case DatumForm::other:
        if (hashing == Hashing::required) broken = &rule("meta.user-data.clear-text");
        break;
      case DatumForm::empty:
        break;
    }
    if (broken != nullptr) found.push_back({broken, index, datum.wire, datum.value, std::nullopt});
  }
  for (auto& observation : found) hit.observations.push_back(std::move(observation));
}

void observe_ids(Decoded& hit, int index) {
  const auto& event = hit.events[static_cast<std::size_t>(index)];
  const auto& fbp = event.id(IdField::fbp);
  if (fbp.is_malformed() || (fbp.has_value() && !is_fbp(*fbp)))
    hit.observe(rule("meta.fbp.malformed"), index, "fbp", fbp.value_or(fbp.raw()));
  const auto& fbc = event.id(IdField::fbc);
  if (fbc.is_malformed() || (fbc.has_value() && !is_fbc(*fbc)))
    hit.observe(rule("meta.fbc.malformed"), index, "fbc", fbc.value_or(fbc.raw()));
  if (event.event_id.has_value() && event.event_id.kind() == WireKind::number)
    hit.observe(rule("meta.event-id.number"), index, "event_id", *event.event_id);
}

}  // namespace

void observe_text(Decoded& hit, int event, const Settings& settings) {
  const auto& name = hit.events[static_cast<std::size_t>(event)].platform_name;
  if (name.has_value() && is_miswritten_event(*name))
    hit.observe(rule("meta.event-name.case"), event, "event_name", *name);
  observe_ids(hit, event);
  observe_user_data(hit, event);
  observe_value(hit, event, settings);
  observe_items(hit, event);
}

}  // namespace tagproof::meta
