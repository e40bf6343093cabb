#include "harness/shop/consent_gate.h"

#include "harness/model/ready_tag.h"

#include <doctest/doctest.h>

#include <string_view>

using namespace tagproof;

namespace {

using enum Choice;

Contract contract(bool advanced) {
  Contract made;
  made.consent = {
      .advanced = advanced,
      .regions = {{.region = "EEA"},
                  {.region = "US", .analytics = Regime::opt_out, .marketing = Regime::opt_out}},
      .purposes = {{"ga4", Purpose::analytics},
                   {"meta", Purpose::marketing},
                   {"google_ads", Purpose::marketing}},
      .signals = {{Purpose::analytics, {"analytics_storage"}},
                  {Purpose::marketing, {"ad_storage", "ad_user_data", "ad_personalization"}}},
      .denied = {{"meta", Allowed::nothing}},
      .opted_out = {
          {"ga4", Allowed::limited}, {"meta", Allowed::limited}, {"google_ads", Allowed::limited}}};
  return made;
}

Tag tag(std::string_view platform, Channel channel = Channel::browser) {
  return {.tag = "t", .platform = PlatformId(platform), .channel = channel};
}

Gate gate(const Tag& tag, const Contract& contract, const SendingConsent& consent,
          const Behaviours& behaviours) {
  return gate(tag_consent(tag, contract), law_of(contract.consent, consent.region), consent,
              behaviours);
}

SendingConsent now(std::string_view region, Choice analytics, Choice marketing, bool gpc = false) {
  return {.choice = {analytics, marketing}, .region = region, .gpc = gpc};
}

}  // namespace

TEST_CASE("what leaves, and what may wait for a choice") {
  struct Row {
    std::string_view platform{};
    bool advanced{};
    SendingConsent consent{};
    Allowed allowed{};
    bool may_wait{};
  };
  const Row rows[] = {
      {"meta", false, now("DE", granted, granted), Allowed::full, false},
      {"meta", false, now("DE", undecided, undecided), Allowed::nothing, true},
      {"meta", false, now("DE", denied, denied), Allowed::nothing, false},
      {"meta", false, now("DE", granted, withdrawn), Allowed::nothing, false},
      {"meta", true, now("DE", undecided, undecided), Allowed::nothing, true},
      {"ga4", false, now("DE", undecided, undecided), Allowed::nothing, true},
      {"ga4", true, now("DE", undecided, undecided), Allowed::cookieless, false},
      {"ga4", true, now("DE", denied, denied), Allowed::cookieless, false},
      {"ga4", false, now("DE", granted, denied), Allowed::limited, false},
      {"meta", false, now("US-CA", undecided, undecided), Allowed::full, false},
      {"meta", false, now("US-CA", denied, denied), Allowed::limited, false},
      {"meta", false, now("US-CA", granted, granted, true), Allowed::limited, false},
      {"meta", false, now("ZZ", undecided, undecided), Allowed::nothing, true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.platform);
    CAPTURE(row.consent.region);
    CAPTURE(text(row.consent.choice.marketing));
    const auto result = gate(tag(row.platform), contract(row.advanced), row.consent, {});
    CHECK(text(result.allowed) == text(row.allowed));
    CHECK(result.may_wait == row.may_wait);
  }
}

TEST_CASE("what a tag says for itself") {
  const auto agreed = contract(false);
  auto one = tag("ga4");
  one.needs = {Purpose::analytics, Purpose::marketing};
  CHECK(gate(one, agreed, now("DE", granted, denied), {}).allowed == Allowed::limited);
  one.without = Allowed::nothing;
  CHECK(gate(one, agreed, now("DE", granted, denied), {}).allowed == Allowed::nothing);
  one.needs.clear();
  one.needs_nothing = true;
  CHECK(gate(one, agreed, now("DE", denied, denied), {}).allowed == Allowed::full);
}

TEST_CASE("Consent Mode: default by the region's law, update by the choice") {
  const auto& policy = contract(false).consent;
  struct Row {
    SendingConsent consent{};
    Signal ads_default{}, ads_update{}, analytics{};
  };
  const Row rows[] = {
      {now("DE", undecided, undecided), Signal::denied, Signal::unset, Signal::denied},
      {now("DE", granted, granted), Signal::denied, Signal::granted, Signal::granted},
      {now("DE", granted, denied), Signal::denied, Signal::denied, Signal::granted},
      {now("US-CA", undecided, undecided), Signal::granted, Signal::unset, Signal::granted},
      {now("US-CA", undecided, denied), Signal::granted, Signal::denied, Signal::granted},
      {now("US-CA", granted, granted, true), Signal::denied, Signal::denied, Signal::granted},
  };
  for (const auto& row : rows) {
    CAPTURE(row.consent.region);
    CAPTURE(text(row.consent.choice.marketing));
    const auto state =
        signals_of(purpose_signals(policy), law_of(policy, row.consent.region), row.consent);
    CHECK(state.active);
    CHECK(text(state.ad_storage.by_default) == text(row.ads_default));
    CHECK(text(state.ad_user_data.by_update) == text(row.ads_update));
    CHECK(text(state.analytics_storage.effective()) == text(row.analytics));
  }
}

TEST_CASE("what was looked up once answers as the policy does") {
  for (const bool advanced : {false, true}) {
    const auto policy = contract(advanced).consent;
    for (const std::string_view platform : {"ga4", "collector", "google_ads", "meta", "tiktok"}) {
      for (const std::string_view region : {"DE", "US-CA", "US-FL", "ZZ", ""}) {
        for (const auto marketing : {undecided, granted, denied, withdrawn}) {
          for (const bool gpc : {false, true}) {
            CAPTURE(platform);
            CAPTURE(region);
            CAPTURE(text(marketing));
            const ConsentChoice choice{.analytics = granted, .marketing = marketing};
            const auto law = law_of(policy, region);
            CHECK(text(allowed(consent_of(policy, platform), law, choice, gpc)) ==
                  text(allowed(policy, platform, region, choice, gpc)));
            CHECK(law.is_open(Purpose::marketing, choice, gpc) ==
                  purpose_open(policy, Purpose::marketing, region, choice, gpc));
            CHECK(law.of(Purpose::marketing) == regime_of(policy, region, Purpose::marketing));
          }
        }
      }
    }
  }
}

TEST_CASE("what faulty shops do instead") {
  const auto agreed = contract(false);
  const auto with = [](Behaviour behaviour) {
    Behaviours all;
    all.add(behaviour);
    return all;
  };
  const auto refused = now("DE", denied, denied);
  CHECK(gate(tag("meta"), agreed, refused, with(Behaviour::browser_ignores_consent)).allowed ==
        Allowed::full);
  CHECK(gate(tag("meta"), agreed, refused, with(Behaviour::server_ignores_consent)).allowed ==
        Allowed::nothing);
  CHECK(gate(tag("meta", Channel::server), agreed, refused, with(Behaviour::server_ignores_consent))
            .allowed == Allowed::full);

  auto not_updated = now("DE", granted, granted);
  not_updated.updated = false;
  CHECK(gate(tag("meta"), agreed, not_updated, {}).allowed == Allowed::nothing);
  const auto ping = gate(tag("ga4"), agreed, not_updated, {});
  CHECK(ping.allowed == Allowed::cookieless);
  CHECK(ping.signals.ad_storage.effective() == Signal::denied);

  auto loading = now("DE", undecided, undecided);
  loading.on_load = true;
  const auto early = gate(tag("ga4"), agreed, loading, with(Behaviour::consent_default_late));
  CHECK(early.allowed == Allowed::full);
  CHECK_FALSE(early.signals.active);
}

TEST_CASE("what may not leave is taken out") {
  const auto emission = [](Allowed allowed) {
    Emission made{.allowed = allowed};
    for (const Field field : {Field::email, Field::ip, Field::gclid, Field::fbc, Field::fbp,
                              Field::client_id, Field::value}) {
      made.set(field, std::string("x"));
    }
    return made;
  };
  struct Row {
    Allowed allowed{};
    std::string_view left{};
  };
  for (const auto& row :
       {Row{Allowed::full, "email ip gclid fbc fbp client_id value"},
        Row{Allowed::limited, "ip fbp client_id value"}, Row{Allowed::cookieless, "ip value"}}) {
    CAPTURE(text(row.allowed));
    auto made = emission(row.allowed);
    withhold(made);
    std::string left;
    for (const auto& [field, name] : {std::pair{Field::email, "email"},
                                      {Field::ip, "ip"},
                                      {Field::gclid, "gclid"},
                                      {Field::fbc, "fbc"},
                                      {Field::fbp, "fbp"},
                                      {Field::client_id, "client_id"},
                                      {Field::value, "value"}}) {
      if (made.field(field)) left += (left.empty() ? "" : " ") + std::string(name);
    }
    CHECK(left == row.left);
  }
  auto denied_ads = emission(Allowed::full);
  denied_ads.consent.ad_user_data.by_update = Signal::denied;
  withhold(denied_ads);
  CHECK_FALSE(denied_ads.field(Field::email));
  CHECK(denied_ads.field(Field::client_id));
}
