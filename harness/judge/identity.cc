#include "harness/judge/identity.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/judge/context.h"
#include "harness/judge/normal_forms.h"
#include "harness/judge/person_memory.h"

namespace tagproof {
namespace {

constexpr std::string_view kNobodys = "no hash of this person's ";

std::string digest_body(std::string_view value) {
  return lower_ascii(value.size() > 64 && value[64] == '.' ? value.substr(0, 64) : value);
}

/// Digests of what stands in for a missing value.
std::string placeholder(std::string_view digest) {
  using Row = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Row, 11> kNothing{{
      {"", "hash of an empty string"},
      {" ", "hash of an empty string"},
      {"null", "hash of the word null"},
      {"undefined", "hash of the word undefined"},
      {"none", "hash of the word none"},
      {"n/a", "hash of a placeholder"},
      {"0", "hash of a placeholder"},
      {"[object Object]", "hash of a script's object, not of its text"},
      {"nan", "hash of a placeholder"},
      {"12345678901", "hash of 12345678901, the documents' example"},
      {"test@example.com", "hash of test@example.com, the documents' example"},
  }};
  static const auto kDigests = [&] {
    std::array<std::pair<std::string, std::string_view>, kNothing.size()> digests;
    std::ranges::transform(kNothing, digests.begin(), [](const Row& row) {
      return std::pair(sha256_hex(row.first), row.second);
    });
    return digests;
  }();
  for (const auto& [of_nothing, why] : kDigests) {
    if (of_nothing == digest) return std::string(why);
  }
  return {};
}

std::string wrong_by_form(DatumForm form) {
  switch (form) {
    case DatumForm::md5:
      return "MD5, not SHA-256";
    case DatumForm::sha1:
      return "SHA-1, not SHA-256";
    case DatumForm::clear:
      return "clear text";
    case DatumForm::sha256:
    case DatumForm::sha256_upper:
    case DatumForm::sha256_base64:
    case DatumForm::appendix:
    case DatumForm::empty:
    case DatumForm::other:
      break;
  }
  return {};
}

std::string digest_of(const UserDatum& datum) {
  if (datum.form == DatumForm::sha256_base64) {
    const auto bytes = from_base64(datum.value);
    return bytes ? hex(*bytes) : std::string();
  }
  return digest_body(datum.value);
}

/// What is to say of a right digest all the same; "" when nothing is.
std::string accepted_with(const PlatformTraits& traits, const UserDatum& datum,
                          std::string_view text) {
  // Tolerance for it is in no platform's documents; connectors send lower case (hashing.md 5).
  if (datum.form == DatumForm::sha256_upper) return "upper-case hexadecimal";
  // Source: https://support.google.com/google-ads/answer/13258081 (the older reading)
  if (traits.email == EmailForm::google && datum.field == UserField::email &&
      text.find('+') < text.find("@g"))
    return "older reading of Google's rule: dots taken off, plus alias kept";
  return {};
}

std::string explain_digest(const PlatformTraits& traits, const UserDatum& datum,
                           const std::string& digest, const Customer& person) {
  const auto right = right_texts(traits, datum.field, person);
  for (const auto& text : right) {
    const std::string once = sha256_hex(text);
    if (sha256_hex(once) == digest || sha256_hex(upper_ascii(once)) == digest)
      return "hashed twice";
  }
  for (const auto& suspect : suspects(traits, datum.field, person)) {
    const std::string once = sha256_hex(suspect.text);
    if (once == digest) return suspect.why;
    if (sha256_hex(once) == digest || sha256_hex(upper_ascii(once)) == digest)
      return "hashed twice";
  }
  return std::string(kNobodys) + std::string(text(datum.field));
}

Explanation explain_hash(const PlatformTraits& traits, const UserDatum& datum, Wanted wanted,
                         const Customer* person) {
  const std::string digest = digest_of(datum);
  const bool known = person != nullptr && !trim(person->of(datum.field)).empty();
  const auto right = known ? right_texts(traits, datum.field, *person) : std::vector<std::string>();
  const auto text = std::ranges::find(right, digest, sha256_hex);
  if (text != right.end()) return {true, accepted_with(traits, datum, *text)};
  if (std::string why = placeholder(digest); !why.empty()) return {false, std::move(why)};
  if (!known || wanted == Wanted::either) return {};  // a shop may hash an id of its own making
  return {false, explain_digest(traits, datum, digest, *person)};
}

}  // namespace

Explanation explain(std::string_view platform, const UserDatum& datum, const Customer* person,
                    PersonMemory* memory) {
  const auto& traits = traits_of(platform);
  const Wanted wanted = wanted_form(traits, datum.field);
  if (datum.form == DatumForm::empty) return {};
  const bool looks_hashed =
      datum.form == DatumForm::sha256 || datum.form == DatumForm::sha256_upper ||
      datum.form == DatumForm::sha256_base64 || datum.form == DatumForm::appendix;
  if (wanted == Wanted::raw) {
    if (looks_hashed || datum.form == DatumForm::md5 || datum.form == DatumForm::sha1)
      return {false, "hashed, though it must be sent as it is"};
    return {true, {}};
  }
  if (wanted == Wanted::either && !looks_hashed) return {true, {}};
  if (!looks_hashed) {
    std::string why = wrong_by_form(datum.form);
    if (datum.form == DatumForm::clear && platform == "meta" && datum.value.empty()) return {};
    return {false, why.empty() ? "no SHA-256 digest" : why};
  }
  if (datum.form == DatumForm::sha256_base64 && !traits.takes_base64)
    return {false, "base64, not hexadecimal"};
  if (memory == nullptr || person == nullptr) return explain_hash(traits, datum, wanted, person);
  const auto all_that_decides =
      key_of(platform)
          .then(key_of(datum.value))
          .then(key_of(person->of(datum.field)))
          .then(key_of(person->country))  // by which a number is read
          .of(static_cast<std::size_t>(datum.field) << 8U | static_cast<std::size_t>(datum.form));
  if (memory->right_hashes().find(all_that_decides) != nullptr) return {true, {}};
  auto told = explain_hash(traits, datum, wanted, person);
  if (told.ok == true && told.why.empty()) memory->right_hashes().try_emplace(all_that_decides);
  return told;
}

namespace {

/// Whether a value is the right hash of somebody else's address or number.
bool is_anothers(const TrackedEvent& event, const UserDatum& datum, const Context& context) {
  if (datum.field != UserField::email && datum.field != UserField::phone) return false;
  const std::string digest = digest_of(datum);
  const Customer* own = context.customer(event);
  const auto fits = [&](const Customer& other) {
    return &other != own &&
           std::ranges::any_of(right_texts(traits_of(event.platform.view()), datum.field, other),
                               [&](const std::string& text) { return sha256_hex(text) == digest; });
  };
  const Evidence& evidence = context.evidence();
  std::size_t tried = 0;
  for (const auto& shopper : evidence.shoppers) {
    if (++tried <= kMaxOthers && fits(shopper.customer)) return true;
  }
  for (const auto& order : evidence.orders) {
    if (++tried <= kMaxOthers && fits(order.customer)) return true;
  }
  return false;
}

}  // namespace

Explanation explain(const TrackedEvent& event, const UserDatum& datum, const Context& context) {
  Explanation told =
      explain(event.platform.view(), datum, context.customer(event), context.memory());
  const bool nobodys = told.ok == false && told.why.starts_with(kNobodys);
  if (nobodys && is_anothers(event, datum, context))
    told.why = "hash of another shopper's " + std::string(text(datum.field));
  return told;
}

void explain_people(Evidence& evidence) {
  std::vector<std::vector<Explanation>> all(evidence.events.size());
  {
    const Context context(evidence);
    for (std::size_t i = 0; i < evidence.events.size(); ++i) {
      const TrackedEvent& event = evidence.events[i];
      for (const auto& datum : event.user_data) all[i].push_back(explain(event, datum, context));
    }
  }
  for (std::size_t i = 0; i < evidence.events.size(); ++i) {
    for (std::size_t j = 0; j < all[i].size(); ++j) {
      UserDatum& datum = evidence.events[i].user_data[j];
      datum.ok = all[i][j].ok;
      datum.why = std::move(all[i][j].why);
    }
  }
}

}  // namespace tagproof
