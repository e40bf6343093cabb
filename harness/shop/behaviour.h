#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tagproof {

/// How a faulty shop behaves otherwise than the reference shop. A fault names one by its text
/// (faults/fault.h `behaviour`); what a shop can't do by a tag or a field of an event stands here.
enum class Behaviour : std::uint8_t {
  thank_you_unguarded,           // browser tags forget that they fired for this order
  webhooks_repeat,               // a repeated webhook is taken for a new event, with ids of its own
  browser_ignores_consent,       // tags fire as if everything was granted
  server_ignores_consent,        // so does the tracking backend
  consent_default_late,          // tags of a first page fire before the consent default is set
  consent_update_missing,        // the banner closes without an update
  consent_update_missing_later,  // the stored choice isn't applied on later visits
  consent_not_stored,            // orders keep no consent: the server takes all for undecided
  refused_held_sent,             // what a page held is sent after a refusal too
  gpc_ignored,                   // the browser's Global Privacy Control is read by nobody
  gpc_not_passed,                // the browser honours it, the server never hears of it
  click_ids_dropped,             // a redirect of the landing page drops its query
  guard_per_visit,               // that a tag fired for an order is forgotten with the visit
  channels_share_flag,           // what the server has in hand, the browser doesn't send
  never_retries,                 // the backend takes every answer for a success
  page_asks_once,                // an open confirmation page never learns that the order counts
  withdrawal_not_stored,         // the order keeps the choice with which it was placed
  guard_in_browser,              // that a tag fired for an order is known to its browser alone
};
inline constexpr std::size_t kBehaviours = 18;

std::string_view text(Behaviour behaviour);
std::optional<Behaviour> read_behaviour(std::string_view text);

/// The behaviours in force; none: the reference shop.
class Behaviours {
 public:
  void add(Behaviour behaviour) { set_.set(static_cast<std::size_t>(behaviour)); }
  [[nodiscard]] bool has(Behaviour behaviour) const {
    return set_.test(static_cast<std::size_t>(behaviour));
  }

 private:
  std::bitset<kBehaviours> set_{};
};

}  // namespace tagproof
