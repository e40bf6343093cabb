#include "harness/model/emission.h"

#include <algorithm>

namespace tagproof {
namespace {

constexpr std::array<std::string_view, kFields> kPaths{"event_id",
                                                       "order_id",
                                                       "value",
                                                       "currency",
                                                       "tax",
                                                       "shipping",
                                                       "coupon",
                                                       "time",
                                                       "account",
                                                       "test_code",
                                                       "page.url",
                                                       "page.referrer",
                                                       "ids.client_id",
                                                       "ids.session_id",
                                                       "ids.fbp",
                                                       "ids.fbc",
                                                       "ids.gclid",
                                                       "ids.gbraid",
                                                       "ids.wbraid",
                                                       "ids.click_id",
                                                       "ids.browser_id",
                                                       "user_data.email",
                                                       "user_data.phone",
                                                       "user_data.first_name",
                                                       "user_data.last_name",
                                                       "user_data.street",
                                                       "user_data.city",
                                                       "user_data.region",
                                                       "user_data.zip",
                                                       "user_data.country",
                                                       "user_data.external_id",
                                                       "user_data.ip",
                                                       "user_data.user_agent"};
static_assert(static_cast<std::size_t>(Field::user_agent) + 1 == kFields);

}  // namespace

std::string to_text(const Scalar& value) {
  if (const auto* t = std::get_if<std::string>(&value)) return *t;
  if (const auto* d = std::get_if<Decimal>(&value)) return d->text();
  return std::get<bool>(value) ? "true" : "false";
}

std::string_view path(Field field) { return kPaths[static_cast<std::size_t>(field)]; }

std::optional<Field> read_field(std::string_view wanted) {
  const auto it = std::ranges::find(kPaths, wanted);
  if (it == kPaths.end()) return std::nullopt;
  return static_cast<Field>(it - kPaths.begin());
}

Field field_of(UserField field) {
  return static_cast<Field>(static_cast<std::size_t>(Field::email) +
                            static_cast<std::size_t>(field));
}

Field field_of(IdField field) {
  return static_cast<Field>(static_cast<std::size_t>(Field::client_id) +
                            static_cast<std::size_t>(field));
}

std::string Emission::text(Field f) const {
  const auto& value = field(f);
  return value ? to_text(*value) : std::string{};
}

}  // namespace tagproof
