#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/judge/context.h"
#include "harness/wire/values.h"

/// Whose data stand where in the captures.
namespace tagproof {
namespace {

// Of one capture and kind (digests, values of user-data fields, all else): who fills a batch with
// a thousand addresses is told of the first.
constexpr std::size_t kMaxSightings = 24;

/// Parts of requests in which nobody's data stand. A visit's hits share most of theirs (agent, ids,
/// page, consent), and none has to be looked at twice.
class CleanParts {
 public:
  /// Whether the part is to be looked at; `seen`: how much was found before it.
  bool wants(std::string_view name, std::string_view raw, std::size_t seen) {
    end(seen);
    const Part part{name, raw};
    // Hits of one kind have their parts in one order: most are found behind the last one.
    if (next_ < parts_.size() && parts_[next_] == part) {
      ++next_;
      return false;
    }
    const auto [it, is_new] = places_.try_emplace(part, parts_.size());
    // Another value than in the hit before; what comes next is likely as there.
    next_ = (is_new ? next_ : it->second) + 1;
    if (!is_new) return false;
    parts_.push_back(part);
    is_open_ = true;
    seen_before_ = seen;
    return true;
  }
  /// The part that is open was looked at.
  void end(std::size_t seen) {
    if (is_open_ && seen != seen_before_) {
      places_.erase(parts_.back());
      parts_.pop_back();
    }
    is_open_ = false;
  }

 private:
  using Part = std::pair<std::string_view, std::string_view>;
  struct Hash {
    std::size_t operator()(const Part& part) const noexcept {
      return TextHash{}(part.second) + part.first.size();
    }
  };
  std::vector<Part> parts_{};  // the last one may be open
  std::unordered_map<Part, std::size_t, Hash> places_{};
  std::size_t next_ = 0;  // where the next part is looked for first
  bool is_open_ = false;
  std::size_t seen_before_ = 0;
};

/// Looks for people in one capture.
class CaptureSearch {
 public:
  CaptureSearch(const Capture& capture, const std::vector<const TrackedEvent*>& events,
                std::vector<Sighting>& sightings)
      : capture_(capture), events_(events), sightings_(sightings) {}

  void look(const PersonSearch& people, CleanParts& clean) {
    each_value(
        capture_.request,
        [&](const ValuePlace& place, std::string_view value) {
          for (auto& data : people.in(value, name_of(place))) {
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
  CleanParts clean;
  for (const auto& capture : evidence_.captures)
    CaptureSearch(capture, events_of(capture.id), *sightings_).look(people_, clean);
  return *sightings_;
}

}  // namespace tagproof
