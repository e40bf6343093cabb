#include "mock_platforms/google_ads/members.h"

#include "harness/base/ascii.h"

namespace tagproof::google_ads {
bool is_snake_case_of(std::string_view key, std::string_view name) {
  std::size_t at = 0;
  for (const char c : name) {
    if (is_upper(c)) {
      if (at + 1 >= key.size() || key[at] != '_' || key[at + 1] != to_lower(c)) return false;
      at += 2;
    } else {
      if (at >= key.size() || key[at] != c) return false;
      ++at;
    }
  }
  return at == key.size();
}

}  // namespace tagproof::google_ads
