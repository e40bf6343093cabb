#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/id.h"
#include "harness/base/time.h"
#include "harness/files/complaints.h"
#include "harness/files/node.h"
#include "harness/model/contract.h"
#include "harness/model/tagging.h"
#include "harness/model/target.h"
#include "harness/model/vocabulary.h"
#include "harness/model/words.h"

/// The one description of what a file may say: a table of keys for each kind of mapping. The
/// loader, "did you mean", the JSON Schema and the reference text all read it.
namespace tagproof {

class Reader;
struct Type;

/// Takes a value that fits its type into the struct behind `out`.
using Store = void (*)(const Node& node, const Type& type, void* out, Reader& reader);

struct Key {
  std::string_view name{};
  const Type* type{};
  std::string_view doc{};
  bool required = false;
  Store store{};
};

enum class Shape : std::uint8_t {
  text,
  integer,
  number,
  boolean,
  word,
  mapping,
  map,
  list,
  choice
};

/// Lists of names that live elsewhere; the vocabulary holds them.
enum class Names : std::uint8_t { none, platforms, checks, faults, settings };

struct Type {
  Shape shape = Shape::text;
  std::string_view expected{};             // "a duration such as 30s"
  bool (*valid)(std::string_view text){};  // scalars: further refused
  std::string_view pattern{};  // scalars: the same as a regular expression, for the schema
  std::span<const std::string_view> words{};  // word
  Names names = Names::none;                  // word: of the vocabulary
  std::span<const Key> keys{};                // mapping
  std::string_view short_key{};  // mapping: a scalar in its place is the value of this key
  bool bare = false;             // mapping: nothing in its place is an empty one
  const Type* key{};             // map: what a key may be
  const Type* element{};         // map, list
  std::span<const Type* const> choices{};  // choice: told apart by scalar, list or mapping
};

/// Walks a file with its tables.
class Reader {
 public:
  Reader(Complaints& complaints, const Vocabulary* vocabulary)
      : complaints_(complaints), vocabulary_(vocabulary) {}

  /// A whole file or part: complains of what doesn't fit, stores what does. Whether all fitted.
  bool read(const Node& node, const Type& type, void* out, std::string_view called);

  /// A mapping that was found to be one: unknown, repeated and missing keys are told, the others
  /// stored.
  void mapping(const Node& node, const Type& type, void* out);
  /// Resolves a choice and complains unless the node has the type's shape and, for scalars, its
  /// form. Null: it doesn't fit.
  const Type* fitting(const Node& node, const Type& type);

  void complain(const Node& node, std::string message) {
    complaints_.at(node.at, path(), std::move(message));
  }
  void complain(const Position& at, std::string message) {
    complaints_.at(at, path(), std::move(message));
  }
  [[nodiscard]] std::size_t complained() const { return complaints_.size(); }
  /// "expected …, found …", with the nearest of the words.
  void unfit(const Node& node, const Type& type);

  /// "journey[3].pay.outcome", with one more part while the value lives.
  class Part {
   public:
    Part(Reader& reader, std::string part) : reader_(reader) {
      reader_.path_.push_back(std::move(part));
    }
    ~Part() { reader_.path_.pop_back(); }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

   private:
    Reader& reader_;
  };
  [[nodiscard]] std::string path() const;
  /// The last part that is a name: what messages call the thing at hand.
  [[nodiscard]] std::string_view called() const;

  [[nodiscard]] std::vector<std::string_view> words_of(const Type& type) const;
  [[nodiscard]] const Vocabulary* vocabulary() const { return vocabulary_; }

  /// The value of `env:NAME`; set by who loads targets.
  std::function<std::optional<std::string>(const std::string&)> env{};

 private:
  Complaints& complaints_;
  const Vocabulary* vocabulary_;
  std::string root_{};  // what messages call the whole file
  std::vector<std::string> path_{};
};

/// ", did you mean `outcome`?" and the like: "" when nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

// ---- Storing: what a text means is told by the member that it goes to. The value fits already.

inline void assign(const Node& n, const Type&, std::string& out, Reader&) { out = n.text; }
inline void assign(const Node& n, const Type&, bool& out, Reader&) { out = n.text == "true"; }
void assign(const Node& n, const Type&, std::int64_t& out, Reader&);
void assign(const Node& n, const Type&, int& out, Reader&);
void assign(const Node& n, const Type&, Decimal& out, Reader&);  // "2%" and "5pp" too: the number
void assign(const Node& n, const Type&, Duration& out, Reader&);
void assign(const Node& n, const Type&, TimePoint& out, Reader&);
void assign(const Node& n, const Type&, CountRule& out, Reader&);
void assign(const Node& n, const Type&, Choice& out, Reader&);
void assign(const Node& n, const Type&, Trigger& out, Reader&);
void assign(const Node& n, const Type&, OncePer& out, Reader&);
void assign(const Node& n, const Type&, TargetKind& out, Reader&);
void assign(const Node& n, const Type&, RoundingMode& out, Reader&);
template <class Tag>
void assign(const Node& n, const Type&, Id<Tag>& out, Reader&) {
  out = Id<Tag>(n.text);
}

template <class E>
  requires requires { Words<E>::all; }
void assign(const Node& n, const Type&, E& out, Reader&) {
  if (const auto word = tagproof::read<E>(n.text)) out = *word;
}

template <class T>
void assign(const Node& n, const Type& type, std::optional<T>& out, Reader& r);
template <class T>
void assign(const Node& n, const Type& type, std::vector<T>& out, Reader& r);
template <class K, class T, class C>
void assign(const Node& n, const Type& type, std::map<K, T, C>& out, Reader& r);

template <class T>
  requires(std::is_class_v<T>)
void assign(const Node& n, const Type& type, T& out, Reader& r) {
  r.mapping(n, type, &out);
}

template <class T>
void assign(const Node& n, const Type& type, std::optional<T>& out, Reader& r) {
  assign(n, type, out.emplace(), r);
}

/// A list, or one value in its place where the type is a choice of both.
template <class T>
void assign(const Node& n, const Type& type, std::vector<T>& out, Reader& r) {
  out.clear();
  if (!n.is_list()) {
    assign(n, type, out.emplace_back(), r);
    return;
  }
  for (std::size_t i = 0; i < n.items.size(); ++i) {
    const Reader::Part part(r, "[" + std::to_string(i) + "]");
    if (const auto* element = r.fitting(n.items[i], *type.element))
      assign(n.items[i], *element, out.emplace_back(), r);
  }
}

/// For each entry of a map whose key and value fit, once: take(key, value node, value type).
/// Repeated keys are told.
void each_entry(const Node& n, const Type& type, Reader& r,
                const std::function<void(const Entry&, const Type& element)>& take);

template <class K, class T, class C>
void assign(const Node& n, const Type& type, std::map<K, T, C>& out, Reader& r) {
  each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
    if constexpr (requires { Words<K>::all; }) {
      if (const auto key = tagproof::read<K>(entry.key)) assign(entry.value, element, out[*key], r);
    } else {
      assign(entry.value, element, out[entry.key], r);
    }
  });
}

template <class T>
struct MemberOf;
template <class C, class M>
struct MemberOf<M C::*> {
  using Class = C;
};

/// Stores into that member: `put<&Contract::Shop::currency>`.
template <auto Member>
void put(const Node& node, const Type& type, void* out, Reader& reader) {
  using Class = typename MemberOf<decltype(Member)>::Class;
  assign(node, type, static_cast<Class*>(out)->*Member, reader);
}

/// Stores nothing: the key is read by whoever handles the mapping.
inline void leave(const Node&, const Type&, void*, Reader&) {}

// ---- Types that many tables use

template <class E>
struct WordTexts {
  static constexpr auto make() {
    std::array<std::string_view, Words<E>::all.size()> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = Words<E>::all[i].text;
    return out;
  }
  static constexpr auto all = make();
};
template <class E>
inline constexpr Type kWordOf{.shape = Shape::word, .words = WordTexts<E>::all};

extern const Type kText, kBoolean, kInteger, kCount, kNumber, kAmount, kPercent, kPoints, kDuration,
    kTime, kCurrency, kTimeZone, kRegion, kRegionGroup, kDomain, kPlatform, kCheck, kFault,
    kTriggerWord, kOncePerWord, kSlug, kTexts, kTextOrTexts, kDomains, kStepName;

/// The files' own types.
extern const Type kContractFile, kStorefrontFile, kTaggingFile, kTargetFile, kTargetParts,
    kScenarioFile;

}  // namespace tagproof
