#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/id.h"
#include "harness/base/time.h"
#include "harness/model/emission.h"
#include "harness/model/words.h"

namespace tagproof {

/// What a tag waits for (formats.md A.3 `on:`).
enum class Trigger : std::uint8_t {
  page_view,
  view_item,
  add_to_cart,
  begin_checkout,
  add_payment_info,
  thank_you,
  form_sent,
  order_created,
  payment_authorized,
  payment_captured,
  order_countable,
  payment_failed,
  order_refunded,
  order_cancelled,
  order_disputed
};
inline constexpr std::size_t kTriggers = 15;
std::string_view text(Trigger trigger);
std::optional<Trigger> read_trigger(std::string_view text);
/// page_view … form_sent happen in the browser, the others in the backend.
bool is_browser_trigger(Trigger trigger);

enum class OncePer : std::uint8_t { event, order, page, submission };
std::string_view text(OncePer once);
std::optional<OncePer> read_once_per(std::string_view text);

/// One row of tagging.yaml.
struct Tag {
  std::string tag{};
  PlatformId platform{};
  Channel channel{};
  Sender sender{};
  Trigger on{};
  std::string condition{};  // `if:`; empty: always
  OncePer once_per = OncePer::event;
  std::vector<Purpose> needs{};      // empty: the platform's purpose in the contract
  bool needs_nothing = false;        // `needs: []` written out: sends whatever the consent
  std::optional<Allowed> without{};  // left out: what the contract says
  Duration delay{};
  EventName event{};
  std::optional<std::string> name{};  // the platform's own name, when not the contract's
  std::string account{};              // empty: the contract's first destination
  /// Canonical path -> template ("{{order.items_net}}"); an unknown path was refused by the loader.
  /// "items" and "consent.…" are paths too.
  std::vector<std::pair<std::string, std::string>> send{};
  std::vector<std::pair<std::string, std::string>> raw{};  // wire name -> template
  int line = 0;
  bool operator==(const Tag&) const = default;
};

struct Tagging {
  std::string name{};
  std::vector<Tag> tags{};
  bool operator==(const Tagging&) const = default;
};

}  // namespace tagproof
