#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "mock_platforms/empty_digests.h"
#include "mock_platforms/meta/fields.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/rules.h"

/// Rules about one value of user_data, by its text alone: whether it is the right person's is the
/// checks' business.
namespace tagproof::meta {
namespace {

/// Digests of nothing, and of the data in Meta's own examples.
constexpr std::string_view kPlaceholders[] = {
    empty_digest::kNothing,
    empty_digest::kNull,
    empty_digest::kUndefined,
    empty_digest::kTestAddress,
    "254aa248acb47dd654ca3ea53f48c2c26d641d23d7e2e93a1ec56258df7674c4",  // 12345678901
};

constexpr std::string_view kLibraryAgents[] = {"curl/",      "python-requests", "guzzlehttp",
                                               "node-fetch", "axios/",          "go-http-client"};

bool is_placeholder(std::string_view hash) {
  return std::ranges::find(kPlaceholders, hash.substr(0, 64)) != std::end(kPlaceholders);
}

bool is_library(std::string_view agent) {
  const auto lower = lower_ascii(agent);
  return lower == "node" || std::ranges::any_of(kLibraryAgents, [&](std::string_view library) {
           return contains(lower, library);
         });
}

bool is_sha256(DatumForm form) {
  return form == DatumForm::sha256 || form == DatumForm::sha256_upper;
}

/// The defect of a value that must be hashed; null: none.
const Rule* defect_of_hash(DatumForm form) {
  switch (form) {
    case DatumForm::sha256:
    case DatumForm::appendix:
    case DatumForm::empty:
      return nullptr;
    case DatumForm::sha256_upper:
      return &rule("meta.user-data.upper-case");
    case DatumForm::md5:
      return &rule("meta.user-data.md5");
    case DatumForm::sha1:
    case DatumForm::sha256_base64:
      return &rule("meta.user-data.other-hash");
    case DatumForm::clear:
    case DatumForm::other:
      return &rule("meta.user-data.clear-text");
  }
  return nullptr;
}

}  // namespace

void observe_user_value(Decoded& hit, int index, const UserKey& key, std::string_view wire,
                        std::string_view value, DatumForm form) {
  const auto found = [&](const Rule& broken) {
    hit.observe(broken, index, std::string(wire), std::string(value.substr(0, 200)));
  };
  if (form == DatumForm::appendix) found(rule("meta.click-id.appendix"));
  switch (key.hashing) {
    case Hashing::required:
      if (const auto* defect = defect_of_hash(form)) {
        found(*defect);
        found(rule(key));
      } else if (is_placeholder(value)) {
        found(rule("meta.user-data.placeholder"));
      }
      return;
    case Hashing::recommended:
      if (form == DatumForm::clear || form == DatumForm::other) found(rule(key));
      return;
    case Hashing::never:
      break;
  }
  if (key.field == UserField::ip) {
    switch (address_form(value)) {
      case AddressForm::none:
        return found(rule(key));
      case AddressForm::v4:
        return found(rule("meta.ip.v4"));
      case AddressForm::v6:
        return;
    }
  }
  if (is_sha256(form) || (key.field && form != DatumForm::clear && form != DatumForm::other &&
                          form != DatumForm::empty)) {
    found(rule(key));
  } else if (key.field == UserField::user_agent && is_library(value)) {
    found(rule("meta.user-agent.library"));
  }
}

}  // namespace tagproof::meta
