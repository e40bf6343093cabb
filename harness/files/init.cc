#include "harness/files/init.h"

#include <array>

namespace tagproof {
namespace {

// Made at build time: a row {path, content} for each file. The shop's four files lie at the top, as
// scenarios look for them in their own folder and above.
constexpr auto kFiles = std::to_array<InitFile>({
#include "init_files.inc"
});

}  // namespace

std::span<const InitFile> init_files() { return kFiles; }

}  // namespace tagproof
