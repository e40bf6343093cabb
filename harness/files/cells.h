#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/files/node.h"
#include "harness/files/table.h"

namespace tagproof {

/// The most cells that a matrix may have.
inline constexpr std::size_t kMaxCells = 1000;

/// A change of a path: of a contract, storefront, tagging (`document` says which) or of the
/// scenario itself ("").
struct Change {
  std::string document{};
  std::string path{};  // within the document
  Node value{};
  Position at{};
};

/// One run of a scenario: what it is called, and what is changed for it, overrides first.
struct Cell {
  std::vector<std::pair<std::string, std::string>>
      values{};        // "shopper.region" -> "DE", in matrix order
  std::string name{};  // "DE,basic"; empty without a matrix
  std::vector<Change> changes{};
};

/// The cells of a scenario (one without a matrix), the last key of the matrix changing fastest. Bad
/// paths and values are told.
std::vector<Cell> cells_of(const Node& scenario, Reader& reader);

/// The scenario as it runs in the cell: its own changes made, `expect.cells` laid over `expect`.
Node in_cell(const Node& scenario, const Cell& cell, Reader& reader);

/// The document ("contract" …) with the cell's changes made; whether there was one.
bool change_document(Node& document, std::string_view called, const Cell& cell, Reader& reader);

/// `expect.cells` names cells that are there.
void check_expected_cells(const Node& scenario, const std::vector<Cell>& cells, Reader& reader);

}  // namespace tagproof
