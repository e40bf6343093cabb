#include "harness/base/seed.h"

#include "harness/base/bug.h"
#include "harness/base/hash.h"

namespace tagproof {
namespace {

/// splitmix64's output function. Source: https://prng.di.unimi.it/splitmix64.c
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15;
// A seed and a stream of the same name have nothing in common.
constexpr std::uint64_t kStreamSalt = 0x73747265616d2e2e;

}  // namespace

std::uint64_t RandomStream::next() { return mix(state_ += kGamma); }

void RandomStream::skip(std::uint64_t draws) { state_ += draws * kGamma; }

std::uint64_t RandomStream::uniform(std::uint64_t n) {
  if (n == 0) TAGPROOF_BUG("uniform(0) has nothing to choose from");
  const std::uint64_t unfair =
      (0 - n) % n;  // 2^64 mod n: that many draws would favour the low numbers
  auto draw = next();
  while (draw < unfair) draw = next();
  return draw % n;
}

namespace {

/// So many letters of a copy of the stream, which then is where the stream is: what is written as
/// char may stand anywhere, and each letter would put the state back into memory.
template <class Letter>
std::string drawn(RandomStream& stream, int count, Letter letter) {
  std::string out(static_cast<std::size_t>(count), '\0');
  auto from = stream;
  for (auto& each : out) each = letter(from);
  stream = from;
  return out;
}

}  // namespace

std::string RandomStream::digits(int count) {
  std::string out;
  for (int i = 0; i < count; ++i)
    out += static_cast<char>(i == 0 ? '1' + static_cast<char>(uniform(9))
                                    : '0' + static_cast<char>(uniform(10)));
  return out;
}

std::string RandomStream::hex(int count) {
  return drawn(*this, count,
               [](RandomStream& from) { return "0123456789abcdef"[from.next() >> 60]; });
}

std::string RandomStream::token(int count) {
  return drawn(*this, count, [](RandomStream& from) {
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[from.next() >> 58];
  });
}

Seed Seed::derive(std::string_view name) const {
  return Seed(mix(mix(value_ + kGamma) ^ fnv1a(name)));
}

RandomStream Seed::stream(std::string_view name) const {
  return RandomStream(mix(mix(value_ ^ kStreamSalt) ^ fnv1a(name)));
}

}  // namespace tagproof
