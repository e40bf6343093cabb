#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/mock_platforms/mock.h"

/// The rows of GA4's rule sheet: for each rule a hit that breaks it (or that it decides) and one
/// that keeps it. They stand by subject, as the rules do.
namespace tagproof::test::ga4_rows {

struct Row {
  std::string rule{};
  std::vector<Request> breaks{};  // sent one after the other; the last one meets the rule
  std::vector<Request> keeps{};   // the last one doesn't
  EngineOptions options{};
};

std::vector<Row> mp();
std::vector<Row> names();
std::vector<Row> collect();
std::vector<Row> commerce();
std::vector<Row> consent();

// ---- Requests

inline constexpr std::string_view kStream = "measurement_id=G-1&api_secret=s3cret-s3cret";
inline const std::string kPurchase =
    R"("transaction_id":"T1","value":50.25,"currency":"EUR","session_id":"1768471000")";
inline const std::string kBuy = "en=purchase&ep.transaction_id=T1&epn.value=50.25&cu=EUR";
inline const std::string kPage = "v=2&tid=G-1&cid=1.2&sid=1768471000";

inline Request mp(std::string body, std::string_view query = kStream,
                  std::string_view method = "POST", std::string_view path = "/mp/collect") {
  std::string url = "https://www.google-analytics.com";
  url.append(path).append("?").append(query);
  return {std::string(method), url, {{"Content-Type", "application/json"}}, std::move(body)};
}

/// One event, with its parameters; `top`: further members of the request, each with a comma behind.
inline Request mp_event(const std::string& params, const std::string& name = "purchase",
                        const std::string& top = {}) {
  return mp(R"({"client_id":"1.2",)" + top + R"("events":[{"name":")" + name + R"(","params":{)" +
            params + "}}]}");
}
/// A right purchase with further members of the request.
inline Request with_top(const std::string& top) { return mp_event(kPurchase, "purchase", top); }
/// A right purchase with further parameters.
inline Request with_params(const std::string& params) { return mp_event(kPurchase + "," + params); }
inline Request debug(const std::string& body, std::string_view query = kStream) {
  return mp(body, query, "POST", "/debug/mp/collect");
}
inline Request app(std::string body) {
  return mp(std::move(body), "firebase_app_id=1:23:android:4&api_secret=s3cret-s3cret");
}

inline Request hit(const std::string& more, const std::string& base = kPage) {
  return {"POST", "https://www.google-analytics.com/g/collect?" + base + "&" + more, {}, {}};
}
inline Request batch(std::string body, const std::string& base = kPage) {
  return {"POST", "https://www.google-analytics.com/g/collect?" + base, {}, std::move(body)};
}

inline std::string repeated(int n, const std::string& one, const std::string& between = {}) {
  std::string all;
  for (int i = 0; i < n; ++i) all += (i == 0 ? "" : between) + one;
  return all;
}
/// `"p0":1,"p1":1` …
inline std::string numbered(int n, const std::string& value = "1") {
  std::string all;
  for (int i = 0; i < n; ++i) all += (i == 0 ? "\"p" : ",\"p") + std::to_string(i) + "\":" + value;
  return all;
}

inline EngineOptions with_account() {
  EngineOptions options;
  options.accounts["ga4"] = {{.id = "G-1", .secrets = {fingerprint("s3cret-s3cret")}}};
  return options;
}

}  // namespace tagproof::test::ga4_rows
