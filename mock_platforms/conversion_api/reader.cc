#include "mock_platforms/conversion_api/reader.h"

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/json_body.h"
#include "harness/wire/url.h"
#include "mock_platforms/conversion_api/members.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/secrets.h"

namespace tagproof::conversion_api {
namespace {

Observed<std::string> account_in(std::string_view path, int segment) {
  if (segment < 0 || path.empty()) return {};
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  for (; segment > 0; --segment) {
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) return {};
    path.remove_prefix(slash + 1);
  }
  auto id = percent_decode(path.substr(0, path.find('/')), false);
  return id.empty() ? Observed<std::string>::empty() : Observed<std::string>::of(std::move(id));
}

/// Whether a hit's URL says anything but where it goes.
bool reads_url(const Api& api, const Interface& face) {
  return face.pairs || face.account_segment >= 0 || !api.token_query.empty();
}

std::optional<std::string> token_in(const Api& api, std::string_view query) {
  return api.token_query.empty() ? std::nullopt : find_in_query(query, api.token_query);
}

/// By which accounts know a request: of tokens only that is kept.
void add_fingerprint(std::string_view token, Decoded& hit) {
  if (!token.empty()) hit.secrets.push_back(fingerprint(token));
}

void check_request_member(const Interface& face, const Member& member, const Wire& wire,
                          Decoded& hit) {
  const Types said = said_type(wire);
  if (member.missing != nullptr && said == 0) hit.observe(*member.missing, -1, path_of(member));
  const auto* wrong = member.wrong_type != nullptr ? member.wrong_type : face.says.wrong_type;
  if (wire.exists() && !wire.json.is(JsonKind::null) && wrong != nullptr &&
      (type_of(wire.json.kind()) & member.types) == 0) {
    hit.observe(*wrong, -1, path_of(member), detail_of(wire.json.source()), wire.json.offset());
  }
  if (member.not_one_of == nullptr) return;
  std::string storage;
  const auto word = word_of(wire, storage);
  if (!word.empty() && !has_word(member.one_of, word))
    hit.observe(*member.not_one_of, -1, path_of(member), std::string(word));
}

void read_request(const Interface& face, const Observed<std::string>& account, JsonView root,
                  Decoded& hit) {
  if (!account.is_absent()) {
    for (auto& event : hit.events) event.account = account;
  }
  for (const auto& member : face.request) {
    const auto object = member.in.empty() ? root : walk(root, member.in);  // mostly the root
    const Wire wire{.json = object[member.key]};
    if (!wire.exists() && member.missing == nullptr) continue;
    check_request_member(face, member, wire, hit);
    for (auto& event : hit.events) {
      if (member.means == Means::account) event.account = text_of(wire);
      if (member.means == Means::test_code) event.test_code = text_of(wire);
    }
  }
}

/// The first of the interface's places where anything stands; else its first.
std::string_view place_of_events(const Interface& face, JsonView root) {
  const auto first = face.events.substr(0, face.events.find(' '));
  if (first.size() == face.events.size()) return first;
  for (const auto place : split(face.events, ' ')) {
    if (walk(root, place).exists()) return place;
  }
  return first;
}

void read_json(const Interface& face, const Request& request, const Observed<std::string>& account,
               Decoded& hit) {
  const auto unreadable = [&](const std::string& why) {
    hit.decode_error = why;
    if (face.says.unreadable != nullptr) hit.observe(*face.says.unreadable, -1, "", why);
  };
  const auto document = json_body(request);
  if (!document) return unreadable(document.error().message);
  const bool offsets = find_header(request.headers, "Content-Encoding") == nullptr;
  const auto root = document->root();
  const auto events = place_of_events(face, root);
  const auto list = walk(root, events);
  if (!events.empty() && !(list.is(JsonKind::array) && list.size() > 0)) {
    if (face.says.no_events != nullptr) hit.observe(*face.says.no_events, -1, std::string(events));
    return;
  }
  const auto one = [&](JsonView object, std::size_t index) {
    hit.events.emplace_back();
    EventReader reader(hit, face, {.list = events, .index = index, .offsets = offsets});
    if (!object.is(JsonKind::object)) {
      reader.observe(face.says.not_an_object, "", object);
    } else {
      reader.read(object);
    }
  };
  if (events.empty()) {
    one(root, 0);
  } else {
    if (list.size() > face.max_events && face.says.too_many != nullptr)
      hit.observe(*face.says.too_many, -1, std::string(events), std::to_string(list.size()));
    hit.events.reserve(list.size());
    std::size_t index = 0;
    for (const auto& element : list) one(element, index++);
  }
  read_request(face, account, root, hit);
}

void read_pairs(const Interface& face, const Request& request, Params pairs,
                const Observed<std::string>& account, Decoded& hit) {
  const auto kind = body_kind(request);
  if (kind == BodyKind::form || kind == BodyKind::multipart) {
    if (auto form = parse_form(request)) {
      for (auto& pair : *form) pairs.push_back(std::move(pair));
    } else {
      hit.decode_error = form.error().message;
    }
  }
  hit.events.emplace_back();
  hit.events.back().account = account;
  EventReader(hit, face).read(pairs);
}

}  // namespace

const Interface* interface_of(const Api& api, std::string_view endpoint) {
  const auto it = std::ranges::find_if(
      api.interfaces, [&](const Interface& face) { return has_word(face.endpoints, endpoint); });
  return it == api.interfaces.end() ? nullptr : &*it;
}

Decoded decode(const Api& api, const Request& request, const Endpoint& endpoint) {
  Decoded hit;
  hit.channel = endpoint.channel;
  hit.endpoint = endpoint.id;
  const auto* face = interface_of(api, endpoint.id);
  if (face == nullptr) return hit;
  const auto url = reads_url(api, *face) ? parse_url(request.url).value_or(UrlView{}) : UrlView{};
  const auto account = account_in(url.path, face->account_segment);
  const auto token = token_in(api, url.query);
  if (face->channel == Channel::server) {
    const auto* header =
        api.token_header.empty() ? nullptr : find_header(request.headers, api.token_header);
    if (header != nullptr) {
      const bool has_scheme = api.token_header == "Authorization";
      add_fingerprint(has_scheme ? bearer_token(*header) : trim(*header), hit);
    }
    if (token) add_fingerprint(*token, hit);
  }
  if (face->pairs) {
    read_pairs(*face, request, parse_query(url.query), account, hit);
  } else {
    read_json(*face, request, account, hit);
  }
  return hit;
}

}  // namespace tagproof::conversion_api
