#include "mock_platforms/google_consent.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace tagproof {
namespace {

// A character of `gcd` is six bits: its place in this alphabet.
constexpr std::string_view kAlphabet =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

// A two-bit field: 1 unset, 2 denied, 3 granted.
Signal signal_of(std::size_t bits) {
  return bits == 2 ? Signal::denied : bits == 3 ? Signal::granted : Signal::unset;
}
std::size_t bits_of(Signal signal) {
  return signal == Signal::denied ? 2U : signal == Signal::granted ? 3U : 1U;
}

// Each byte's place in it; its size where it has none.
constexpr auto kPlaces = [] {
  std::array<std::uint8_t, 256> places{};
  places.fill(static_cast<std::uint8_t>(kAlphabet.size()));
  for (std::size_t at = 0; at < kAlphabet.size(); ++at)
    places[static_cast<unsigned char>(kAlphabet[at])] = static_cast<std::uint8_t>(at);
  return places;
}();

std::optional<std::size_t> six_bits(char c) {
  const std::size_t place = kPlaces[static_cast<unsigned char>(c)];
  if (place == kAlphabet.size()) return std::nullopt;
  return place;
}

struct Gcs {
  Signal ad_storage{}, analytics_storage{};
};

std::optional<Gcs> read_gcs(std::string_view text) {
  if (text.size() != 4 || !text.starts_with("G1")) return std::nullopt;
  const auto one = [](char c) -> std::optional<Signal> {
    if (c == '1') return Signal::granted;
    if (c == '0') return Signal::denied;
    if (c == '-') return Signal::unset;
    return std::nullopt;
  };
  const auto ad = one(text[2]);
  const auto analytics = one(text[3]);
  if (!ad || !analytics) return std::nullopt;
  return Gcs{*ad, *analytics};
}

struct Gcd {
  std::array<GcdSignal, 4>
      signals{};  // ad_storage, analytics_storage, ad_user_data, ad_personalization
  bool active = false, gpc = false;
};

// "1", four pairs of separator and letter, a flag, and the container's defaults, which say nothing
// of the shopper. Source: https://pietromingotti.com/consent-mode-parameters
std::optional<Gcd> read_gcd(std::string_view text) {
  if (text.size() < 9 || text[0] != '1') return std::nullopt;
  Gcd read;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto separator = six_bits(text[1 + 2 * i]);
    const auto letter = six_bits(text[2 + 2 * i]);
    if (!separator || !letter) return std::nullopt;
    read.signals[i] = {.declared = signal_of((*letter >> 4U) & 3U),
                       .by_default = signal_of((*letter >> 2U) & 3U),
                       .by_update = signal_of(*letter & 3U),
                       .implicit = signal_of(*separator & 3U),
                       .delegation = static_cast<std::uint8_t>(*separator >> 2U)};
  }
  if (text.size() > 9) {
    const auto flag = six_bits(text[9]);
    if (!flag) return std::nullopt;
    read.active = (*flag & 4U) != 0;
    read.gpc = (*flag & 8U) != 0;
  }
  return read;
}

/// A flag that is written 1 or 0.
std::optional<bool> flag(const std::optional<std::string_view>& text, bool& malformed) {
  if (!text) return std::nullopt;
  if (*text == "1") return true;
  if (*text == "0") return false;
  malformed = malformed || !text->empty();
  return std::nullopt;
}

DmaServices read_services(std::string_view text, bool& malformed) {
  if (text.empty()) return DmaServices::unsaid;
  if (text == "default") return DmaServices::by_default;
  const bool letters =
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
  if (letters) return DmaServices::listed;
  malformed = true;
  return DmaServices::unsaid;
}

// Source: https://github.com/ramboz/airlockjs (captures 2026-09)
CookieLabel read_label(const std::optional<std::string_view>& text) {
  if (!text) return CookieLabel::unsaid;
  if (text->empty()) return CookieLabel::none;
  if (*text == "noapi") return CookieLabel::no_api;
  return *text == "denied" ? CookieLabel::denied : CookieLabel::other;
}

// Source: https://pietromingotti.com/consent-mode-parameters
std::optional<TcfState> read_tcf(std::string_view text) {
  if (text.size() != 5 || text[0] != '1') return std::nullopt;
  std::array<unsigned, 4> part{};
  for (std::size_t i = 0; i < part.size(); ++i) {
    const auto bits = six_bits(text[i + 1]);
    if (!bits) return std::nullopt;
    part[i] = static_cast<unsigned>(*bits);
  }
  const auto flags = part[3];
  return TcfState{.cmp = part[0] << 6U | part[1],
                  .policy = part[2],
                  .dma = (flags & 1U) != 0,
                  .gdpr = (flags & 2U) != 0,
                  .supported = (flags & 4U) != 0,
                  .advanced = (flags & 8U) != 0,
                  .waited = (flags & 16U) != 0};
}

bool contradict(Signal a, Signal b) { return a != Signal::unset && b != Signal::unset && a != b; }

char gcs_digit(Signal signal) {
  return signal == Signal::granted ? '1' : signal == Signal::denied ? '0' : '-';
}

}  // namespace

Signal GcdSignal::effective() const {
  for (const auto said : {by_update, by_default, declared}) {
    if (said != Signal::unset) return said;
  }
  return implicit == Signal::denied ? Signal::denied : Signal::unset;
}

GoogleConsent decode_gcs_gcd(std::string_view gcs, std::string_view gcd, std::string_view npa) {
  GoogleConsent found;
  auto& signals = found.signals;
  std::optional<Gcs> short_form;
  if (!gcs.empty()) {
    short_form = read_gcs(gcs);
    if (short_form) {
      found.active = true;
      signals.ad_storage = short_form->ad_storage;
      signals.analytics_storage = short_form->analytics_storage;
    } else {
      found.malformed = found.gcs_malformed = true;
    }
  }
  if (!gcd.empty()) {
    if (const auto long_form = read_gcd(gcd)) {
      std::array<Signal, 4> effective{};
      for (std::size_t i = 0; i < effective.size(); ++i)
        effective[i] = long_form->signals[i].effective();
      found.gcd = long_form->signals;
      if (short_form) {
        found.disagree = contradict(short_form->ad_storage, effective[0]) ||
                         contradict(short_form->analytics_storage, effective[1]);
      }
      if (effective[0] != Signal::unset) signals.ad_storage = effective[0];
      if (effective[1] != Signal::unset) signals.analytics_storage = effective[1];
      signals.ad_user_data = effective[2];
      signals.ad_personalization = effective[3];
      found.active = found.active || long_form->active;
      found.gpc = long_form->gpc;
    } else {
      found.malformed = found.gcd_malformed = true;
    }
  }
  if (npa == "1" && signals.ad_personalization == Signal::unset)
    signals.ad_personalization = Signal::denied;
  found.said = signals != ConsentSignals{};
  return found;
}

GoogleConsentContext decode_consent_context(const GoogleConsentTexts& texts) {
  GoogleConsentContext found;
  found.dma = flag(texts.dma, found.dma_malformed);
  found.services = read_services(texts.dma_cps.value_or(""), found.dma_malformed);
  found.no_personalised_ads = flag(texts.npa, found.npa_malformed);
  found.cookie_label = read_label(texts.pscdl);
  found.by_update = texts.gcu == std::string_view("1");
  if (texts.tcfd && !texts.tcfd->empty()) {
    found.tcf = read_tcf(*texts.tcfd);
    found.tcf_malformed = !found.tcf;
  }
  return found;
}

std::string encode_gcs(const ConsentState& consent) {
  if (!consent.active) return {};
  return {'G', '1', gcs_digit(consent.ad_storage.effective()),
          gcs_digit(consent.analytics_storage.effective())};
}

std::string encode_gcd(const ConsentState& consent) {
  // Implicit: granted, but for personalisation in the EEA, as captures of pages there show
  // ("…2p5l1").
  std::string out = "1";
  const auto add = [&](const ConsentState::One& one, char separator) {
    out += separator;
    const auto by_default = consent.active ? one.by_default : Signal::unset;
    const auto by_update = consent.active ? one.by_update : Signal::unset;
    out += kAlphabet[(1U << 4U) | (bits_of(by_default) << 2U) | bits_of(by_update)];
  };
  add(consent.ad_storage, '3');
  add(consent.analytics_storage, '3');
  add(consent.ad_user_data, '3');
  add(consent.ad_personalization, consent.active && consent.dma ? '2' : '3');
  out += kAlphabet[(consent.gpc ? 8U : 0U) | (consent.active ? 4U : 0U) | 1U];
  return out + "l1";
}

std::string encode_npa(const ConsentState& consent) {
  const bool denied = consent.active && consent.ad_personalization.effective() == Signal::denied;
  return denied || consent.limited ? "1" : "0";
}

void write_google_consent(QueryWriter& query, const ConsentState& consent) {
  if (const auto gcs = encode_gcs(consent); !gcs.empty()) query.key("gcs").word(gcs);
  query.key("gcd").word(encode_gcd(consent));
  query.key("dma").word(consent.dma ? "1" : "0");
  if (consent.dma) {
    // Letters name core platform services; "sypham" was seen with consent, "a" without. The mapping
    // is unconfirmed.
    const bool may_use = consent.ad_user_data.effective() != Signal::denied;
    query.key("dma_cps").word(may_use ? "sypham" : "a");
  }
  query.key("npa").word(encode_npa(consent));
}

}  // namespace tagproof
