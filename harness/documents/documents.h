#pragma once

#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/model/capture.h"
#include "harness/model/event.h"
#include "harness/model/evidence.h"
#include "harness/model/finding.h"
#include "harness/model/ledger.h"
#include "harness/model/order.h"
#include "harness/wire/json_writer.h"

/// The JSON forms of the nouns (formats.md B.2, B.3): one home for what run.json, captures.jsonl,
/// the control API and `check` write and read. Keys stand in the order of formats.md. A field that
/// is absent on the wire has no key, null is null, empty is "", and malformed stands with its raw
/// text and is named in `malformed`.
namespace tagproof {

/// B.2, one object. `session` names the key that holds `capture.scenario`: "scenario", or "session"
/// in serve.
void write_capture_members(JsonWriter& out, const Capture& capture,
                           std::string_view session = "scenario");
std::string capture_line(const Capture& capture,
                         std::string_view session = "scenario");  // without a line end

/// A line of captures.jsonl, of `serve --evidence FILE`. Keys in any order, unknown keys ignored,
/// `headers` as pairs or as an object, `time` may be missing; "scenario" or "session".
Result<Capture> read_capture(std::string_view json);

void write_event(JsonWriter& out, const TrackedEvent& event);
/// The numbers of one platform's ledger: `purchase` at the top, the others under `events`.
void write_ledger(JsonWriter& out, const Ledger& ledger);
void write_finding(JsonWriter& out, const Finding& finding);
/// {id, state, total, currency}: what B.3 shows of an order; never the customer.
void write_order(JsonWriter& out, const Order& order);

}  // namespace tagproof
