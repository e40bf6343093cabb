#include "harness/lab/explore_state.h"

#include <algorithm>

namespace tagproof::drawing {

Tab& Device::use() {
  if (current >= tabs.size()) {
    current = tabs.size();
    tabs.emplace_back();
  }
  return tabs[current];
}

Tab& Device::use(std::string_view wanted) {
  const auto it = std::ranges::find(tabs, wanted, &Tab::name);
  current = static_cast<std::size_t>(it - tabs.begin());
  if (it == tabs.end()) tabs.push_back({.name = std::string(wanted)});
  return tabs[current];
}

void Person::load(Shown page) {
  auto& tab = browser().use();
  tab.pages.push_back(page);
  tab.open = true;
}

void Person::close_all() {
  for (auto& each : devices) {
    for (auto& tab : each.tabs) tab.open = false;
  }
}

}  // namespace tagproof::drawing
