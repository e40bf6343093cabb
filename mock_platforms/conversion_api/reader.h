#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/wire/url.h"
#include "mock_platforms/conversion_api/api.h"
#include "mock_platforms/conversion_api/members.h"
#include "mock_platforms/conversion_api/wire_value.h"

namespace tagproof::conversion_api {

/// A hit, read by the rows of its endpoint's interface.
Decoded decode(const Api& api, const Request& request, const Endpoint& endpoint);

/// Where an event stands in its request.
struct EventPlace {
  std::string_view list{};  // empty: the body is the one event
  std::size_t index = 0;
  bool offsets = false;  // its bytes are the body's own
};

/// Reads one event; handed to Interface::also_read for what no row says.
class EventReader {
 public:
  EventReader(Decoded& hit, const Interface& face, EventPlace place = {})
      : hit_(hit), face_(face), place_(place) {
    constexpr std::size_t kUsualMembers = 24;
    said_.reserve(kUsualMembers);
  }

  /// The event, which is the hit's last.
  TrackedEvent& event() { return hit_.events.back(); }
  void add_datum(UserField field, std::string_view value, std::string wire, Hash hash);
  void observe(const Rule* rule, std::string_view field, JsonView at = {},
               std::string_view detail = {});

  void read(JsonView object);
  void read(const Params& pairs);

 private:
  // What the event says: event_reader.cc.
  struct Unknown {
    std::string_view in{};
    JsonView member{};
  };
  void read_member(const Member& member, const Wire& wire);
  void finish();
  void take(const Member& member, const Wire& wire);
  void take_data(const Member& member, const Wire& wire);
  void take_time(const Member& member, const Wire& wire);
  void take_consent(const Member& member, const Wire& wire);
  void take_list(const Member& member, const Wire& wire);
  void take_items(const Member& member, JsonView list);
  void take_item_ids(std::string_view text);
  void take_item(const MatchedMembers& members, TrackedItem& item);

  // What is wrong with it: event_checks.cc.
  void check_member(const Member& member, const Wire& wire, Types said);
  void check_known(const std::vector<Unknown>& unknown);
  void check_name();
  void check_money();
  void check_identity();
  [[nodiscard]] bool minds_unknown() const;
  [[nodiscard]] std::string place_text() const;

  Decoded& hit_;
  const Interface& face_;
  EventPlace place_{};
  struct {
    const Member* list{};  // whose element is read; null: none is
    std::size_t index = 0;
  } item_{};
  std::vector<std::string_view> said_{};  // keys of members that say something
};

}  // namespace tagproof::conversion_api
