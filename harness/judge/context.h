#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "harness/judge/check.h"
#include "harness/judge/obligations.h"
#include "harness/judge/person_search.h"
#include "harness/judge/platform_facts.h"
#include "harness/model/evidence.h"
#include "harness/model/finding.h"

/// The evidence, indexed once: which order, shopper, attempt and capture an event belongs to. What
/// checks look things up in, so that none of them searches.
namespace tagproof {

/// How an event was told to belong to its order.
enum class IdMatch : std::uint8_t {
  none,        // to no order
  exact,       // its order id is the form that the contract wants
  other_form,  // another form by which the order is known
  near,        // equal after trimming, case, a leading '#', zeros or the path of a GID
  event_id,    // it carries no order id, and its event id is the order's
  attempt      // only the harness knows: the id on the wire is absent or nobody's
};

/// A shopper's consent as it was when something was sent.
struct ConsentNow {
  ConsentChoice choice{};
  std::string_view region{};
  bool gpc = false;
};

/// What is known of a page by the address that hits name it by: a visit's hits share a few.
struct NamedPage {
  std::string_view text{};
  std::string_view host{};  // empty: none can be read
  bool is_sandbox = false;  // a pixel sandbox's own in place of the page's
  // Of the contract's shop; both false without one.
  bool is_live = false;
  bool is_test = false;
  /// For Context::personal_in().
  mutable std::optional<std::vector<PersonalData>> personal{};
};

/// What the context knows of one event.
struct EventFacts {
  const PlatformFacts* platform{};
  const Capture* capture{};
  const Attempt* attempt{};      // null: nobody told the harness
  const OrderEvidence* order{};  // null: of none that is known
  IdMatch match = IdMatch::none;
  const ShopperTruth* shopper{};  // null: unknown
  bool mirror = false;            // of a fan-out: says nothing of its own
  const NamedPage* page{};        // null: it names none
  const NamedPage* referrer{};    // the same
  /// By which it went: the shopper's own at the moment of sending, else what is stored with the
  /// order. Absent: nobody knows, and rules about it are not judged.
  std::optional<ConsentNow> consent{};
};

/// One order with what came of it.
struct OrderEvidence {
  const Order* order{};  // null: no backend orders were given; the events share an id on the wire
  OrderId id{};
  Countable countable{};
  const ShopperTruth* shopper{};
  const PageTruth* page{};
  std::vector<const TrackedEvent*>
      events{};  // purchases and refunds in order of arrival, no mirrors
  std::vector<const Attempt*> attempts{};
  std::vector<Obligation> obligations{};
  std::vector<PlatformId> platforms{};  // that owe something or sent something, sorted
  std::vector<Standing> standings{};    // of these

  /// Of one platform and name; channel left out: both.
  [[nodiscard]] std::vector<const TrackedEvent*> of(std::string_view platform, EventName name,
                                                    std::optional<Channel> channel = {}) const;
};

/// A known person's data somewhere in a hit.
struct Sighting {
  const Capture* capture{};
  PersonalData data{};
  std::string where{};  // "query parameter ep.login"
  bool in_page_address = false;
  bool in_own_field = false;  // the value of a user-data field that the platform reads
};

class Context {
 public:
  /// `memory`: of the people of other evidence; null: there is none.
  explicit Context(const Evidence& evidence, PersonMemory* memory = nullptr);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  [[nodiscard]] const Evidence& evidence() const { return evidence_; }
  /// Null: judged by platforms and law alone.
  [[nodiscard]] const Contract* contract() const { return evidence_.contract.get(); }
  /// Backend orders in their order; where none are known, groups of events that share an order id.
  [[nodiscard]] const std::vector<OrderEvidence>& orders() const { return orders_; }
  /// `event` must be one of the evidence's own.
  [[nodiscard]] const EventFacts& facts(const TrackedEvent& event) const {
    return facts_[static_cast<std::size_t>(&event - evidence_.events.data())];
  }
  [[nodiscard]] const Capture* capture(const CaptureId& id) const;
  /// The events of one capture, in order.
  [[nodiscard]] const std::vector<const TrackedEvent*>& events_of(const CaptureId& id) const;
  [[nodiscard]] const ShopperTruth* shopper(std::string_view name) const;
  /// The order by any form of its id, exact; null: none.
  [[nodiscard]] const OrderEvidence* order(std::string_view any_form) const;
  /// What is known of the person behind an event; null: nobody.
  [[nodiscard]] const Customer* customer(const TrackedEvent& event) const;

  /// Who is known: every shopper, every order's customer.
  [[nodiscard]] const PersonSearch& people() const { return *people_; }
  /// Null: there is none.
  [[nodiscard]] PersonMemory* memory() const { return memory_; }
  /// Whose data stands where, in all captures, in their order; looked for once, when first asked.
  [[nodiscard]] const std::vector<Sighting>& sightings() const;

  /// What stands in clear in a page's address, each field once: of who is known, and anybody's
  /// e-mail address. Looked for when first asked. `page` must be one of the facts' own.
  [[nodiscard]] const std::vector<PersonalData>& personal_in(const NamedPage& page) const;

  /// What several checks of one file ask for, worked out when the first of them asks: one for each
  /// type.
  template <class Make>
  const std::invoke_result_t<Make, const Context&>& once(Make make) const {
    using Made = std::invoke_result_t<Make, const Context&>;
    const std::type_index type = typeid(Made);
    const auto it = std::ranges::find(once_, type, &Once::first);
    if (it != once_.end()) return *static_cast<const Made*>(it->second.get());
    auto made = std::make_shared<const Made>(make(*this));
    const auto& is = *made;
    once_.emplace_back(type, std::move(made));
    return is;
  }

  /// By which field a platform tells two purchases for one: the contract's word, else the
  /// platform's habit: "transaction_id", "order_id" or "event_id".
  [[nodiscard]] std::string_view dedup_key(std::string_view platform) const;
  /// The total that `value` must equal for an order on a platform; absent when not known.
  [[nodiscard]] std::optional<Decimal> expected_value(const Order& order,
                                                      std::string_view platform) const;

  [[nodiscard]] const PlatformFacts& platform(std::string_view id) const;
  /// The consent by which something of an order goes; absent: nobody knows.
  [[nodiscard]] std::optional<ConsentNow> consent_of(const OrderEvidence& order,
                                                     std::optional<TimePoint> at) const;
  /// What the law says, as the contract has it: there must be one.
  [[nodiscard]] RegionLaw law_of(std::string_view region) const;
  /// What the contract lets leave under a consent; `ignore_gpc`: as if the signal weren't there.
  [[nodiscard]] Allowed allowed_for(const PlatformFacts& platform, const ConsentNow& consent,
                                    bool ignore_gpc = false) const;
  [[nodiscard]] Allowed allowed_for(std::string_view id, const ConsentNow& consent) const {
    return allowed_for(platform(id), consent);
  }
  /// Whether the consent stored with the order lost what the shopper had chosen.
  [[nodiscard]] bool consent_lost(const OrderEvidence& order) const;

  /// Whether `due` lies ahead, so that what is missing may still come.
  [[nodiscard]] bool may_still_come(std::optional<TimePoint> due) const;
  /// Purchases or refunds without any order id, of a platform's channel, that no order could be
  /// found for.
  [[nodiscard]] bool has_unattributed(std::string_view platform, Channel channel,
                                      EventName name) const;
  /// The shopper agreed to everything, went on, and yet no tag of any platform fired since.
  [[nodiscard]] bool no_tag_since_grant(const ShopperTruth& shopper) const {
    return no_tag_since_grant_ == &shopper;
  }
  /// The choice never reached the browser's tags: none fired, or they still say denied. Then tags
  /// that wait for it aren't missing by their own fault.
  [[nodiscard]] bool grant_not_applied(const ShopperTruth& shopper) const;
  /// The capture's account as the target configures it; null: not configured.
  [[nodiscard]] const Account* account(const TrackedEvent& event) const;

 private:
  void learn_people();
  std::shared_ptr<const PersonSearch> remembered_people();
  void index_orders();
  void index_captures();
  void index_attempts();
  /// `likely`: what it may well be; null: nobody knows.
  const NamedPage* page_address(const Observed<std::string>& address, const NamedPage* likely);
  [[nodiscard]] std::vector<PersonalData> find_personal_in(std::string_view address) const;
  void attribute();
  std::size_t order_of_event(const TrackedEvent& event, EventFacts& facts);
  bool find_no_tag_since_grant(const ShopperTruth& shopper) const;
  bool owes_a_browser_event(const StepRecord& step) const;
  void note_browser_event(const ShopperTruth* shopper, TimePoint time);
  std::size_t group(const TrackedEvent& event, EventFacts& facts);
  struct OfCapture;
  const Attempt* find_attempt(const TrackedEvent& event, const OfCapture& known) const;
  [[nodiscard]] std::optional<ConsentNow> consent_by(const TrackedEvent& event,
                                                     const EventFacts& facts) const;

  const Evidence& evidence_;
  std::vector<OrderEvidence> orders_{};
  std::vector<EventFacts> facts_{};
  /// What an id of a capture stands for.
  struct OfCapture {
    const Capture* capture{};  // null: there is none of that id
    std::vector<const TrackedEvent*> events{};
    std::vector<const Attempt*> attempts{};
  };
  std::unordered_map<std::string_view, OfCapture> captures_{};
  std::unordered_map<std::string_view, const ShopperTruth*> shoppers_{};
  std::unordered_map<std::string_view, const PageTruth*> pages_{};
  std::unordered_map<std::string_view, std::size_t> order_ids_{};  // every exact form
  std::unordered_map<std::string, std::size_t> near_ids_{};        // forms after normalising
  struct Kind {
    std::string_view platform{};
    Channel channel{};
    EventName name{};
    bool operator==(const Kind&) const = default;
  };
  std::vector<Kind> unattributed_{};               // kinds, not events: a handful
  mutable std::deque<PlatformFacts> platforms_{};  // that were asked for
  mutable std::vector<std::pair<std::string_view, RegionLaw>> laws_{};
  std::unordered_map<const ShopperTruth*, TimePoint> last_browser_event_{};
  PersonMemory* memory_;
  std::shared_ptr<const PersonSearch> people_{};
  ProductWords products_{};
  mutable std::optional<std::vector<Sighting>> sightings_{};
  std::unordered_map<std::string_view, NamedPage> addresses_{};
  using Once = std::pair<std::type_index, std::shared_ptr<const void>>;
  mutable std::vector<Once> once_{};
  const ShopperTruth* no_tag_since_grant_ = nullptr;
  std::unordered_set<const ShopperTruth*> held_back_{};  // who granted what browser hits deny
};

/// The form of an id that survives trimming, case, a leading '#', leading zeros and a GID's path:
/// "gid://shop/Order/1001", " #01001" -> "1001".
std::string normalised_id(std::string_view id);

/// What a check says of a violation; the collector adds the check's own columns and the owner.
struct Draft {
  PlatformId platform{};
  std::optional<Channel> channel{};
  std::optional<Sender> sender{};
  OrderId order{};
  std::string message{};
  std::string expected{};
  std::string actual{};
  std::optional<AtStake> at_stake{};
  std::string_view rule{};  // a platform rule that decided
  std::optional<Confidence> confidence{};
  std::vector<CaptureId> captures{};
  std::string hint{};  // empty: the check's fix
  std::optional<TimePoint> due{};
  std::optional<Layer> layer{};        // empty: by channel, else the check's
  std::optional<Severity> severity{};  // empty: the check's
};
/// A draft that points at one event: platform, channel, sender, order and capture are its own.
Draft draft_of(const TrackedEvent& event, const Context& context);

class Findings {
 public:
  explicit Findings(const Contract* contract) : contract_(contract) {}

  /// Whose findings come next.
  void set_check(const Check& check) { check_ = &check; }
  /// Adds it. One that says the same of the same order and platform joins the first: its captures
  /// are added, so that a mistake on both channels is one finding.
  void add(Draft draft);
  /// Says that the current check could not be judged, and why; once for each reason.
  void not_judged(std::string_view why);

  /// Whether an error of another area speaks of this platform (and order; empty: any) already:
  /// sums keep quiet where a finer check has explained the difference.
  [[nodiscard]] bool explains(std::string_view platform, std::string_view order = {}) const;

  [[nodiscard]] std::vector<Finding> take_sorted();
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> take_not_judged();

 private:
  const Contract* contract_{};
  const Check* check_{};
  std::vector<Finding> findings_{};
  std::unordered_map<std::string, std::size_t> by_text_{};
  std::vector<std::pair<std::string, std::string>> not_judged_{};
};

}  // namespace tagproof
