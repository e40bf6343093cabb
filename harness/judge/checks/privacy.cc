#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/ascii.h"
#include "harness/base/text.h"
#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/identity.h"
#include "harness/judge/normal_forms.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"
#include "harness/wire/url.h"
#include "harness/wire/values.h"

namespace tagproof::checks {
namespace {

bool is_clear(const UserDatum& datum) {
  return datum.form == DatumForm::clear || datum.form == DatumForm::other;
}

/// A field in words that stand behind "a shopper's".
std::string_view field_title(UserField field) {
  switch (field) {
    case UserField::email:
      return "e-mail address";
    case UserField::phone:
      return "telephone number";
    case UserField::first_name:
    case UserField::last_name:
      return "name";
    case UserField::street:
    case UserField::city:
    case UserField::region:
    case UserField::zip:
    case UserField::country:
      return "postal address";
    case UserField::external_id:
    case UserField::ip:
    case UserField::user_agent:
      break;
  }
  return text(field);
}

void clear_text(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (context.facts(event).mirror) return;
  for (const auto& datum : event.user_data) {
    if (!is_clear(datum) ||
        wanted_form(*context.facts(event).platform->traits, datum.field) != Wanted::hashed)
      continue;
    Draft draft = draft_of(event, context);
    draft.message = fmt::format("{} got the shopper's {} in clear text.",
                                say::title(event.platform.view()), text(datum.field));
    draft.expected = "SHA-256 of the normalised value";
    draft.actual = fmt::format("clear text in {}", datum.wire);
    findings.add(std::move(draft));
  }
}

/// What stands in the addresses of the pages that an event names: fields of known people, and any
/// e-mail address.
struct InAddress {
  UserField field{};
  std::string_view what{};  // "page address"
  std::string shown{};
};

std::vector<InAddress> in_addresses(const TrackedEvent& event, const Context& context) {
  const EventFacts& facts = context.facts(event);
  std::vector<InAddress> found;
  for (const auto& [page, what] : {std::pair(facts.page, std::string_view("page address")),
                                   std::pair(facts.referrer, std::string_view("referrer"))}) {
    if (page == nullptr) continue;
    for (const auto& data : context.personal_in(*page))
      found.push_back({data.field, what, data.shown});
  }
  return found;
}

/// Whether a finding about an event of the capture says already that it got this field in clear.
bool told_by_fields(const Sighting& one, const Context& context) {
  return std::ranges::any_of(context.events_of(one.capture->id), [&](const TrackedEvent* event) {
    return std::ranges::any_of(event->user_data, [&](const UserDatum& datum) {
      return datum.field == one.data.field && is_clear(datum) &&
             wanted_form(*context.facts(*event).platform->traits, datum.field) == Wanted::hashed;
    });
  });
}

bool told_by_addresses(const Sighting& one, const Context& context) {
  return std::ranges::any_of(context.events_of(one.capture->id), [&](const TrackedEvent* event) {
    return std::ranges::any_of(in_addresses(*event, context),
                               [&](const InAddress& told) { return told.field == one.data.field; });
  });
}

Draft draft_of_sighting(const Sighting& one, std::string_view what) {
  Draft draft;
  draft.platform = one.capture->platform;
  draft.channel = one.capture->channel;
  draft.sender = one.capture->sender;
  draft.captures = {one.capture->id};
  draft.message = fmt::format("{} got a shopper's {} {}.", say::title(one.capture->platform.view()),
                              field_title(one.data.field), what);
  draft.actual = fmt::format("{} in {}", one.data.shown, one.where);
  return draft;
}

// A known person's data anywhere else in a hit: a custom parameter, a title, a header, an order id.
void clear_text_elsewhere(const Context& context, Findings& findings) {
  for (const auto& one : context.sightings()) {
    if (one.data.hashed || one.in_page_address || one.in_own_field ||
        one.capture->platform.empty() || told_by_fields(one, context))
      continue;
    Draft draft = draft_of_sighting(one, "in clear text");
    draft.expected = "no personal data outside the fields that are made for it";
    findings.add(std::move(draft));
  }
}

void hash_form(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (event.user_data.empty() || context.facts(event).mirror) return;
  for (const auto& datum : event.user_data) {
    const Explanation told = explain(event, datum, context);
    if (told.ok != false || datum.form == DatumForm::clear || datum.form == DatumForm::other)
      continue;
    Draft draft = draft_of(event, context);
    const bool raw =
        wanted_form(*context.facts(event).platform->traits, datum.field) == Wanted::raw;
    draft.message = fmt::format("{} can't match the {} that it got: {}.",
                                say::title(event.platform.view()), text(datum.field), told.why);
    draft.expected = raw ? "the value as it is" : "SHA-256 of the normalised value, hexadecimal";
    draft.actual = told.why;
    findings.add(std::move(draft));
  }
}

void field_not_allowed(const TrackedEvent& event, const Context& context, Findings& findings) {
  const auto* words = context.facts(event).platform->user_data;
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
    const bool clear =
        datum.form == DatumForm::clear &&
        wanted_form(*context.facts(event).platform->traits, datum.field) == Wanted::hashed;
    if (!clear) report(text(datum.field), datum.wire);
  }
  for (const auto* word : context.facts(event).platform->ids_kept_back) {
    if (event.id(word->value)) report(word->text, {});
  }
}

std::string_view host_of(std::string_view url) {
  const auto parts = parse_url(url);
  return parts ? parts->host : std::string_view();
}

/// The domain itself, and what stands below it.
bool is_below(std::string_view host, std::string_view domain) {
  if (domain.starts_with("www.")) domain.remove_prefix(4);
  if (equals_ignoring_case(host, domain)) return true;
  return host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
         equals_ignoring_case(host.substr(host.size() - domain.size()), domain);
}

/// Who of the contract may receive: platforms by their id, everybody else by host.
class Recipients {
 public:
  explicit Recipients(const Contract& contract) : contract_(contract) {}
  [[nodiscard]] bool has_platform(std::string_view platform) const {
    return std::ranges::find(contract_.recipients, platform) != contract_.recipients.end();
  }
  [[nodiscard]] bool is_own(std::string_view host) const {
    return any(contract_.shop.domains, host) || any(contract_.shop.test_domains, host);
  }
  [[nodiscard]] bool has_host(std::string_view host) const {
    return is_own(host) || any(contract_.recipients, host);
  }

 private:
  static bool any(const std::vector<std::string>& domains, std::string_view host) {
    return std::ranges::any_of(domains,
                               [&](const std::string& domain) { return is_below(host, domain); });
  }
  const Contract& contract_;
};

/// What of the shopper a hit holds; empty: nothing that is known.
std::string known_data_in(const Capture& capture, const Context& context,
                          const std::map<const Capture*, const Sighting*>& sightings) {
  if (const auto it = sightings.find(&capture); it != sightings.end())
    return fmt::format("{} in {}", it->second->data.shown, it->second->where);
  for (const TrackedEvent* event : context.events_of(capture.id)) {
    const auto datum = std::ranges::find_if(
        event->user_data, [](const UserDatum& d) { return d.form != DatumForm::empty; });
    if (datum != event->user_data.end())
      return fmt::format("the shopper's {} in {}", text(datum->field), datum->wire);
    for (const auto& word : Words<IdField>::all) {
      if (event->id(word.value)) return fmt::format("the shopper's {}", word.text);
    }
  }
  return {};
}

void unlisted_recipient(const Context& context, Findings& findings) {
  const Contract* contract = context.contract();
  if (contract == nullptr || contract->recipients.empty()) return;
  const Recipients recipients(*contract);
  std::map<const Capture*, const Sighting*> sightings;
  for (const auto& one : context.sightings()) sightings.emplace(one.capture, &one);
  std::map<std::string, std::pair<std::size_t, std::string_view>> unmapped;  // host -> hits, guess
  for (const auto& capture : context.evidence().captures) {
    const std::string_view platform = capture.platform.view();
    // A relay passes on to platforms; these are judged by themselves.
    if (platform == "collector" || (!platform.empty() && recipients.has_platform(platform)))
      continue;
    const std::string_view host = host_of(capture.request.url);
    if (platform.empty() && !capture.guess.empty() && recipients.is_own(host)) {
      auto& [hits, guess] = unmapped[std::string(host)];
      ++hits;
      guess = capture.guess;
    }
    if (platform.empty() && recipients.has_host(host)) continue;
    const std::string known = known_data_in(capture, context, sightings);
    // A picture from anywhere is no recipient of data.
    if (platform.empty() && capture.guess.empty() && known.empty()) continue;
    Draft draft;
    draft.platform = capture.platform;
    draft.channel = capture.channel;
    draft.sender = capture.sender;
    draft.captures = {capture.id};
    if (known.empty()) draft.severity = Severity::warning;
    const std::string who = platform.empty() ? std::string(host) : say::title(platform);
    draft.message = fmt::format("{} receives hits{}, but isn't among the contract's recipients.",
                                who, known.empty() ? "" : " with the shopper's data");
    draft.expected = fmt::format("only {}", join(contract->recipients, ", "));
    draft.actual = std::string(host);
    if (!capture.guess.empty()) draft.actual += fmt::format(" ({})", capture.guess);
    if (!known.empty()) draft.actual += fmt::format(": {}", known);
    findings.add(std::move(draft));
  }
  for (const auto& [host, one] : unmapped) {
    findings.not_judged(
        fmt::format("{} hit{} to {}: {}", one.first, one.first == 1 ? "" : "s", host, one.second));
  }
}

void in_url(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (context.facts(event).mirror) return;
  for (const auto& one : in_addresses(event, context)) {
    Draft draft = draft_of(event, context);
    draft.message = fmt::format("The {} that {} got holds personal data.", one.what,
                                say::title(event.platform.view()));
    draft.expected = "an address without personal data";
    draft.actual = one.shown;
    findings.add(std::move(draft));
  }
}

// Addresses that no decoder reads: a custom parameter's, the header Referer's.
void in_other_addresses(const Context& context, Findings& findings) {
  for (const auto& one : context.sightings()) {
    if (one.data.hashed || !one.in_page_address || one.capture->platform.empty() ||
        told_by_addresses(one, context))
      continue;
    Draft draft = draft_of_sighting(one, "in an address");
    draft.expected = "an address without personal data";
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
     .look_event = in_url,
     .look_session = in_other_addresses},
};

}  // namespace

std::span<const Check> privacy() { return kPrivacy; }

}  // namespace tagproof::checks
