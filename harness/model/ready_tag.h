#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/contract.h"
#include "harness/model/emission.h"
#include "harness/model/tagging.h"
#include "harness/model/target.h"
#include "harness/model/template.h"

/// Rows of tagging.yaml, ready to fire: whoever fires them (the shop, the collector) says what
/// their placeholders stand for.
namespace tagproof {

/// A row with its templates parsed.
struct ReadyTag {
  const Tag* tag{};
  Condition condition{};
  std::vector<std::pair<Field, Template>> fields{};
  std::optional<Template> items{};
  std::vector<std::pair<std::string, Template>> consent{};  // "ad_storage" -> granted | denied
  std::vector<std::pair<std::string, Template>> raw{};
};

/// Borrows the tag. An error names it, its line and the template: files/ refuses such a file
/// before.
Result<ReadyTag> ready_tag(const Tag& tag);

/// Sets what the tag says: fields, items, consent, raw names, and the account by the contract's
/// destinations where it names none.
void fill(Emission& out, const ReadyTag& ready, const Lookup& lookup, const Contract* contract);

/// The platform's own name for the tag's event: the tag's, else the contract's; a Google Ads
/// adjustment goes to the purchase's conversion action.
std::string platform_name(const Tag& tag, const Contract& contract);

/// Sets a field that the tag left out, when there is something to set.
void set_if_any(Emission& emission, Field field, const std::string& value);

/// A made-up token, where the target names no account of the platform.
inline constexpr std::string_view kTestToken = "test-token";

/// The token or api secret that a server sends for an account.
std::string secret_for(const TargetConfig& target, const PlatformId& platform,
                       std::string_view account);

/// Takes out of an emission what may not leave under its `allowed` and its signals: user data,
/// click ids, ids of the client. The encoders guard once more.
void withhold(Emission& emission);

}  // namespace tagproof
