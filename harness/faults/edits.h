#pragma once

#include <optional>
#include <string_view>

#include "harness/faults/fault.h"

/// The few questions and edits that many faults share. They tell tags and events by what they are,
/// never by a tag's name, so that a fault works on anybody's tagging.
namespace tagproof {

inline bool is_purchase(const Emission& event) { return event.name == EventName::purchase; }
inline bool is_server(const Emission& event) { return event.channel == Channel::server; }
inline bool is_browser(const Emission& event) { return event.channel == Channel::browser; }

inline bool is_collectors(const Emission& event) { return event.sender == Sender::collector; }

/// The event's value when it is a number.
std::optional<Decimal> number_in(const Emission& event, Field field);
/// Sets `value` on a purchase to a total of its order, where the order has it.
void set_value(Emission& event, const EmissionFacts& facts, ValueBasis basis);

/// A server's first request is answered 500; trying again works.
Disturbance error_that_heals(const Emission& event, int nth, int attempt);

/// Every tag of an event and channel.
template <class Edit>
void for_each_tag(Scenario& scenario, EventName event, std::optional<Channel> channel, Edit edit) {
  for (auto& tag : scenario.tagging.tags) {
    if (tag.event == event && (!channel || tag.channel == *channel)) edit(tag);
  }
}

/// Adds an edited copy of every tag of an event and channel.
template <class Edit>
void copy_tags(Scenario& scenario, EventName event, Channel channel, Edit edit) {
  auto& tags = scenario.tagging.tags;
  const std::size_t count = tags.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (tags[i].event != event || tags[i].channel != channel) continue;
    Tag copy = tags[i];
    edit(copy);
    tags.push_back(std::move(copy));
  }
}

/// What the tag's `send:` holds for a path; added when it isn't there.
std::string& template_of(Tag& tag, std::string_view path);

}  // namespace tagproof
