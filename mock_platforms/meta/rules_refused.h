#pragma once

#include "mock_platforms/meta/rule_rows.h"
#include "mock_platforms/meta/sources.h"

/// What Graph refuses, in the order in which it looks: of several, the first row answers. The
/// whole request is lost. Source of that: kApi ("the entire request").
namespace tagproof::meta {

inline constexpr Rule kRefused[] = {
    refuse("meta.version.missing",
           "The path begins with a version: the Marketing API has no unversioned edge", kVersioning,
           {.code = 2635}),
    refuse("meta.method", "The edge takes POST only: no reading, no deleting of events",
           kEventsEdge, {.code = 100}),
    refuse("meta.token.missing",
           "A server event needs an access token, in query, form, JSON body or Bearer header",
           kErrors, {.code = 104, .confidence = Confidence::assumed}),
    refuse("meta.token.unknown", "A token that no configured account has is refused with 401",
           kErrors, {.code = 190, .confidence = Confidence::observed}),
    refuse("meta.appsecret-proof.invalid",
           "appsecret_proof is the token's HMAC-SHA256 in hex under the app's secret "
           "(meta.app_secret; without it only the form is judged)",
           kPythonSdk, {.code = 100, .confidence = Confidence::observed}),
    refuse("meta.pixel.unknown", "A pixel that doesn't exist, or that the token may not see",
           kErrors, {.code = 100, .subcode = 33}),
    refuse("meta.token.permission", "A token of another account has no permission for this pixel",
           kRudderStack, {.code = 200, .confidence = Confidence::observed}),
    refuse("meta.quality.dataset-missing", "The Dataset Quality API needs dataset_id",
           kDatasetQuality, {.code = 100}),
    refuse("meta.quality.field-unknown",
           "The Dataset Quality API refuses a field that it doesn't have: it is "
           "dedupe_key_feedback, not dedup_key_feedback",
           kDatasetQuality, {.code = 100, .confidence = Confidence::observed}),
    refuse("meta.body.unreadable", "The body is neither JSON nor a form that can be read", kApi,
           {.code = 100}),
    refuse("meta.data.missing", "`data` must be an array with at least one event", kApi,
           {.code = 100}),
    refuse("meta.data.too-many", "At most 1,000 events in one request", kApi, {.code = 100}),
    refuse("meta.event.unreadable",
           "Every element of `data` is an event, or a JSON text that holds one", kApi,
           {.code = 100}),
    refuse("meta.event-name.missing", "event_name is required", kServerEvent, {.code = 100}),
    refuse("meta.event-time.missing",
           "event_time is required: whole seconds since 1970, as a number or its text",
           kServerEvent, {.code = 100}),
    refuse("meta.action-source.missing",
           "action_source is required (meta.action_source_missing decides)", kServerEvent,
           {.code = 100, .confidence = Confidence::assumed}),
    refuse("meta.action-source.unknown", "action_source is one of Meta's nine words", kServerEvent,
           {.code = 100, .confidence = Confidence::assumed}),
    refuse("meta.event-time.too-old", "event_time is at most 7 days old", kServerEvent,
           {.code = 100, .subcode = 2804003, .tests = "meta_rules_test capi-too-old"}),
    refuse("meta.event-time.too-old-in-store",
           "event_time of an event in a shop (physical_store) is at most 62 days old", kApi,
           {.code = 100, .subcode = 2804003}),
    refuse("meta.event-time.future",
           "event_time lies in the future by more than meta.future_tolerance; milliseconds do",
           kFutureTime, {.code = 100, .subcode = 2804004, .confidence = Confidence::observed}),
    refuse("meta.user-data.missing",
           "user_data is required, with at least one key that says "
           "something",
           kBestPractices, {.code = 100, .subcode = 2804050}),
    refuse("meta.user-data.too-broad",
           "user_data's keys are only of one of {ct country st zp ge client_user_agent}, "
           "{db client_user_agent}, {fn ge}, {ln ge}: too broad to match anybody",
           kBestPractices, {.code = 100, .subcode = 2804050}),
    refuse("meta.app.os-version-empty",
           "An app event's extinfo names the version of the operating system (its fifth element)",
           kEventsEdge, {.code = 100, .subcode = 2804043, .confidence = Confidence::observed}),
    refuse("meta.purchase.value-missing", "A server Purchase needs a value", kCustomData,
           {.code = 100, .subcode = 2804009}),
    refuse("meta.purchase.currency-missing", "A server Purchase needs a currency", kCustomData,
           {.code = 100, .subcode = 2804010}),
    refuse("meta.value.refused",
           "The same as meta.value.malformed and meta.value.negative, when meta.invalid_value says "
           "refuse",
           kDiagnostics, {.code = 100, .confidence = Confidence::assumed}),
    refuse("meta.currency.refused",
           "The same as meta.currency.invalid, when meta.invalid_currency says refuse",
           kDiagnostics, {.code = 100, .confidence = Confidence::assumed}),
    refuse("meta.batch",
           "One event that is refused loses its whole request: nothing of it is processed", kApi,
           {.tests = "meta_rules_test meta_accept_test"}),
};

}  // namespace tagproof::meta
