#include "harness/judge/place_names.h"

#include <algorithm>
#include <array>
#include <span>

#include "harness/base/text.h"

namespace tagproof {
namespace {

struct Place {
  std::string_view name{};
  std::string_view code{};
};
// ISO 3166-1, for the countries whose calling codes identity.cc knows, in the names that forms
// offer.
constexpr auto kCountries = std::to_array<Place>({{"united states", "us"},
                                                  {"united states of america", "us"},
                                                  {"usa", "us"},
                                                  {"canada", "ca"},
                                                  {"germany", "de"},
                                                  {"deutschland", "de"},
                                                  {"austria", "at"},
                                                  {"österreich", "at"},
                                                  {"switzerland", "ch"},
                                                  {"schweiz", "ch"},
                                                  {"united kingdom", "gb"},
                                                  {"great britain", "gb"},
                                                  {"france", "fr"},
                                                  {"spain", "es"},
                                                  {"españa", "es"},
                                                  {"italy", "it"},
                                                  {"italia", "it"},
                                                  {"netherlands", "nl"},
                                                  {"nederland", "nl"},
                                                  {"belgium", "be"},
                                                  {"luxembourg", "lu"},
                                                  {"denmark", "dk"},
                                                  {"danmark", "dk"},
                                                  {"sweden", "se"},
                                                  {"sverige", "se"},
                                                  {"norway", "no"},
                                                  {"norge", "no"},
                                                  {"finland", "fi"},
                                                  {"suomi", "fi"},
                                                  {"poland", "pl"},
                                                  {"polska", "pl"},
                                                  {"czech republic", "cz"},
                                                  {"czechia", "cz"},
                                                  {"slovakia", "sk"},
                                                  {"hungary", "hu"},
                                                  {"portugal", "pt"},
                                                  {"ireland", "ie"},
                                                  {"greece", "gr"},
                                                  {"romania", "ro"},
                                                  {"bulgaria", "bg"},
                                                  {"croatia", "hr"},
                                                  {"slovenia", "si"},
                                                  {"estonia", "ee"},
                                                  {"latvia", "lv"},
                                                  {"lithuania", "lt"},
                                                  {"japan", "jp"},
                                                  {"australia", "au"},
                                                  {"new zealand", "nz"},
                                                  {"brazil", "br"},
                                                  {"brasil", "br"},
                                                  {"mexico", "mx"},
                                                  {"méxico", "mx"},
                                                  {"india", "in"}});
// ISO 3166-2:US and :CA, as Meta's parameter builder maps them.
// Source: https://github.com/facebook/capi-param-builder (nodejs/capi-param-builder/src/piiUtil)
constexpr auto kStates = std::to_array<Place>({{"alabama", "al"},
                                               {"alaska", "ak"},
                                               {"arizona", "az"},
                                               {"arkansas", "ar"},
                                               {"california", "ca"},
                                               {"colorado", "co"},
                                               {"connecticut", "ct"},
                                               {"delaware", "de"},
                                               {"district of columbia", "dc"},
                                               {"florida", "fl"},
                                               {"georgia", "ga"},
                                               {"hawaii", "hi"},
                                               {"idaho", "id"},
                                               {"illinois", "il"},
                                               {"indiana", "in"},
                                               {"iowa", "ia"},
                                               {"kansas", "ks"},
                                               {"kentucky", "ky"},
                                               {"louisiana", "la"},
                                               {"maine", "me"},
                                               {"maryland", "md"},
                                               {"massachusetts", "ma"},
                                               {"michigan", "mi"},
                                               {"minnesota", "mn"},
                                               {"mississippi", "ms"},
                                               {"missouri", "mo"},
                                               {"montana", "mt"},
                                               {"nebraska", "ne"},
                                               {"nevada", "nv"},
                                               {"new hampshire", "nh"},
                                               {"new jersey", "nj"},
                                               {"new mexico", "nm"},
                                               {"new york", "ny"},
                                               {"north carolina", "nc"},
                                               {"north dakota", "nd"},
                                               {"ohio", "oh"},
                                               {"oklahoma", "ok"},
                                               {"oregon", "or"},
                                               {"pennsylvania", "pa"},
                                               {"rhode island", "ri"},
                                               {"south carolina", "sc"},
                                               {"south dakota", "sd"},
                                               {"tennessee", "tn"},
                                               {"texas", "tx"},
                                               {"utah", "ut"},
                                               {"vermont", "vt"},
                                               {"virginia", "va"},
                                               {"washington", "wa"},
                                               {"west virginia", "wv"},
                                               {"wisconsin", "wi"},
                                               {"wyoming", "wy"},
                                               {"alberta", "ab"},
                                               {"british columbia", "bc"},
                                               {"manitoba", "mb"},
                                               {"new brunswick", "nb"},
                                               {"newfoundland and labrador", "nl"},
                                               {"northwest territories", "nt"},
                                               {"nova scotia", "ns"},
                                               {"nunavut", "nu"},
                                               {"ontario", "on"},
                                               {"prince edward island", "pe"},
                                               {"quebec", "qc"},
                                               {"québec", "qc"},
                                               {"saskatchewan", "sk"},
                                               {"yukon", "yt"}});

std::string_view code_of(std::span<const Place> places, std::string_view name) {
  const std::string lower = lower_utf8(trim(name));
  const auto it = std::ranges::find(places, std::string_view(lower), &Place::name);
  return it == places.end() ? std::string_view() : it->code;
}

}  // namespace

std::string_view country_code(std::string_view name) { return code_of(kCountries, name); }

std::string_view state_code(std::string_view name) { return code_of(kStates, name); }

}  // namespace tagproof
