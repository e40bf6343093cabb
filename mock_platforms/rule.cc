#include "mock_platforms/platform.h"

namespace tagproof {

std::string_view text(RuleSeverity severity) {
  switch (severity) {
    case RuleSeverity::refuse:
      return "refuse";
    case RuleSeverity::drop:
      return "drop";
    case RuleSeverity::warn:
      return "warn";
    case RuleSeverity::accept:
      return "accept";
  }
  return {};
}

}  // namespace tagproof
