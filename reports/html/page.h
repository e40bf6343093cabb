#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/model/run.h"
#include "reports/escape.h"
#include "reports/overview.h"

/// report.html: one self-contained file. Every text that isn't our own goes through text(); raw()
/// takes our own markup only.
namespace tagproof::reports {

class Html {
 public:
  Html& raw(std::string_view our_own) {
    out_.append(our_own);
    return *this;
  }
  Html& text(std::string_view foreign) {
    append_markup(out_, foreign);
    return *this;
  }
  Html& number(std::int64_t value) {
    fmt::format_to(std::back_inserter(out_), "{}", value);
    return *this;
  }
  /// "td class=num" opens <td class=num> and closes </td>.
  Html& element(std::string_view tag, std::string_view foreign) {
    raw("<").raw(tag).raw(">").text(foreign);
    return raw("</").raw(tag.substr(0, tag.find(' '))).raw(">");
  }
  Html& element(std::string_view tag, std::int64_t value) {
    raw("<").raw(tag).raw(">").number(value);
    return raw("</").raw(tag.substr(0, tag.find(' '))).raw(">");
  }
  [[nodiscard]] const std::string& str() const { return out_; }
  void reserve(std::size_t bytes) { out_.reserve(bytes); }

 private:
  std::string out_{};
};

/// The frame of a page: what every HTML report begins and ends with.
struct PageHead {
  bool right = true;
  std::string_view headline{};
  std::string_view contract{};
  std::vector<std::string> facts{};  // beside the contract's name
};
void begin_page(Html& html, const PageHead& head);
void end_page(Html& html, std::string_view note);

/// Anchors are made of positions, never of names: "j3" is the journey, "j3h2" its hit.
inline std::string journey_anchor(std::size_t journey) { return fmt::format("j{}", journey + 1); }
inline std::string hit_anchor(std::size_t journey, std::size_t hit) {
  return fmt::format("j{}h{}", journey + 1, hit + 1);
}
std::size_t position(const Run& run, const ScenarioResult& result);

/// "✓ right" as a badge: symbol, text and colour.
void write_badge(Html& html, std::string_view kind, std::string_view symbol, std::string_view text);
/// A table that scrolls by itself where the page is narrow. A column whose name begins with '#'
/// holds numbers.
void begin_table(Html& html, std::string_view kind, std::string_view caption,
                 std::span<const std::string_view> columns);
void begin_table(Html& html, std::string_view kind, std::string_view caption,
                 std::initializer_list<std::string_view> columns);
void end_table(Html& html);
/// A link to the check's or rule's source, when it is one.
void write_source(Html& html, std::string_view url);
std::string moment_text(std::string_view rfc3339);        // "2026-01-15 10:00 UTC"
std::string clock_text(TimePoint time, TimePoint start);  // "+2 s"
/// "Purchases recorded by Meta" for "conversions.meta".
std::string expectation_words(std::string_view expect);

std::string_view style();
std::string_view script();

void write_verdict(Html& html, const Run& run,
                   const Overview& all);  // what is right or wrong, at one glance
void write_problems(Html& html, const Run& run,
                    const Overview& all);                            // what is wrong, who must act
void write_matrix(Html& html, const Run& run, const Overview& all);  // journeys × platforms
void write_warnings(Html& html, const Run& run,
                    const Overview& all);         // warnings, notes, what was not judged
void write_journeys(Html& html, const Run& run);  // each with its evidence
void write_journey(Html& html, const Run& run, const ScenarioResult& result, std::size_t journey);

/// What the contract and the order say that a purchase must carry, where they say it.
struct Wanted {
  std::string name{}, order_id{}, currency{};
  std::optional<Decimal> value{};
};
Wanted wanted(const Evidence& evidence, const TrackedEvent& event, const Order* order);
/// A scenario's orders by every form in which their ids are known.
class OrderIndex {
 public:
  explicit OrderIndex(const std::vector<Order>& orders);
  [[nodiscard]] const Order* of(const TrackedEvent& event) const;

 private:
  std::unordered_map<std::string_view, const Order*> index_{};
};
std::string show_text(
    const Observed<std::string>& value);  // "(empty)", "(null)", "“59,80” (unreadable)"
std::string show_decimal(const Observed<Decimal>& value);
std::string money_text(const TrackedEvent& event);  // "50.25 EUR"; empty when it has no value
std::string items_text(const Observed<std::vector<TrackedItem>>& items);
void write_outcome(Html& html, Outcome outcome);

/// Of one journey this many hits are shown; run.json has them all.
inline constexpr std::size_t kMaxHits = 500;
/// One hit: what it was, what the platform made of it, decoded fields against contract and order,
/// raw payload.
void write_hit(Html& html, const ScenarioResult& result, const OrderIndex& orders,
               std::size_t journey, std::size_t hit,
               const std::vector<const TrackedEvent*>& events);
/// Browser against server, order by order, where there are two events or should be.
void write_channels(Html& html, const Evidence& evidence, const OrderIndex& orders);

}  // namespace tagproof::reports
