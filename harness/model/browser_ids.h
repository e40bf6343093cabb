#pragma once

#include <map>
#include <string>

namespace tagproof {

/// What one platform's own cookies and parameters say of a browser: `ids.click_id` and
/// `ids.browser_id` of that platform (ttclid and _ttp, msclkid, _epik …).
struct BrowserIds {
  std::string click_id{};
  std::string browser_id{};
  bool operator==(const BrowserIds&) const = default;
};
using BrowserIdsByPlatform = std::map<std::string, BrowserIds, std::less<>>;

}  // namespace tagproof
