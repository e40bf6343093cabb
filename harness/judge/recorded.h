#pragma once

#include <span>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/recording.h"
#include "harness/model/run.h"

/// Recorded traffic shows what came, and only as far as it reaches what didn't come.
namespace tagproof {

/// Takes the findings that rest on an event's absence out of the judgement where a gap of the
/// recording explains it, and says which rules that leaves open. The verdict is judged again from
/// what stays.
std::vector<Unknown> set_unknown_aside(Judgement& judgement, const Evidence& evidence,
                                       std::span<const Gap> gaps, bool strict);

/// Backend orders against what each platform counted: those of the contract's purchase, without a
/// contract all that got one. Nothing when no orders are known.
std::vector<Reconciliation> reconcile_orders(const Evidence& evidence, const Judgement& judgement,
                                             std::span<const Gap> gaps);

}  // namespace tagproof
