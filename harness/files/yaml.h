#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/files/complaints.h"
#include "harness/files/node.h"

namespace tagproof {

/// Limits of a YAML file; beyond them it is refused.
inline constexpr std::size_t kMaxYamlBytes = std::size_t{4} << 20U;
inline constexpr int kMaxYamlDepth = 64;
/// Nodes of a document with its aliases written out, so that a small file can't become a huge one.
inline constexpr std::size_t kMaxYamlNodes = 400'000;

/// The text with its lines; a byte order mark is left out.
std::unique_ptr<Source> make_source(std::string path, std::string text);

/// The one document of the file, or nothing with the reason said. Repeated keys are kept, for the
/// loader to refuse.
std::optional<Node> parse_yaml(const Source& source, Complaints& complaints);

}  // namespace tagproof
