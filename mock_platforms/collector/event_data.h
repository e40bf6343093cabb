#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/model/template.h"
#include "harness/wire/url.h"
#include "mock_platforms/platform.h"

namespace tagproof::collector {

/// One event as a server container holds it: common event data under Google's names
/// ("transaction_id", "page_location", "user_data.email_address"), what no tag may change as
/// "x-ga-…". Absent keys aren't there.
/// Source: https://developers.google.com/tag-platform/tag-manager/server-side/common-event-data
struct EventData {
  std::string name{};
  std::optional<EventName> event{};
  std::vector<std::pair<std::string, TemplateValue>> values{};
  ConsentSignals consent{};
  bool gpc = false;
  bool dma = false;
  TimePoint received{};

  /// Null when the event has no such key.
  [[nodiscard]] const TemplateValue* find(std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view key) const;
  /// Answers the placeholders `event.…` of tagging.yaml ("event.fbp" is "x-fb-ck-fbp"); every other
  /// name is unknown to a container.
  [[nodiscard]] TemplateValue operator()(std::string_view placeholder) const;
  [[nodiscard]] TemplateValue operator()(const PlaceholderRow& asked) const {
    return (*this)(asked.name);
  }
};

/// The parameters of the address.
Params query_of(const Request& request);

/// The events of a hit that the GA4 client claims, each a run of its own.
std::vector<EventData> read_events(const Request& request, const Settings& settings, TimePoint now);

}  // namespace tagproof::collector
