#pragma once

#include <string>
#include <string_view>

namespace tagproof::tests {

/// Holds text against a golden file below the source tree; a difference fails the test and shows
/// the first line that differs. `--update` on the test program's command line rewrites the file
/// instead: the diff is reviewed like code.
/// `~~~` in the file stands for anything up to the next matching text on that line (paths,
/// durations).
void check_golden(const std::string& path, std::string_view actual);

/// Whether the program was started with `--update`.
bool updating();

}  // namespace tagproof::tests
