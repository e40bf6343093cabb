#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "harness/wire/message.h"

/// What the answers of Google's APIs share.
namespace tagproof::google_ads {

inline Response json_answer(int status, std::string body) {
  Response answer{status, {}, std::move(body)};
  answer.headers.emplace_back("Content-Type", "application/json; charset=UTF-8");
  return answer;
}

/// The name of google.rpc.Code that goes with the status.
inline std::string_view status_name(int http) {
  switch (http) {
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 429:
      return "RESOURCE_EXHAUSTED";
    default:
      return "INVALID_ARGUMENT";
  }
}

}  // namespace tagproof::google_ads
