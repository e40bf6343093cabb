#include "harness/commands/vocabulary.h"

#include "harness/base/text.h"
#include "harness/faults/fault.h"
#include "harness/judge/check.h"
#include "mock_platforms/platforms.h"

namespace tagproof {

Vocabulary vocabulary() {
  Vocabulary words;
  for (const Platform* platform : platforms()) {
    words.platforms.push_back({platform->id, platform->title});
    for (const auto& setting : platform->settings) {
      Vocabulary::Setting row{
          .id = setting.id, .by_default = setting.by_default, .text = setting.text};
      if (!setting.values.empty()) row.values = split(setting.values, ' ');
      words.settings.push_back(std::move(row));
    }
  }
  for (const Check* check : all_checks()) words.checks.push_back({check->id, check->why});
  for (const Fault* fault : all_faults()) words.faults.push_back({fault->name, fault->mistake});
  return words;
}

}  // namespace tagproof
