#include "mock_platforms/meta/capi_body.h"

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/param_views.h"
#include "harness/wire/url.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/secrets.h"

namespace tagproof::meta {
namespace {

void add_token(CapiBody& body, const std::string_view* token) {
  if (token != nullptr && !token->empty()) body.tokens.emplace_back(*token);
}

void read_pairs(CapiBody& body, const ParamViews& pairs) {
  add_token(body, find_param(pairs, "access_token"));
  const auto read = [&](std::string_view key, Observed<std::string>& into) {
    if (const auto* value = find_param(pairs, key)) into = observed_text(value);
  };
  read("test_event_code", body.test_event_code);
  read("partner_agent", body.partner_agent);
  read("appsecret_proof", body.appsecret_proof);
  const auto* data = find_param(pairs, "data");
  if (data == nullptr || body.document) return;
  auto document = JsonDocument::parse(*data);
  if (document) {
    body.document = std::move(*document);
  } else {
    body.error = "data: " + document.error().message;
  }
}

void read_json(CapiBody& body, std::string_view text) {
  auto document = JsonDocument::parse(text);
  if (!document) {
    body.error = document.error().message;
    return;
  }
  body.document = std::move(*document);
  body.whole = true;
  const auto root = body.document->root();
  if (!root.is(JsonKind::object)) return;
  add_secrets(body.secrets, "body", kSecretKeys, root);
  if (const auto token = observed_text(root["access_token"]); token.has_value())
    body.tokens.push_back(*token);
  body.test_event_code = observed_text(root["test_event_code"]);
  body.partner_agent = observed_text(root["partner_agent"]);
  body.appsecret_proof = observed_text(root["appsecret_proof"]);
  if (root["data"].is(JsonKind::string)) {
    auto inner = JsonDocument::parse(root["data"].text());
    if (inner) body.inner = std::move(*inner);
  }
}

/// "/v25.0/{pixel}/events", "/capi/{pixel}/events": the last segment but one.
Observed<std::string> pixel_of(std::string_view path) {
  if (std::ranges::count(path, '/') < 2) return {};
  if (path.ends_with('/')) path.remove_suffix(1);
  path = path.substr(0, path.rfind('/'));
  auto pixel = percent_decode(path.substr(path.rfind('/') + 1), false);
  return pixel.empty() ? Observed<std::string>::empty()
                       : Observed<std::string>::of(std::move(pixel));
}

}  // namespace

JsonView CapiBody::data() const {
  if (inner) return inner->root();
  if (!document) return {};
  return whole ? document->root()["data"] : document->root();
}

CapiBody read_capi_body(const Request& request) {
  CapiBody body;
  ParamViews query;
  if (const auto url = parse_url(request.url)) {
    body.pixel = pixel_of(url->path);
    query = ParamViews(url->query);
    add_secrets(body.secrets, "query", kSecretKeys, query);
  }
  const auto kind = body_kind(request);
  if (kind == BodyKind::json) {
    body.plain_json = find_header(request.headers, "Content-Encoding") == nullptr;
    if (body.plain_json) {
      read_json(body, request.body);
    } else if (const auto text = decoded_body(request)) {
      read_json(body, *text);
    } else {
      body.error = text.error().message;
    }
  } else if (kind == BodyKind::form || kind == BodyKind::multipart) {
    if (const auto form = parse_form(request)) {
      const ParamViews pairs(*form);
      add_secrets(body.secrets, "body", kSecretKeys, pairs);
      read_pairs(body, pairs);
    } else {
      body.error = form.error().message;
    }
  } else if (kind == BodyKind::text) {
    body.error = "at byte 0: neither JSON nor a form";
  }
  read_pairs(body, query);
  if (const auto* header = find_header(request.headers, "Authorization"); header != nullptr) {
    const auto token = bearer_token(*header);
    add_token(body, &token);
  }
  return body;
}

}  // namespace tagproof::meta
