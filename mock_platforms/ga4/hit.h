#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/wire/message.h"
#include "harness/wire/param_views.h"
#include "mock_platforms/ga4/event_param.h"
#include "mock_platforms/ga4/parameters.h"

/// A browser hit's parameters, sorted once by what the dictionary says of them.
namespace tagproof::ga4 {

/// What a server says in the query of Measurement Protocol.
inline constexpr std::string_view kSecretParameter = "api_secret";

/// `ep.name` and `up.name` are text, `epn.name` and `upn.name` numbers.
struct PageParam {
  std::string_view name{};
  const std::string_view* value{};
  bool number = false;
  EventParam known = EventParam::other;
};

/// So many parameters of the page's own are read of a list (GA4 takes 25 of an event), and so many
/// lines of a body: no sender decides how long reading takes.
inline constexpr std::size_t kMaxPageParams = 100;
inline constexpr std::size_t kMaxItemParams = 400;
inline constexpr std::size_t kMaxLines = 1000;

/// One list: the query, or one line of the body. Holds views into the pairs it is made of.
struct ParamList {
  explicit ParamList(const ParamViews& params);

  std::array<const std::string_view*, kReadKeys> known{};
  std::vector<PageParam> event{};     // ep., epn.
  std::vector<PageParam> property{};  // up., upn.
  std::vector<std::pair<int, const std::string_view*>> items{};
  std::size_t event_count = 0, property_count = 0;  // all of them, read or not
  const std::string_view* unknown{};                // the first that the dictionary doesn't hold
  const std::string_view* bad_flag{};               // the first flag that is neither 1 nor 0
  const std::string_view* bad_number{};
  bool has_secret = false;  // a server's, by its name
};

/// One event: a line over what the query shares. The line's keys win.
class Hit {
 public:
  Hit(const ParamList& shared, const ParamList& line) : shared_(shared), line_(line) {}

  [[nodiscard]] const std::string_view* find(Key key) const {
    const auto at = static_cast<std::size_t>(key);
    return line_.known[at] != nullptr ? line_.known[at] : shared_.known[at];
  }
  [[nodiscard]] std::string_view text(Key key) const {
    const auto* found = find(key);
    return found == nullptr ? std::string_view{} : *found;
  }
  /// The event's parameter of that name; a number wins over text in one list.
  [[nodiscard]] const PageParam* event_param(EventParam name) const;

  /// Each of the event's own parameters, once.
  template <class Visit>
  void each_event_param(Visit visit) const {
    for (const auto& param : line_.event) visit(param);
    for (const auto& param : shared_.event) {
      if (!has(line_.event, param)) visit(param);
    }
  }
  template <class Visit>
  void each_property(Visit visit) const {
    for (const auto& param : line_.property) visit(param);
    for (const auto& param : shared_.property) {
      if (!has(line_.property, param)) visit(param);
    }
  }
  /// The items by number, the line's before the query's of the same number.
  [[nodiscard]] std::vector<std::pair<int, const std::string_view*>> items() const;

  [[nodiscard]] const ParamList& shared() const { return shared_; }
  [[nodiscard]] const ParamList& line() const { return line_; }

 private:
  static bool has(const std::vector<PageParam>& list, const PageParam& param);
  const ParamList& shared_;
  const ParamList& line_;
};

}  // namespace tagproof::ga4
