#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "harness/base/text.h"
#include "harness/files/table.h"

namespace tagproof {
namespace {

constexpr std::size_t kMaxListedWords = 12;

bool is_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

std::string listed(std::span<const std::string_view> words, std::string_view last_joint) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? last_joint : ", ";
    out += words[i];
  }
  return out;
}

std::string expected_of(const Type& type, std::span<const std::string_view> words) {
  if (!type.expected.empty()) return std::string(type.expected);
  switch (type.shape) {
    case Shape::text:
      return "text";
    case Shape::integer:
      return "a whole number";
    case Shape::number:
      return "a number";
    case Shape::boolean:
      return "true or false";
    case Shape::word:
      return listed(words, " or ");
    case Shape::mapping:
      return type.short_key.empty() ? "a mapping"
                                    : fmt::format("a mapping, or its `{}` alone", type.short_key);
    case Shape::map:
      return "a mapping";
    case Shape::list:
      return "a list";
    case Shape::choice:
      break;
  }
  std::string out;
  for (std::size_t i = 0; i < type.choices.size(); ++i) {
    if (i > 0) out += " or ";
    out += expected_of(*type.choices[i], words);
  }
  return out;
}

bool scalar_fits(const Node& node, const Type& type, std::span<const std::string_view> words) {
  switch (type.shape) {
    case Shape::integer:
      return !node.quoted && is_integer(node.text) &&
             (type.valid == nullptr || type.valid(node.text));
    case Shape::number:
      return type.valid == nullptr ? Decimal::parse(node.text).has_value() : type.valid(node.text);
    case Shape::boolean:
      return !node.quoted && (node.text == "true" || node.text == "false");
    case Shape::word:
      if (words.empty() && type.names != Names::none) return true;  // no vocabulary was given
      return std::ranges::find(words, node.text) != words.end();
    case Shape::text:
      return type.valid == nullptr || type.valid(node.text);
    default:
      return false;
  }
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const auto near = nearest(word, candidates);
  return near ? fmt::format("; did you mean `{}`?", *near) : std::string{};
}

std::string Reader::path() const {
  std::string out;
  for (const auto& part : path_) {
    if (!out.empty() && !part.starts_with('[')) out += '.';
    out += part;
  }
  return out;
}

std::string_view Reader::called() const {
  for (auto it = path_.rbegin(); it != path_.rend(); ++it) {
    if (!it->starts_with('[')) return *it;
  }
  return root_;
}

std::vector<std::string_view> Reader::words_of(const Type& type) const {
  if (type.names == Names::none) return {type.words.begin(), type.words.end()};
  std::vector<std::string_view> out;
  if (vocabulary_ == nullptr) return out;
  const auto take = [&](const auto& entries) {
    for (const auto& entry : entries) out.push_back(entry.id);
  };
  switch (type.names) {
    case Names::none:
      break;
    case Names::platforms:
      take(vocabulary_->platforms);
      break;
    case Names::checks:
      take(vocabulary_->checks);
      break;
    case Names::faults:
      take(vocabulary_->faults);
      break;
    case Names::settings:
      take(vocabulary_->settings);
      break;
  }
  return out;
}

void Reader::unfit(const Node& node, const Type& type) {
  const auto words = words_of(type);
  std::string message = fmt::format("`{}`: expected {}, found {}", called(),
                                    expected_of(type, words), describe(node));
  if (node.is_scalar()) {
    if (!words.empty()) message += did_you_mean(node.text, words);
    for (const auto* choice : type.choices) {
      const auto others = words_of(*choice);
      if (!others.empty()) message += did_you_mean(node.text, others);
    }
  }
  complain(node, std::move(message));
}

const Type* Reader::fitting(const Node& node, const Type& type) {
  if (type.shape == Shape::choice) {
    // Told apart by their shape; where several take a scalar, the first that fits.
    const Type* of_shape = nullptr;
    for (const auto* choice : type.choices) {
      const bool fits = choice->shape == Shape::mapping || choice->shape == Shape::map
                            ? node.is_mapping()
                        : choice->shape == Shape::list
                            ? node.is_list()
                            : node.is_scalar() && scalar_fits(node, *choice, words_of(*choice));
      if (fits) of_shape = of_shape == nullptr ? choice : of_shape;
    }
    if (of_shape == nullptr) unfit(node, type);
    return of_shape;
  }
  bool fits = false;
  switch (type.shape) {
    case Shape::mapping:
      fits = node.is_mapping() || (node.is_null() && type.bare) ||
             (node.is_scalar() && !type.short_key.empty());
      break;
    case Shape::map:
      fits = node.is_mapping();
      break;
    case Shape::list:
      fits = node.is_list();
      break;
    default:
      fits = node.is_scalar() && scalar_fits(node, type, words_of(type));
  }
  if (fits) return &type;
  unfit(node, type);
  return nullptr;
}

void Reader::mapping(const Node& node, const Type& type, void* out) {
  const auto take = [&](const Key& key, const Node& value) {
    const Part part(*this, std::string(key.name));
    if (const auto* fit = fitting(value, *key.type)) key.store(value, *fit, out, *this);
  };
  if (node.is_scalar()) {
    take(*std::ranges::find(type.keys, type.short_key, &Key::name), node);
    return;
  }
  std::map<std::string_view, int> seen;
  for (const auto& entry : node.entries) {
    const auto [first, is_new] = seen.emplace(entry.key, entry.at.line);
    if (!is_new) {
      const Part part(*this, entry.key);
      complain(entry.at, fmt::format("`{}` stands here again; it was said in line {}", entry.key,
                                     first->second));
      continue;
    }
    const auto key = std::ranges::find(type.keys, entry.key, &Key::name);
    if (key != type.keys.end()) {
      take(*key, entry.value);
      continue;
    }
    std::vector<std::string_view> known;
    for (const auto& k : type.keys) known.push_back(k.name);
    auto message = fmt::format("unknown key `{}` in `{}`", entry.key, called());
    const auto near = did_you_mean(entry.key, known);
    if (!near.empty()) {
      message += near;
    } else if (known.size() <= kMaxListedWords) {
      message += fmt::format("; known are {}", listed(known, " and "));
    }
    const Part part(*this, entry.key);
    complain(entry.at, std::move(message));
  }
  for (const auto& key : type.keys) {
    if (key.required && !seen.contains(key.name))
      complain(node, fmt::format("`{}` needs `{}`: {}", called(), key.name, key.doc));
  }
}

bool Reader::read(const Node& node, const Type& type, void* out, std::string_view called_) {
  const auto before = complained();
  root_ = called_;
  if (const auto* fit = fitting(node, type)) mapping(node, *fit, out);
  return complained() == before;
}

void each_entry(const Node& n, const Type& type, Reader& r,
                const std::function<void(const Entry&, const Type& element)>& take) {
  std::map<std::string_view, int> seen;
  for (const auto& entry : n.entries) {
    const auto [first, is_new] = seen.emplace(entry.key, entry.at.line);
    const Reader::Part part(r, entry.key);
    if (!is_new) {
      r.complain(entry.at, fmt::format("`{}` stands here again; it was said in line {}", entry.key,
                                       first->second));
      continue;
    }
    Node key;
    key.kind = Node::Kind::scalar;
    key.text = entry.key;
    key.at = entry.at;
    if (type.key != nullptr && r.fitting(key, *type.key) == nullptr) continue;
    if (const auto* element = r.fitting(entry.value, *type.element)) take(entry, *element);
  }
}

void assign(const Node& n, const Type&, std::int64_t& out, Reader&) {
  std::from_chars(n.text.data(), n.text.data() + n.text.size(), out);
}

void assign(const Node& n, const Type&, int& out, Reader&) {
  std::from_chars(n.text.data(), n.text.data() + n.text.size(), out);
}

void assign(const Node& n, const Type&, Decimal& out, Reader&) {
  std::string_view text = n.text;
  for (const std::string_view unit : {"%", "pp"}) {
    if (text.ends_with(unit)) text.remove_suffix(unit.size());
  }
  if (const auto number = Decimal::parse(text)) out = *number;
}

void assign(const Node& n, const Type&, Duration& out, Reader&) {
  if (const auto duration = parse_duration(n.text)) out = *duration;
}

void assign(const Node& n, const Type&, TimePoint& out, Reader&) {
  if (const auto time = parse_rfc3339(n.text)) out = *time;
}

void assign(const Node& n, const Type&, CountRule& out, Reader&) {
  if (const auto word = read_count_rule(n.text)) out = *word;
}

void assign(const Node& n, const Type&, Choice& out, Reader&) {
  if (const auto word = read_choice(n.text)) out = *word;
}

void assign(const Node& n, const Type&, Trigger& out, Reader&) {
  if (const auto word = read_trigger(n.text)) out = *word;
}

void assign(const Node& n, const Type&, OncePer& out, Reader&) {
  if (const auto word = read_once_per(n.text)) out = *word;
}

void assign(const Node& n, const Type&, TargetKind& out, Reader&) {
  if (const auto word = read_target_kind(n.text)) out = *word;
}

void assign(const Node& n, const Type&, RoundingMode& out, Reader&) {
  out = n.text == "half_even" ? RoundingMode::half_even
        : n.text == "down"    ? RoundingMode::down
        : n.text == "up"      ? RoundingMode::up
                              : RoundingMode::half_up;
}

}  // namespace tagproof
