#include "harness/judge/person_memory.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

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
  const auto forms = memory.forms_of(jane);
  const auto part = key_of("ep.a=Berta Doe");
  memory.add_nobodys(part);
  jane.ip = "192.0.2.1";
  CHECK(memory.forms_of(jane) == forms);
  CHECK(memory.is_nobodys(part));
  memory.forms_of(called("Berta"));
  CHECK_FALSE(memory.is_nobodys(part));
}

}  // namespace tagproof
