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
  if (currency.has_value() && *currency != upper_ascii(*currency))
    hit.observe(rule("meta.currency.lower-case"), index);
  if (purchase && event.value.has_value() && event.value->is_zero())
    hit.observe(rule("meta.value.zero"), index);
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
  if (!items.has_value()) {
    if (hit.events[static_cast<std::size_t>(index)].is(EventName::purchase))
      hit.observe(rule("meta.contents.missing"), index, "contents");
    return;
  }
  for (const auto& item : *items) {
    const bool from_contents = items.kind() == WireKind::object;  // content_ids have no quantities
    if (!item.id.has_value() || (from_contents && !item.quantity.has_value())) {
      hit.observe(rule("meta.contents.incomplete"), index, "contents");
      return;
    }
  }
}

const Rule* defect(ClickIdForm form, const Rule& seconds, const Rule& hashed, const Rule& bare,
                   const Rule& malformed) {
  switch (form) {
    case ClickIdForm::right:
      return nullptr;
    case ClickIdForm::seconds:
      return &seconds;
    case ClickIdForm::hashed:
      return &hashed;
    case ClickIdForm::bare:
      return &bare;
    case ClickIdForm::malformed:
      return &malformed;
  }
  return nullptr;
}

void observe_click_id(Decoded& hit, int index, std::string_view field,
                      const Observed<std::string>& id, const Rule* broken) {
  if (broken != nullptr) {
    hit.observe(*broken, index, std::string(field), id.has_value() ? *id : id.raw());
  } else if (id.has_value() && has_appendix(*id)) {
    hit.observe(rule("meta.click-id.appendix"), index, std::string(field));
  }
}

void observe_ids(Decoded& hit, int index) {
  const auto& event = hit.events[static_cast<std::size_t>(index)];
  const auto form = [](const Observed<std::string>& id, ClickIdForm (*of)(std::string_view)) {
    if (id.is_malformed()) return ClickIdForm::malformed;
    return id.has_value() ? of(*id) : ClickIdForm::right;
  };
  const auto& fbp = event.id(IdField::fbp);
  observe_click_id(hit, index, "fbp", fbp,
                   defect(form(fbp, fbp_form), rule("meta.fbp.seconds"), rule("meta.fbp.hashed"),
                          rule("meta.fbp.malformed"), rule("meta.fbp.malformed")));
  const auto& fbc = event.id(IdField::fbc);
  observe_click_id(hit, index, "fbc", fbc,
                   defect(form(fbc, fbc_form), rule("meta.fbc.seconds"), rule("meta.fbc.hashed"),
                          rule("meta.fbc.bare"), rule("meta.fbc.malformed")));
  if (event.event_id.has_value() && event.event_id.kind() == WireKind::number)
    hit.observe(rule("meta.event-id.number"), index, "event_id", *event.event_id);
}

void observe_name(Decoded& hit, int index) {
  const auto& name = hit.events[static_cast<std::size_t>(index)].platform_name;
  if (!name.has_value() || standard_event(*name)) return;
  if (is_miswritten_event(*name)) {
    hit.observe(rule("meta.event-name.case"), index, "event_name", *name);
  } else if (is_automatic_event(*name)) {
    hit.observe(rule("meta.tr.automatic-event"), index);
  } else {
    hit.observe(rule("meta.custom-event"), index);
  }
}

}  // namespace

void observe_text(Decoded& hit, int event, const Settings& settings) {
  observe_name(hit, event);
  observe_ids(hit, event);
  observe_value(hit, event, settings);
  observe_items(hit, event);
}

void observe_custom(Decoded& hit, int index, const CustomSaid& said) {
  const auto& event = hit.events[static_cast<std::size_t>(index)];
  const auto one_of = [](const Observed<std::string>& said_word, auto... words) {
    return said_word.says_nothing() ||
           (said_word.has_value() && ((*said_word == std::string_view(words)) || ...));
  };
  if (!one_of(said.content_type, "product", "product_group"))
    hit.observe(rule("meta.content-type.unknown"), index, "content_type");
  if (said.content_type.says_nothing() && event.is(EventName::purchase) &&
      !event.items.says_nothing()) {
    hit.observe(rule("meta.content-type.missing"), index, "content_type");
  }
  const auto& count = said.num_items;
  if (count.is_malformed() || (count.has_value() && count->rounded(0) != *count))
    hit.observe(rule("meta.num-items.malformed"), index, "num_items");
  if (!one_of(said.delivery_category, "in_store", "curbside", "home_delivery"))
    hit.observe(rule("meta.delivery-category.unknown"), index, "delivery_category");
}

}  // namespace tagproof::meta
