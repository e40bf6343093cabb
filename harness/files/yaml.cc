// The only file that knows yaml-cpp. Its nodes hide repeated keys and read 0123 as octal and `no`
// as false; its events say what stands there, so we build our own nodes from them.
#include "harness/files/yaml.h"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include "harness/base/text.h"

namespace tagproof {
namespace {

int characters(std::string_view text) {
  int count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

// yaml-cpp 0.7 ends a plain scalar in a flow list at `?`, so that `[fbp, fbc?]` is an error to it.
// A question mark within a word is hidden from it behind a character that no text may hold (a
// Unicode noncharacter), and put back.
constexpr std::string_view kHiddenMark = "\xEF\xB7\x90";  // U+FDD0

constexpr std::string_view kBeforeWords = " \t\r\n[{,";

std::string with_hidden_marks(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    // At the start of a word it is YAML's own sign for a key.
    const bool within = i > 0 && kBeforeWords.find(text[i - 1]) == std::string_view::npos;
    if (text[i] == '?' && within) {
      out += kHiddenMark;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Ends the parse from within an event; said before it is thrown.
struct Refused {};

class Builder final : public YAML::EventHandler {
 public:
  /// `shown` is the text as yaml-cpp sees it: its columns are bytes of it.
  Builder(const Source& source, std::string_view shown, Complaints& complaints)
      : source_(source), lines_(split(shown, '\n')), complaints_(complaints) {}

  std::optional<Node> take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) refuse(place(mark), "a second document begins here; a file holds one");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.at = place(mark);
    put(std::move(node), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto it = anchors_.find(anchor);
    if (it == anchors_.end()) refuse(place(mark), "an alias within the node that it names");
    count(it->second.second, place(mark));
    put(it->second.first, YAML::NullAnchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node;
    node.kind = Node::Kind::scalar;
    node.at = place(mark);
    node.quoted = tag == "!";
    check_tag(tag, node.at);
    node.text = replace_all(value, kHiddenMark, "?");
    node.at.length = std::max(1, characters(node.text) + (node.quoted ? 2 : 0));
    put(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

  [[nodiscard]] Position place(const YAML::Mark& mark) const {
    if (mark.is_null()) return {&source_, 0, 0, 1};
    Position at{&source_, mark.line + 1, 1, 1};
    const auto line = static_cast<std::size_t>(mark.line);
    const auto column = static_cast<std::size_t>(std::max(0, mark.column));
    if (line < lines_.size()) at.column = characters(lines_[line].substr(0, column)) + 1;
    return at;
  }

  [[noreturn]] void refuse(const Position& at, std::string message) {
    complaints_.at(at, {}, std::move(message));
    throw Refused{};
  }

 private:
  struct Open {
    Node node{};
    YAML::anchor_t anchor{};
    std::size_t first_node = 0;  // how many were counted before it
    std::optional<Entry> key{};  // a mapping's key that waits for its value
  };

  void check_tag(const std::string& tag, const Position& at) {
    if (!tag.empty() && tag != "?" && tag != "!")
      refuse(at, fmt::format("the tag `{}` is not used here; write the value alone", tag));
  }

  void count(std::size_t nodes, const Position& at) {
    nodes_ += nodes;
    if (nodes_ > kMaxYamlNodes)
      refuse(at, fmt::format("more than {} values with all aliases written out", kMaxYamlNodes));
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    Open next;
    next.node.kind = kind;
    next.node.at = place(mark);
    next.anchor = anchor;
    next.first_node = nodes_;
    check_tag(tag, next.node.at);
    if (stack_.size() >= static_cast<std::size_t>(kMaxYamlDepth))
      refuse(next.node.at, fmt::format("nested deeper than {} levels", kMaxYamlDepth));
    stack_.push_back(std::move(next));
  }

  void close() {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    put(std::move(done.node), done.anchor, nodes_ - done.first_node);
  }

  void put(Node node, YAML::anchor_t anchor, std::size_t inner = 0) {
    count(1, node.at);
    if (anchor != YAML::NullAnchor) {
      count(inner + 1, node.at);
      anchors_[anchor] = {node, inner + 1};
    }
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& parent = stack_.back();
    if (parent.node.is_list()) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      if (!node.is_scalar())
        refuse(node.at, fmt::format("a key must be text, found {}", describe(node)));
      parent.key = Entry{std::move(node.text), node.at, {}};
    } else {
      // Where nothing stands, yaml-cpp names the place of what comes next; the key is where to
      // look.
      if (node.is_null()) node.at = parent.key->at;
      parent.key->value = std::move(node);
      parent.node.entries.push_back(std::move(*parent.key));
      parent.key.reset();
    }
  }

  const Source& source_;
  std::vector<std::string_view> lines_;
  Complaints& complaints_;
  std::optional<Node> root_{};
  std::vector<Open> stack_{};
  std::map<YAML::anchor_t, std::pair<Node, std::size_t>> anchors_{};
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

/// The place of a byte.
Position place_of(const Source& source, std::size_t byte) {
  Position at{&source, 1, 1, 1};
  const std::string_view before = std::string_view(source.text).substr(0, byte);
  for (const char c : before) at.line += c == '\n' ? 1 : 0;
  at.column = characters(before.substr(before.rfind('\n') + 1)) + 1;
  return at;
}

bool is_readable(const Source& source, Complaints& complaints) {
  if (source.text.size() > kMaxYamlBytes) {
    complaints.of_file(source.path,
                       fmt::format("has {} bytes; at most {}", source.text.size(), kMaxYamlBytes));
    return false;
  }
  if (!is_utf8(source.text)) {
    int number = 0;
    for (const auto line : source.lines) {
      ++number;
      if (is_utf8(line)) continue;
      const auto repaired = to_utf8(line);  // the first difference is the first invalid byte
      const auto differs = std::ranges::mismatch(line, repaired).in1;
      const auto valid = line.substr(0, static_cast<std::size_t>(differs - line.begin()));
      Position at{nullptr, number, characters(valid) + 1, 1};
      // The line itself isn't shown: a terminal can't either.
      Source nameless{source.path, {}, {}};
      at.source = &nameless;
      complaints.at(at, {}, "not UTF-8; save the file in UTF-8");
      return false;
    }
    complaints.of_file(source.path, "not UTF-8; save the file in UTF-8");
    return false;
  }
  if (const auto at = source.text.find(kHiddenMark); at != std::string::npos) {
    complaints.at(place_of(source, at), {}, "the character U+FDD0 has no place in text");
    return false;
  }
  // yaml-cpp takes 0x04 for the end of the file, and zero bytes for UTF-16.
  for (std::size_t i = 0; i < source.text.size(); ++i) {
    const auto c = static_cast<unsigned char>(source.text[i]);
    if (c >= 0x20 || c == '\n' || c == '\r' || c == '\t') continue;
    complaints.at(place_of(source, i), {},
                  fmt::format("the control character 0x{:02X} has no place in YAML", c));
    return false;
  }
  return true;
}

}  // namespace

std::unique_ptr<Source> make_source(std::string path, std::string text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  auto source = std::make_unique<Source>();
  source->path = std::move(path);
  source->text = std::move(text);
  for (auto line : split(source->text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    source->lines.push_back(line);
  }
  return source;
}

std::optional<Node> parse_yaml(const Source& source, Complaints& complaints) {
  if (!is_readable(source, complaints)) return std::nullopt;
  const auto shown = with_hidden_marks(source.text);
  Builder builder(source, shown, complaints);
  std::istringstream in(shown);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused&) {
    return std::nullopt;
  } catch (const YAML::Exception& problem) {
    complaints.at(builder.place(problem.mark), {},
                  fmt::format("not readable as YAML: {}", problem.msg));
    return std::nullopt;
  }
  auto root = builder.take();
  if (!root) complaints.of_file(source.path, "is empty");
  return root;
}

}  // namespace tagproof
