#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tagproof {

/// Why one thing could not be done, for a person: what, where, and what to do next.
struct Error {
  std::string message{};
  bool operator==(const Error&) const = default;
};

/// A value, or the one reason why there is none. Several possible problems go to `Problems`
/// instead.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  Result(Error error) : tl::expected<T, Error>(tl::unexpect, std::move(error)) {}
};

inline Error error(std::string message) { return Error{std::move(message)}; }

}  // namespace tagproof
