#include "harness/documents/mask.h"

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_local(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
         c == '+' || c == '-' || c == '\'';
}
bool is_domain(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
}

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c)) digits.push_back(c);
  }
  return digits;
}

// A hash of 32 hex digits or more shows its first 8: enough to compare two by eye, too little to
// look one up. Fingerprints of tokens ("tagproof:…") are shorter and stay.
std::string shorten_hashes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size() && is_hex(text[end])) ++end;
    const std::size_t length = end - at;
    if (length == 32 || length == 40 || length == 64) {
      out.append(text.substr(at, 8)).append("…");
    } else if (length > 0) {
      out.append(text.substr(at, length));
    } else {
      out.push_back(text[end++]);
    }
    at = end;
  }
  return out;
}

// "@" itself, "%40" and "%2540": the three forms in which an address stands in URLs.
std::string mask_addresses(std::string_view text, std::string_view at_sign) {
  std::string out;
  std::size_t from = 0;
  while (true) {
    const std::size_t at = text.find(at_sign, from);
    if (at == std::string_view::npos) break;
    std::size_t begin = at;
    while (begin > from && is_local(text[begin - 1])) --begin;
    std::size_t end = at + at_sign.size();
    while (end < text.size() && is_domain(text[end])) ++end;
    std::string_view domain = text.substr(at + at_sign.size(), end - at - at_sign.size());
    while (domain.ends_with('.') || domain.ends_with('-')) domain.remove_suffix(1);
    end = at + at_sign.size() + domain.size();
    const std::size_t dot = domain.rfind('.');
    if (begin == at || dot == std::string_view::npos || dot == 0) {
      out.append(text.substr(from, end - from));
    } else {
      out.append(text.substr(from, begin - from));
      out.push_back(text[begin]);
      out.append("***").append(at_sign).push_back(domain.front());
      out.append("***").append(domain.substr(dot));
    }
    from = end;
  }
  out.append(text.substr(from));
  return out;
}

void mask_request(const Mask& mask, Request& request) {
  request.url = mask.text(request.url);
  for (auto& header : request.headers) header.second = mask.text(header.second);
  request.body = is_utf8(request.body)
                     ? mask.text(request.body)
                     : "(" + std::to_string(request.body.size()) + " bytes that are not text)";
}

void mask_observed(const Mask& mask, Observed<std::string>& value) {
  if (value.has_value()) {
    value = Observed<std::string>::of(mask.text(*value), value.kind());
  } else if (value.is_malformed()) {
    value = Observed<std::string>::malformed(mask.text(value.raw()), value.kind());
  }
}

// A number is a person's only where it stands alone: "10115" is a post code, and a part of a longer
// id is not.
std::string replace_known(std::string text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  if (at == std::string::npos) return text;
  const bool number = std::ranges::all_of(from, is_digit);
  std::string out;
  std::size_t done = 0;
  for (; at != std::string::npos; at = text.find(from, at + from.size())) {
    const std::size_t end = at + from.size();
    if (number &&
        ((at > 0 && is_digit(text[at - 1])) || (end < text.size() && is_digit(text[end]))))
      continue;
    out.append(text, done, at - done).append(to);
    done = end;
  }
  return out.append(text, done);
}

std::string stars(std::string_view text) {
  std::string masked;
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
    ++length;
  return masked.append(text.substr(0, length)).append("***");
}

}  // namespace

std::string mask_email(std::string_view email) { return mask_addresses(email, "@"); }

std::string mask_phone(std::string_view phone) {
  const std::string digits = digits_of(phone);
  return digits.size() < 4 ? "***" : "***" + digits.substr(digits.size() - 4);
}

Mask::Mask(std::span<const Customer> known) {
  const auto add = [&](std::string from, const std::string& to) {
    // A word of two letters ("DE", "CA") is in half of all texts; replacing it would destroy them.
    if (from.size() < 4 || from == to) return;
    known_.push_back({percent_encode(from), percent_encode(to)});
    known_.push_back({replace_all(from, " ", "+"), to});
    known_.push_back({std::move(from), to});
  };
  for (const auto& person : known) {
    const std::string email(trim(person.email));
    if (!email.empty()) {
      for (const auto& form : {person.email, email, lower_ascii(email)})
        add(form, mask_email(trim(form)));
    }
    if (const std::string digits = digits_of(person.phone); digits.size() >= 7) {
      const std::string masked = mask_phone(digits);
      add(person.phone, masked);
      add("+" + digits, masked);
      add(digits, masked);
    }
    for (const std::string* word :
         {&person.first_name, &person.last_name, &person.street, &person.city, &person.zip}) {
      if (word->size() < 4) continue;
      const std::string masked = stars(trim(*word));
      for (const auto& form : {*word, lower_utf8(*word), upper_ascii(*word)}) add(form, masked);
    }
    if (!person.ip.empty()) {
      const std::size_t cut = person.ip.find_last_of(".:");
      if (cut != std::string::npos) add(person.ip, person.ip.substr(0, cut + 1) + "***");
    }
  }
  std::ranges::stable_sort(known_, std::ranges::greater{},
                           [](const Known& k) { return k.from.size(); });
  const auto [first, last] = std::ranges::unique(known_, {}, [](const Known& k) { return k.from; });
  known_.erase(first, last);
}

std::string Mask::text(std::string_view text) const {
  std::string out(text);
  for (const auto& known : known_) out = replace_known(std::move(out), known.from, known.to);
  for (const std::string_view sign : {"@", "%40", "%2540"}) {
    if (out.find(sign) != std::string::npos) out = mask_addresses(out, sign);
  }
  return shorten_hashes(out);
}

Capture Mask::capture(Capture capture) const {
  mask_request(*this, capture.request);
  capture.answer.body = is_utf8(capture.answer.body)
                            ? text(capture.answer.body)
                            : std::to_string(capture.answer.body.size()) + " bytes";
  return capture;
}

TrackedEvent Mask::event(TrackedEvent event) const {
  for (auto* field : {&event.platform_name, &event.event_id, &event.order_id, &event.coupon,
                      &event.test_code, &event.page_url, &event.page_referrer, &event.user_id}) {
    mask_observed(*this, *field);
  }
  for (auto& datum : event.user_data) {
    if (datum.form == DatumForm::clear) {
      datum.value = datum.value.find('@') != std::string::npos ? mask_email(datum.value)
                    : datum.field == UserField::user_agent     ? text(datum.value)
                    : datum.field == UserField::phone          ? mask_phone(datum.value)
                    : datum.value.empty()                      ? ""
                                                               : stars(datum.value);
    } else if (datum.value.size() > 8) {
      datum.value = datum.value.substr(0, 8) + "…";
    }
  }
  return event;
}

Finding Mask::finding(Finding finding) const {
  for (auto* part : {&finding.message, &finding.expected, &finding.actual}) *part = text(*part);
  return finding;
}

}  // namespace tagproof
