#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "harness/wire/message.h"

/// Every value of a request, unwrapped as deep as it goes: percent-encoding (any number of times),
/// JSON in a form's value, an address in a parameter, base64 in a header. Each part is decoded
/// once, so the cost grows with the request's size alone.
namespace tagproof {

/// What a value stands in.
enum class Wrap : std::uint8_t {
  path,      // of the request's own address
  query,     // a parameter of it
  fragment,  // behind its '#'
  header,
  cookie,
  body,     // of the request, in a form that nobody knows
  field,    // of a form
  member,   // of a JSON object
  element,  // of a JSON array
  address,  // an address that is a value itself: a page's, a referrer
  base64,
  name  // the text is a name (of a parameter, a member), not a value
};

/// Where a value stands, from the inside out. Valid during the call that it is handed to.
struct ValuePlace {
  const ValuePlace* in{};
  Wrap wrap{};
  std::string_view name{};
  std::size_t index = 0;  // of an element
};

/// "query parameter ep.login", "data[0].custom_data.note in the body", "base64 in the header
/// X-User".
std::string text(const ValuePlace& place);
/// The nearest name around a value, "" when there is none: "note".
std::string_view name_of(const ValuePlace& place);
/// Whether the value stands in the address of a page: a value that is one, or the header Referer.
bool in_page_address(const ValuePlace& place);

/// At most this many wrappings within each other; what is deeper is looked at as it stands.
inline constexpr int kMaxWrappings = 10;

using ValueVisitor = std::function<void(const ValuePlace&, std::string_view value)>;
/// Called with each part of a request as it stands before it is unwrapped; false: the part is
/// passed over. A parameter and a member of a JSON body have their name in front, and come without
/// another; headers, cookies and the address's path (":path") have one. Both views live as long as
/// the request.
using PartFilter = std::function<bool(std::string_view name, std::string_view raw)>;
void each_value(const Request& request, const ValueVisitor& visit, const PartFilter& wants = {});
/// The same for one address that was taken from a hit, a page's or a referrer.
void each_value_of_address(std::string_view address, const ValueVisitor& visit);

}  // namespace tagproof
