#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tagproof {

/// Numbers that look random and are the same on every machine (splitmix64; standard distributions
/// differ).
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t state) : state_(state) {}
  std::uint64_t next();
  /// 0 … n-1, without bias. `n` must not be 0.
  std::uint64_t uniform(std::uint64_t n);
  std::string digits(int count);  // the first is never 0
  std::string hex(int count);     // lower case
  /// Letters of base64url.
  std::string token(int count);
  /// Where so many draws would lead; token() takes one for each letter.
  void skip(std::uint64_t draws);

 private:
  std::uint64_t state_;
};

/// One seed per scenario. Streams go by name, so a new draw here moves nothing there.
class Seed {
 public:
  explicit Seed(std::uint64_t value) : value_(value) {}
  [[nodiscard]] std::uint64_t value() const { return value_; }
  /// A seed of its own for what is called `name` (a scenario and its cell).
  [[nodiscard]] Seed derive(std::string_view name) const;
  [[nodiscard]] RandomStream stream(std::string_view name) const;

 private:
  std::uint64_t value_;
};

}  // namespace tagproof
