#include <fmt/format.h>

#include <string>

#include "harness/wire/json_writer.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

void write_strings(JsonWriter& out, std::string_view key, const std::vector<std::string>& texts) {
  out.key(key).begin_array();
  for (const auto& text : texts) out.string(text);
  out.end_array();
}

}  // namespace

// tagproof.prove/1, formats.md B.5.
void write_proof_json(const Proof& proof, const ReportOptions&, std::ostream& stream) {
  std::string document;
  JsonWriter out(document);
  out.begin_object().key("format").string("tagproof.prove/1").key("tool").string(proof.tool);
  out.key("seed").raw(std::to_string(proof.seed)).key("contract").string(proof.contract);
  out.key("files").begin_array();
  for (const auto& file : proof.files) {
    out.begin_object().key("path").string(file.path).key("sha256").string(file.sha256).end_object();
  }
  out.end_array();
  const auto sum = proof.summary();
  out.key("summary").begin_object();
  out.key("faults").number(sum.faults).key("caught").number(sum.caught);
  out.key("survived").number(sum.survived).key("harmless").number(sum.harmless);
  out.key("not_applicable").number(sum.not_applicable);
  out.key("score").raw(fmt::format("{:.4f}", sum.score())).end_object();
  out.key("faults").begin_array();
  for (const auto& fault : proof.faults) {
    out.begin_object().key("fault").string(fault.name).key("mistake").string(fault.mistake);
    out.key("check").string(fault.check).key("outcome").string(text(fault.outcome)).end_object();
  }
  out.end_array();
  out.key("matrix").begin_array();
  for (std::size_t f = 0; f < proof.faults.size(); ++f) {
    for (std::size_t s = 0; s < proof.journeys.size(); ++s) {
      const auto& cell = proof.cell(f, s);
      out.begin_object().key("fault").string(proof.faults[f].name);
      out.key("scenario").string(proof.journeys[s].name);
      out.key("outcome").string(text(cell.outcome));
      write_strings(out, "checks", cell.checks);
      out.end_object();
    }
  }
  out.end_array();
  out.key("silent_checks").begin_array();
  for (const auto& silent : proof.silent_checks) out.string(silent.check);
  out.end_array();
  out.key("suggestions").begin_array();
  for (const auto& one : proof.suggestions) {
    out.begin_object().key("scenario").string(one.scenario).key("title").string(one.title);
    write_strings(out, "faults", one.faults);
    out.key("text").string(one.text).end_object();
  }
  out.end_array().end_object();
  document.push_back('\n');
  stream << document;
}

}  // namespace tagproof
