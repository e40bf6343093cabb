#include "harness/files/write.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/files/expect.h"

namespace tagproof {
namespace {

/// A scalar that reads back as the same text: plain where that is safe, else in double quotes.
std::string scalar(std::string_view text) {
  constexpr std::array<std::string_view, 3> kNothing{"null", "Null", "NULL"};
  const auto plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  if (!text.empty() && text.front() != '-' && text.front() != '.' &&
      std::ranges::all_of(text, plain) && std::ranges::find(kNothing, text) == kNothing.end())
    return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02X}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// `{ a: b, c: d }` as it grows.
class Flow {
 public:
  Flow& add(std::string_view key, const std::string& value) {
    text_ += (text_.empty() ? "" : ", ") + std::string(key) + ": " + value;
    return *this;
  }
  Flow& text(std::string_view key, std::string_view value) {
    return value.empty() ? *this : add(key, scalar(value));
  }
  Flow& flag(std::string_view key, bool value) { return value ? add(key, "true") : *this; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string str() const { return text_.empty() ? "{}" : "{ " + text_ + " }"; }

 private:
  std::string text_{};
};

template <class List, class Each>
std::string list(const List& all, Each each) {
  std::string out;
  for (const auto& one : all) out += (out.empty() ? "" : ", ") + each(one);
  return "[" + out + "]";
}

std::string consent(const ConsentChoice& choice) {
  if (choice.analytics == choice.marketing) return std::string(text(choice.analytics));
  return Flow()
      .text("analytics", text(choice.analytics))
      .text("marketing", text(choice.marketing))
      .str();
}

std::string shopper(const Shopper& shopper) {
  const auto& customer = shopper.customer;
  Flow arrives;
  for (const auto& [key, value] : shopper.arrives_with) arrives.add(key, scalar(value));
  Flow out;
  out.text("region", shopper.region).add("consent", consent(shopper.consent));
  out.flag("gpc", shopper.gpc)
      .flag("ad_blocker", shopper.ad_blocker)
      .flag("returning", shopper.returning);
  out.flag("staff", shopper.staff)
      .flag("test_orders", shopper.test_orders)
      .text("currency", shopper.currency);
  out.text("email", customer.email)
      .text("phone", customer.phone)
      .text("first_name", customer.first_name);
  out.text("last_name", customer.last_name)
      .text("street", customer.street)
      .text("city", customer.city);
  out.text("state", customer.region).text("zip", customer.zip).text("country", customer.country);
  out.text("external_id", customer.external_id)
      .text("ip", customer.ip)
      .text("user_agent", customer.user_agent);
  if (!arrives.empty()) out.add("arrives_with", arrives.str());
  return out.str();
}

// ---- Steps

std::string pay_outcome(step::PayOutcome outcome) {
  constexpr std::array<std::string_view, 5> kTexts{"approved", "declined", "challenged",
                                                   "authorized", "pending"};
  return std::string(kTexts[static_cast<std::size_t>(outcome)]);
}

struct StepKeys {
  Flow& out;
  void operator()(const step::View& s) const { out.text("sku", s.sku); }
  void operator()(const step::AddToCart& s) const {
    out.text("sku", s.sku);
    if (s.quantity != 1) out.add("quantity", std::to_string(s.quantity));
  }
  void operator()(const step::RemoveFromCart& s) const {
    out.text("sku", s.sku);
    if (s.quantity) out.add("quantity", std::to_string(*s.quantity));
  }
  void operator()(const step::Checkout& s) const {
    out.text("shipping", s.shipping).text("coupon", s.coupon).text("currency", s.currency);
  }
  void operator()(const step::Pay& s) const {
    out.text("method", s.method).add("outcome", pay_outcome(s.outcome));
    if (s.tip) out.add("tip", s.tip->plain());
  }
  void operator()(const step::ThankYou&) const {}
  void operator()(const step::Refresh& s) const { out.text("page", s.page); }
  void operator()(const step::Back&) const {}
  void operator()(const step::OpenTab& s) const { out.text("page", s.page); }
  void operator()(const step::CloseTab&) const {}
  void operator()(const step::Leave&) const {}
  void operator()(const step::Return& s) const {
    if (s.after != Duration{}) out.add("after", show(s.after));
  }
  void operator()(const step::Lead& s) const { out.text("form", s.form); }
  void operator()(const step::Consent& s) const {
    if (s.choice.analytics == s.choice.marketing) {
      out.text("choice", text(s.choice.analytics));
    } else {
      out.text("analytics", text(s.choice.analytics)).text("marketing", text(s.choice.marketing));
    }
  }
  void operator()(const step::Capture& s) const {
    if (s.amount) out.add("amount", s.amount->plain());
  }
  void operator()(const step::FailPayment&) const {}
  void operator()(const step::Void&) const {}
  void operator()(const step::Refund& s) const {
    if (s.amount) out.add("amount", s.amount->plain());
    if (!s.items.empty())
      out.add("items", list(s.items, [](const step::RefundItem& item) {
                return Flow()
                    .text("sku", item.sku)
                    .add("quantity", std::to_string(item.quantity))
                    .str();
              }));
  }
  void operator()(const step::Cancel&) const {}
  void operator()(const step::Dispute& s) const {
    if (!s.lost) out.add("outcome", "won");
  }
  void operator()(const step::Webhook& s) const {
    out.text("topic", text(s.topic));
    if (s.times != 1) out.add("times", std::to_string(s.times));
    if (s.after != Duration{}) out.add("after", show(s.after));
  }
  void operator()(const step::Wait& s) const { out.add("duration", show(s.duration)); }
  void operator()(const step::Network& s) const {
    constexpr std::array<std::string_view, 4> kActions{"drop", "hold", "release", "slow"};
    Flow hits;
    hits.text("platform", s.platform);
    if (s.channel) hits.text("channel", text(*s.channel));
    if (s.count != 1) hits.add("count", std::to_string(s.count));
    if (s.by != Duration{}) hits.add("by", show(s.by));
    out.add(kActions[static_cast<std::size_t>(s.action)], hits.str());
  }
  void operator()(const step::SetClock& s) const {
    out.add("browser", (s.ahead ? "" : "-") + show(s.browser));
  }
};

std::string step_line(const Step& step) {
  Flow keys;
  std::visit(StepKeys{keys}, step.action);
  keys.text("by", step.by).text("tab", step.tab).text("device", step.device);
  if (step.order > 0) keys.add("order", std::to_string(step.order));
  const std::string name(step_name(step.action));
  return keys.empty() ? name : name + ": " + keys.str();
}

// ---- Expectations

std::string matcher(const Matcher& m) {
  Flow out;
  switch (m.kind) {
    case Matcher::Kind::equals:
      return m.value.empty() ? Flow().add("equals", "\"\"").str() : scalar(m.value);
    case Matcher::Kind::pattern:
      return out.text("pattern", m.value).str();
    case Matcher::Kind::range:
      if (m.at_least) out.add("at_least", m.at_least->plain());
      if (m.at_most) out.add("at_most", m.at_most->plain());
      return out.str();
    case Matcher::Kind::present:
      return out.add("present", "true").str();
    case Matcher::Kind::absent:
      return out.add("present", "false").str();
    case Matcher::Kind::same_as:
      return out.text("same_as", m.value).str();
  }
  return {};
}

std::string matchers(const std::vector<std::pair<std::string, Matcher>>& all) {
  Flow out;
  for (const auto& [name, m] : all) out.add(scalar(name), matcher(m));
  return out.str();
}

std::string event(const ExpectedEvents& e) {
  Flow out;
  out.text("platform", e.platform.value);
  if (e.channel) out.text("channel", text(*e.channel));
  out.text("name", e.name);
  if (e.count) out.add("count", std::to_string(*e.count));
  if (!e.fields.empty()) out.add("fields", matchers(e.fields));
  return out.str();
}

std::string hit(const ExpectedHits& h) {
  Flow out;
  out.text("platform", h.platform.value).text("method", h.method).text("path", h.path);
  if (!h.headers.empty()) out.add("header", matchers(h.headers));
  if (!h.query.empty()) out.add("query", matchers(h.query));
  if (h.status) out.add("status", std::to_string(*h.status));
  if (h.count) out.add("count", std::to_string(*h.count));
  return out.str();
}

std::string expect(const Expectations& e) {
  std::string out;
  const auto line = [&](std::string_view key, const std::string& value) {
    out += fmt::format("  {}: {}\n", key, value);
  };
  const auto counts = [&](std::string_view key, const auto& all, auto name, auto value) {
    Flow flow;
    for (const auto& one : all) flow.add(name(one.first), value(one.second.value));
    if (!flow.empty()) line(key, flow.str());
  };
  const auto as_is = [](const std::string& name) { return name; };
  const auto number = [](std::int64_t n) { return std::to_string(n); };
  counts(
      "orders", e.orders, [](OrderState s) { return std::string(text(s)); }, number);
  counts("conversions", e.conversions, as_is, number);
  counts("unconsented", e.unconsented, as_is, number);
  counts("value", e.value, as_is, [](const Decimal& d) { return d.plain(); });
  if (e.findings)
    line("findings", e.findings->value.empty() ? std::string(kNoFindings)
                                               : list(e.findings->value, [](const std::string& id) {
                                                   return scalar(id);
                                                 }));
  const auto rows = [&](std::string_view key, const auto& all, auto row) {
    if (all.empty()) return;
    out += fmt::format("  {}:\n", key);
    for (const auto& one : all) out += "    - " + row(one) + "\n";
  };
  rows("events", e.events, event);
  rows("hits", e.hits, hit);
  return out;
}

}  // namespace

std::string write_step(const Step& step) { return step_line(step); }

std::string write_scenario(const Scenario& scenario, const std::string& comment) {
  std::string out =
      "scenario: " + scalar(scenario.base_name.empty() ? scenario.name : scenario.base_name) + "\n";
  const auto line = [&](std::string_view key, const std::string& value) {
    out += fmt::format("{}: {}\n", key, value);
  };
  const auto names = [](const std::vector<std::string>& all) {
    return list(all, [](const std::string& name) { return scalar(name); });
  };
  if (!scenario.title.empty()) line("title", scalar(scenario.title));
  if (!scenario.risk.empty()) line("risk", scalar(scenario.risk));
  if (!scenario.tags.empty()) line("tags", names(scenario.tags));
  if (scenario.shoppers.size() == 1 && scenario.shoppers.front().name.empty()) {
    line("shopper", shopper(scenario.shoppers.front()));
  } else if (!scenario.shoppers.empty()) {
    out += "shoppers:\n";
    for (const auto& one : scenario.shoppers)
      out += fmt::format("  {}: {}\n", one.name, shopper(one));
  }
  if (scenario.starts) line("starts", scalar(rfc3339(*scenario.starts)));
  if (!scenario.faults.empty()) line("faults", names(scenario.faults));
  out += "journey:\n";
  for (const auto& step : scenario.journey) out += "  - " + step_line(step) + "\n";
  if (const auto expected = expect(scenario.expect); !expected.empty())
    out += "expect:\n" + expected;
  if (comment.empty()) return out;
  std::string head;
  for (const auto text_line : split(comment, '\n'))
    head += text_line.empty() ? "#\n" : fmt::format("# {}\n", text_line);
  return head + out;
}

}  // namespace tagproof
