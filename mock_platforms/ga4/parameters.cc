#include "mock_platforms/ga4/parameters.h"

#include <algorithm>
#include <array>

#include "harness/wire/name_table.h"

namespace tagproof::ga4 {
namespace {

// Sources: https://github.com/d8a-tech/d8a, https://github.com/ramboz/airlockjs (captures 2026-09);
// consent: https://pietromingotti.com/consent-mode-parameters; campaign:
// https://github.com/MisterPhilip/omnibug
constexpr std::array kParameters{
    Parameter{"_c", "key event", Key::key_event, Form::flag},
    Parameter{"_dbg", "debug mode", Key::debug, Form::flag},
    Parameter{"_edid", "event debug id"},
    Parameter{"_ee", "event of the page's own", Key::external, Form::flag},
    Parameter{"_et", "engagement, milliseconds", Key::engagement, Form::number},
    Parameter{"_eu", "event usage"},
    Parameter{"_fid", "Firebase installation id"},
    Parameter{"_fplc", "linker cookie of a server container"},
    Parameter{"_fv", "first visit", Key::first_visit, Form::flag},
    Parameter{"_glv", "linker valid"},
    Parameter{"_nsi", "new session id", Key::new_session, Form::flag},
    Parameter{"_p", "page load, Unix milliseconds", Key::page_load, Form::number},
    Parameter{"_rnd", "click id deduplicator"},
    Parameter{"_s", "hits of this page load", Key::hit_count, Form::number},
    Parameter{"_ss", "session start", Key::session_start, Form::flag},
    Parameter{"_uc", "user's country"},
    Parameter{"_z", "transport"},
    Parameter{"are", "ads features allowed"},
    Parameter{"cc", "campaign content"},
    Parameter{"ccf", "campaign creative format"},
    Parameter{"ci", "campaign id"},
    Parameter{"cid", "client id", Key::client},
    Parameter{"cm", "campaign medium"},
    Parameter{"cmt", "campaign marketing tactic"},
    Parameter{"cn", "campaign name"},
    Parameter{"cs", "campaign source"},
    Parameter{"ct", "campaign term"},
    Parameter{"cu", "currency", Key::currency},
    Parameter{"dh", "host name"},
    Parameter{"did", "developer id"},
    Parameter{"dl", "page location", Key::page_url},
    Parameter{"dma", "Digital Markets Act applies", Key::dma},
    Parameter{"dma_cps", "consent for core platform services", Key::dma_services},
    Parameter{"dr", "page referrer", Key::page_referrer},
    Parameter{"dt", "page title", Key::page_title},
    Parameter{"ec_mode", "mode of user-provided data"},
    Parameter{"ecid", "user-provided data's id"},
    Parameter{"ecsid", "user-provided data's session"},
    Parameter{"em", "user-provided data", Key::user_data},
    Parameter{"emd", "user-provided data's origin"},
    Parameter{"en", "event name", Key::event_name},
    Parameter{"frm", "frame"},
    Parameter{"gcd", "consent, signal by signal", Key::gcd},
    Parameter{"gcs", "consent, short", Key::gcs},
    Parameter{"gcu", "caused by a consent update", Key::gcu, Form::flag},
    Parameter{"gcut", "kind of consent update"},
    Parameter{"gdid", "developer id, global"},
    Parameter{"gtm", "container"},
    Parameter{"ir", "ignore referrer"},
    Parameter{"lps", "landing page of a session"},
    Parameter{"npa", "no personalised ads", Key::npa},
    Parameter{"nsi", "new session id", Key::new_session, Form::flag},
    Parameter{"pae", "ads personalisation extended"},
    Parameter{"pscdl", "cookie label", Key::cookie_label},
    Parameter{"rcb", "redaction callback"},
    Parameter{"richsstsse", "a streamed answer is asked for", Key::streamed},
    Parameter{"sct", "session count", Key::session_count, Form::number},
    Parameter{"seg", "session engaged", Key::session_engaged, Form::flag},
    Parameter{"sid", "session id", Key::session, Form::number},
    Parameter{"sr", "screen resolution"},
    Parameter{"tag_exp", "tag experiments"},
    Parameter{"tcfd", "TCF state", Key::tcf},
    Parameter{"tfd", "time from page load"},
    Parameter{"tid", "stream", Key::stream},
    Parameter{"tt", "traffic type"},
    Parameter{"uaa", "client hint: architecture"},
    Parameter{"uab", "client hint: bitness"},
    Parameter{"uafvl", "client hint: full version list"},
    Parameter{"uam", "client hint: model"},
    Parameter{"uamb", "client hint: mobile"},
    Parameter{"uap", "client hint: platform"},
    Parameter{"uapv", "client hint: platform version"},
    Parameter{"uaw", "client hint: WoW64"},
    Parameter{"uid", "user id", Key::user},
    Parameter{"ul", "language"},
    Parameter{"ur", "region"},
    Parameter{"v", "protocol version", Key::version},
};
static_assert(std::ranges::is_sorted(kParameters, {}, &Parameter::name));

constexpr NameTable kParameterNames(names_of<kParameters>(&Parameter::name));

}  // namespace

std::span<const Parameter> parameters() { return kParameters; }

const Parameter* find_parameter(std::string_view name) {
  const auto place = kParameterNames.find(name);
  return place < kParameters.size() ? &kParameters[place] : nullptr;
}

}  // namespace tagproof::ga4
