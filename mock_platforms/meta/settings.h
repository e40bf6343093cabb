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

inline constexpr Setting kAppSecret{
    "meta.app_secret",
    "The app's secret, to verify appsecret_proof by; with none only its form is judged", "", "none",
    "https://github.com/facebook/facebook-python-business-sdk"};
inline constexpr Setting kAnswerError{
    "meta.answer_error",
    "Answers every call of the Conversions API with an error that load or state would decide: its "
    "code, with its sub-code where it has several",
    "none 1 2 3 10 102 294 341 368 5000 21009 4-1504022 4-1504039 17-2446079 613-1487742 "
    "613-5044001 80000 80003 80004 80014 100-34 100-38 190-460 190-463 html",
    "none",
    "https://developers.facebook.com/documentation/ads-commerce/marketing-api/error-reference"};

inline constexpr Setting kSettings[] = {
    kSameSourceRepeats, kIdsDifferSamePerson, kFutureTolerance, kTokenMissing, kActionSourceMissing,
    kInvalidValue,      kInvalidCurrency,     kAppSecret,       kAnswerError,
};

}  // namespace tagproof::meta
