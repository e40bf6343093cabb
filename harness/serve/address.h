#pragma once

#include <string>
#include <string_view>

#include "harness/wire/message.h"
#include "harness/wire/url.h"

namespace tagproof {

/// The session that requests without `/s/{id}` belong to.
inline constexpr std::string_view kDefaultSession = "default";

/// Where a request to the server goes: whose session, and whether it is the server's own business.
struct ServedAddress {
  enum class Kind {
    hit,      // a platform's, or nobody's
    control,  // under /_tagproof
    end,      // DELETE /s/{id}
    page      // "/": what a browser is shown
  };
  Kind kind = Kind::hit;
  std::string session{kDefaultSession};
  std::string endpoint{};  // control: "captures"
  Params query{};          // control
};

/// Reads the address of a request as a listener received it and takes `/s/{id}` off its url, so
/// that every path works below a session.
ServedAddress read_address(Request& request);

/// Whether the control API may answer: the Host is a loopback name, and no page of another origin
/// asks (a name that its owner points at 127.0.0.1 is no loopback name).
bool may_control(const Request& request);

/// Takes our own port out of an address that stayed a loopback one: no loopback port is recorded.
void drop_loopback_port(Request& request);

}  // namespace tagproof
