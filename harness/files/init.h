#pragma once

#include <span>
#include <string_view>

namespace tagproof {

/// A file that `tagproof init` writes, embedded from scenarios/ at build time: one home for each
/// fact.
struct InitFile {
  std::string_view path{};  // below the new shop's folder: "contract.yaml", "scenarios/refund.yaml"
  std::string_view content{};
};
/// In the order in which they are written. The command never overwrites a file.
std::span<const InitFile> init_files();
/// Every scenario of scenarios/ that stands by itself (no `like:`), in order of name: what `prove`
/// suggests from.
std::span<const InitFile> shipped_scenarios();

}  // namespace tagproof
