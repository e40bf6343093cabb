#include "harness/run/redaction.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/documents/documents.h"
#include "harness/documents/redactor.h"
#include "harness/run/input_file.h"
#include "harness/run/recording.h"
#include "harness/wire/form.h"
#include "harness/wire/har.h"
#include "harness/wire/json.h"
#include "harness/wire/json_stream.h"
#include "harness/wire/json_writer.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/redact.h"
#include "mock_platforms/secrets.h"

namespace tagproof {
namespace {

/// A longer part of a HAR is left out.
constexpr std::size_t kMaxPart = std::size_t{64} << 20U;

void learn_named(Redactor& redactor, std::string_view name, std::string_view value) {
  if (const auto field = field_of_name(name)) redactor.learn(*field, value);
}

void learn_json(Redactor& redactor, JsonView view) {
  for (const JsonView one : view) {
    if (one.is(JsonKind::object) || one.is(JsonKind::array)) {
      learn_json(redactor, one);  // as deep as JSON is read
    } else if (view.is(JsonKind::object) && !one.is(JsonKind::null) && !one.is(JsonKind::boolean)) {
      learn_named(redactor, one.key(), one.text());
    }
  }
}

void learn_cookies(Redactor& redactor, std::string_view header) {
  for (const std::string_view pair : split(header, ';')) {
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos)
      redactor.learn_id(percent_decode(trim(pair.substr(equals + 1)), false));
  }
}

/// Everything that is to be learnt of one request.
void learn_request(Redactor& redactor, const Engine& engine, const Request& request) {
  redactor.learn_from(request.url);
  redactor.learn_click_ids(request.url);
  if (const auto mark = request.url.find('?'); mark != std::string::npos) {
    for (const auto& [key, value] : parse_query(std::string_view(request.url).substr(mark + 1)))
      learn_named(redactor, key, value);
  }
  for (const auto& [name, value] : request.headers) {
    if (equals_ignoring_case(name, "Cookie")) learn_cookies(redactor, value);
    if (equals_ignoring_case(name, "Referer")) redactor.learn_click_ids(value);
  }
  const auto body = decoded_body(request);
  redactor.learn_from(body ? *body : request.body);
  redactor.learn_click_ids(body ? *body : request.body);
  const BodyKind kind = body_kind(request);
  if (kind == BodyKind::json && body) {
    if (const auto json = JsonDocument::parse(*body)) learn_json(redactor, json->root());
  } else if (kind == BodyKind::form || kind == BodyKind::multipart) {
    if (const auto form = parse_form(request)) {
      for (const auto& [key, value] : *form) learn_named(redactor, key, value);
    }
  }

  const auto prepared = engine.prepare(request);
  const Platform* platform = prepared.route.platform;
  for (const auto& event : prepared.decoded.events) {
    for (const auto& datum : event.user_data) {
      if (datum.form == DatumForm::clear) redactor.learn(datum.field, datum.value);
    }
    for (const auto& word : Words<IdField>::all) {
      // A session's id is the time at which it began.
      if (word.value != IdField::session_id && event.id(word.value))
        redactor.learn_id(*event.id(word.value));
    }
    if (event.user_id) redactor.learn(UserField::external_id, *event.user_id);
  }
  for (const auto& secret : secrets_of(prepared.route.request, platform, platform == nullptr))
    redactor.learn_secret(secret.value, fingerprint(secret.value));
}

/// What is in an answer only: cookies that a browser gets.
void learn_answer(Redactor& redactor, JsonView response) {
  for (const JsonView header : response["headers"]) {
    const std::string value = header["value"].exists() ? header["value"].text() : std::string();
    if (header["name"].exists() && equals_ignoring_case(header["name"].text(), "Set-Cookie"))
      learn_cookies(redactor, value.substr(0, value.find(';')));
  }
}

/// Goes over a recording and hands each part on; what comes back stands in its place.
class Walk {
 public:
  struct Parts {
    std::function<std::string(std::string_view json)> entry{};  // of a HAR
    std::function<std::string(std::string_view line)> line{};
    std::function<std::string(std::string_view json)> other{};  // of a HAR: pages, creator …
  };
  Walk(Parts parts, std::function<void(std::string_view)> out)
      : parts_(std::move(parts)), out_(std::move(out)) {}

  void run(JsonStream& json) {
    json.peek();
    if (looks_like_har(json.ahead())) {
      object(json, [&](std::string_view key) {
        if (key == "log" && json.peek() == '{') {
          log(json);
        } else {
          member(json);
        }
      });
      out_("\n");
    } else {
      lines(json);
    }
    problem_ = json.problem();
  }
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }
  [[nodiscard]] std::uint64_t requests() const { return requests_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  template <class Member>
  void object(JsonStream& json, Member write) {
    json.enter('{');
    out_("{");
    bool first = true;
    while (json.next('}')) {
      const std::string key(json.key());
      if (!json.ok()) break;
      out_(first ? "\"" : ",\"");
      out_(key);
      out_("\":");
      first = false;
      write(key);
    }
    out_("}");
  }
  void log(JsonStream& json) {
    object(json, [&](std::string_view key) {
      if (key == "entries" && json.peek() == '[') {
        entries(json);
      } else {
        member(json);
      }
    });
  }
  void member(JsonStream& json) {
    const auto taken = json.take(kMaxPart);
    if (!taken) ++left_out_;
    out_(taken ? parts_.other(*taken) : std::string("null"));
  }
  void entries(JsonStream& json) {
    json.enter('[');
    out_("[");
    bool first = true;
    while (json.next(']')) {
      const auto taken = json.take(kMaxPart);
      if (!taken) {
        ++left_out_;
        continue;
      }
      ++requests_;
      const std::string made = parts_.entry(*taken);
      out_(first ? "\n" : ",\n");
      out_(made);
      first = false;
    }
    out_("]");
  }
  void lines(JsonStream& json) {
    while (const auto line = json.line(kMaxRecordedLine)) {
      if (!line->too_long && trim(line->text).empty()) continue;
      const std::string made = line->too_long ? std::string() : parts_.line(line->text);
      if (made.empty()) {
        ++left_out_;
        continue;
      }
      ++requests_;
      out_(made);
      out_("\n");
    }
  }

  Parts parts_;
  std::function<void(std::string_view)> out_;
  std::uint64_t requests_ = 0;
  std::uint64_t left_out_ = 0;
  std::string problem_{};
};

Walk::Parts learning(Redactor& redactor, const Engine& engine) {
  return {.entry =
              [&](std::string_view text) {
                if (const auto json = JsonDocument::parse(text)) {
                  if (const auto read = read_har_request(json->root()["request"].source()))
                    learn_request(redactor, engine, read->request);
                  learn_answer(redactor, json->root()["response"]);
                }
                return std::string();
              },
          .line =
              [&](std::string_view text) {
                const auto capture = read_capture(text);
                if (!capture) return std::string();
                learn_request(redactor, engine, capture->request);
                return std::string(" ");
              },
          .other =
              [&](std::string_view text) {
                redactor.learn_from(text);
                return std::string();
              }};
}

// A compressed body hides what is in it: it is written plain.
void settle_body(const Redactor& redactor, Headers& headers, std::string& body, bool decodable) {
  if (find_header(headers, "Content-Encoding") != nullptr && decodable) {
    std::erase_if(headers,
                  [](const auto& h) { return equals_ignoring_case(h.first, "Content-Encoding"); });
  }
  body = redactor.text(body);
}

std::string redacted_binary_line(const Redactor& redactor, Capture capture) {
  auto decoded = decoded_body(capture.request);
  const bool decodable = decoded.has_value();
  if (decodable) capture.request.body = std::move(*decoded);
  settle_body(redactor, capture.request.headers, capture.request.body, decodable);
  capture.answer.body = redactor.text(capture.answer.body);
  return capture_line(capture);
}

/// The entry with a compressed body written plain.
std::string with_plain_body(std::string_view text) {
  std::string entry(text);
  const auto json = JsonDocument::parse(text);
  if (!json) return entry;
  const JsonView post = json->root()["request"]["postData"];
  auto read = read_har_request(json->root()["request"].source());
  if (!post.exists() || !read || find_header(read->request.headers, "Content-Encoding") == nullptr)
    return entry;
  const auto body = decoded_body(read->request);
  if (!body) return entry;
  std::string plain;
  JsonWriter out(plain);
  out.begin_object()
      .key("mimeType")
      .string(post["mimeType"].exists() ? post["mimeType"].text() : std::string());
  out.key("text").string(*body).end_object();
  return entry.replace(post.offset(), post.source().size(), plain);
}

Walk::Parts rewriting(const Redactor& redactor) {
  return {.entry = [&](std::string_view text) { return redactor.text(with_plain_body(text)); },
          .line =
              [&](std::string_view text) {
                auto capture = read_capture(text);
                // Nobody knows what stands in a line that can't be read.
                if (!capture) return std::string();
                const bool binary = text.find("\"body_base64\"") != std::string_view::npos;
                return redactor.text(binary ? redacted_binary_line(redactor, std::move(*capture))
                                            : std::string(text));
              },
          .other = [&](std::string_view text) { return redactor.text(text); }};
}

}  // namespace

Result<Redaction> redact_recording(const std::string& path, const std::string& shown,
                                   const RedactionOptions& options, std::ostream& out) {
  Redaction done;
  std::string key = options.key;
  std::uint64_t size = 0;
  // The digest of all pieces' digests: the file is not held.
  std::string digest;
  Engine engine(options.platforms, {.hosts = {options.hosts.begin(), options.hosts.end()}});
  const auto walk = [&](Redactor& redactor, bool learn) -> Result<bool> {
    InputFile input(path);
    JsonStream json([&](char* to, std::size_t wanted) {
      const std::size_t got = input.read(to, wanted);
      const auto bytes = input.bytes_read();
      if (options.progress) options.progress(learn ? bytes / 2 : (size + bytes) / 2);
      if (learn) size = bytes;
      return got;
    });
    const char first = json.peek();
    if (!input.problem().empty()) return error(input.problem());
    if (first != '{')
      return error("no recording: a HAR, or a line of JSON for each request, was expected");
    Walk over(learn ? learning(redactor, engine) : rewriting(redactor), [&](std::string_view text) {
      if (!learn) out << text;
    });
    over.run(json);
    if (!input.problem().empty()) return error(input.problem());
    if (learn) return true;
    done.requests = over.requests();
    if (over.left_out() > 0)
      done.remarks.push_back(fmt::format(
          "{}: {} that can't be read {} left out", shown,
          over.left_out() == 1 ? std::string("a part") : fmt::format("{} parts", over.left_out()),
          over.left_out() == 1 ? "was" : "were"));
    if (!over.problem().empty())
      done.remarks.push_back(fmt::format("{}: {}; the rest was left out", shown, over.problem()));
    return true;
  };
  if (key.empty()) {
    InputFile input(path);
    std::string piece(std::size_t{1} << 20U, '\0');
    while (const std::size_t got = input.read(piece.data(), piece.size()))
      digest = sha256_bytes(digest + sha256_bytes(std::string_view(piece).substr(0, got)));
    if (!input.problem().empty()) return error(input.problem());
    key = fmt::format("{}:{}", options.seed, hex(digest));
  }
  Redactor redactor{Pseudonyms(key)};
  if (auto learnt = walk(redactor, true); !learnt) return learnt.error();
  redactor.settle();
  if (auto written = walk(redactor, false); !written) return written.error();
  return done;
}

}  // namespace tagproof
