#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "harness/model/proof.h"
#include "harness/model/run.h"

namespace tagproof {

struct ReportOptions {
  bool colour = false;        // console only
  int width = 100;            // console only: columns
  std::string report_path{};  // where report.html lies, for the console's last line; empty: none
};

/// A reporter: one pure function of a run that is masked already.
struct Reporter {
  std::string_view name{};  // console | json | junit | html | markdown | github
  std::string_view text{};  // one line for --help
  void (*write)(const Run&, const ReportOptions&, std::ostream&){};
  void (*write_proof)(const Proof&, const ReportOptions&, std::ostream&){};
};

/// Every reporter; registering one is a line in reporters.cc.
std::span<const Reporter> reporters();
const Reporter* find_reporter(std::string_view name);

/// The same run with personal data masked in every text: "j***@e***.com", last four digits of
/// phones, hashes to their first 8 hex digits, known names and addresses of the shoppers; in URLs
/// and bodies masks stand in place. Tokens are fingerprints already. Does nothing when
/// `run.shows_personal_data`.
Run masked(Run run);

}  // namespace tagproof
