#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/http/request_reader.h"

namespace {

using tagproof::IncomingRequest;
using tagproof::RequestReader;

// Small, so that inputs reach both sides of them.
constexpr tagproof::ListenerLimits kLimits{
    .head_bytes = 300, .header_count = 6, .body_bytes = 40, .chunk_overhead_bytes = 100};

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<IncomingRequest> read_all(std::string_view bytes, std::size_t at_once) {
  RequestReader reader(kLimits);
  std::vector<IncomingRequest> read;
  for (std::size_t at = 0; at < bytes.size(); at += at_once) {
    reader.append(bytes.substr(at, at_once));
    while (reader.read(nullptr) == RequestReader::State::done) {
      require(reader.bytes_needed() >= reader.head().headers.size());
      read.push_back(reader.take("here", "127.0.0.1"));
      if (read.back().refused) return read;
    }
  }
  return read;
}

}  // namespace

// The first byte says how many bytes arrive at once; the requests must be the same as when all do.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = read_all(bytes, bytes.size());
  const auto parts = read_all(bytes, std::size_t{1} + data[0]);
  require(whole.size() == parts.size());
  std::size_t used = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    require(whole[i].refused == parts[i].refused);
    if (!whole[i].refused) {
      require(whole[i].request == parts[i].request);
      require(whole[i].raw == parts[i].raw);
      require(!whole[i].truncated);
    }
    require(whole[i].request.body.size() <= std::max(kLimits.body_bytes, bytes.size()));
    require(bytes.find(whole[i].raw, used) != std::string_view::npos);  // in order, unchanged
    used = bytes.find(whole[i].raw, used) + whole[i].raw.size();
  }
  return 0;
}
