#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/time.h"
#include "harness/model/contract.h"
#include "harness/model/order.h"
#include "harness/model/step.h"
#include "harness/model/storefront.h"
#include "harness/model/tagging.h"
#include "harness/model/target.h"

namespace tagproof {

struct Shopper {
  std::string name{};  // empty: the only one
  std::string region{"DE"};
  ConsentChoice consent{};  // at the start; undecided unless said
  bool gpc = false;
  bool ad_blocker = false;
  bool returning = false;  // chose on an earlier visit; cookies are there
  bool staff = false;
  bool test_orders = false;  // pays with the gateway's test mode
  std::string currency{};    // empty: the shop's
  Customer customer{};       // email as typed: " Jane.Doe@Example.com "
  /// "gclid" -> "auto" (seeded) or the id itself.
  std::map<std::string, std::string, std::less<>> arrives_with{};
  bool operator==(const Shopper&) const = default;
};

/// One comparison of `expect.events` / `expect.hits` with a value on the wire.
struct Matcher {
  enum class Kind : std::uint8_t { equals, pattern, range, present, absent, same_as };
  Kind kind = Kind::equals;
  std::string value{};                // equals, pattern (regular expression), same_as (a reference)
  std::optional<Decimal> at_least{};  // range
  std::optional<Decimal> at_most{};
  bool operator==(const Matcher&) const = default;
};

struct ExpectedEvents {
  PlatformId platform{};
  std::optional<Channel> channel{};
  std::string name{};                   // canonical or the platform's own; empty: any
  std::optional<std::int64_t> count{};  // exactly
  std::vector<std::pair<std::string, Matcher>>
      fields{};  // event path ("value", "user_data.email.form") -> matcher
  int line = 0;
  bool operator==(const ExpectedEvents&) const = default;
};

struct ExpectedHits {
  PlatformId platform{};
  std::string method{};
  std::string path{};  // a glob
  std::vector<std::pair<std::string, Matcher>> headers{};
  std::vector<std::pair<std::string, Matcher>> query{};
  std::optional<int> status{};
  std::optional<std::int64_t> count{};
  int line = 0;
  bool operator==(const ExpectedHits&) const = default;
};

/// An expected value and the line that says it. (Not within Expectations: clang 16 fails on member
/// initializers of a class template within a class.)
template <class T>
struct ExpectedAt {
  T value{};
  int line = 0;
  bool operator==(const ExpectedAt&) const = default;
};

/// What must come of a journey (formats.md A.4 `expect:`). Every entry keeps its line.
struct Expectations {
  template <class T>
  using At = ExpectedAt<T>;
  std::vector<std::pair<OrderState, At<std::int64_t>>> orders{};
  std::vector<std::pair<std::string, At<std::int64_t>>>
      conversions{};  // platform -> purchases counted, less retracted
  std::vector<std::pair<std::string, At<std::int64_t>>> unconsented{};
  std::vector<std::pair<std::string, At<Decimal>>> value{};  // platform -> gross less refunded
  std::optional<At<std::vector<std::string>>> findings{};    // absent or empty list: none
  std::vector<ExpectedEvents> events{};
  std::vector<ExpectedHits> hits{};
  bool operator==(const Expectations&) const = default;
};

/// One scenario in one cell of its matrix, whole: `like:`, `override:` and `matrix:` are applied,
/// and the contract, storefront and tagging are those that it runs with.
struct Scenario {
  std::string name{};       // "consent[DE,basic]" with a cell
  std::string base_name{};  // "consent"
  std::string file{};       // as the user named it
  std::vector<std::pair<std::string, std::string>>
      cell{};  // "shopper.region" -> "DE", in matrix order
  std::string title{};
  std::string risk{};
  std::vector<std::string> tags{};
  std::vector<Shopper> shoppers{};
  std::vector<Step> journey{};
  std::vector<std::string> faults{};
  std::optional<TimePoint> starts{};
  Expectations expect{};
  Contract contract{};
  Storefront storefront{};
  Tagging tagging{};
  TargetConfig target{};  // accounts, hosts, settings

  [[nodiscard]] const Shopper& shopper(
      std::string_view by) const;  // by its name; the only one for ""
};

/// The files that were read, for run.json.
struct FileDigest {
  std::string path{};
  std::string sha256{};
  bool operator==(const FileDigest&) const = default;
};

struct Suite {
  std::vector<Scenario> scenarios{};
  std::vector<FileDigest> files{};
};

}  // namespace tagproof
