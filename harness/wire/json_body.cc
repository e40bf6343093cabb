#include "harness/wire/json_body.h"

#include "harness/wire/form.h"

namespace tagproof {

Result<JsonDocument> json_body(const Request& request) {
  if (find_header(request.headers, "Content-Encoding") == nullptr &&
      request.body.size() <= kMaxDecodedBody) {
    return JsonDocument::parse(request.body);
  }
  const auto body = decoded_body(request);
  if (!body) return body.error();
  return JsonDocument::parse(*body);
}

}  // namespace tagproof
