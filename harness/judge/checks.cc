#include "harness/judge/checks/checks.h"

#include <algorithm>

namespace tagproof {
namespace {

// In order of judging: reconcile stands last, since its sums keep quiet where a finer check has
// explained the difference.
std::vector<const Check*> list() {
  std::vector<const Check*> all;
  for (const auto area : {checks::event(), checks::dedup(), checks::order(), checks::value(),
                          checks::items(), checks::consent(), checks::privacy(), checks::match(),
                          checks::delivery(), checks::platform(), checks::reconcile()}) {
    for (const Check& check : area) all.push_back(&check);
  }
  return all;
}

}  // namespace

std::string_view text(Subject subject) {
  switch (subject) {
    case Subject::event:
      return "event";
    case Subject::order:
      return "order";
    case Subject::session:
      return "session";
  }
  return {};
}

std::vector<const Check*> all_checks() { return list(); }

const Check* find_check(std::string_view id) {
  const auto all = list();
  const auto it = std::ranges::find(all, id, &Check::id);
  return it == all.end() ? nullptr : *it;
}

}  // namespace tagproof
