#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/target.h"
#include "harness/model/words.h"
#include "mock_platforms/platform.h"

namespace tagproof {

struct RedactionOptions {
  std::span<const Platform* const> platforms{};
  std::span<const HostRoute> hosts{};
  /// What pseudonyms are made with. Empty: the file's own content and `seed`, so that the same file
  /// gives the same pseudonyms and nobody without it can try values out.
  std::string key{};
  std::uint64_t seed = 1;
  std::function<void(std::uint64_t bytes)> progress{};  // of both readings together
};

struct Redaction {
  std::uint64_t requests = 0;
  std::vector<std::string> remarks{};  // what was left out, for stderr
};

/// Writes the recording at `path` to `out` in its own format, with personal data replaced by stable
/// pseudonyms. Reads it twice: first it learns what is whose. What can't be read is left out and
/// said, never copied. `shown`: the file's name in remarks; an error leaves it to the caller.
Result<Redaction> redact_recording(const std::string& path, const std::string& shown,
                                   const RedactionOptions& options, std::ostream& out);

/// "firstName", "billing[first_name]" -> first_name: whose value stands under that name, by the
/// habits of shops' forms; nothing for other names.
std::optional<UserField> field_of_name(std::string_view name);

}  // namespace tagproof
