#include "mock_platforms/google_ads/ingest_destinations.h"

#include <algorithm>
#include <utility>

#include "harness/base/ascii.h"
#include "mock_platforms/google_ads/ingest_shape.h"
#include "mock_platforms/google_ads/joined.h"
#include "mock_platforms/google_ads/members.h"
#include "mock_platforms/google_ads/rules.h"

namespace tagproof::google_ads {
namespace {

constexpr std::size_t kMaxDestinations = 10;  // source: kIngestLimits

class DestinationsReader {
 public:
  explicit DestinationsReader(Decoded& hit) : hit_(hit) {}

  std::vector<Destination> read(JsonView all) {
    if (all.size() == 0)
      hit_.observe(rule("google_ads.ingest.destinations-missing"), -1, "destinations");
    if (all.size() > kMaxDestinations)
      hit_.observe(rule("google_ads.ingest.too-many-destinations"), -1, "destinations",
                   std::to_string(all.size()));
    destinations_.reserve(std::min(all.size(), kMaxDestinations));
    for (const auto& one : all) {
      if (destinations_.size() == kMaxDestinations) break;
      read_one(one);
    }
    return std::move(destinations_);
  }

 private:
  /// Of the destination at hand: made where something is observed, since most requests are right.
  [[nodiscard]] std::string path(std::string_view field) const {
    return joined({"destinations[", std::to_string(destinations_.size()), "].", field});
  }

  void read_one(JsonView json) {
    Destination to;
    std::string storage;
    const MembersOf<kDestination> members(json);
    to.reference = said(members["reference"], storage);
    const auto account = members["operatingAccount"];
    if (!account.is(JsonKind::object)) {
      hit_.observe(rule("google_ads.ingest.operating-account-missing"), -1,
                   path("operating_account"));
    } else {
      read_account(to, account);
    }
    to.action = said(members["productDestinationId"], storage);
    if (to.action.empty()) {
      hit_.observe(rule("google_ads.ingest.action-missing"), -1, path("product_destination_id"));
    } else if (!to.analytics && !is_digits(to.action)) {
      hit_.observe(rule("google_ads.ingest.action-form"), -1, path("product_destination_id"),
                   to.action);
    }
    const bool twice = !to.reference.empty() &&
                       std::ranges::find(destinations_, to.reference, &Destination::reference) !=
                           destinations_.end();
    if (twice)
      hit_.observe(rule("google_ads.ingest.reference-twice"), -1, path("reference"), to.reference);
    destinations_.push_back(std::move(to));
  }

  void read_account(Destination& to, JsonView account) {
    const MembersOf<kProductAccount> members(account);
    std::string storage;
    const auto kind = members["accountType"];
    const auto type = said(says(kind) ? kind : members["product"], storage);
    to.analytics = type == "GOOGLE_ANALYTICS_PROPERTY";
    if (!to.analytics && type != "GOOGLE_ADS")
      hit_.observe(rule("google_ads.ingest.account-type"), -1,
                   path("operating_account.account_type"), std::string(type));
    const auto id = said(members["accountId"], storage);
    if (!is_digits(id))
      hit_.observe(rule("google_ads.ingest.account-id"), -1, path("operating_account.account_id"),
                   std::string(id));
    to.account = joined({"customers/", id});
  }

  Decoded& hit_;
  std::vector<Destination> destinations_{};
};

}  // namespace

std::vector<Destination> read_destinations(Decoded& hit, JsonView all) {
  return DestinationsReader(hit).read(all);
}

}  // namespace tagproof::google_ads
