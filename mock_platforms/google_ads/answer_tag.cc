#include <iterator>
#include <string>

#include "mock_platforms/google_ads/endpoints.h"

namespace tagproof::google_ads {
namespace {

/// 42 bytes, 1×1, transparent: what captures of real pings show.
constexpr unsigned char kGif[] = {'G',  'I',  'F',  '8',  '9',  'a',  0x01, 0x00, 0x01, 0x00, 0x80,
                                  0x00, 0x00, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x21, 0xf9, 0x04,
                                  0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x01,
                                  0x00, 0x01, 0x00, 0x00, 0x02, 0x01, 0x44, 0x00, 0x3b};

}  // namespace

Response answer_tag(const Request& request, const Endpoint& endpoint) {
  Response answer;
  if (const auto* origin = find_header(request.headers, "Origin")) {
    set_header(answer.headers, "Access-Control-Allow-Origin", *origin);
    set_header(answer.headers, "Access-Control-Allow-Credentials", "true");
  }
  if (endpoint.id == "user-data" || endpoint.id == "user-data-ccm") {
    answer.status = 204;
    return answer;
  }
  if (endpoint.id == "page" || endpoint.id == "container") {
    set_header(answer.headers, "Content-Type", "text/plain");
    return answer;
  }
  set_header(answer.headers, "Content-Type", "image/gif");
  answer.body.assign(std::begin(kGif), std::end(kGif));
  return answer;
}

}  // namespace tagproof::google_ads
