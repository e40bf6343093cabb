#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/wire/message.h"
#include "harness/wire/url.h"

namespace tagproof {

/// One part of a multipart/form-data body.
struct FormPart {
  std::string name{};
  std::string filename{};  // empty: a plain field
  std::string content_type{};
  std::string data{};
};

/// At most kMaxFormParts parts; a body that is cut short is an error that says at which byte. Lines
/// end with CRLF.
inline constexpr std::size_t kMaxFormParts = 2000;
Result<std::vector<FormPart>> parse_multipart(std::string_view body, std::string_view boundary);

/// What the body of a request is, told by its Content-Type and, where that is absent or says
/// nothing (text/plain of a sendBeacon) or is plainly wrong (JSON sent as a form), by how the body
/// begins.
enum class BodyKind { none, form, multipart, json, text };
BodyKind body_kind(const Request& request);

/// The body with Content-Encoding undone (gzip and deflate; anything else, or more than `limit`
/// bytes, is an error).
inline constexpr std::size_t kMaxDecodedBody = 16U << 20U;
Result<std::string> decoded_body(const Request& request, std::size_t limit = kMaxDecodedBody);

/// At most this many pairs in a urlencoded body.
inline constexpr std::size_t kMaxFormPairs = 10'000;
/// Pairs of a form or multipart body (file parts are left out); an error for any other kind.
Result<Params> parse_form(const Request& request);

}  // namespace tagproof
