#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/contract.h"
#include "harness/model/evidence.h"
#include "harness/model/ready_tag.h"
#include "harness/model/tagging.h"
#include "harness/model/target.h"
#include "mock_platforms/collector/event_data.h"
#include "mock_platforms/platform.h"

namespace tagproof::collector {

/// The tags inside the container: the rows of tagging.yaml with `sender: collector`. A function of
/// (hit, now): each event of a hit that it took becomes what its tags pass on. Whoever calls it
/// sends these, after the hit was answered; it holds no lock, no clock and no socket.
///
/// A row fires on the browser's event that its `on:` stands for (thank_you and the backend's sales:
/// purchase; form_sent: lead). Its placeholders are `event.…`, what the container received. Consent
/// is what the hit's signals say, never what somebody chose: a container knows nothing else.
class Relay {
 public:
  /// Keeps copies. An error names the tag and the template that can't be read.
  static Result<Relay> read(const Tagging& tagging, const Contract* contract,
                            const TargetConfig& target);

  /// No row is the collector's: it passes nothing on.
  [[nodiscard]] bool idle() const { return tagging_.tags.empty(); }
  [[nodiscard]] std::vector<Relayed> take(const Request& request, const CaptureId& from,
                                          TimePoint now) const;
  /// Whom it tells what.
  [[nodiscard]] std::vector<Feed> feeds() const;

 private:
  Relay() = default;
  [[nodiscard]] Allowed allowed_for(const Tag& tag, const EventData& event) const;
  [[nodiscard]] std::optional<Emission> emission(const ReadyTag& ready,
                                                 const EventData& event) const;

  Tagging tagging_{};  // its own rows alone
  std::optional<Contract> contract_{};
  TargetConfig target_{};
  Settings settings_{};
};

}  // namespace tagproof::collector
