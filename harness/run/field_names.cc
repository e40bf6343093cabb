#include <algorithm>
#include <string>

#include "harness/run/redaction.h"

namespace tagproof {
namespace {

struct Habit {
  std::string_view name{};  // lower case, letters and digits only
  UserField field{};
};
constexpr Habit kHabits[] = {
    {"email", UserField::email},
    {"emailaddress", UserField::email},
    {"mail", UserField::email},
    {"phone", UserField::phone},
    {"phonenumber", UserField::phone},
    {"telephone", UserField::phone},
    {"tel", UserField::phone},
    {"mobile", UserField::phone},
    {"firstname", UserField::first_name},
    {"givenname", UserField::first_name},
    {"fname", UserField::first_name},
    {"lastname", UserField::last_name},
    {"familyname", UserField::last_name},
    {"surname", UserField::last_name},
    {"lname", UserField::last_name},
    {"street", UserField::street},
    {"address1", UserField::street},
    {"addressline1", UserField::street},
    {"streetaddress", UserField::street},
    {"city", UserField::city},
    {"town", UserField::city},
    {"zip", UserField::zip},
    {"zipcode", UserField::zip},
    {"postcode", UserField::zip},
    {"postalcode", UserField::zip},
    {"customerid", UserField::external_id},
    {"clientip", UserField::ip},
    {"ipaddress", UserField::ip},
    {"clientipaddress", UserField::ip},
};

}  // namespace

std::optional<UserField> field_of_name(std::string_view name) {
  // The last part says what it is: "billing[first_name]", "customer.email".
  while (name.ends_with(']')) name.remove_suffix(1);
  const auto start = name.find_last_of("[.");
  if (start != std::string_view::npos) name.remove_prefix(start + 1);
  std::string plain;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') plain.push_back(static_cast<char>(c - 'A' + 'a'));
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain.push_back(c);
  }
  const auto* const found = std::ranges::find(kHabits, plain, &Habit::name);
  return found == std::end(kHabits) ? std::nullopt : std::optional(found->field);
}

}  // namespace tagproof
