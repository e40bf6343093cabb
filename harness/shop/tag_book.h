#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/emission.h"
#include "harness/model/scenario.h"
#include "harness/model/template.h"
#include "harness/shop/consent_gate.h"
#include "harness/shop/occasion.h"

namespace tagproof {

/// A row of tagging.yaml with its templates parsed.
struct ReadyTag {
  const Tag* tag{};
  Condition condition{};
  std::vector<std::pair<Field, Template>> fields{};
  std::optional<Template> items{};
  std::vector<std::pair<std::string, Template>> consent{};  // "ad_storage" -> granted | denied
  std::vector<std::pair<std::string, Template>> raw{};
};

/// The tagging, ready to fire. Borrows the scenario.
class TagBook {
 public:
  /// An error names the tag, its line and the template: files/ refuses such a file before.
  static Result<TagBook> read(const Scenario& scenario);

  [[nodiscard]] const std::vector<ReadyTag>& tags() const { return tags_; }
  /// Whether the tag's `if:` holds.
  [[nodiscard]] bool wants(const ReadyTag& tag, const Occasion& occasion, TimePoint now) const;
  /// The canonical event that the tag makes of what happened, with what the gate lets leave.
  /// Browser tags get what the platform's library adds by itself (page, client ids) where the tag
  /// doesn't set it.
  [[nodiscard]] Emission emission(const ReadyTag& tag, const Occasion& occasion, const Gate& gate,
                                  TimePoint now) const;

 private:
  explicit TagBook(const Scenario& scenario) : scenario_(&scenario) {}
  [[nodiscard]] TagData data(const Tag& tag, const Occasion& occasion, const ConsentState& signals,
                             TimePoint now) const;
  const Scenario* scenario_;
  std::vector<ReadyTag> tags_{};
};

/// A made-up token of the shop's backend, where the target names no account of the platform.
inline constexpr std::string_view kTestToken = "test-token";

}  // namespace tagproof
