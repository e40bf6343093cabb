#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/platforms.h"

/// One session of the real engine over all platforms, with a clock that the test sets.
namespace tagproof::test {

/// 2026-01-15T10:00:00Z.
inline const TimePoint kNow{std::chrono::seconds{1768471200}};

class Mock {
 public:
  explicit Mock(EngineOptions options = {}, std::span<const Platform* const> list = platforms())
      : engine_(list, std::move(options)) {}

  Received send(Request request, Duration after = {}) {
    now_ += after;
    const auto number = std::to_string(++count_);
    return engine_.receive(std::move(request), now_, CaptureId("c-" + number), "trace" + number);
  }
  Received send(std::string method, std::string url, std::string body = {}, Headers headers = {},
                Duration after = {}) {
    return send({std::move(method), std::move(url), std::move(headers), std::move(body)}, after);
  }
  [[nodiscard]] LedgerNumbers numbers(std::string_view platform,
                                      EventName name = EventName::purchase) const {
    for (const auto& ledger : engine_.ledgers()) {
      if (ledger.platform == platform) return ledger.of(name);
    }
    return {};
  }
  [[nodiscard]] Coverage key_coverage(std::string_view platform) const {
    return engine_.key_coverage(platform);
  }
  [[nodiscard]] TimePoint now() const { return now_; }

 private:
  Engine engine_;
  TimePoint now_ = kNow;
  int count_ = 0;
};

inline EngineOptions with_settings(std::map<std::string, std::string, std::less<>> settings) {
  EngineOptions options;
  options.settings = Settings(std::move(settings));
  return options;
}

/// All rules that the hit's events were decided or warned by, sorted, without "<platform>.counted".
inline std::vector<std::string> rules_of(const Received& received) {
  std::vector<std::string> rules;
  for (const auto& event : received.events) {
    if (!event.rule.empty() && !event.rule.ends_with(".counted")) rules.emplace_back(event.rule);
    for (const auto warning : event.warnings) rules.emplace_back(warning);
  }
  std::ranges::sort(rules);
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  return rules;
}

}  // namespace tagproof::test
