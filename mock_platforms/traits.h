#pragma once

#include <cstdint>
#include <string_view>

/// What other rooms must know of a platform: how it is called in a sentence, by which ids it knows
/// clicks and browsers, how it wants a person's data. One row in the platform's folder
/// (`Platform::traits`), so that neither the judge nor the simulated browser has lists of platforms
/// of its own.
namespace tagproof {

/// How a platform wants a user-data field on the wire.
enum class Wanted : std::uint8_t {
  hashed,
  raw,    // must stay unhashed: address, user agent; city and country on some
  either  // a customer id
};

/// What is hashed of an e-mail address, beyond trimming and lower case.
enum class EmailForm : std::uint8_t {
  plain,
  google,  // gmail.com and googlemail.com without dots and `+suffix`
  bare     // every domain without dots and `+suffix`
};
/// What is hashed of a telephone number: digits with the country code, with or without a plus.
enum class PhoneForm : std::uint8_t {
  digits,
  plus,
  plus_or_digits  // sources disagree: both are right
};

struct PlatformTraits {
  std::string_view name{};  // "TikTok": as messages call it

  // Clicks and browsers. Lists are separated by spaces; ids are words of IdField.
  std::string_view click_parameters{};  // of a landing page's address: "gclid gbraid wbraid"
  std::string_view click_ids{};         // ids by which a click is credited: "fbc", "click_id"
  std::string_view person_ids{};  // ids that a contract's `user_data.allowed` must give it by name
  std::string_view click_cookie{};    // where its tag keeps `ids.click_id`; empty: it has no such
  std::string_view browser_cookie{};  // the same of `ids.browser_id`
  bool credits_landing = false;       // credits by the page on which the visit began: a purchase
                                      // needn't carry the click
  bool matches_visits =
      false;  // can credit by address and user agent together, or the browser's id

  // A person's data. Source: the platform's rows, with the source beside each.
  std::string_view raw{"ip user_agent"};   // fields that must stay unhashed
  std::string_view either{"external_id"};  // fields that may
  EmailForm email = EmailForm::plain;
  PhoneForm phone = PhoneForm::digits;
  bool keeps_signs_in_names = false;  // names and places are only trimmed and lower-cased
  bool takes_base64 = false;          // a digest in base64 is as good as hexadecimal

  // Counting.
  std::string_view order_key{"event_id"};  // by what it tells an order's copies, unless a contract
                                           // says otherwise
  bool counts_limited = true;    // counts a hit whose shopper opted out (limited data use)
  bool consent_signals = false;  // its hits carry Consent Mode signals
};

/// Of a platform of the list (platforms.h); the default row for any other name.
const PlatformTraits& traits_of(std::string_view platform);

/// Whether a list of words separated by spaces holds one.
constexpr bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto end = list.find(' ');
    if (list.substr(0, end) == word) return !word.empty();
    if (end == std::string_view::npos) break;
    list.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace tagproof
