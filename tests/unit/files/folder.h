#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "harness/base/problems.h"
#include "harness/files/load.h"

namespace tagproof::tests {

/// A vocabulary with a few names of each kind.
const Vocabulary& vocabulary();

/// A folder of its own that goes away with the test.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  /// Writes a file below it; folders are made.
  Folder& write(const std::string& name, std::string_view content);
  /// The shop's files of the reference, so that scenarios can run.
  Folder& shop();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] LoadOptions options() const;
  /// What load_suite says is wrong, as a person sees it; "" when nothing is.
  [[nodiscard]] std::string problems() const;
  [[nodiscard]] Suite suite() const;

 private:
  std::filesystem::path path_{};
};

/// The reference file of that name in scenarios/.
std::string reference(const std::string& name);

}  // namespace tagproof::tests
