// Files that users write: the first byte picks which, the rest is the file. Nothing that is read
// may crash, hang or grow beyond its limits; a scenario that loads can be written and loads again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/base/bug.h"
#include "harness/files/documents.h"
#include "harness/files/load.h"
#include "harness/files/write.h"
#include "harness/files/yaml.h"

namespace {

using namespace tagproof;

void read_document(int kind, std::string_view text) {
  const auto source = make_source("f.yaml", std::string(text));
  Complaints complaints;
  Reader reader(complaints, nullptr);
  const auto root = parse_yaml(*source, complaints);
  if (!root) return;
  Contract contract;
  Storefront storefront;
  Tagging tagging;
  TargetConfig target;
  if (kind == 0) read_contract(*root, contract, reader);
  if (kind == 1) read_storefront(*root, storefront, reader);
  if (kind == 2) read_tagging(*root, tagging, reader);
  if (kind == 3) read_target_parts(*root, target, reader);
  Problems problems;
  complaints.into(problems);
  show(problems);
}

void read_scenario_file(std::string_view text) {
  static const ShopFiles kShop = reference_shop();
  const LoadOptions options;
  Problems problems;
  const auto scenarios = load_scenario_text(text, "f.yaml", kShop, options, problems);
  show(problems);
  if (!scenarios) return;
  for (const auto& scenario : *scenarios) {
    Problems again;
    if (!load_scenario_text(write_scenario(scenario), "again.yaml", kShop, options, again))
      TAGPROOF_BUG("a written scenario that doesn't load:\n" + show(again) +
                   write_scenario(scenario));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto kind = static_cast<std::uint8_t>(data[0] - '0') % 5;
  if (kind < 4) {
    read_document(kind, text);
  } else {
    read_scenario_file(text);
  }
  return 0;
}
