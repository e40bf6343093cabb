#include "harness/serve/answers.h"

#include <fmt/format.h>

#include <utility>

namespace tagproof {

ControlAnswer::ControlAnswer(std::string_view session) {
  json_.begin_object().key("format").string("tagproof.serve/1").key("session").string(session);
}

Response ControlAnswer::finish(int status) {
  json_.end_object();
  body_.push_back('\n');
  return {.status = status,
          .headers = {{"Content-Type", "application/json"},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}},
          .body = std::move(body_)};
}

Response error_answer(std::string_view session, int status, std::string_view code,
                      std::string_view message) {
  ControlAnswer answer(session);
  answer.json().key("error").begin_object();
  answer.json().key("code").string(code).key("message").string(message).end_object();
  return answer.finish(status);
}

Response front_page(std::string_view prefix, std::string_view version) {
  constexpr std::string_view kPage = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tagproof serve</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }}
code {{ font-size: 0.95em; }}
</style>
</head>
<body>
<main>
<h1>tagproof serve</h1>
<p>These are mock platforms, version {version}. They take tracking hits as GA4, Meta and Google Ads do, answer as they
do, and say what each would have counted. Nothing leaves this machine.</p>
<h2>Send a hit</h2>
<p>Point a tag or a server at this address in place of the platform's: <code>{prefix}/g/collect</code>,
<code>{prefix}/mp/collect</code>, <code>{prefix}/tr/</code>, <code>{prefix}/v24.0/PIXEL/events</code>, or put the
platform's name in front: <code>{prefix}/ga4/…</code>, <code>{prefix}/meta/…</code>.</p>
<h2>See what came of it</h2>
<ul>
<li><a href="{prefix}/_tagproof/ledger">ledger</a>: what each platform counted</li>
<li><a href="{prefix}/_tagproof/events">events</a>: every event as it was understood</li>
<li><a href="{prefix}/_tagproof/captures">captures</a>: every request as it was received, personal data masked</li>
<li><a href="{prefix}/_tagproof/findings">findings</a>: what is wrong with them</li>
<li><a href="{prefix}/_tagproof/health">health</a></li>
</ul>
<p>For tests: <code>POST /_tagproof/sessions</code> gives a session of its own,
<code>GET /_tagproof/await?event=purchase</code> answers as soon as one has come.</p>
</main>
</body>
</html>
)";
  return {.status = 200,
          .headers = {{"Content-Type", "text/html; charset=utf-8"},
                      {"Cache-Control", "no-store"},
                      {"Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}},
          .body = fmt::format(kPage, fmt::arg("version", version), fmt::arg("prefix", prefix))};
}

}  // namespace tagproof
