#pragma once

#include <ostream>

#include "reports/reporter.h"

/// The reporters, one file each; each is a pure function of a masked run. reporters.cc lists them.
namespace tagproof {

void write_console(const Run& run, const ReportOptions& options, std::ostream& out);
void write_json(const Run& run, const ReportOptions& options, std::ostream& out);
void write_junit(const Run& run, const ReportOptions& options, std::ostream& out);
void write_html(const Run& run, const ReportOptions& options, std::ostream& out);
void write_markdown(const Run& run, const ReportOptions& options, std::ostream& out);
void write_github(const Run& run, const ReportOptions& options, std::ostream& out);

// The same of a proof (`tagproof prove`): proof/.
void write_proof_console(const Proof& proof, const ReportOptions& options, std::ostream& out);
void write_proof_json(const Proof& proof, const ReportOptions& options, std::ostream& out);
void write_proof_junit(const Proof& proof, const ReportOptions& options, std::ostream& out);
void write_proof_html(const Proof& proof, const ReportOptions& options, std::ostream& out);
void write_proof_markdown(const Proof& proof, const ReportOptions& options, std::ostream& out);
void write_proof_github(const Proof& proof, const ReportOptions& options, std::ostream& out);

}  // namespace tagproof
