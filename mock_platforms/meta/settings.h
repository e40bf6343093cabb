#pragma once

#include "mock_platforms/platform.h"

/// What Meta's sources leave open, each with the documented or the careful value as default.
namespace tagproof::meta {

inline constexpr Setting kSameSourceRepeats{
    "meta.same_source_repeats",
    "Two browser hits, or two server events, with one event id: count both, or take the second for "
    "a repeat",
    "count dedup", "count",
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/"
    "deduplicate-pixel-and-server-events"};
inline constexpr Setting kIdsDifferSamePerson{
    "meta.dedup_ids_differ_same_person",
    "A browser and a later server event of one fbp or external_id whose event ids differ",
    "count dedup", "count",
    "https://developers.facebook.com/docs/marketing-api/conversions-api/dataset-quality-api"};
inline constexpr Setting kFutureTolerance{
    "meta.future_tolerance", "How far ahead of the server's clock an event_time may be", "", "300s",
    "https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event"};
inline constexpr Setting kTokenMissing{
    "meta.token_missing",
    "A server event without any access token; `accept` is for recordings that had theirs taken out",
    "refuse accept", "refuse",
    "https://developers.facebook.com/documentation/ads-commerce/marketing-api/error-reference"};
inline constexpr Setting kActionSourceMissing{
    "meta.action_source_missing",
    "A server event without action_source: documented as required, older senders omit it",
    "refuse accept", "refuse",
    "https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event"};
inline constexpr Setting kInvalidValue{
    "meta.invalid_value", "A server Purchase whose value is no number or negative", "accept refuse",
    "accept", "https://www.facebook.com/business/help/490934944618455"};
inline constexpr Setting kInvalidCurrency{
    "meta.invalid_currency", "A server Purchase whose currency isn't of ISO 4217", "accept refuse",
    "accept", "https://www.facebook.com/business/help/490934944618455"};

inline constexpr Setting kSettings[] = {
    kSameSourceRepeats,   kIdsDifferSamePerson, kFutureTolerance, kTokenMissing,
    kActionSourceMissing, kInvalidValue,        kInvalidCurrency,
};

}  // namespace tagproof::meta
