#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/time.h"
#include "harness/model/capture.h"
#include "harness/model/event.h"
#include "harness/model/order.h"
#include "harness/model/words.h"
#include "harness/serve/limits.h"
#include "harness/wire/url.h"
#include "mock_platforms/platform.h"

namespace tagproof {

/// Which captures, events or findings are meant: what was left out of a question matches all.
struct Filter {
  std::string platform{};
  std::optional<Channel> channel{};
  std::optional<EventName> event{};
  std::string order{};                     // as asked
  std::vector<std::string> order_forms{};  // and every other form by which that order is known

  /// Adds the forms by which `orders` know the order that was asked for.
  void know(std::span<const Order> orders);
  [[nodiscard]] bool names_order(std::string_view id) const;
  [[nodiscard]] bool matches(const TrackedEvent& event) const;
  /// What of the question the event doesn't answer, in words: `channel is browser, not server`.
  [[nodiscard]] std::vector<std::string> differences(const TrackedEvent& event) const;
  /// Only platform and channel, which a capture has by itself.
  [[nodiscard]] bool matches_hit(const Capture& capture) const;
  [[nodiscard]] bool asks_about_events() const { return event.has_value() || !order.empty(); }
};

/// The query of a control request, checked.
struct Question {
  Filter filter{};
  std::uint64_t since = 0;
  std::size_t limit = 0;
  bool raw = false;       // captures
  bool at_end = true;     // findings
  std::size_t count = 1;  // await
  Duration timeout{};     // await
};

/// `known` are the parameters that the endpoint takes; others, and values that can't be meant, are
/// refused with the nearest right one.
Result<Question> read_question(const Params& query, std::span<const std::string_view> known,
                               std::span<const Platform* const> platforms,
                               const ServeLimits& limits);

}  // namespace tagproof
