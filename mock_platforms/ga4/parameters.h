#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The dictionary of browser hits (`/g/collect`): every parameter that open parsers and captures
/// describe. What the event has a place for is decoded; the rest is opaque, and kept as evidence.
namespace tagproof::ga4 {

/// Those that something is read from, in no order; `opaque` stands last.
enum class Key : std::uint8_t {
  version,
  stream,
  event_name,
  client,
  user,
  session,
  session_count,
  session_engaged,
  first_visit,
  session_start,
  new_session,
  engagement,
  external,
  key_event,
  debug,
  page_load,
  hit_count,
  currency,
  page_url,
  page_referrer,
  page_title,
  gcs,
  gcd,
  gcu,
  dma,
  dma_services,
  npa,
  cookie_label,
  tcf,
  user_data,
  streamed,
  opaque
};
inline constexpr auto kReadKeys = static_cast<std::size_t>(Key::opaque);

enum class Form : std::uint8_t { text, flag, number };

struct Parameter {
  std::string_view name{};
  std::string_view means{};
  Key key = Key::opaque;
  Form form = Form::text;
};

/// Sorted by name. `sst.*`, `ep.*`, `epn.*`, `up.*`, `upn.*` and `pr1` … are patterns, not rows.
std::span<const Parameter> parameters();
/// Null: nobody has described it.
const Parameter* find_parameter(std::string_view name);

}  // namespace tagproof::ga4
