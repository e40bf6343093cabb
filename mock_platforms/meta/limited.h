#pragma once

#include <optional>
#include <string_view>

/// Limited Data Use: the places that Meta's data processing options know.
/// Source:
/// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/data-processing-options
/// (the Conversions API's own page still lists California only).
namespace tagproof::meta {

struct LimitedPlace {
  int code = 0;
  std::string_view place{};
};
inline constexpr LimitedPlace kLimitedCountries[] = {{0, "where Meta places the shopper"},
                                                     {1, "United States"}};
inline constexpr LimitedPlace kLimitedStates[] = {
    {0, "where Meta places the shopper"},
    {1000, "California"},
    {1001, "Colorado"},
    {1002, "Connecticut"},
    {1003, "Florida"},
    {1004, "Oregon"},
    {1005, "Texas"},
    {1006, "Montana"},
    {1007, "Delaware"},
    {1008, "Nebraska"},
    {1009, "New Hampshire"},
    {1010, "New Jersey"},
    {1011, "Minnesota"},
    {1012, "Maryland"},
    {1013, "Rhode Island"},
};

}  // namespace tagproof::meta
