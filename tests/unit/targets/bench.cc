#include "tests/unit/targets/bench.h"

#include <fmt/format.h>

namespace tagproof::tests {
namespace {

/// Whatever the event, as one line of an address.
std::vector<Request> write_line(const Emission& e) {
  Request request{.method = "POST", .url = "https://meta.example/"};
  request.url += fmt::format("{} {} {}", text(e.channel), text(e.name), e.text(Field::event_id));
  request.body =
      fmt::format("value={} email={} fbp={} url={} nonce={}", e.text(Field::value),
                  e.text(Field::email), e.text(Field::fbp), e.text(Field::page_url), e.nonce);
  return {request};
}

constexpr Platform kPlatform{.id = "meta", .encode = write_line};
constexpr const Platform* kPlatforms[] = {&kPlatform};

class Notebook final : public Transport {
 public:
  explicit Notebook(Ride& to) : ride_(to) {}
  Result<Response> send(const Request& request) override {
    ride_.requests.push_back(request);
    ride_.sent.push_back(
        fmt::format("{} {}", show(now - start), request.url.substr(request.url.rfind('/') + 1)));
    return Response{};
  }
  TimePoint start{}, now{};

 private:
  Ride& ride_;
};

Tag tag(std::string_view name, Channel channel, Trigger on, EventName event, OncePer once) {
  return {.tag = std::string(name),
          .platform = PlatformId("meta"),
          .channel = channel,
          .sender = channel == Channel::browser ? Sender::browser : Sender::shop,
          .on = on,
          .condition = "order.countable",
          .once_per = once,
          .event = event,
          .send = {{"event_id", "{{order.id}}"},
                   {"order_id", "{{order.id}}"},
                   {"value", "{{order.items_net}}"},
                   {"user_data.email", "{{shopper.email | trim | lower}}"}}};
}

}  // namespace

Step at(StepAction action, int line) { return {.action = std::move(action), .line = line}; }

Scenario small_shop(std::vector<Step> journey) {
  Scenario scenario{.name = "test", .file = "test.yaml"};
  scenario.shoppers = {
      {.consent = {Choice::granted, Choice::granted}, .customer = {.email = " Jane@Example.com "}}};
  scenario.journey = std::move(journey);
  scenario.storefront = {
      .name = "acme",
      .catalogue = {{.sku = "SHIRT", .price = *Decimal::parse("29.90")}},
      .tax_rates = {{"DE", Decimal{19}}},
      .shipping = {{.name = "standard", .price = Decimal{5}}},
      .payment_methods = {{.name = "card"},
                          {.name = "transfer", .kind = PaymentKind::transfer},
                          {.name = "cod", .kind = PaymentKind::cash_on_delivery}}};
  auto& contract = scenario.contract;
  contract.destinations = {{"meta", {"1"}}};
  contract.events = {{.name = EventName::purchase,
                      .platforms = {{.platform = PlatformId("meta"),
                                     .name = "Purchase",
                                     .channels = {Channel::browser, Channel::server}}}}};
  contract.consent = {
      .regions = {{.region = "EEA"}},
      .purposes = {{"meta", Purpose::marketing}},
      .signals = {{Purpose::marketing, {"ad_storage", "ad_user_data", "ad_personalization"}}}};
  auto& tags = scenario.tagging.tags;
  tags = {
      tag("browser", Channel::browser, Trigger::thank_you, EventName::purchase, OncePer::order),
      tag("server", Channel::server, Trigger::order_countable, EventName::purchase, OncePer::order),
      tag("refund", Channel::server, Trigger::order_refunded, EventName::refund, OncePer::event),
      tag("cancel", Channel::server, Trigger::order_cancelled, EventName::cancel, OncePer::order)};
  tags[1].delay = std::chrono::seconds(30);
  tags[2].send[2].second = "{{order.kept.items_net}}";
  return scenario;
}

std::vector<Step> paid_by(std::string_view method, step::PayOutcome outcome,
                          std::vector<Step> more) {
  std::vector<Step> steps{at(step::View{"SHIRT"}), at(step::AddToCart{"SHIRT", 1}),
                          at(step::Checkout{}), at(step::Pay{std::string(method), outcome, {}})};
  steps.insert(steps.end(), more.begin(), more.end());
  return steps;
}

std::vector<Step> bought(std::vector<Step> more) {
  more.insert(more.begin(), at(step::ThankYou{}));
  return paid_by("card", step::PayOutcome::approved, std::move(more));
}

Ride ride(const Scenario& scenario, std::vector<const Fault*> faults, OrderStoreKind orders) {
  Ride result;
  Notebook notebook(result);
  notebook.start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 15) + std::chrono::hours(10);
  SimulatedTarget target(orders);
  const auto book = TagBook::read(scenario);
  PriceList prices(scenario.storefront);
  result.driven = target.drive(
      {.scenario = scenario,
       .book = book.value(),
       .prices = prices,
       .faults = faults,
       .platforms = kPlatforms,
       .transport = notebook,
       .seed = Seed(1),
       .leaving = [&](const Leaving& leaving) { notebook.now = leaving.now; },
       .last_capture = [&] { return CaptureId("c-" + std::to_string(result.requests.size())); }});
  return result;
}

}  // namespace tagproof::tests
