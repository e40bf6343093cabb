#pragma once

#include <string>
#include <string_view>

#include "mock_platforms/platform.h"

/// First-party cookies, as the container reads and writes them.
namespace tagproof::collector {

/// "" when the request carries no such cookie.
std::string cookie(const Request& request, std::string_view name);

/// Whose event it is: FPID before the hit's own `cid`, by the setting `collector.client_id`.
/// `may_store`: analytics_storage is not denied.
std::string client_id(const Request& request, std::string_view cid, bool may_store,
                      const Settings& settings);

/// The Set-Cookie lines of an answer: FPID where it isn't there yet, and FPLC, its linker.
/// `token` is opaque and seeded.
std::vector<std::string> new_cookies(const Request& request, std::string_view cid,
                                     const Settings& settings, std::string_view token);

}  // namespace tagproof::collector
