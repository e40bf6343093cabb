#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "harness/files/orders.h"
#include "harness/http/client.h"
#include "harness/serve/server.h"
#include "harness/wire/json.h"
#include "mock_platforms/platforms.h"

/// A server in this process on a port of its own, with a clock that the test sets.
namespace tagproof::test {

class HandClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return TimePoint(Duration(now_.load())); }
  void advance(Duration by) { now_ += by.count(); }

 private:
  std::atomic<Duration::rep> now_{1'768'471'200'000'000};  // 2026-01-15T10:00:00Z
};

/// An answer with its body as JSON; "" where a member isn't there.
struct Reply {
  int status = 0;
  Headers headers{};
  std::string body{};

  [[nodiscard]] JsonDocument json() const {
    auto document = JsonDocument::parse(body);
    REQUIRE_MESSAGE(document.has_value(), body);
    return std::move(*document);
  }
  /// `text("error", "code")`, `text("events", 0, "order_id")`.
  template <class... Steps>
  [[nodiscard]] std::string text(Steps... steps) const {
    const auto document = json();
    JsonView view = document.root();
    ((view = step(view, steps)), ...);
    return view.exists() ? view.text() : "";
  }
  template <class... Steps>
  [[nodiscard]] std::size_t size(Steps... steps) const {
    const auto document = json();
    JsonView view = document.root();
    ((view = step(view, steps)), ...);
    return view.size();
  }

 private:
  static JsonView step(JsonView view, const char* key) { return view[key]; }
  static JsonView step(JsonView view, int index) {
    return view.at(static_cast<std::size_t>(index));
  }
};

inline std::vector<Finding> no_findings(Evidence& /*evidence*/) { return {}; }

class Served {
 public:
  explicit Served(ServerOptions options = {}) {
    options.platforms = platforms();
    options.version = "1.2.3";
    if (!options.judge) options.judge = no_findings;
    options.read_orders = [](std::string_view text, Problems& problems) {
      return parse_orders(text, "orders", problems);
    };
    auto server = Server::start(std::move(options), clock);
    REQUIRE_MESSAGE(server.has_value(), server.error().message);
    server_ = std::move(*server);
  }

  [[nodiscard]] std::string base() const {
    return "http://127.0.0.1:" + std::to_string(server_->port());
  }
  /// To the server itself, or with an absolute url to the server under another host's name. From
  /// any thread.
  [[nodiscard]] Reply send(std::string method, std::string url, std::string body = {},
                           Headers headers = {}) const {
    if (url.starts_with("/")) url = base() + url;
    HttpClient client({.connect_to = "127.0.0.1:" + std::to_string(server_->port())});
    auto answer = client.send({.method = std::move(method),
                               .url = std::move(url),
                               .headers = std::move(headers),
                               .body = std::move(body)});
    REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
    return {.status = answer->status, .headers = answer->headers, .body = answer->body};
  }
  [[nodiscard]] Reply get(const std::string& url, Headers headers = {}) const {
    return send("GET", url, {}, std::move(headers));
  }
  [[nodiscard]] Reply post(const std::string& url, std::string body = {}) const {
    return send("POST", url, std::move(body), {{"Content-Type", "application/json"}});
  }
  /// A purchase by GA4's Measurement Protocol; `prefix` is "" or "/s/{id}".
  [[nodiscard]] int purchase(const std::string& order, const std::string& prefix = {},
                             const std::string& value = "59.80") const {
    return post(prefix + "/mp/collect?measurement_id=G-TEST1&api_secret=made-up",
                R"({"client_id":"1.2","events":[{"name":"purchase","params":{"transaction_id":")" +
                    order + R"(","value":)" + value + R"(,"currency":"EUR"}}]})")
        .status;
  }
  [[nodiscard]] std::string new_session() const {
    return "/s/" + post("/_tagproof/sessions").text("session");
  }
  Server& server() { return *server_; }

  HandClock clock{};

 private:
  std::unique_ptr<Server> server_{};
};

/// A folder of this test's own, gone with it.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "tagproof-serve-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_{};
};

}  // namespace tagproof::test
