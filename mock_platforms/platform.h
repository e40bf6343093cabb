#pragma once

#include <concepts>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/seed.h"
#include "harness/base/time.h"
#include "harness/model/emission.h"
#include "harness/model/event.h"
#include "harness/model/target.h"
#include "harness/model/words.h"
#include "harness/wire/message.h"
#include "mock_platforms/traits.h"

/// What a platform is: a function of (request, its state, now), said in tables first and in
/// functions where a table cannot say it. It reads no clock and no socket. The shared engine
/// (engine.h) does what all platforms do.
namespace tagproof {

class JsonDocument;  // harness/wire/json.h

/// What breaking a rule does. refuse: a visible error; drop: accepted and never counted; warn:
/// counted and said. accept: a decision that is no defect (deduplicated, unconsented, mirrored).
enum class RuleSeverity : std::uint8_t { refuse, drop, warn, accept };
std::string_view text(RuleSeverity severity);

/// One decision of a platform: a limit, a name rule, an error code, a window, an identifier.
/// `tagproof list rules`.
struct Rule {
  std::string_view id{};    // "meta.purchase.value-missing"
  std::string_view text{};  // what it says, for people
  RuleSeverity severity{};
  Confidence confidence = Confidence::documented;
  std::string_view source{};  // URL
  std::string_view read{};    // when the source was read: "2026-09"
  std::string_view tests{};   // names of tests or examples, separated by spaces
  int code = 0;               // the platform's own error code, and sub-code
  int subcode = 0;
};

/// A rule that a request or one of its events touches.
struct Observation {
  const Rule* rule{};
  int event = -1;       // index into Decoded::events; -1: the whole request
  std::string field{};  // the wire's path: "data[0].event_time"
  std::string
      detail{};  // what stood there, for a message; may hold personal data: masked when shown
  std::optional<std::size_t> offset{};  // byte of the body
};

/// A secret in a request (a token, an api secret): its own text, to be replaced wherever it stands,
/// and where it was met ("query.access_token").
struct Secret {
  std::string where{};
  std::string value{};
};

/// `place`: "query", "headers", "body".
inline Secret secret_in(std::string_view place, std::string_view name, std::string value) {
  std::string where;
  where.reserve(place.size() + 1 + name.size());
  where.append(place).append(".").append(name);
  return {std::move(where), std::move(value)};
}

/// The names under which a platform's requests hold secrets, beside the headers that are
/// everyone's.
struct SecretNames {
  std::span<const std::string_view> query{};
  std::span<const std::string_view> headers{};
  std::span<const std::string_view> body{};  // of a form, or of the JSON object that the body is
};

/// A hit, read: its canonical events and every rule about its text that it breaks. Judgement that
/// needs state or time comes in accept().
struct Decoded {
  Channel channel = Channel::browser;
  std::vector<TrackedEvent> events{};
  std::vector<Observation> observations{};
  bool counts =
      true;  // false: validation only (GA4 debug, validateOnly): nothing enters the ledger
  std::string endpoint{};  // which of the platform's endpoints took it: "mp", "debug", "collect",
                           // "capi", "tr" …
  std::string decode_error{};  // why the body could not be read: "at byte 17: …"
  /// The body as decoding has read it, for the answer; null: it isn't JSON or wasn't kept.
  std::shared_ptr<const JsonDocument> body{};
  std::vector<std::string>
      secrets{};  // fingerprints of the tokens it carried, for accept() to compare with accounts
  /// What stands under Platform::secret_names, where decoding has met it all; none: it is looked
  /// for.
  std::optional<std::vector<Secret>> carried{};
  void observe(const Rule& rule, int event = -1, std::string field = {}, std::string detail = {},
               std::optional<std::size_t> offset = {}) {
    observations.push_back({&rule, event, std::move(field), std::move(detail), offset});
  }
};

/// A behaviour that sources leave open (or that a shop may want stricter): named, with the
/// documented value as default.
struct Setting {
  std::string_view id{};  // "meta.same_source_repeats"
  std::string_view text{};
  std::string_view values{};  // "count dedup"; empty: free text
  std::string_view by_default{};
  std::string_view source{};
};

/// The settings in force: a platform's defaults under what target.yaml says.
class Settings {
 public:
  Settings() = default;
  explicit Settings(std::map<std::string, std::string, std::less<>> given)
      : given_(std::move(given)) {}
  /// What was given for it, else its default.
  [[nodiscard]] std::string_view of(const Setting& setting) const {
    const auto it = given_.find(setting.id);
    return it == given_.end() ? setting.by_default : std::string_view(it->second);
  }

 private:
  std::map<std::string, std::string, std::less<>> given_{};
};

/// What the engine remembers of an earlier event with an equal key.
struct Earlier {
  TimePoint received{};
  Channel channel{};
  bool has_event_id = false;
  int said = 0;                // how much it said (richness, dedup.h), of what stands now
  bool merged = false;         // a twin was merged into it already
  std::size_t conversion = 0;  // index of the ledger entry it counts as
  CaptureId capture{};
};

/// Which of two copies the platform keeps. The first one received is `counted` and the later one
/// `deduplicated` whoever wins; a later winner puts its value and its ids in the conversion's
/// place.
enum class Wins : std::uint8_t {
  first,
  enriched,  // the first, with what only the later one has
  browser,   // the browser's copy, also when it comes second (LinkedIn)
  richer     // the one that says more, the first of equals (Reddit)
};

/// Which channels' events meet under a key.
enum class Meets : std::uint8_t { any, across_channels, browser_then_server };

/// One way in which a platform takes two events for one. Tried in the table's order; the first that
/// finds a partner decides. The later event is the one that isn't counted; `wins` says whose data
/// stay.
struct DedupRule {
  Rule rule{};  // severity accept
  /// Writes the event's key, without its account and name, which always belong to it; false: it has
  /// none.
  bool (*key)(const TrackedEvent&, const Settings&, std::string& key){};
  Meets meets = Meets::any;
  std::optional<Duration> window{};  // from the first event with that key; absent: no end
  Wins wins = Wins::first;
  /// A further condition on the pair; null: none.
  bool (*applies)(const TrackedEvent& later, const Earlier& earlier, const Settings&){};
  /// Which canonical events it covers; null: all that the platform counts.
  bool (*covers)(const TrackedEvent&){};
  /// The key includes account and platform's name of the event unless false (GA4 purchases: a
  /// property's streams).
  bool with_account = true;
  /// Ties the several requests of one conversion together (TrackedEvent::mirror); comes before
  /// consent.
  bool fan_out = false;
};

/// A conversion as it stands after later hits: what adjustments look for.
struct Conversion {
  std::string account{};
  std::string action{};
  std::string order_id{};
  std::string currency{};
  EventName name{};
  Channel channel{};
  Decimal value{};  // as it stands now
  Decimal first_value{};
  TimePoint received{};
  std::optional<TimePoint> time{};      // when it happened, as said; a browser's by its own clock
  std::optional<TimePoint> restated{};  // the newest adjustment's time
  bool retracted = false;
  Attributable attributable = Attributable::none;
  CaptureId capture{};
};

/// How many server purchases carried a key to match by, and how many of these in the right form:
/// tagproof's own figure, told in percent and never as a score (design.md section 6).
struct KeyCoverage {
  std::string_view key{};  // the word of the contract's user_data: "email"
  std::int64_t sent = 0;
  std::int64_t valid = 0;  // of the sent
};
struct Coverage {
  std::int64_t server_purchases = 0;  // from the server, counted or merged
  std::vector<KeyCoverage> keys{};    // none where there was no server purchase
};

/// What a platform remembers of a session beside conversions and twins, for what it tells of it
/// (Meta's Dataset Quality API). Bounded, whatever comes.
class PlatformNotes {
 public:
  virtual ~PlatformNotes() = default;
  /// One hit, its events' outcomes set.
  virtual void note(const Decoded& settled, TimePoint now) = 0;
  [[nodiscard]] virtual Coverage key_coverage() const { return {}; }
};

/// A platform's memory within one session, as its accept() may ask it. Read-only there; the engine
/// writes.
class PlatformState {
 public:
  virtual ~PlatformState() = default;
  [[nodiscard]] virtual const Settings& settings() const = 0;
  /// The configured accounts; empty: every id and token exists.
  [[nodiscard]] virtual std::span<const Account> accounts() const = 0;
  /// The newest conversion of that order id; `action` empty: whatever its action. Valid until the
  /// next call.
  [[nodiscard]] virtual const Conversion* conversion(std::string_view order_id,
                                                     std::string_view action = {}) const = 0;
  /// When a thing of a kind ("client", "session") was first met on this platform's browser channel.
  [[nodiscard]] virtual std::optional<TimePoint> first_seen(std::string_view kind,
                                                            std::string_view value) const = 0;
  /// What the platform's own `notes` holds; null: it keeps none.
  [[nodiscard]] virtual const PlatformNotes* notes() const { return nullptr; }
};

/// One endpoint, for routing and `list platforms`.
struct Endpoint {
  std::string_view id{};  // "collect"
  Channel channel{};
  std::string_view method{};  // "POST", "GET POST"
  std::string_view hosts{};   // globs separated by spaces: "www.google-analytics.com
                              // region1.google-analytics.com"
  std::string_view path{};    // a glob: "/v*/*/events"
  std::string_view query{};   // a needed query parameter, "v=2"; empty: none
  std::string_view source{};
};

/// The seeded word of which an answer's trace ids are made. Most answers have none: it is drawn
/// where one is written.
class Nonce {
 public:
  /// The stream's next letters, which it has passed then.
  explicit Nonce(RandomStream& stream) : from_(stream) { stream.skip(kLetters); }
  /// A given word.
  template <std::convertible_to<std::string> Word>
  Nonce(Word&& word)  // NOLINT(google-explicit-constructor): it stands for itself
      : from_(std::string(std::forward<Word>(word))) {}
  [[nodiscard]] std::string text() const {
    const auto* given = std::get_if<std::string>(&from_);
    return given != nullptr ? *given : RandomStream(std::get<RandomStream>(from_)).token(kLetters);
  }

 private:
  static constexpr int kLetters = 24;
  std::variant<RandomStream, std::string> from_;
};

/// What the mock says in a transport-level answer when the body was cut by a limit or the platform
/// is disturbed.
struct AnswerContext {
  TimePoint now{};
  const Nonce& nonce;
};

/// A canonical event that a relay passes on, made of a hit that it took.
struct Relayed {
  CaptureId from{};  // the hit that it took
  Emission emission{};
  Duration delay{};
};

struct Platform {
  std::string_view id{};
  std::string_view title{};
  std::string_view
      real_host{};  // the host that a base-URL or prefix address is mapped back to, by default
  PlatformTraits traits{};  // what other rooms must know of it
  std::span<const Endpoint> endpoints{};
  std::span<const Rule> rules{};
  std::span<const DedupRule> dedup{};
  std::span<const Setting> settings{};
  bool relay = false;  // passes on what it takes, and counts nothing itself (collector/)
  bool refuses_whole_request =
      true;  // false: a refused event leaves the others of its request alone

  /// Raw hit -> canonical events and the rules about its text that it breaks.
  Decoded (*decode)(const Request&, const Endpoint&, const Settings&){};
  /// Adds what state and time decide.
  void (*accept)(Decoded&, const PlatformState&, TimePoint now){};
  /// The rule by which the event isn't counted for want of consent; null: it is consented. No
  /// function: the wire has no consent that the platform would obey.
  const Rule* (*unconsented)(const TrackedEvent&, const Settings&){};
  /// What the real endpoint would say; the events' outcomes are set.
  Response (*answer)(const Request&, const Endpoint&, const Decoded&, const PlatformState&,
                     const AnswerContext&){};
  /// Canonical event -> the requests that the real tag or a right server integration sends (several
  /// where one conversion fans out); examples/ hold foreign clients' hits, so that both can't be
  /// wrong alike.
  std::vector<Request> (*encode)(const Emission&){};
  SecretNames secret_names{};
  /// "looks like GA4: `v=2`, `tid=G-…`" for an unmapped request that looks like this platform's; ""
  /// otherwise.
  std::string (*looks_like)(const Request&){};
  /// Whether the event's value enters the sums (GA4: a value sent as text is no revenue); null: any
  /// value that can be read does.
  bool (*has_revenue)(const TrackedEvent&, const Settings&){};
  /// Fresh notes for a session; null: the platform keeps none.
  std::unique_ptr<PlatformNotes> (*notes)(){};
};

}  // namespace tagproof
