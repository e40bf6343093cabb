#include "harness/targets/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

bool is_for(const step::Network& wanted, const Emission& emission) {
  return (wanted.platform.empty() || emission.platform == std::string_view(wanted.platform)) &&
         (!wanted.channel || *wanted.channel == emission.channel);
}

const Platform* platform_of(std::span<const Platform* const> platforms, const PlatformId& id) {
  const auto it =
      std::ranges::find_if(platforms, [&](const Platform* each) { return id == each->id; });
  return it == platforms.end() ? nullptr : *it;
}

}  // namespace

std::size_t Network::record_of(const Outgoing& outgoing) {
  if (records_.size() <= outgoing.number) records_.resize(outgoing.number + 1, kNoRecord);
  auto& place = records_[outgoing.number];
  if (place == kNoRecord) {
    place = attempts_.size();
    const auto& emission = outgoing.emission;
    const auto& occasion = outgoing.occasion;
    auto& record = attempts_.emplace_back();
    record.due = occasion.time;
    record.step = step_;
    record.tag = emission.tag;
    record.platform = emission.platform;
    record.channel = emission.channel;
    record.sender = emission.sender;
    record.event = emission.name;
    if (occasion.order) record.order = occasion.order->id;
    record.shopper = occasion.shopper;
  }
  attempts_[place].time = work_.now();
  return place;
}

/// Of a copy that a fault made, before the original leaves.
std::size_t Network::record_of_copy(std::size_t original) {
  attempts_.push_back(Attempt(attempts_[original]));
  return attempts_.size() - 1;
}

void Network::send(Outgoing&& outgoing, std::function<void(Answered)> answered) {
  if (problem_) return;
  const auto& occasion = outgoing.occasion;
  const auto& shopper = drive_.scenario.shopper(occasion.shopper);
  const EmissionFacts facts{.scenario = drive_.scenario,
                            .order = occasion.order.get(),
                            .shopper = shopper,
                            .customer = *occasion.customer,
                            .delivery = occasion.delivery,
                            .attempt = outgoing.attempt};
  const auto record = record_of(outgoing);  // by what it was before faults edit it
  auto& emission = outgoing.emission;
  edit(emission, facts, false);
  std::vector<Parcel> copies;
  if (outgoing.attempt == 1) {
    for (auto& copy : copies_of(emission, facts, false))
      copies.push_back({std::move(copy), {record_of_copy(record), [](const Answered&) {}, {}}});
  }
  send_one(std::move(emission), {record, std::move(answered), {}}, outgoing, shopper.ad_blocker);
  for (auto& copy : copies)
    send_one(std::move(copy.emission), std::move(copy.label), outgoing, shopper.ad_blocker);
}

void Network::send_one(Emission&& emission, Label&& label, const Outgoing& outgoing,
                       bool has_blocker) {
  const auto& occasion = outgoing.occasion;
  if (emission.platform == kCollector)
    origins_[label.attempt] = {occasion.order, *occasion.customer, occasion.delivery};
  if (emission.channel == Channel::browser && has_blocker) {
    auto& record = attempts_[label.attempt];
    record.result = Attempt::Result::blocked;
    record.statuses.push_back(0);
    label.answered({});
    return;
  }
  transmit(std::move(emission), std::move(label), outgoing.attempt);
}

// The container's mistakes are made in the container, all others before.
void Network::edit(Emission& emission, const EmissionFacts& facts, bool of_collector) const {
  for (const auto* fault : drive_.faults) {
    if (fault->on_emission != nullptr && (fault->place == Place::collector) == of_collector)
      fault->on_emission(emission, facts);
  }
}

std::vector<Emission> Network::copies_of(const Emission& emission, const EmissionFacts& facts,
                                         bool of_collector) const {
  std::vector<Emission> copies;
  for (const auto* fault : drive_.faults) {
    Emission copy;
    if (fault->duplicate != nullptr && (fault->place == Place::collector) == of_collector &&
        fault->duplicate(emission, facts, copy))
      copies.push_back(std::move(copy));
  }
  return copies;
}

Disturbance Network::disturbance_of(const Emission& emission, int attempt) {
  int nth = 0;  // counted where a fault asks
  for (const auto* fault : drive_.faults) {
    if (fault->on_request == nullptr) continue;
    if (nth == 0) nth = ++requests_[{emission.platform, emission.channel}];
    const auto found = fault->on_request(emission, nth, attempt);
    if (found.any()) return found;
  }
  return {};
}

Network::Rule* Network::rule_for(const Emission& emission) {
  const auto it = std::ranges::find_if(
      rules_, [&](const Rule& rule) { return rule.left > 0 && is_for(rule.wanted, emission); });
  return it == rules_.end() ? nullptr : &*it;
}

void Network::transmit(Emission&& emission, Label&& label, int attempt) {
  auto& record = attempts_[label.attempt];
  auto happens = disturbance_of(emission, attempt);
  if (!happens.any()) {
    if (auto* rule = rule_for(emission)) {
      --rule->left;
      if (rule->wanted.action == step::NetworkAction::hold) {
        if (record.captures.empty()) record.result = Attempt::Result::held;
        record.disturbed = true;
        held_.push_back({std::move(emission), std::move(label)});
        return;
      }
      happens.drop = rule->wanted.action == step::NetworkAction::drop;
      if (rule->wanted.action == step::NetworkAction::slow) happens.slow = rule->wanted.by;
    }
  }
  if (happens.any()) record.disturbed = true;
  if (happens.drop) {
    answer(label, {}, Attempt::Result::lost);
  } else if (happens.answer_status != 0) {
    answer(label, {happens.answer_status, happens.retry_after}, Attempt::Result::failed);
  } else if (happens.slow.count() > 0) {
    work_.after(happens.slow,
                [this, parcel = Parcel{std::move(emission), std::move(label)},
                 lose = happens.lose_answer] { deliver(parcel.emission, parcel.label, lose); });
  } else {
    deliver(emission, label, happens.lose_answer);
  }
}

void Network::answer(const Label& label, const Answered& answered, Attempt::Result result) {
  auto& record = attempts_[label.attempt];
  record.statuses.push_back(answered.status);
  record.time = work_.now();
  if (record.result != Attempt::Result::delivered || record.captures.empty())
    record.result = result;
  label.answered(answered);
}

void Network::deliver(const Emission& emission, const Label& label, bool lose_answer) {
  if (problem_) return;
  const auto* platform = platform_of(drive_.platforms, emission.platform);
  if (platform == nullptr || platform->encode == nullptr) {
    problem_ = error(fmt::format("tag `{}`: no mock platform `{}` can be sent to", emission.tag,
                                 emission.platform.value));
    return;
  }
  int status = 0;
  bool is_refused = false;
  const auto shopper = attempts_[label.attempt].shopper;
  for (auto& request : platform->encode(emission)) {
    if (!emission.send_to.empty()) {
      const auto query = request.url.find('?');
      request.url =
          emission.send_to + (query == std::string::npos ? "" : request.url.substr(query));
    }
    if (platform->relay) address_collector(request, emission, shopper);
    drive_.leaving({work_.now(), step_, shopper, emission.sender, label.relayed_from});
    const auto response = drive_.transport.send(request);
    if (!response) {
      problem_ = response.error();
      return;
    }
    auto id = drive_.last_capture();
    if (!id.empty()) {
      attempts_[label.attempt].captures.push_back(id);
      if (step_ >= 0) steps_[static_cast<std::size_t>(step_)].captures.push_back(std::move(id));
    }
    if (platform->relay) {
      keep_cookies(*response, emission, shopper);
      pass_on(label);
    }
    if (status == 0 || response->status >= 400) status = response->status;
    is_refused = is_refused || response->status >= 400;
  }
  if (status == 0) return;  // the platform has no wire form for it under this consent: nothing left
  auto& record = attempts_[label.attempt];
  if (!is_refused) record.result = Attempt::Result::delivered;
  answer(label, {.status = lose_answer ? 0 : status},
         is_refused ? Attempt::Result::failed : Attempt::Result::delivered);
}

// At the shop's own name for it, with the cookies that it has set in this browser.
void Network::address_collector(Request& request, const Emission& emission,
                                const std::string& shopper) const {
  const auto& hosts = drive_.scenario.target.hosts;
  const auto own = std::ranges::find(hosts, PlatformId(kCollector), &HostRoute::platform);
  if (own != hosts.end()) {
    const auto url = parse_url(request.url);
    std::string prefix = own->path;
    while (prefix.ends_with('/')) prefix.pop_back();
    const bool is_in_path = url && url->path.starts_with(prefix + "/");
    if (url)
      request.url = fmt::format("https://{}{}{}?{}", own->host, is_in_path ? "" : prefix, url->path,
                                url->query);
  }
  const auto client = emission.text(Field::client_id);
  const auto jar = cookies_.find({shopper, client});
  if (client.empty() || jar == cookies_.end()) return;
  const auto* said = find_header(request.headers, "Cookie");
  std::string all = said == nullptr ? std::string{} : *said;
  for (const auto& [name, value] : jar->second)
    all += (all.empty() ? "" : "; ") + name + "=" + value;
  set_header(request.headers, "Cookie", all);
}

void Network::keep_cookies(const Response& response, const Emission& emission,
                           const std::string& shopper) {
  const auto client = emission.text(Field::client_id);
  if (client.empty()) return;
  for (const auto& [name, value] : response.headers) {
    if (!equals_ignoring_case(name, "Set-Cookie")) continue;
    const auto pair = std::string_view(value).substr(0, value.find(';'));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    cookies_[{shopper, client}][std::string(pair.substr(0, equals))] = pair.substr(equals + 1);
  }
}

// The browser has its answer: what the container's tags send is work of its own.
void Network::pass_on(const Label& label) {
  if (!drive_.relayed) return;
  for (auto& one : drive_.relayed()) {
    const auto delay = one.delay;
    work_.after(delay,
                [this, one = std::move(one), incoming = label.attempt] { relay(one, incoming); });
  }
}

void Network::relay(const Relayed& relayed, std::size_t incoming) {
  if (problem_) return;
  const auto taken = attempts_[incoming];
  const auto& origin = origins_[incoming];
  const EmissionFacts facts{.scenario = drive_.scenario,
                            .order = origin.order.get(),
                            .shopper = drive_.scenario.shopper(taken.shopper),
                            .customer = origin.customer,
                            .delivery = origin.delivery,
                            .attempt = 1};
  auto emission = relayed.emission;
  edit(emission, facts, true);
  auto copies = copies_of(emission, facts, true);
  copies.insert(copies.begin(), std::move(emission));
  for (auto& one : copies) {
    const auto record = attempts_.size();
    attempts_.push_back({.due = taken.due,
                         .time = work_.now(),
                         .step = step_,
                         .tag = one.tag,
                         .platform = one.platform,
                         .channel = one.channel,
                         .sender = one.sender,
                         .event = one.name,
                         .order = taken.order,
                         .shopper = taken.shopper});
    // No container tries again by itself (rule collector.tag.no-retry).
    transmit(std::move(one), {record, [](const Answered&) {}, relayed.from}, 1);
  }
}

std::vector<Attempt> Network::take_attempts() {
  std::erase_if(attempts_, [](const Attempt& attempt) {
    return attempt.result == Attempt::Result::delivered && attempt.captures.empty() &&
           attempt.statuses.empty();
  });
  return std::move(attempts_);
}

void Network::disturb(const step::Network& wanted) {
  if (wanted.action != step::NetworkAction::release) {
    rules_.push_back({wanted, wanted.count});
    return;
  }
  for (auto& rule : rules_) {
    if (rule.wanted.action == step::NetworkAction::hold &&
        (wanted.platform.empty() || rule.wanted.platform.empty() ||
         rule.wanted.platform == wanted.platform) &&
        (!wanted.channel || !rule.wanted.channel || *rule.wanted.channel == *wanted.channel)) {
      rule.left = 0;
    }
  }
  auto held = std::exchange(held_, {});
  for (auto& parcel : held) {
    if (is_for(wanted, parcel.emission)) {
      work_.after(Duration::zero(), [this, parcel = std::move(parcel)] {
        deliver(parcel.emission, parcel.label, false);
      });
    } else {
      held_.push_back(std::move(parcel));
    }
  }
}

}  // namespace tagproof
