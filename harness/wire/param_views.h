#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/observed.h"
#include "harness/wire/url.h"

namespace tagproof {

/// As Params, as views: into the query that was read, or what was escaped in it into a store of its
/// own. Valid as long as the query; movable.
class ParamViews {
 public:
  using Pair = std::pair<std::string_view, std::string_view>;
  using Pairs = std::vector<Pair>;

  ParamViews() = default;
  /// As parse_query() reads it.
  explicit ParamViews(std::string_view query);
  /// Of an address's query: what stands behind its '?', without the fragment.
  static ParamViews of_address(std::string_view url);
  /// Of pairs that live elsewhere.
  explicit ParamViews(const Params& params) { append(params); }
  ParamViews(ParamViews&&) noexcept = default;
  ParamViews& operator=(ParamViews&&) noexcept = default;

  /// Adds pairs that live elsewhere.
  void append(const Params& params) { pairs_.insert(pairs_.end(), params.begin(), params.end()); }
  void append(const ParamViews& others) {
    pairs_.insert(pairs_.end(), others.begin(), others.end());
  }

  [[nodiscard]] Pairs::const_iterator begin() const { return pairs_.begin(); }
  [[nodiscard]] Pairs::const_iterator end() const { return pairs_.end(); }

 private:
  /// A piece of the query, decoded.
  std::string_view decoded(std::string_view piece, std::string_view query);

  Pairs pairs_{};
  std::unique_ptr<char[]> store_{};  // as long as the query; never grows: views look into it
  char* used_ = nullptr;             // the end of what stands in it
};

/// The first value of that name; null: there is none.
const std::string_view* find_param(const ParamViews& params, std::string_view key);

/// Reads a value of a form or query, as json.h reads those of JSON: the kind is always text.
/// `null`: the key is absent.
Observed<std::string> observed_text(const std::string_view* value);
Observed<Decimal> observed_decimal(const std::string_view* value);

}  // namespace tagproof
