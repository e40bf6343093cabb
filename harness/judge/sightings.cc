#include <bit>
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
  /// `memory`: null: there is no other evidence.
  explicit CleanParts(PersonMemory* memory) : memory_(memory) {}

  /// Whether the part is to be looked at; `seen`: how much was found before it.
  bool wants(std::string_view name, std::string_view raw, std::size_t seen) {
    end(seen);
    const Part part{name, raw};
    // Hits of one kind have their parts in one order: most are found behind the last one.
    if (next_ < parts_.size() && parts_[next_] == part) {
      ++next_;
      return false;
    }
    const auto key = key_of(part);
    const auto [place, is_new] = places_.try_emplace(key, parts_.size());
    // Another value than in the hit before; what comes next is likely as there.
    next_ = (is_new ? next_ : *place) + 1;
    if (!is_new) return parts_[*place] != part;
    parts_.push_back(part);
    if (memory_ != nullptr && memory_->is_nobodys(key)) return false;
    open_ = key;
    seen_before_ = seen;
    is_nobodys_ = true;
    return true;
  }
  /// A value of the part that is open may be somebody's.
  void doubt() { is_nobodys_ = false; }
  /// The part that is open was looked at.
  void end(std::size_t seen) {
    if (!open_) return;
    if (seen != seen_before_) {
      parts_.back() = {};  // no part is like this one
    } else if (memory_ != nullptr && is_nobodys_) {
      memory_->add_nobodys(*open_);
    }
    open_.reset();
  }

 private:
  using Part = std::pair<std::string_view, std::string_view>;

  static Key128 key_of(const Part& part) {
    const auto name = tagproof::key_of(part.first), value = tagproof::key_of(part.second);
    return {value.a ^ std::rotl(name.a, 1), value.b ^ std::rotl(name.b, 1)};
  }

  PersonMemory* memory_;
  std::vector<Part> parts_{};       // the last one may be open
  KeyTable<std::size_t> places_{};  // of parts, by key
  std::size_t next_ = 0;            // where the next part is looked for first
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
  void look(const PersonSearch& people, const PersonSearch& everyone, CleanParts& clean) {
    each_value(
        capture_.request,
        [&](const ValuePlace& place, std::string_view value) {
          const auto name = name_of(place);
          if (!everyone.may_be_in(value, name)) return;
          clean.doubt();
          for (auto& data : people.in(value, name)) {
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
  if (people_.knows_nobody()) return *sightings_;
  CleanParts clean(memory_);
  const PersonSearch& everyone = memory_ == nullptr ? people_ : memory_->everyone();
  for (const auto& capture : evidence_.captures)
    CaptureSearch(capture, events_of(capture.id), *sightings_).look(people_, everyone, clean);
  return *sightings_;
}

}  // namespace tagproof
