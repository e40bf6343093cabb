#include "harness/documents/mask.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/digits.h"
#include "harness/base/text.h"
#include "harness/documents/mask_marks.h"
#include "harness/wire/form.h"

namespace tagproof {
namespace {

std::size_t first_character(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
    ++length;
  return std::min(length, text.size());
}

std::string stars(std::string_view text) {
  return std::string(text.substr(0, first_character(text))) + "***";
}

// How much of an IP address stays: a network, not a household.
std::size_t shown_of_ip(std::string_view ip) {
  if (ip.find(':') == std::string_view::npos) return ip.rfind('.') + 1;  // 0 when there is none
  std::size_t end = 0;
  for (int group = 0; group < 3 && end < ip.size(); ++group) {
    const std::size_t colon = ip.find(':', end);
    if (colon == std::string_view::npos) break;
    end = colon + 1;
    if (end < ip.size() && ip[end] == ':') break;
  }
  return end;
}

class Collector {
 public:
  explicit Collector(std::vector<Mask::Known>& known) : known_(known) {}

  // `least`: how long it must be to be told from other words.
  void word(std::string_view given, std::size_t least = kDistinctWord) {
    const std::string_view written = trim(given);
    if (written.size() < 2) return;
    std::string lower = lower_utf8(written);
    if (lower.size() != written.size()) lower = lower_ascii(written);
    if (stands_for_nobody(lower)) return;
    const bool number = std::ranges::all_of(written, is_digit);
    if (number && written.size() < 4) return;
    Mask::Reach reach = Mask::Reach::anywhere;
    if (written.size() < least) {
      reach = Mask::Reach::whole_value;
      if (!number && written.size() == 3)
        known_.push_back(
            {lower, std::string(written), first_character(written), Mask::Reach::as_written});
    }
    known_.push_back({std::move(lower), std::string(written), first_character(written), reach});
  }
  void ip(std::string_view given) {
    const std::string_view written = trim(given);
    if (written.size() < 4) return;
    known_.push_back(
        {lower_ascii(written), std::string(written), shown_of_ip(written), Mask::Reach::anywhere});
  }

 private:
  std::vector<Mask::Known>& known_;
};

void mask_observed(const Mask& mask, Observed<std::string>& value) {
  if (value.has_value()) {
    value = Observed<std::string>::of(mask.text(*value), value.kind());
  } else if (value.is_malformed()) {
    value = Observed<std::string>::malformed(mask.text(value.raw()), value.kind());
  }
}

template <class T>
void mask_raw(const Mask& mask, Observed<T>& value) {
  if (value.is_malformed()) value = Observed<T>::malformed(mask.text(value.raw()), value.kind());
}

std::string masked_value(const Mask& mask, const UserDatum& datum) {
  const std::string_view value = datum.value;
  if (value.empty()) return {};
  switch (datum.form) {
    case DatumForm::empty:
    case DatumForm::other:
      return stars(value);
    case DatumForm::sha256:
    case DatumForm::sha256_upper:
    case DatumForm::sha256_base64:
    case DatumForm::md5:
    case DatumForm::sha1:
    case DatumForm::appendix:
      return std::string(value.substr(0, kShownOfHash)) + "…";
    case DatumForm::clear:
      break;
  }
  switch (datum.field) {
    case UserField::user_agent:
      return mask.text(value);
    case UserField::phone:
      return mask_phone(value);
    case UserField::ip:
      return std::string(value.substr(0, shown_of_ip(value))) + "***";
    default:
      break;
  }
  std::string masked = mask_email(value);
  return masked == value ? stars(trim(value)) : masked;
}

std::string masked_body(const Mask& mask, const std::string& body) {
  return is_utf8(body) ? mask.text(body)
                       : "(" + std::to_string(body.size()) + " bytes that are not text)";
}

}  // namespace

Mask::Mask(std::span<const Customer> people) {
  Collector collect(known_);
  phone_ends_.reserve(people.size() * (kMaxCountryCode + 1));
  for (const auto& person : people) {
    collect.word(
        person
            .email);  // its own shape is masked anyway; this is for one that has none ("jane.doe")
    collect.word(person.first_name);
    collect.word(person.last_name);
    if (!person.first_name.empty() && !person.last_name.empty()) {
      const std::string first(trim(person.first_name));
      const std::string last(trim(person.last_name));
      // Between separators each part is found by itself, unless one is too short for that
      // ("jane_doe").
      const bool brief = std::min(first.size(), last.size()) < kDistinctWord;
      for (const std::string_view between : {"", " ", ".", "_", "-"}) {
        if (!between.empty() && !brief) break;
        collect.word(first + std::string(between) + last);
        collect.word(last + std::string(between) + first);
      }
    }
    collect.word(person.street);
    collect.word(person.city);
    collect.word(person.zip, 5);  // four digits are an order's number, too
    collect.word(person.external_id, 5);
    collect.ip(person.ip);
    if (const std::string digits = digits_of(person.phone); digits.size() >= kPhoneEnd) {
      for (std::size_t cut = 0; cut <= kMaxCountryCode && digits.size() - cut >= kPhoneEnd; ++cut) {
        phone_ends_.insert(digits.substr(cut));
      }
    }
  }
  std::ranges::sort(known_, [](const Known& a, const Known& b) {
    return std::tie(a.lower, a.reach, a.written) < std::tie(b.lower, b.reach, b.written);
  });
  const auto [first, last] = std::ranges::unique(known_, [](const Known& a, const Known& b) {
    return a.lower == b.lower && a.reach == b.reach &&
           (a.reach != Reach::as_written || a.written == b.written);
  });
  known_.erase(first, last);
  for (const auto& known : known_) beginnings_.insert(first_two_bytes(known.lower));
}

std::string Mask::text(std::string_view text) const {
  if (text.size() < 2) return std::string(text);
  const PlainText plain(text);
  Marks marks(plain);
  marks.addresses();
  marks.phones(phone_ends_);
  marks.ip_addresses();
  marks.encoded([this](std::string_view inner) {
    return this->text(inner);
  });  // before hashes: it may be as long as one
  marks.hashes();
  if (!known_.empty()) {
    for (std::size_t at = 0; at + 1 < plain.lower.size(); ++at) {
      if (!beginnings_.contains(first_two_bytes(std::string_view(plain.lower).substr(at))))
        continue;
      at += marks.known_word(at, known_);
    }
  }
  return marks.apply();
}

Capture Mask::capture(Capture capture) const {
  if (find_header(capture.request.headers, "Content-Encoding") != nullptr) {
    if (auto decoded = decoded_body(capture.request)) capture.request.body = std::move(*decoded);
  }
  capture.request.url = text(capture.request.url);
  for (auto& header : capture.request.headers) header.second = text(header.second);
  capture.request.body = masked_body(*this, capture.request.body);
  for (auto& header : capture.answer.headers) header.second = text(header.second);
  capture.answer.body = masked_body(*this, capture.answer.body);
  capture.guess = text(capture.guess);
  capture.decode_error = text(capture.decode_error);
  return capture;
}

TrackedEvent Mask::event(TrackedEvent event) const {
  for (auto* field : {&event.platform_name, &event.event_id, &event.order_id, &event.currency,
                      &event.coupon, &event.account, &event.action, &event.test_code,
                      &event.page_url, &event.page_referrer, &event.user_id}) {
    mask_observed(*this, *field);
  }
  for (auto& id : event.ids) mask_observed(*this, id.text);
  for (auto* number : {&event.value, &event.tax, &event.shipping}) mask_raw(*this, *number);
  mask_raw(*this, event.items);
  if (event.items.has_value()) {
    for (auto& item : *event.items) {
      mask_observed(*this, item.id);
      mask_raw(*this, item.quantity);
      mask_raw(*this, item.price);
    }
  }
  for (auto& datum : event.user_data) {
    datum.value = masked_value(*this, datum);
    datum.wire = text(datum.wire);
    datum.why = text(datum.why);
  }
  return event;
}

Finding Mask::finding(Finding finding) const {
  for (auto* part : {&finding.message, &finding.expected, &finding.actual, &finding.hint})
    *part = text(*part);
  return finding;
}

std::string mask_email(std::string_view email) {
  const PlainText plain(email);
  Marks marks(plain);
  marks.addresses();
  return marks.apply();
}

std::string mask_phone(std::string_view phone) {
  const std::string digits = digits_of(phone);
  return digits.size() < kPhoneEnd ? "***" : "***" + digits.substr(digits.size() - 4);
}

}  // namespace tagproof
