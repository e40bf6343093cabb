#include "harness/targets/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

std::size_t Network::record_of(const Outgoing& outgoing, std::size_t copy) {
  const auto [it, is_new] = records_.emplace(std::pair(outgoing.number, copy), attempts_.size());
  if (is_new) {
    const auto& emission = outgoing.emission;
    const auto& occasion = outgoing.occasion;
    attempts_.push_back({.due = occasion.time,
                         .step = step_,
                         .tag = emission.tag,
                         .platform = emission.platform,
                         .channel = emission.channel,
                         .sender = emission.sender,
                         .event = emission.name,
                         .order = occasion.order ? occasion.order->id : OrderId{},
                         .shopper = occasion.shopper});
  }
  attempts_[it->second].time = work_.now();
  return it->second;
}

void Network::send(const Outgoing& outgoing, Answered answered) {
  if (problem_) return;
  const auto& occasion = outgoing.occasion;
  const auto& shopper = drive_.scenario.shopper(occasion.shopper);
  const EmissionFacts facts{.scenario = drive_.scenario,
                            .order = occasion.order ? &*occasion.order : nullptr,
                            .shopper = shopper,
                            .customer = occasion.customer,
                            .delivery = occasion.delivery,
                            .attempt = outgoing.attempt};
  auto emission = outgoing.emission;
  for (const auto* fault : drive_.faults) {
    if (fault->on_emission != nullptr) fault->on_emission(emission, facts);
  }
  std::vector<Emission> copies;
  for (const auto* fault : drive_.faults) {
    Emission copy;
    if (outgoing.attempt == 1 && fault->duplicate != nullptr &&
        fault->duplicate(emission, facts, copy)) {
      copies.push_back(std::move(copy));
    }
  }
  const auto send_one = [&](Emission one, std::size_t copy, Answered done) {
    const auto record = record_of(outgoing, copy);
    if (one.channel == Channel::browser && shopper.ad_blocker) {
      attempts_[record].result = Attempt::Result::blocked;
      attempts_[record].statuses.push_back(0);
      done(0);
      return;
    }
    transmit({std::move(one), record, std::move(done)}, outgoing.attempt);
  };
  send_one(std::move(emission), 0, std::move(answered));
  for (std::size_t i = 0; i < copies.size(); ++i)
    send_one(std::move(copies[i]), i + 1, [](int /*status*/) {});
}

Disturbance Network::disturbance_of(const Emission& emission, int attempt) {
  const int nth = ++requests_[{emission.platform, emission.channel}];
  for (const auto* fault : drive_.faults) {
    if (fault->on_request == nullptr) continue;
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

void Network::transmit(Parcel parcel, int attempt) {
  auto& record = attempts_[parcel.attempt];
  auto happens = disturbance_of(parcel.emission, attempt);
  if (!happens.any()) {
    if (auto* rule = rule_for(parcel.emission)) {
      --rule->left;
      if (rule->wanted.action == step::NetworkAction::hold) {
        if (record.captures.empty()) record.result = Attempt::Result::held;
        record.disturbed = true;
        held_.push_back(std::move(parcel));
        return;
      }
      happens.drop = rule->wanted.action == step::NetworkAction::drop;
      if (rule->wanted.action == step::NetworkAction::slow) happens.slow = rule->wanted.by;
    }
  }
  if (happens.any()) record.disturbed = true;
  if (happens.drop) {
    answer(parcel, 0, Attempt::Result::lost);
  } else if (happens.answer_status != 0) {
    answer(parcel, happens.answer_status, Attempt::Result::failed);
  } else if (happens.slow.count() > 0) {
    work_.after(happens.slow, [this, parcel = std::move(parcel), lose = happens.lose_answer] {
      deliver(parcel, lose);
    });
  } else {
    deliver(parcel, happens.lose_answer);
  }
}

void Network::answer(const Parcel& parcel, int status, Attempt::Result result) {
  auto& record = attempts_[parcel.attempt];
  record.statuses.push_back(status);
  record.time = work_.now();
  if (record.result != Attempt::Result::delivered || record.captures.empty())
    record.result = result;
  parcel.answered(status);
}

void Network::deliver(const Parcel& parcel, bool lose_answer) {
  if (problem_) return;
  const auto& emission = parcel.emission;
  const auto* platform = platform_of(drive_.platforms, emission.platform);
  if (platform == nullptr || platform->encode == nullptr) {
    problem_ = error(fmt::format("tag `{}`: no mock platform `{}` can be sent to", emission.tag,
                                 emission.platform.value));
    return;
  }
  int status = 0;
  bool is_refused = false;
  const auto shopper = attempts_[parcel.attempt].shopper;
  for (auto& request : platform->encode(emission)) {
    if (!emission.send_to.empty()) {
      const auto query = request.url.find('?');
      request.url =
          emission.send_to + (query == std::string::npos ? "" : request.url.substr(query));
    }
    drive_.leaving(work_.now(), step_, shopper, emission.sender);
    const auto response = drive_.transport.send(request);
    if (!response) {
      problem_ = response.error();
      return;
    }
    const auto id = drive_.last_capture();
    if (!id.empty()) {
      attempts_[parcel.attempt].captures.push_back(id);
      if (step_ >= 0) steps_[static_cast<std::size_t>(step_)].captures.push_back(id);
    }
    if (status == 0 || response->status >= 400) status = response->status;
    is_refused = is_refused || response->status >= 400;
  }
  if (status == 0) return;  // the platform has no wire form for it under this consent: nothing left
  auto& record = attempts_[parcel.attempt];
  if (!is_refused) record.result = Attempt::Result::delivered;
  answer(parcel, lose_answer ? 0 : status,
         is_refused ? Attempt::Result::failed : Attempt::Result::delivered);
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
      work_.after(Duration::zero(), [this, parcel = std::move(parcel)] { deliver(parcel, false); });
    } else {
      held_.push_back(std::move(parcel));
    }
  }
}

}  // namespace tagproof
