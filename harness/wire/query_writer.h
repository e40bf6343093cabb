#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tagproof {

/// Appends the pairs of a query to a text, for hits: no list of pairs in between.
///     QueryWriter(url).pair("v", "2").pair("dl", page);
class QueryWriter {
 public:
  /// What becomes of names: a platform's own words are known to need no encoding, and some
  /// platforms leave names as they stand whatever they hold. Values are percent-encoded always.
  enum class Names : std::uint8_t { encoded, as_they_stand };

  /// The first pair begins where `out` ends.
  explicit QueryWriter(std::string& out, Names names = Names::as_they_stand)
      : out_(out), begin_(out.size()), names_(names) {}

  QueryWriter& pair(std::string_view name, std::string_view value) { return key(name).text(value); }
  /// Begins a pair; what its value consists of follows.
  QueryWriter& key(std::string_view name);
  /// More of the value at hand.
  QueryWriter& text(std::string_view part);
  /// The same as it stands: the caller says that encoding would change nothing.
  QueryWriter& word(std::string_view part);
  /// In place of the value of the first pair of that name; a pair at the end where there is none.
  QueryWriter& put(std::string_view name, std::string_view value);

 private:
  std::string& out_;
  std::size_t begin_;
  Names names_;
};

}  // namespace tagproof
