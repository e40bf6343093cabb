#include <algorithm>
#include <unordered_map>

#include "harness/base/text.h"
#include "reports/html/page.h"

namespace tagproof::reports {
namespace {

using EventsByCapture = std::unordered_map<std::string_view, std::vector<const TrackedEvent*>>;

const std::vector<const TrackedEvent*>& events_of(const EventsByCapture& events,
                                                  const Capture& capture) {
  static const std::vector<const TrackedEvent*> kNone;
  const auto it = events.find(capture.id.view());
  return it == events.end() ? kNone : it->second;
}

std::string choice_words(const ConsentChoice& choice) {
  if (choice.analytics == choice.marketing) {
    return choice.analytics == Choice::undecided
               ? "undecided on consent"
               : fmt::format("consent {}", text(choice.analytics));
  }
  return fmt::format("analytics {}, marketing {}", text(choice.analytics), text(choice.marketing));
}

void write_shoppers(Html& html, const Evidence& evidence) {
  if (evidence.shoppers.empty()) return;
  html.raw("<p class=quiet>");
  for (const auto& shopper : evidence.shoppers) {
    html.text(shopper.name.empty() ? "The shopper" : shopper.name)
        .raw(" is in ")
        .text(or_dash(shopper.region));
    for (std::size_t i = 0; i < shopper.consent.size(); ++i) {
      html.raw(i == 0 ? ", " : ", then ").text(choice_words(shopper.consent[i].choice));
    }
    if (shopper.gpc) html.raw(", with Global Privacy Control");
    if (shopper.ad_blocker) html.raw(", with an ad blocker");
    html.raw(". ");
  }
  html.raw("</p>");
}

// Which hits belong to which step: what the step's record says, else the last step begun when the
// hit left.
std::vector<std::vector<std::size_t>> hits_by_step(const Evidence& evidence, const HitIndex& hits) {
  std::vector<std::vector<std::size_t>> found(evidence.steps.size() + 1);
  std::vector<bool> placed(evidence.captures.size());
  for (std::size_t i = 0; i < evidence.steps.size(); ++i) {
    for (const auto& id : evidence.steps[i].captures) {
      if (const auto hit = hits.find(id); hit && !placed[*hit]) {
        placed[*hit] = true;
        found[i + 1].push_back(*hit);
      }
    }
  }
  for (std::size_t hit = 0; hit < evidence.captures.size(); ++hit) {
    if (placed[hit]) continue;
    const auto step =
        std::ranges::find(evidence.steps, evidence.captures[hit].step, &StepRecord::index);
    found[step == evidence.steps.end()
              ? 0
              : static_cast<std::size_t>(step - evidence.steps.begin()) + 1]
        .push_back(hit);
  }
  return found;
}

void write_timeline(Html& html, const ScenarioResult& result, const OrderIndex& orders,
                    std::size_t journey, const EventsByCapture& events) {
  const Evidence& evidence = result.evidence;
  const HitIndex index(evidence);
  const auto hits = hits_by_step(evidence, index);
  const auto list = [&](const std::vector<std::size_t>& some) {
    if (some.empty()) return;
    html.raw("<ul class=hits>");
    for (const std::size_t hit : some) {
      if (hit >= kMaxHits) continue;
      html.raw("<li>");
      write_hit(html, result, orders, journey, hit, events_of(events, evidence.captures[hit]));
    }
    html.raw("</ul>");
  };
  html.raw("<h4>What happened, step by step</h4><ol class=timeline>");
  if (!hits.front().empty()) {
    html.raw(evidence.steps.empty() ? "<li><span class=what>The recorded traffic</span>"
                                    : "<li><span class=what>Before the first step</span>");
    list(hits.front());
  }
  for (std::size_t i = 0; i < evidence.steps.size(); ++i) {
    const StepRecord& step = evidence.steps[i];
    html.raw("<li><span class=when>")
        .text(clock_text(step.time, evidence.start))
        .raw("</span> <span class=what>");
    html.text(step.text.empty() ? step.step : step.text).raw("</span>");
    for (const auto& order : step.orders)
      html.raw(" ").element("span class=chip", "order " + order.value);
    if (hits[i + 1].empty()) html.raw(" <span class=quiet>nothing was sent</span>");
    list(hits[i + 1]);
  }
  html.raw("</ol>");
  if (evidence.captures.size() > kMaxHits) {
    html.raw("<p>and ").number(static_cast<std::int64_t>(evidence.captures.size() - kMaxHits));
    html.raw(" more hits; run.json has them</p>");
  }
}

void write_orders(Html& html, const Evidence& evidence) {
  if (evidence.orders.empty()) return;
  html.raw("<h4>What the shop’s backend knows</h4>");
  begin_table(html, "", "Orders of the backend",
              {"Order", "State", "#Charged", "#Items, net", "#Refunded", "Counts as a sale"});
  for (const auto& order : evidence.orders) {
    html.raw("<tr>").element("th scope=row", order.id.view()).element("td", text(order.state));
    const auto money = [&](const std::optional<Decimal>& amount) {
      html.element("td class=num", amount ? show({*amount, order.currency}) : "–");
    };
    money(order.totals.total);
    money(order.totals.items_net);
    std::optional<Decimal> refunded;
    for (const auto& refund : order.refunds)
      refunded = refunded.value_or(Decimal{}) + refund.amount;
    money(refunded);
    if (!evidence.contract) {
      html.raw("<td>–");
    } else {
      const auto counts = countable(order, evidence.contract->count);
      html.element("td", counts.counts
                             ? "yes"
                             : replace_all(fmt::format("no: {}", counts.reason), "_", " "));
    }
  }
  end_table(html);
}

std::string sums(const LedgerNumbers& n, Decimal LedgerNumbers::Sum::*which) {
  std::string text;
  for (const auto& [currency, sum] : n.by_currency) {
    if (!text.empty()) text += ", ";
    text += show({sum.*which, currency});
  }
  return text.empty() ? "–" : text;
}

void write_ledger_row(Html& html, std::string_view title, const LedgerNumbers& n) {
  html.raw("<tr>").element("th scope=row", title);
  for (const std::int64_t number :
       {n.received, n.refused, n.dropped, n.unconsented, n.deduplicated, n.counted, n.retracted}) {
    html.element(number == 0 ? "td class=\"num zero\"" : "td class=num", number);
  }
  html.raw("<td class=num><strong>").number(n.conversions()).raw("</strong>");
  html.element("td class=num", sums(n, &LedgerNumbers::Sum::value))
      .element("td class=num", sums(n, &LedgerNumbers::Sum::refunded));
}

void write_ledgers(Html& html, const Evidence& evidence) {
  if (evidence.ledgers.empty()) return;
  html.raw("<h4>What each platform recorded</h4>");
  begin_table(html, "ledger", "Purchases, from received to conversion",
              {"Platform", "#Received", "#Refused", "#Dropped", "#Unconsented", "#Deduplicated",
               "#Counted", "#Taken back", "#Conversions", "#Value", "#Refunded"});
  for (const auto& ledger : evidence.ledgers) {
    write_ledger_row(html, platform_short(ledger.platform.view()), ledger.purchases());
    for (const auto& [name, numbers] : ledger.events) {
      if (name == EventName::refund || name == EventName::lead) {
        write_ledger_row(html,
                         fmt::format("{}, {}s", platform_short(ledger.platform.view()), text(name)),
                         numbers);
      }
    }
  }
  end_table(html);
}

void write_expectations(Html& html, const ScenarioResult& result) {
  if (result.judgement.expectations.empty()) return;
  html.raw("<h4>What should come out, and what did</h4>");
  begin_table(html, "", "Expectations of the scenario", {"What", "Should be", "Is", "Verdict"});
  for (const auto& one : result.judgement.expectations) {
    html.raw("<tr>")
        .element("th scope=row", expectation_words(one.expect))
        .element("td", one.expected);
    html.element("td", one.actual).raw("<td>");
    write_badge(html, one.ok ? "good" : "bad", one.ok ? "✓" : "✗",
                one.ok ? "as expected" : "not as expected");
  }
  end_table(html);
}

void write_findings(Html& html, const Run& run, const ScenarioResult& result, std::size_t journey) {
  if (result.judgement.findings.empty()) return;
  const Weights weights(run, result);
  const HitIndex hits(result.evidence);
  html.raw("<h4>What the checks found</h4><ul class=list>");
  for (const auto& finding : result.judgement.findings) {
    html.raw("<li>");
    switch (weights.of(finding)) {
      case Weight::fails:
        write_badge(html, "bad", "✗", "wrong");
        break;
      case Weight::warns:
        write_badge(html, "warn", "!", "warning");
        break;
      case Weight::informs:
        write_badge(html, "none", "i", "note");
        break;
      case Weight::expected:
        write_badge(html, "good", "✓", "found, as expected");
        break;
    }
    html.raw(" <code>").text(finding.check).raw("</code>");
    if (const auto stake = in_words(finding); !stake.empty())
      html.raw(" ").element("span class=stake", stake);
    html.element("p", finding.message);
    if (!finding.expected.empty() || !finding.actual.empty()) {
      html.raw("<p class=quiet>should be: ")
          .text(or_dash(finding.expected))
          .raw(" · is: ")
          .text(or_dash(finding.actual));
      for (const auto& id : finding.captures) {
        if (const auto hit = hits.find(id); hit && *hit < kMaxHits) {
          html.raw(" · <a href=\"#")
              .raw(hit_anchor(journey, *hit))
              .raw("\">hit ")
              .number(static_cast<std::int64_t>(*hit + 1))
              .raw("</a>");
        }
      }
      html.raw("</p>");
    }
  }
  html.raw("</ul>");
}

std::string loss_words(LossCause cause) { return replace_all(text(cause), "_", " "); }

void write_explained(Html& html, const Judgement& judgement) {
  if (!judgement.explained.empty()) {
    html.raw("<h4>Not counted, and rightly so</h4><ul class=list>");
    for (const auto& one : judgement.explained) {
      html.raw("<li>").text(fmt::format("Order {} on {}: {}", one.order.view(),
                                        platform_title(one.platform.view()),
                                        loss_words(one.cause)));
    }
    html.raw("</ul>");
  }
  if (!judgement.not_judged.empty()) {
    html.raw("<h4>Not judged</h4><ul class=list>");
    for (const auto& [what, why] : judgement.not_judged)
      html.raw("<li><code>").text(what).raw("</code> ").text(why);
    html.raw("</ul>");
  }
}

}  // namespace

void write_journey(Html& html, const Run& run, const ScenarioResult& result, std::size_t journey) {
  EventsByCapture events;
  for (const auto& event : result.evidence.events) events[event.capture.view()].push_back(&event);
  html.raw("<details class=journey id=").raw(journey_anchor(journey)).raw("><summary>");
  switch (result.verdict) {
    case Verdict::pass:
      write_badge(html, "good", "✓", "right");
      break;
    case Verdict::fail:
      write_badge(html, "bad", "✗", "wrong");
      break;
    case Verdict::error:
      write_badge(html, "bad", "?", "could not be tested");
      break;
  }
  html.raw("<h3>")
      .text(result.title.empty() ? result.scenario : result.title)
      .raw("</h3><span class=quiet>")
      .text(result.scenario);
  html.raw(" · ")
      .text(plural(static_cast<std::int64_t>(result.evidence.captures.size()), "hit", "hits"))
      .raw("</span></summary><div class=body>");
  html.raw("<p class=quiet>");
  if (!result.risk.empty()) html.raw("Guards against: ").text(result.risk).raw(". ");
  if (!result.faults.empty())
    html.raw("Injected on purpose: ")
        .text(fmt::format("{}", fmt::join(result.faults, ", ")))
        .raw(". ");
  for (const auto& [path, value] : result.cell) html.text(path).raw(" = ").text(value).raw(". ");
  html.raw("<code>").text(result.file).raw("</code></p>");
  write_shoppers(html, result.evidence);
  if (!result.error.empty()) html.element("p class=\"note alarm\"", result.error);
  const OrderIndex orders(result.evidence.orders);
  write_findings(html, run, result, journey);
  if (!result.evidence.captures.empty() || !result.evidence.steps.empty())
    write_timeline(html, result, orders, journey, events);
  write_channels(html, result.evidence, orders);
  write_orders(html, result.evidence);
  write_ledgers(html, result.evidence);
  write_expectations(html, result);
  write_explained(html, result.judgement);
  html.raw("<p class=quiet>To repeat it: <code>")
      .text(repeat_command(run, result))
      .raw("</code></p></div></details>\n");
}

void write_journeys(Html& html, const Run& run) {
  html.raw(
      "<section id=journeys aria-labelledby=journeys-h><h2 id=journeys-h>Evidence, journey by "
      "journey</h2>\n"
      "<p class=quiet>Open a journey to see what the shopper did, what was sent, and what each "
      "platform made of it.</p>\n");
  for (std::size_t i = 0; i < run.scenarios.size(); ++i)
    write_journey(html, run, run.scenarios[i], i);
  html.raw("</section>\n");
}

}  // namespace tagproof::reports
