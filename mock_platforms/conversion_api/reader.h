#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/wire/url.h"
#include "mock_platforms/conversion_api/api.h"
#include "mock_platforms/conversion_api/wire_value.h"

namespace tagproof::conversion_api {

/// A hit, read by the rows of its endpoint's interface.
Decoded decode(const Api& api, const Request& request, const Endpoint& endpoint);

/// The token that a request carries in its query, to be replaced wherever it stands. Headers are
/// every platform's: the engine takes them out.
std::vector<Secret> secrets(const Api& api, const Request& request);

/// Reads one event; handed to Interface::also_read for what no row says.
class EventReader {
 public:
  EventReader(Decoded& hit, const Interface& face, std::string place, bool offsets)
      : hit_(hit), face_(face), place_(std::move(place)), offsets_(offsets) {}

  /// The event, which is the hit's last.
  TrackedEvent& event() { return hit_.events.back(); }
  void add_datum(UserField field, std::string value, std::string wire, Hash hash);
  void observe(const Rule* rule, std::string_view field, JsonView at = {},
               std::string_view detail = {});

  void read(JsonView object);
  void read(const Params& pairs);
  /// Takes a member of the request (account, test code) for this event too.
  void take(const Member& member, const Wire& wire);

 private:
  template <class Find>
  void read_members(const Find& find);
  void check_type(const Member& member, const Wire& wire);
  void take_data(const Member& member, const Wire& wire);
  void take_time(const Member& member, const Wire& wire);
  void take_items(const Member& member, JsonView list);
  void take_item_ids(std::string_view text);
  void check_known(JsonView object);
  void finish();
  void check_name();
  void check_money();
  void check_identity();

  Decoded& hit_;
  const Interface& face_;
  std::string place_{};
  struct {
    const Member* list{};  // whose element is read; null: none is
    std::size_t index = 0;
  } item_{};
  bool offsets_ = false;
  std::vector<std::string_view> said_{};  // keys of members that say something
};

}  // namespace tagproof::conversion_api
