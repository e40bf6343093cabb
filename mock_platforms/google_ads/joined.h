#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace tagproof::google_ads {

/// Texts behind one another, in a string that is made once.
inline std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const auto part : parts) size += part.size();
  std::string whole;
  whole.reserve(size);
  for (const auto part : parts) whole.append(part);
  return whole;
}

}  // namespace tagproof::google_ads
