#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/judge/context.h"
#include "harness/judge/person_memory.h"
#include "harness/wire/values.h"

/// Whose data stand where in the captures.
namespace tagproof {
namespace {

// Of one capture and kind (digests, values of user-data fields, all else): who fills a batch with
// a thousand addresses is told of the first.
constexpr std::size_t kMaxSightings = 24;

/// Parts of requests in which nobody's data stand. A visit's hits share most of theirs (agent, ids,
/// page, consent), and none has to be looked at twice; nor has what hits of other evidence had.
class CleanParts {
 public:
  explicit CleanParts(NobodysParts& nobodys) : nobodys_(nobodys) {}

  /// The parts of this hit come next.
  void begin(const Capture& capture) {
    const auto is_of = [&](const Kind& kind) {
      return kind.platform == capture.platform.view() && kind.channel == capture.channel;
    };
    auto it = std::ranges::find_if(kinds_, is_of);
    if (it == kinds_.end())
      it = kinds_.insert(it, {.platform = capture.platform.view(), .channel = capture.channel});
    kind_ = static_cast<std::size_t>(it - kinds_.begin());
    parts_.clear();
    parts_.reserve(kUsual);
    next_ = 0;
  }
  /// All its parts came; `seen`: how much was found in it.
  void end(std::size_t seen) {
    end_part(seen);
    std::swap(kinds_[kind_].parts, parts_);
  }

  /// Whether the part is to be looked at; `seen`: how much was found before it.
  bool wants(std::string_view name, std::string_view raw, std::size_t seen) {
    end_part(seen);
    const Part part{raw, name};
    parts_.push_back(part);
    if (was_in_last(part)) return false;
    const auto key = key_of(part);
    if (nobodys_.contains(key)) return false;
    open_ = key;
    seen_before_ = seen;
    is_nobodys_ = true;
    return true;
  }
  /// A value of the part that is open may be somebody's.
  void doubt() { is_nobodys_ = false; }

 private:
  struct Part {
    std::string_view raw{};
    std::string_view name{};
    bool operator==(const Part&) const = default;
  };
  /// Hits of one kind have their parts in one order: most are found where the last hit had them.
  struct Kind {
    std::string_view platform{};
    std::optional<Channel> channel{};
    std::vector<Part> parts{};  // of its last hit; empty ones are somebody's
  };
  /// So many parts of the last hit may be gone or others, and the next ones are still found.
  static constexpr std::size_t kAhead = 6;
  static constexpr std::size_t kUsual = 40;  // parts of a hit

  bool was_in_last(const Part& part) {
    const auto& last = kinds_[kind_].parts;
    const auto end = std::min(last.size(), next_ + kAhead);
    for (auto i = next_; i < end; ++i) {
      if (last[i] != part) continue;
      next_ = i + 1;
      return true;
    }
    return false;
  }
  /// The part that is open was looked at.
  void end_part(std::size_t seen) {
    if (!open_) return;
    if (seen != seen_before_) {
      parts_.back() = {};  // no part is like this one
    } else if (is_nobodys_) {
      nobodys_.add(*open_);
    }
    open_.reset();
  }

  static Key128 key_of(const Part& part) {
    const auto raw = tagproof::key_of(part.raw);
    return part.name.empty() ? raw : tagproof::key_of(part.name).then(raw);
  }

  NobodysParts& nobodys_;  // whoever's hits they were in
  std::vector<Kind> kinds_{};
  std::size_t kind_ = 0;       // of the hit at hand
  std::vector<Part> parts_{};  // of it; the last one may be open
  std::size_t next_ = 0;       // where the last hit's parts are gone through
  std::optional<Key128> open_{};
  bool is_nobodys_ = false;  // the open one, so far
  std::size_t seen_before_ = 0;
};

/// Looks for people in one capture.
class CaptureSearch {
 public:
  CaptureSearch(const Capture& capture, const std::vector<const TrackedEvent*>& events,
                std::vector<Sighting>& sightings)
      : capture_(capture), events_(events), sightings_(sightings) {}

  /// `everyone`: the people, and perhaps more.
  void look(const PersonSearch& people, const ProductWords& products, const PersonSearch& everyone,
            CleanParts& clean) {
    clean.begin(capture_);
    each_value(
        capture_.request,
        [&](const ValuePlace& place, std::string_view value) {
          const auto name = name_of(place);
          if (!everyone.may_be_in(value, name)) return;
          clean.doubt();
          for (auto& data : people.in(value, name, products)) {
            const bool own_field = is_of_a_field(value);
            std::size_t& seen = data.hashed ? hashed_ : own_field ? in_fields_ : elsewhere_;
            if (++seen > kMaxSightings) continue;
            sightings_.push_back(
                {&capture_, std::move(data), text(place), in_page_address(place), own_field});
          }
        },
        [&](std::string_view name, std::string_view raw) {
          return clean.wants(name, raw, seen());
        });
    clean.end(seen());
  }

 private:
  [[nodiscard]] std::size_t seen() const { return hashed_ + in_fields_ + elsewhere_; }

  bool is_of_a_field(std::string_view value) {
    if (!fields_) {
      fields_.emplace();
      for (const TrackedEvent* event : events_) {
        for (const auto& datum : event->user_data) fields_->insert(trim(datum.value));
      }
    }
    return fields_->contains(trim(value));
  }

  const Capture& capture_;
  const std::vector<const TrackedEvent*>& events_;
  std::vector<Sighting>& sightings_;
  std::optional<std::unordered_set<std::string_view>> fields_{};
  std::size_t hashed_ = 0, in_fields_ = 0, elsewhere_ = 0;
};

}  // namespace

const std::vector<Sighting>& Context::sightings() const {
  if (sightings_) return *sightings_;
  sightings_.emplace();
  if (people().knows_nobody()) return *sightings_;
  const auto own = memory_ == nullptr ? std::make_unique<NobodysParts>() : nullptr;
  CleanParts clean(own != nullptr ? *own : memory_->nobodys());
  const PersonSearch& everyone = memory_ == nullptr ? people() : memory_->everyone();
  for (const auto& capture : evidence_.captures) {
    CaptureSearch(capture, events_of(capture.id), *sightings_)
        .look(people(), products_, everyone, clean);
  }
  return *sightings_;
}

}  // namespace tagproof
