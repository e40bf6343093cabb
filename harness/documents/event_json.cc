#include <string>
#include <vector>

#include "harness/documents/documents.h"

namespace tagproof {
namespace {

/// Writes observed fields and remembers which were malformed.
class Members {
 public:
  explicit Members(JsonWriter& out) : out_(out) {}

  void text(std::string_view key, const Observed<std::string>& value) {
    if (value.has_value()) {
      out_.key(key).string(*value);
    } else {
      other(key, value);
    }
  }
  void decimal(std::string_view key, const Observed<Decimal>& value) {
    if (value.has_value()) {
      out_.key(key).string(value->text());
    } else {
      other(key, value);
    }
  }
  void malformed_list() {
    if (malformed_.empty()) return;
    out_.key("malformed").begin_array();
    for (const auto& name : malformed_) out_.string(name);
    out_.end_array();
  }

  template <class T>
  void other(std::string_view key, const Observed<T>& value) {
    switch (value.presence()) {
      case Presence::absent:
      case Presence::present:
        return;
      case Presence::empty:
        out_.key(key).string("");
        return;
      case Presence::null:
        out_.key(key).null();
        return;
      case Presence::malformed:
        out_.key(key).string(value.raw());
        malformed_.emplace_back(key);
        return;
    }
  }

 private:
  JsonWriter& out_;
  std::vector<std::string> malformed_{};
};

void write_items(JsonWriter& out, Members& members, const TrackedEvent& event) {
  if (!event.items.has_value()) {
    members.other("items", event.items);
    return;
  }
  out.key("items").begin_array();
  for (const auto& item : *event.items) {
    out.begin_object();
    members.text("id", item.id);
    members.decimal("quantity", item.quantity);
    members.decimal("price", item.price);
    out.end_object();
  }
  out.end_array();
}

void write_consent(JsonWriter& out, const ConsentSignals& consent) {
  out.key("consent").begin_object();
  out.key("analytics_storage").string(text(consent.analytics_storage));
  out.key("ad_storage").string(text(consent.ad_storage));
  out.key("ad_user_data").string(text(consent.ad_user_data));
  out.key("ad_personalization").string(text(consent.ad_personalization));
  out.key("limited").boolean(consent.limited);
  out.end_object();
}

void write_datum(JsonWriter& out, const UserDatum& datum) {
  out.begin_object();
  out.key("form").string(text(datum.form));
  out.key("value").string(datum.value);
  out.key("wire").string(datum.wire);
  if (datum.ok) {
    out.key("ok").boolean(*datum.ok);
  } else {
    out.key("ok").null();
  }
  if (!datum.why.empty()) out.key("why").string(datum.why);
  out.end_object();
}

// One object for a field; an array where the hit gave several values.
void write_user_data(JsonWriter& out, const TrackedEvent& event) {
  out.key("user_data").begin_object();
  for (const auto& word : Words<UserField>::all) {
    std::vector<const UserDatum*> found;
    for (const auto& datum : event.user_data) {
      if (datum.field == word.value) found.push_back(&datum);
    }
    if (found.empty()) continue;
    out.key(word.text);
    if (found.size() > 1) out.begin_array();
    for (const UserDatum* datum : found) write_datum(out, *datum);
    if (found.size() > 1) out.end_array();
  }
  out.end_object();
}

}  // namespace

void write_event(JsonWriter& out, const TrackedEvent& event) {
  Members members(out);
  out.begin_object();
  out.key("capture").string(event.capture.view());
  out.key("platform").string(event.platform.view());
  out.key("channel").string(text(event.channel));
  out.key("sender").string(text(event.sender));
  if (event.name) {
    out.key("name").string(text(*event.name));
  } else {
    out.key("name").null();
  }
  members.text("platform_name", event.platform_name);
  members.text("event_id", event.event_id);
  members.text("order_id", event.order_id);
  members.decimal("value", event.value);
  members.text("currency", event.currency);
  members.decimal("tax", event.tax);
  members.decimal("shipping", event.shipping);
  members.text("coupon", event.coupon);
  write_items(out, members, event);
  write_consent(out, event.consent);
  members.text("account", event.account);
  members.text("action", event.action);
  members.text("test_code", event.test_code);
  out.key("page").begin_object();
  members.text("url", event.page_url);
  members.text("referrer", event.page_referrer);
  out.end_object();
  out.key("ids").begin_object();
  for (const auto& word : Words<IdField>::all) members.text(word.text, event.id(word.value));
  out.end_object();
  write_user_data(out, event);
  if (event.time) out.key("time").string(rfc3339(*event.time));
  out.key("outcome").string(text(event.outcome));
  out.key("rule").string(event.rule);
  out.key("confidence").string(text(event.confidence));
  out.key("warnings").begin_array();
  for (const auto rule : event.warnings) out.string(rule);
  out.end_array();
  out.key("attributable").string(text(event.attributable));
  if (event.merged_with) out.key("merged_with").string(event.merged_with->view());
  members.malformed_list();
  out.end_object();
}

}  // namespace tagproof
