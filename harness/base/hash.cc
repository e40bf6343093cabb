#include "harness/base/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "harness/base/ascii.h"
#include "harness/base/bug.h"

namespace tagproof {
namespace {

/// A digest fetched once and a context kept per thread: a fetch and an allocation cost more than
/// hashing an address.
class Digest {
 public:
  explicit Digest(const char* name)
      : algorithm_(EVP_MD_fetch(nullptr, name, nullptr), &EVP_MD_free),
        context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!algorithm_ || !context_) TAGPROOF_BUG("OpenSSL lacks a digest");
  }

  std::string operator()(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    if (EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) != 1 ||
        EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1 ||
        EVP_DigestFinal_ex(context_.get(), out.data(), &size) != 1) {
      TAGPROOF_BUG("OpenSSL can't make a digest");
    }
    return {out.data(), out.data() + size};
  }

 private:
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::string encode_base64(std::string_view bytes, const char* alphabet, bool padding) {
  std::string out((bytes.size() * 4 + 2) / 3, '\0');
  const auto byte = [&](std::size_t at) -> std::uint32_t {
    return static_cast<unsigned char>(bytes[at]);
  };
  char* to = out.data();
  std::size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) {
    const auto bits = byte(at) << 16U | byte(at + 1) << 8U | byte(at + 2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) *to++ = alphabet[bits >> shift & 63U];
  }
  if (at < bytes.size()) {  // one or two are left
    const bool two = at + 2 == bytes.size();
    const auto bits = byte(at) << 16U | (two ? byte(at + 1) << 8U : 0U);
    *to++ = alphabet[bits >> 18U];
    *to++ = alphabet[bits >> 12U & 63U];
    if (two) *to++ = alphabet[bits >> 6U & 63U];
  }
  while (padding && out.size() % 4 != 0) out += '=';
  return out;
}

}  // namespace

std::string sha256_bytes(std::string_view bytes) {
  thread_local Digest digest("SHA256");
  return digest(bytes);
}

std::string sha256_hex(std::string_view bytes) { return hex(sha256_bytes(bytes)); }

std::string sha1_hex(std::string_view bytes) {
  thread_local Digest digest("SHA1");
  return hex(digest(bytes));
}

std::string md5_hex(std::string_view bytes) {
  thread_local Digest digest("MD5");
  return hex(digest(bytes));
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const char* key_data =
      key.empty() ? "" : key.data();  // a null key means something else to HMAC()
  if (!HMAC(EVP_sha256(), key_data, static_cast<int>(key.size()), data, bytes.size(), out.data(),
            &size)) {
    TAGPROOF_BUG("OpenSSL can't make an HMAC");
  }
  return hex(std::string(out.data(), out.data() + size));
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(bytes.size() * 2, '\0');
  char* to = out.data();
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *to++ = kDigits[byte >> 4];
    *to++ = kDigits[byte & 15];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

std::string base64(std::string_view bytes) {
  return encode_base64(bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
                       true);
}

std::string base64url(std::string_view bytes) {
  return encode_base64(bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
                       false);
}

std::optional<std::string> from_base64(std::string_view text) {
  const auto padded = text.size();
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding)
    text.remove_suffix(1);
  if (text.size() % 4 == 1 || (padded != text.size() && padded % 4 != 0)) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = sextet(c);
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if ((count += 6) < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 255);
  }
  return out;
}

std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace tagproof
