#include "harness/judge/person_memory.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/base/hash.h"
#include "mock_platforms/texts.h"
#include "tests/unit/judge/evidence_builder.h"

namespace tagproof {
namespace {

Customer called(std::string first, std::string phone = {}) {
  Customer c;
  c.email = first + "@example.com";
  c.first_name = std::move(first);
  c.last_name = "Doe";
  c.phone = std::move(phone);
  return c;
}

/// The shopper, and what a hit carries beside the usual.
Evidence visit_of(const Customer& who, std::string_view parameters) {
  auto world = tests::clean_world();
  world.shopper().customer = who;
  world.order().customer = who;
  world.capture(world.event("ga4")).request.url.append("?").append(parameters);
  return world.evidence;
}

std::vector<std::string> found(const Evidence& evidence, PersonMemory* memory) {
  std::vector<std::string> all;
  for (const auto& one : judge(evidence, all_checks(), nullptr, false, memory).findings)
    all.push_back(one.check + ": " + one.message + one.actual);
  return all;
}

}  // namespace

TEST_CASE("what is found doesn't depend on the evidence before") {
  PersonMemory memory;
  const auto jane = called("Jane"), berta = called("Berta", "+49 151 23456789");
  // The same hits of one shopper after the other: whose data stand in them changes.
  for (const auto* who : {&jane, &berta, &jane}) {
    for (const auto* parameters :
         {"ep.a=Jane%20Doe", "ep.a=Berta%20Doe", "ep.a=%2B49%20151%2023456789", "ep.a=nobody",
          "ep.a=berta%40example.com", "ep.a=D%C3%B3e%2C%20Jan%C3%A9", "dt=Thank%20you%2C%20Jane"}) {
      CAPTURE(who->first_name);
      CAPTURE(parameters);
      const auto evidence = visit_of(*who, parameters);
      CHECK(found(evidence, &memory) == found(evidence, nullptr));
      CHECK(found(evidence, &memory) == found(evidence, nullptr));
    }
  }
}

TEST_CASE("a person is known again by what is looked for; somebody new may be where nobody was") {
  PersonMemory memory;
  auto jane = called("Jane");
  const auto forms = memory.known(jane).forms;
  const auto part = key_of("ep.a=Berta Doe");
  memory.nobodys().add(part);
  memory.nobodys().add(part);
  jane.ip = "192.0.2.1";
  CHECK(memory.known(jane).forms == forms);
  CHECK(memory.nobodys().contains(part));
  memory.known(called("Berta"));
  CHECK_FALSE(memory.nobodys().contains(part));
}

TEST_CASE("of the parts that are nobody's, those that come again are kept") {
  NobodysParts parts;
  const auto currency = key_of("cu=EUR"), time = key_of("_p=1768471204000");
  parts.add(currency);
  parts.add(time);
  CHECK_FALSE(parts.contains(currency));
  parts.add(currency);
  CHECK(parts.contains(currency));
  CHECK_FALSE(parts.contains(time));
  CHECK(parts.size() == 1);
}

TEST_CASE("a hash that was right is another's in another person's hit") {
  PersonMemory memory;
  const auto jane = called("Jane"), berta = called("Berta");
  for (const auto* who : {&jane, &berta, &jane}) {
    auto world = tests::clean_world();
    world.shopper().customer = *who;
    world.order().customer = *who;
    world.event("meta").user_data = {
        {UserField::email, sha256_hex("jane@example.com"), DatumForm::sha256, "em"}};
    CHECK(found(world.evidence, &memory) == found(world.evidence, nullptr));
    CHECK(found(world.evidence, &memory) == found(world.evidence, nullptr));
  }
}

}  // namespace tagproof
