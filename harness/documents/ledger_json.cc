#include <algorithm>

#include "harness/base/money.h"
#include "harness/documents/documents.h"

namespace tagproof {
namespace {

void write_numbers(JsonWriter& out, const LedgerNumbers& n) {
  out.key("received").number(n.received);
  out.key("accepted").number(n.accepted());
  out.key("refused").number(n.refused);
  out.key("dropped").number(n.dropped);
  out.key("unconsented").number(n.unconsented);
  out.key("deduplicated").number(n.deduplicated);
  out.key("counted").number(n.counted);
  out.key("retracted").number(n.retracted);
  out.key("restated").number(n.restated);
  out.key("conversions").number(n.conversions());
  // One currency speaks for itself; with several the sums stand apart. Nothing counted is zero in
  // no currency.
  if (n.by_currency.size() > 1) {
    out.key("value").null().key("refunded").null().key("currency").null();
  } else if (n.by_currency.empty()) {
    out.key("value").string("0.00").key("refunded").string("0.00").key("currency").null();
  } else {
    const auto& [currency, sum] = *n.by_currency.begin();
    out.key("value").string(amount_text(sum.value, currency));
    out.key("refunded").string(amount_text(sum.refunded, currency));
    out.key("currency");
    if (currency.empty()) {
      out.null();
    } else {
      out.string(currency);
    }
  }
  out.key("by_currency").begin_array();
  for (const auto& [currency, sum] : n.by_currency) {
    out.begin_object().key("currency");
    if (currency.empty()) {
      out.null();
    } else {
      out.string(currency);
    }
    out.key("value").string(amount_text(sum.value, currency));
    out.key("refunded").string(amount_text(sum.refunded, currency)).end_object();
  }
  out.end_array();
  out.key("attributable").begin_object();
  out.key("click_id").number(n.click_id);
  out.key("user_data").number(n.user_data);
  out.key("none").number(n.none);
  out.end_object();
}

}  // namespace

void write_ledger(JsonWriter& out, const Ledger& ledger) {
  out.begin_object();
  write_numbers(out, ledger.purchases());
  out.key("events").begin_object();
  for (const auto& [name, numbers] : ledger.events) {
    if (name == EventName::purchase) continue;
    out.key(text(name)).begin_object();
    write_numbers(out, numbers);
    out.end_object();
  }
  out.end_object();
  out.end_object();
}

void write_finding(JsonWriter& out, const Finding& finding) {
  const auto optional_text = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) out.key(key).string(value);
  };
  out.begin_object();
  out.key("check").string(finding.check);
  out.key("severity").string(text(finding.severity));
  out.key("cause").string(text(finding.cause));
  out.key("layer").string(text(finding.layer));
  optional_text("owner", finding.owner);
  optional_text("platform", finding.platform.view());
  if (finding.channel) out.key("channel").string(text(*finding.channel));
  if (finding.sender) out.key("sender").string(text(*finding.sender));
  optional_text("order", finding.order.view());
  out.key("message").string(finding.message);
  out.key("expected").string(finding.expected);
  out.key("actual").string(finding.actual);
  if (finding.at_stake) {
    const auto& [money, direction] = *finding.at_stake;
    out.key("at_stake").begin_object();
    out.key("amount").string(amount_text(money.amount, money.currency));
    out.key("currency").string(money.currency);
    out.key("direction").string(text(direction)).end_object();
  }
  optional_text("rule", finding.rule);
  if (finding.confidence) out.key("confidence").string(text(*finding.confidence));
  out.key("captures").begin_array();
  for (const auto& capture : finding.captures) out.string(capture.view());
  out.end_array();
  out.key("source").string(finding.source);
  out.key("hint").string(finding.hint);
  if (finding.due) {
    out.key("pending").boolean(true);
    out.key("due").string(rfc3339(*finding.due));
  }
  out.end_object();
}

void write_order(JsonWriter& out, const Order& order) {
  out.begin_object();
  out.key("id").string(order.id.view());
  out.key("state").string(text(order.state));
  if (order.totals.total) {
    out.key("total").string(amount_text(*order.totals.total, order.currency));
  } else {
    out.key("total").null();
  }
  out.key("currency").string(order.currency);
  out.end_object();
}

}  // namespace tagproof
