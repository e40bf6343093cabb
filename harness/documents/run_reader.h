#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/evidence.h"
#include "harness/model/finding.h"

/// A run.json (`tagproof.run/1`) read back, as far as looking at its events needs: what was decided
/// then, with the values as they were shown. Payloads, contract and shoppers aren't in it.
namespace tagproof {

struct RecordedScenario {
  std::string scenario{};
  std::vector<std::string> faults{};
  std::string verdict{};
  /// Orders (id, state, currency, total), captures (id, time, platform, address, status) and
  /// events; an event that names no order is tied to the one that a finding about it names.
  Evidence evidence{};
  std::vector<Finding> findings{};  // check, platform, order, message, captures
};

struct RecordedRun {
  std::string run{};
  std::string started{};
  std::deque<RecordedScenario> scenarios{};
  std::deque<std::string> rules{};  // what the events' rules point at
};

/// An error says what is wrong with the document, and where.
Result<RecordedRun> read_run(std::string_view json);

}  // namespace tagproof
