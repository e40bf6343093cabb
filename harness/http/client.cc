#include "harness/http/client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "harness/base/text.h"
#include "harness/http/exchange.h"

namespace tagproof {
namespace {

bool is_loopback(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
  }
  if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
  }
  return false;
}

/// What curl's callbacks write to, for one exchange.
struct Exchange {
  Response answer{};
  std::size_t limit = 0;
  bool too_large = false;
  bool elsewhere_allowed = false;  // this host was named on the command line
  std::string refused_address{};
};

std::size_t on_header(char* bytes, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  std::string_view line(bytes, size);
  if (line.starts_with("HTTP/")) {
    exchange.answer.headers.clear();  // what came before was a 100 Continue
    return size;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  exchange.answer.headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  return size;
}

std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (exchange.answer.body.size() + size > exchange.limit) {
    exchange.too_large = true;
    return 0;
  }
  exchange.answer.body.append(bytes, size);
  return size;
}

// The last word on where bytes go: after names were resolved, before anything is connected.
curl_socket_t on_socket(void* user, curlsocktype, curl_sockaddr* address) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (!exchange.elsewhere_allowed && !is_loopback(&address->addr)) {
    exchange.refused_address = "an address that isn't loopback";
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

struct CurlLibrary {
  CurlLibrary() { curl_global_init(CURL_GLOBAL_DEFAULT); }
};

// curl's way to say "Name:" without a value is "Name;" (a colon alone would take the header away).
std::string curl_header(std::string_view name, std::string_view value) {
  return trim(value).empty() ? fmt::format("{};", name) : fmt::format("{}: {}", name, value);
}

}  // namespace

struct HttpClient::Inside {
  HttpClientOptions options{};
  CURL* curl = nullptr;

  explicit Inside(HttpClientOptions given) : options(std::move(given)) {
    static const CurlLibrary library;  // its start-up isn't thread-safe, a static's is
    curl = curl_easy_init();
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() { curl_easy_cleanup(curl); }

  void set_up(const RequestToSend& request, const std::string& url, const std::string& body,
              curl_slist* headers, Exchange& exchange, char* message);
};

// What stays from one request to the next is set again each time: curl_easy_reset keeps the
// connections, and a request can't inherit anything from the one before.
void HttpClient::Inside::set_up(const RequestToSend& request, const std::string& url,
                                const std::string& body, curl_slist* headers, Exchange& exchange,
                                char* message) {
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_REQUEST_TARGET, target_bytes(request).c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  curl_easy_setopt(curl, CURLOPT_PROXY, "");  // also none from the environment
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(options.limits.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(options.limits.answer_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (request.content_length) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  }
  if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, std::string(request.method).c_str());
}

HttpClient::HttpClient(HttpClientOptions options)
    : inside_(std::make_unique<Inside>(std::move(options))) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<Response> HttpClient::send(const Request& request) {
  const auto sent = request_to_send(request);
  if (!sent) return sent.error();
  const auto& options = inside_->options;
  // With connect_to the url names the listener itself and `Host` the platform: the same bytes as
  // CURLOPT_CONNECT_TO would give, but one connection for all hosts in place of one for each.
  const std::string authority =
      sent->port.empty() ? std::string(sent->host) : fmt::format("{}:{}", sent->host, sent->port);
  const std::string url = options.connect_to.empty()
                              ? fmt::format("{}://{}/", sent->scheme, authority)
                              : "http://" + options.connect_to + '/';
  const std::string goes_to = options.connect_to.empty() ? authority : options.connect_to;
  const std::string host = goes_to.substr(0, goes_to.find(':', goes_to.rfind(']') + 1));

  curl_slist* headers = nullptr;
  sent->each_header([&](std::string_view name, std::string_view value) {
    headers = curl_slist_append(headers, curl_header(name, value).c_str());
  });
  for (const auto* name : {"Accept", "User-Agent", "Expect", "Content-Type"}) {
    if (find_header(sent->given, name) == nullptr) {
      headers = curl_slist_append(headers, fmt::format("{}:", name).c_str());
    }
  }
  Exchange exchange;
  exchange.limit = options.limits.answer_bytes;
  exchange.elsewhere_allowed =
      std::ranges::any_of(options.allow_hosts, [&](const std::string& allowed) {
        return equals_ignoring_case(allowed, host) || equals_ignoring_case(allowed, goes_to);
      });
  std::array<char, CURL_ERROR_SIZE> message{};
  inside_->set_up(*sent, url, request.body, headers, exchange, message.data());
  const CURLcode code = curl_easy_perform(inside_->curl);
  curl_slist_free_all(headers);
  if (!exchange.refused_address.empty()) {
    return error(
        fmt::format("nothing is sent to {}: it isn't on this machine; a target file that "
                    "names it and `--allow-host {}` would allow it",
                    goes_to, host));
  }
  if (exchange.too_large) {
    return error(fmt::format("the answer of {} to {} {} is larger than {} bytes", goes_to,
                             sent->method, sent->host, exchange.limit));
  }
  if (code != CURLE_OK) {
    return error(fmt::format("{} {} at {} was not answered: {}", sent->method, sent->host, goes_to,
                             message[0] != '\0' ? message.data() : curl_easy_strerror(code)));
  }
  long status = 0;
  curl_easy_getinfo(inside_->curl, CURLINFO_RESPONSE_CODE, &status);
  exchange.answer.status = static_cast<int>(status);
  return std::move(exchange.answer);
}

}  // namespace tagproof
