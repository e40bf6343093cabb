// What holds for a redacted recording: `check` says the same of it, and nothing of the people is
// left in it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <tuple>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/judge/check.h"
#include "harness/judge/identity.h"
#include "harness/run/recording.h"
#include "harness/run/redaction.h"
#include "mock_platforms/platforms.h"
#include "tests/e2e/reference_suite.h"

namespace tagproof {
namespace {

namespace fs = std::filesystem;
using tests::capture_lines;
using tests::reference_suite;
using tests::run_one;

class File {
 public:
  explicit File(std::string_view content)
      : path_(fs::temp_directory_path() / fmt::format("tagproof-redaction-{}", ::getpid())) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

/// What `check` says, without the words: they show masked values.
std::vector<std::string> said_of(const std::string& content, const Scenario& scenario) {
  const File file(content);
  Recording recording;
  const auto read = read_recording(file.path(), "recording", {.platforms = platforms()}, recording);
  REQUIRE_MESSAGE(read.has_value(), (read ? "" : read.error().message));
  std::vector<std::string> said;
  for (auto& session : recording.sessions) {
    Replay result = replay(
        std::move(session),
        {.platforms = platforms(), .contract = scenario.contract, .config = scenario.target});
    explain_people(result.evidence);
    for (const auto& one : judge(result.evidence, all_checks(), nullptr, false).findings) {
      std::string line = fmt::format("{} {} {} {} {}", one.check, text(one.severity),
                                     one.platform.view(), one.order.view(), one.rule);
      for (const auto& id : one.captures) line += " " + id.value;
      said.push_back(std::move(line));
    }
    for (const auto& event : result.evidence.events)
      said.push_back(fmt::format("{} {} {} {}", event.capture.view(), text(event.outcome),
                                 event.rule, fmt::join(event.warnings, " ")));
    for (const auto& ledger : result.evidence.ledgers) {
      const auto& n = ledger.purchases();
      said.push_back(fmt::format("{} {} {} {} {}", ledger.platform.view(), n.received, n.counted,
                                 n.deduplicated, n.click_id));
    }
  }
  std::ranges::sort(said);
  return said;
}

/// Each line of one and not of the other by itself.
void same(const std::vector<std::string>& after, const std::vector<std::string>& before) {
  std::vector<std::string> differing;
  std::ranges::set_symmetric_difference(after, before, std::back_inserter(differing));
  CHECK(differing.empty());
  for (const auto& line : differing) MESSAGE(line);
}

std::string redacted(const std::string& content, const std::string& key = "k") {
  const File file(content);
  std::ostringstream out;
  const auto done =
      redact_recording(file.path(), "recording", {.platforms = platforms(), .key = key}, out);
  REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().message));
  CHECK(done->remarks.empty());
  return out.str();
}

std::string content_of(const Evidence& evidence) {
  std::string content;
  for (const auto& line : capture_lines(evidence)) content += line + "\n";
  return content;
}

void nothing_left(const std::string& text, const Evidence& evidence) {
  const std::string lower = lower_utf8(text);
  for (const auto& shopper : evidence.shoppers) {
    const Customer& person = shopper.customer;
    for (const auto& value : {person.email, person.phone}) {
      const std::string plain = lower_utf8(trim(value));
      if (plain.empty()) continue;
      CHECK(lower.find(plain) == std::string::npos);
      CHECK(lower.find(sha256_hex(plain)) == std::string::npos);
      CHECK(lower.find(sha256_hex(value)) == std::string::npos);
    }
    for (const auto field : {IdField::fbp, IdField::client_id, IdField::gclid}) {
      const std::string& id = shopper.ids[static_cast<std::size_t>(field)];
      if (!id.empty()) CHECK(text.find(id) == std::string::npos);
    }
  }
}

TEST_CASE("check says the same of a redacted recording, and nobody is left in it") {
  for (const auto& scenario : reference_suite()) {
    const auto outcome = run_one(scenario);
    if (outcome.evidence.captures.empty()) continue;
    CAPTURE(scenario.name);
    const std::string content = content_of(outcome.evidence);
    const std::string made = redacted(content);
    same(said_of(made, scenario), said_of(content, scenario));
    nothing_left(made, outcome.evidence);
  }
}

TEST_CASE("neither do mistakes with personal data change by it") {
  const auto& suite = reference_suite();
  const auto scenario = std::ranges::find(suite, "successful-purchase", &Scenario::name);
  REQUIRE(scenario != suite.end());
  std::size_t ran = 0;
  for (const Fault* fault : all_faults()) {
    const auto outcome = run_one(*scenario, std::span(&fault, 1));
    if (outcome.evidence.captures.empty()) continue;
    CAPTURE(fault->name);
    const std::string content = content_of(outcome.evidence);
    const std::string made = redacted(content);
    same(said_of(made, *scenario), said_of(content, *scenario));
    nothing_left(made, outcome.evidence);
    ++ran;
  }
  CHECK(ran > 30);
}

TEST_CASE("the same key gives the same pseudonyms, another key others") {
  const auto& scenario = reference_suite().front();
  const std::string content = content_of(run_one(scenario).evidence);
  CHECK(redacted(content) == redacted(content));
  CHECK(redacted(content) != redacted(content, "another"));
  CHECK(redacted(content, "") == redacted(content, ""));
}

}  // namespace
}  // namespace tagproof
