#include "harness/shop/behaviour.h"

#include <algorithm>

namespace tagproof {
namespace {

constexpr std::array<std::string_view, kBehaviours> kTexts{"thank_you_unguarded",
                                                           "webhooks_repeat",
                                                           "browser_ignores_consent",
                                                           "server_ignores_consent",
                                                           "consent_default_late",
                                                           "consent_update_missing",
                                                           "consent_update_missing_later",
                                                           "consent_not_stored",
                                                           "refused_held_sent",
                                                           "gpc_ignored",
                                                           "gpc_not_passed",
                                                           "click_ids_dropped",
                                                           "guard_per_visit",
                                                           "channels_share_flag",
                                                           "never_retries",
                                                           "page_asks_once",
                                                           "withdrawal_not_stored",
                                                           "guard_in_browser"};
static_assert(static_cast<std::size_t>(Behaviour::guard_in_browser) + 1 == kBehaviours);

}  // namespace

std::string_view text(Behaviour behaviour) { return kTexts[static_cast<std::size_t>(behaviour)]; }

std::optional<Behaviour> read_behaviour(std::string_view wanted) {
  const auto it = std::ranges::find(kTexts, wanted);
  if (it == kTexts.end()) return std::nullopt;
  return static_cast<Behaviour>(it - kTexts.begin());
}

}  // namespace tagproof
