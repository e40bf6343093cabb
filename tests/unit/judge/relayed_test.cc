// A mistake behind a collector is placed where it was made: at the page, or in the container.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/judge/evidence_builder.h"

namespace tagproof {
namespace {

using namespace tests;

/// The clean world, as if Meta's server event came by way of a collector, which was given the
/// browser's hit.
World relayed_world() {
  World world = clean_world();
  world.contract().owners["collector"] = {.team = "Tag server"};
  world.evidence.feeds = {{PlatformId("meta"), Channel::server, EventName::purchase}};
  const TrackedEvent page = world.event("ga4");
  TrackedEvent& given = world.send("collector", Channel::browser, EventName::purchase, at(9));
  const CaptureId source = given.capture;
  given = page;
  given.capture = source;
  given.platform = PlatformId("collector");
  given.event_id = world.event("meta", Channel::server).event_id;
  given.user_data = world.event("meta", Channel::server).user_data;
  TrackedEvent& sent = world.event("meta", Channel::server);
  sent.sender = Sender::collector;
  Capture& capture = world.capture(sent);
  capture.sender = Sender::collector;
  capture.relayed_from = source;
  world.attempt("meta", Channel::server).sender = Sender::collector;
  return world;
}

TrackedEvent& given_to(World& world) { return world.event("collector"); }

const Finding* find(const Judgement& judgement, std::string_view check) {
  const auto it = std::ranges::find(judgement.findings, check, &Finding::check);
  return it == judgement.findings.end() ? nullptr : &*it;
}

void placed_at_collector(const Judgement& judgement, std::string_view check) {
  CAPTURE(check);
  const auto* finding = find(judgement, check);
  REQUIRE(finding != nullptr);
  CHECK(finding->sender == Sender::collector);
  CHECK(finding->layer == Layer::server);
  CHECK(finding->owner == "Tag server");
}

void placed_at_page(const Judgement& judgement, std::string_view check, const CaptureId& hit) {
  CAPTURE(check);
  const auto* finding = find(judgement, check);
  REQUIRE(finding != nullptr);
  CHECK(finding->sender == Sender::browser);
  CHECK(finding->layer != Layer::server);
  CHECK(finding->owner != "Tag server");
  CHECK(std::ranges::find(finding->captures, hit) != finding->captures.end());
}

TEST_CASE("what is passed on as it came is no finding") {
  auto world = relayed_world();
  CHECK(world.found().empty());
}

TEST_CASE("a wrong value is the container's when only what left it is wrong, else the page's") {
  auto world = relayed_world();
  auto& sent = world.event("meta", Channel::server);
  sent.value = Observed<Decimal>::of(*Decimal::parse("59.80"), WireKind::number);
  placed_at_collector(world.judged(), "value.mismatch");
  given_to(world).value = sent.value;
  placed_at_page(world.judged(), "value.mismatch", given_to(world).capture);
}

TEST_CASE("a wrong event id likewise") {
  auto world = relayed_world();
  auto& sent = world.event("meta", Channel::server);
  sent.event_id = Observed<std::string>::of("another");
  placed_at_collector(world.judged(), "dedup.event-id-mismatch");
  given_to(world).event_id = sent.event_id;
  placed_at_page(world.judged(), "dedup.event-id-mismatch", given_to(world).capture);
}

TEST_CASE("a purchase that the container was given and never sent is the container's") {
  auto world = relayed_world();
  world.unsend("meta", Channel::server, EventName::purchase);
  placed_at_collector(world.judged(), "event.missing");
}

TEST_CASE("one that it was never given is the page's") {
  auto world = relayed_world();
  world.unsend("meta", Channel::server, EventName::purchase);
  world.unsend("collector", Channel::browser, EventName::purchase);
  const auto judged = world.judged();
  const auto* finding = find(judged, "event.missing");
  REQUIRE(finding != nullptr);
  CHECK(finding->sender == Sender::browser);
}

TEST_CASE("a refusal that the container was told and sent all the same wasn't forwarded") {
  auto world = relayed_world();
  auto& consent = world.shopper().consent.front();
  consent.choice = {.analytics = Choice::granted, .marketing = Choice::denied};
  if (world.order().consent) world.order().consent = consent.choice;
  auto& said = given_to(world).consent;
  said.ad_storage = said.ad_user_data = said.ad_personalization = Signal::denied;
  said.analytics_storage = Signal::granted;
  given_to(world).user_data.clear();
  const auto judged = world.judged();
  placed_at_collector(judged, "consent.not-forwarded");
}

}  // namespace
}  // namespace tagproof
