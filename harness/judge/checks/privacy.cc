#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>

#include "harness/base/text.h"
#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/identity.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"
#include "harness/wire/url.h"
#include "mock_platforms/traits.h"

namespace tagproof::checks {
namespace {

bool is_mail_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-' || c == '+';
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Whether the domain of a would-be address has a dot and ends in letters: "2.1.0" and a pixel
/// sandbox's "web-pixels@3a…" aren't addresses.
bool is_domain(std::string_view domain) {
  const auto dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || domain.size() - dot < 3) return false;
  return std::ranges::all_of(domain.substr(dot + 1), is_letter);
}

/// All e-mail addresses in a text, lower-case. One pass.
std::vector<std::string> addresses_in(std::string_view text) {
  std::vector<std::string> found;
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && is_mail_char(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && is_mail_char(text[end])) ++end;
    while (end > at && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    if (begin == at || end <= at + 1 || !is_domain(text.substr(at + 1, end - at - 1))) continue;
    found.push_back(lower_ascii(text.substr(begin, end - begin)));
  }
  return found;
}

std::string decoded_twice(std::string_view text) {
  return percent_decode(percent_decode(text, false), false);
}

/// "j***@e***.com": enough to recognise, not enough to use.
std::string masked(std::string_view address) {
  const auto at = address.find('@');
  const auto dot = address.rfind('.');
  if (at == std::string_view::npos || dot == std::string_view::npos || dot < at) return "***";
  return fmt::format("{}***@{}***{}", address.substr(0, 1), address.substr(at + 1, 1),
                     address.substr(dot));
}

void clear_text(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (context.facts(event).mirror) return;
  for (const auto& datum : event.user_data) {
    const bool clear = datum.form == DatumForm::clear || datum.form == DatumForm::other;
    if (!clear || wanted_form(event.platform.view(), datum.field) != Wanted::hashed) continue;
    Draft draft = draft_of(event, context);
    draft.message = fmt::format("{} got the shopper's {} in clear text.",
                                say::title(event.platform.view()), text(datum.field));
    draft.expected = "SHA-256 of the normalised value";
    draft.actual = fmt::format("clear text in {}", datum.wire);
    findings.add(std::move(draft));
  }
}

bool tells_in_fields(const TrackedEvent& event) {
  const bool datum = std::ranges::any_of(event.user_data, [](const UserDatum& d) {
    return d.field == UserField::email && d.form == DatumForm::clear;
  });
  if (datum) return true;
  for (const auto* url : {&event.page_url, &event.page_referrer}) {
    if (*url && !addresses_in(decoded_twice(**url)).empty()) return true;
  }
  return false;
}

// A known person's address anywhere else in a hit: a custom parameter, a title, an order id.
void clear_text_elsewhere(const Context& context, Findings& findings) {
  std::unordered_set<std::string> known;
  const auto learn = [&](const Customer& person) {
    const std::string email = lower_ascii(trim(person.email));
    if (email.find('@') != std::string::npos) known.insert(email);
  };
  for (const auto& shopper : context.evidence().shoppers) learn(shopper.customer);
  for (const auto& order : context.evidence().orders) learn(order.customer);
  if (known.empty()) return;
  for (const auto& capture : context.evidence().captures) {
    if (capture.platform.empty()) continue;
    const auto& events = context.events_of(capture.id);
    if (std::ranges::any_of(events, [](const TrackedEvent* e) { return tells_in_fields(*e); }))
      continue;
    for (const std::string_view part :
         {std::string_view(capture.request.url), std::string_view(capture.request.body)}) {
      for (const auto& address : addresses_in(decoded_twice(part))) {
        if (!known.contains(address)) continue;
        Draft draft;
        draft.platform = capture.platform;
        draft.channel = capture.channel;
        draft.sender = capture.sender;
        draft.captures = {capture.id};
        draft.message = fmt::format("{} got a shopper's e-mail address in clear text.",
                                    say::title(capture.platform.view()));
        draft.expected = "no personal data outside the fields that are made for it";
        draft.actual = fmt::format("{} in the {}", masked(address),
                                   part.data() == capture.request.url.data() ? "address" : "body");
        findings.add(std::move(draft));
      }
    }
  }
}

void hash_form(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (event.user_data.empty() || context.facts(event).mirror) return;
  const Customer* person = context.customer(event);
  for (const auto& datum : event.user_data) {
    const Explanation told = explain(event.platform.view(), datum, person);
    if (told.ok != false || datum.form == DatumForm::clear || datum.form == DatumForm::other)
      continue;
    Draft draft = draft_of(event, context);
    const bool raw = wanted_form(event.platform.view(), datum.field) == Wanted::raw;
    draft.message = fmt::format("{} can't match the {} that it got: {}.",
                                say::title(event.platform.view()), text(datum.field), told.why);
    draft.expected = raw ? "the value as it is" : "SHA-256 of the normalised value, hexadecimal";
    draft.actual = told.why;
    findings.add(std::move(draft));
  }
}

const std::vector<std::string>* allowed_words(const Context& context, std::string_view platform) {
  if (context.contract() == nullptr) return nullptr;
  const auto& allowed = context.contract()->user_data.allowed;
  const auto it = allowed.find(platform);
  return it == allowed.end() ? nullptr : &it->second;
}

void field_not_allowed(const TrackedEvent& event, const Context& context, Findings& findings) {
  const auto* words = allowed_words(context, event.platform.view());
  if (words == nullptr || context.facts(event).mirror) return;
  const auto report = [&](std::string_view field, std::string_view wire) {
    Draft draft = draft_of(event, context);
    draft.message = fmt::format("{} got the shopper's {}, which the contract doesn't give it.",
                                say::title(event.platform.view()), field);
    draft.expected = words->empty() ? "no user data" : fmt::format("only {}", join(*words, ", "));
    draft.actual = wire.empty() ? std::string(field) : fmt::format("{} in {}", field, wire);
    findings.add(std::move(draft));
  };
  const auto has = [&](std::string_view word) {
    return std::ranges::find(*words, word) != words->end();
  };
  for (const auto& datum : event.user_data) {
    if (datum.form == DatumForm::empty || has(text(datum.field))) continue;
    const bool clear = datum.form == DatumForm::clear &&
                       wanted_form(event.platform.view(), datum.field) == Wanted::hashed;
    if (!clear) report(text(datum.field), datum.wire);
  }
  for (const auto& word : Words<IdField>::all) {
    const bool named = has_word(traits_of(event.platform.view()).person_ids, word.text);
    if (named && event.id(word.value) && !has(word.text)) report(word.text, {});
  }
}

std::string_view host_of(std::string_view url) {
  const auto parts = parse_url(url);
  return parts ? parts->host : std::string_view();
}

void unlisted_recipient(const Context& context, Findings& findings) {
  const Contract* contract = context.contract();
  if (contract == nullptr || contract->recipients.empty()) return;
  const auto listed = [&](std::string_view who) {
    const auto in = [&](const std::vector<std::string>& list) {
      return std::ranges::find(list, who) != list.end();
    };
    return in(contract->recipients) || in(contract->shop.domains) ||
           in(contract->shop.test_domains);
  };
  for (const auto& capture : context.evidence().captures) {
    const std::string_view platform = capture.platform.view();
    // A relay passes on to platforms; these are judged by themselves.
    if (platform == "collector" || (!platform.empty() && listed(platform))) continue;
    const std::string_view host = host_of(capture.request.url);
    if (platform.empty() && (capture.guess.empty() || listed(host))) continue;
    Draft draft;
    draft.platform = capture.platform;
    draft.channel = capture.channel;
    draft.sender = capture.sender;
    draft.captures = {capture.id};
    const std::string who = platform.empty() ? std::string(host) : say::title(platform);
    draft.message =
        fmt::format("{} receives hits, but isn't among the contract's recipients.", who);
    draft.expected = fmt::format("only {}", join(contract->recipients, ", "));
    draft.actual =
        platform.empty() ? fmt::format("{} ({})", host, capture.guess) : std::string(host);
    findings.add(std::move(draft));
  }
}

void in_url(const TrackedEvent& event, const Context& context, Findings& findings) {
  const Customer* person = nullptr;
  for (const auto& [field, what] :
       {std::pair(&event.page_url, "page address"), std::pair(&event.page_referrer, "referrer")}) {
    if (!*field) continue;
    const std::string url = decoded_twice(**field);
    std::string found;
    for (const auto& address : addresses_in(url))
      if (found.empty()) found = fmt::format("e-mail address {}", masked(address));
    if (found.empty()) {
      if (person == nullptr) person = context.customer(event);
      std::string digits;
      if (person != nullptr) {
        for (const char c : person->phone)
          if (c >= '0' && c <= '9') digits.push_back(c);
      }
      // The last nine digits of a known number: the country code may be written in several ways.
      if (digits.size() >= 9 && url.find(digits.substr(digits.size() - 9)) != std::string::npos)
        found = "telephone number";
    }
    if (found.empty()) continue;
    Draft draft = draft_of(event, context);
    draft.message = fmt::format("The {} that {} got holds personal data.", what,
                                say::title(event.platform.view()));
    draft.expected = "an address without personal data";
    draft.actual = found;
    findings.add(std::move(draft));
  }
}

constexpr Check kPrivacy[] = {
    {.id = "privacy.clear-text",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::browser_tag,
     .why = "Unhashed personal data breaks the platform's terms and the law; it can't be called "
            "back.",
     .fix = "Normalise, then hash with SHA-256 before it leaves.",
     .source = source::kMetaCustomerInformation,
     .proven_by = "email-in-clear",
     .quiet_on = "successful-purchase",
     .look_event = clear_text,
     .look_session = clear_text_elsewhere},
    {.id = "privacy.hash-form",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "A hash of the wrong text matches nobody: the data is given away and brings nothing.",
     .fix = "Trim and lower-case first, then hash once; telephone numbers with country code; "
            "addresses (IP) and user agents as they are.",
     .source = source::kMetaCustomerInformation,
     .proven_by = "email-hashed-before-trim",
     .quiet_on = "successful-purchase",
     .look_event = hash_form},
    {.id = "privacy.field-not-allowed",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::browser_tag,
     .why = "What the contract doesn't give a platform has no legal ground there.",
     .fix = "Remove the field from the tag, or have the privacy reviewer add it to "
            "user_data.allowed.",
     .source = source::kGa4UserData,
     .proven_by = "user-data-sent-to-analytics",
     .quiet_on = "successful-purchase",
     .look_event = field_not_allowed},
    {.id = "privacy.unlisted-recipient",
     .on = Subject::session,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::browser_tag,
     .why = "A recipient that nobody agreed on is in no notice and no processing agreement.",
     .fix = "Remove the tag, or agree on the recipient and list it in the contract.",
     .source = source::kConsentMode,
     .proven_by = "recipient-nobody-agreed-on",
     .quiet_on = "successful-purchase",
     .look_session = unlisted_recipient},
    {.id = "privacy.in-url",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::source_data,
     .layer = Layer::browser_tag,
     .why = "Addresses of pages go to every platform, into logs and referrers: so does what stands "
            "in them.",
     .fix = "Keep personal data out of page addresses; strip the parameter before any tag reads "
            "the page's URL.",
     .source = source::kGa4UserData,
     .proven_by = "email-in-page-url",
     .quiet_on = "successful-purchase",
     .look_event = in_url},
};

}  // namespace

std::span<const Check> privacy() { return kPrivacy; }

}  // namespace tagproof::checks
