#include "harness/wire/gzip.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <limits>

#include "harness/base/bug.h"

namespace tagproof {
namespace {

constexpr int kRawBits = -MAX_WBITS, kZlibBits = MAX_WBITS,
              kGzipBits = MAX_WBITS + 16;  // zlib.h, inflateInit2

bool has_zlib_header(
    std::string_view bytes) {  // RFC 1950, section 2.2: method 8, and a multiple of 31
  if (bytes.size() < 2) return false;
  const auto first = static_cast<unsigned char>(bytes[0]),
             second = static_cast<unsigned char>(bytes[1]);
  return (first & 15) == 8 && (first << 8 | second) % 31 == 0;
}

/// zlib wants to write to its input's type, and counts in 32 bits.
Bytef* input(std::string_view bytes) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

class Inflater {
 public:
  explicit Inflater(int window_bits) {
    if (inflateInit2(&stream_, window_bits) != Z_OK) TAGPROOF_BUG("zlib can't start to inflate");
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
};

}  // namespace

Result<std::string> decompress(std::string_view bytes, Compression how, std::size_t limit) {
  if (bytes.size() > std::numeric_limits<uInt>::max())
    return error("more than 4 GB of compressed data");
  Inflater inflater(how == Compression::gzip ? kGzipBits
                    : has_zlib_header(bytes) ? kZlibBits
                                             : kRawBits);
  auto& stream = inflater.stream();
  stream.next_in = input(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());

  const auto position = [&] { return bytes.size() - stream.avail_in; };
  std::string out;
  for (;;) {
    constexpr std::size_t kMinStep = 1U << 10U, kMaxStep = 1U << 20U;
    const auto filled = out.size();
    const auto wish = std::clamp(std::max(filled, 4 * bytes.size()), kMinStep, kMaxStep);
    const auto room = std::min(wish, limit - filled) + 1;
    out.resize(filled + room);  // one byte more than allowed tells "full" from "too much"
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
    stream.avail_out = static_cast<uInt>(room);
    const int status = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
    if (out.size() > limit)
      return error(fmt::format("more than {} bytes when decompressed", limit));
    if (status == Z_STREAM_END) {
      if (stream.avail_in == 0) return out;
      // RFC 1952, section 2.2: a gzip file is one or more members.
      if (how != Compression::gzip)
        return error(fmt::format("at byte {}: bytes behind the compressed data", position()));
      inflateReset(&stream);
    } else if (status == Z_BUF_ERROR ||
               (status == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) {
      return error(fmt::format("at byte {}: the compressed data is cut short", position()));
    } else if (status != Z_OK) {
      return error(fmt::format("at byte {}: damaged compressed data ({})", position(),
                               stream.msg != nullptr ? stream.msg : "zlib gives no reason"));
    }
  }
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipBits, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    TAGPROOF_BUG("zlib can't start to deflate");
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = input(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) TAGPROOF_BUG("zlib needs more room than it said");
  return out;
}

}  // namespace tagproof
