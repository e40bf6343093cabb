#pragma once

#include "mock_platforms/ga4/rules_mp.h"

/// Browser hits: nothing of it is documented; it is read from open parsers and captures.
namespace tagproof::ga4 {

inline constexpr Rule kCollectRules[] = {
    {"ga4.collect.version", "`v` is not 2: the hit is ignored", drop, observed, kParser, kRead,
     kTests},
    {"ga4.collect.stream-missing", "`tid` is missing: the hit is ignored", drop, observed, kParser,
     kRead, kTests},
    {"ga4.collect.stream-unknown", "`tid` is no configured stream: nothing is counted", drop,
     assumed, kParser, kRead, kTests},
    {"ga4.collect.client-missing", "`cid` is missing: the hit is ignored", drop, assumed, kParser,
     kRead, kTests},
    {"ga4.collect.name-missing", "`en` is missing: there is no event", drop, observed, kParser,
     kRead, kTests},
    {"ga4.collect.answered-204",
     "any hit is answered 204 without a body, its page's origin allowed", accept, observed,
     kCaptures, kRead, kTests},
    {"ga4.collect.streamed", "`richsstsse` asks for a streamed answer: 204 all the same", accept,
     assumed, kCaptures, kRead, kTests},
    {"ga4.collect.batch", "each line of the body is an event; the query is what they share", accept,
     observed, kParser, kRead, kTests},
    {"ga4.collect.line-wins", "a key of the line wins over the same key of the query", accept,
     observed, kItemParser, kRead, kTests},
    {"ga4.collect.line-without-name", "a line without `en` is no event", warn, observed,
     kItemParser, kRead, kTests},
    {"ga4.collect.too-many-lines",
     "only the first 1,000 lines of a body are read (a tag sends a few)", warn, assumed, kParser,
     kRead, kTests},
    {"ga4.collect.unknown-parameter",
     "a parameter that nobody has described: it is taken, and kept", accept, observed, kParser,
     kRead, kTests},
    {"ga4.collect.flag-form", "a flag (`seg`, `_fv`, `_ss`, `_dbg` …) is 1 or 0", warn, assumed,
     kParser, kRead, kTests},
    {"ga4.collect.number-form", "`_p`, `_s`, `sid`, `sct`, `_et` are whole numbers", warn, assumed,
     kParser, kRead, kTests},
    {"ga4.collect.session-start",
     "`_ss` and `_fv`: the first hit of a session, of a visitor; GA4 makes its own events of it",
     accept, assumed, kParser, kRead, kTests},
    {"ga4.collect.debug-mode", "`_dbg` is set: the event shows in DebugView, and is counted",
     accept, observed, kParser, kRead, kTests},
};

}  // namespace tagproof::ga4
