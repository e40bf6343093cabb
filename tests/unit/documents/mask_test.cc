#include "harness/documents/mask.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "harness/base/hash.h"
#include "harness/base/time.h"
#include "harness/documents/documents.h"
#include "harness/wire/gzip.h"

using namespace tagproof;

namespace {

Customer jane() {
  Customer jane;
  jane.email = " Jane.Doe@Example.com ";
  jane.phone = "+49 151 23456789";
  jane.first_name = "Jane";
  jane.last_name = "Doe";
  jane.street = "Hauptstraße 5";
  jane.city = "Köln";
  jane.zip = "50667";
  jane.country = "DE";
  jane.ip = "203.0.113.77";
  jane.external_id = "customer-4711";
  return jane;
}

struct Row {
  const char* text;
  const char* masked;
};

}  // namespace

TEST_CASE("an address is masked in every form, whoever's it is") {
  const Mask mask;
  for (const Row& row : {
           Row{"jane.doe@example.com", "j***@e***.com"},
           Row{"mail jane.doe@mail.example.co.uk now", "mail j***@m***.uk now"},
           Row{"em=Jane.Doe%40Example.com&x=1", "em=J***%40E***.com&x=1"},
           Row{"dl=https%3A%2F%2Fa.example%2F%3Fe%3Djane.doe%2540example.com",
               "dl=https%3A%2F%2Fa.example%2F%3Fe%3Dj***%2540e***.com"},
           Row{"email=jane%2Bnews%40example.com", "email=j***%40e***.com"},
           Row{"email=jane+news@example.com", "email=j***@e***.com"},
           Row{"email=+jane@example.com+", "email=+j***@e***.com+"},
           Row{R"({"email":"jane\u0040example.com"})", R"({"email":"j***\u0040e***.com"})"},
           Row{R"({"body":"{\"email\":\"jane@example.com\"}"})",
               R"({"body":"{\"email\":\"j***@e***.com\"}"})"},
           Row{"jürgen@müller.example", "j***@m***.example"},
           Row{"ötzi@example.com", "ö***@e***.com"},
           Row{"%C3%B6tzi%40example.com", "%C3%B6***%40e***.com"},
           Row{"root@localhost", "r***@l***"},
           Row{"a@b.c, d@e.f", "a***@b***.c, d***@e***.f"},
           Row{"a@b@c.example", "a***@b***@c***.example"},
           Row{"jane@example.com.", "j***@e***.com."},
           Row{"https://user:secret@host.example/", "https://user:s***@h***.example/"},
       }) {
    INFO(row.text);
    CHECK(mask.text(row.text) == row.masked);
  }
}

TEST_CASE("what is nobody's stays") {
  const std::array<Customer, 1> known{jane()};
  const Mask mask(known);
  for (const std::string text : {
           "",
           "@",
           "@acme is our name",
           "tagproof:0123456789abcdef",
           "en=purchase&epn.value=50.25&cu=EUR&ep.transaction_id=1001",
           "cid=1234567890.1768471200&sid=1768471200&_p=1768471203000",
           "fb.1.1768471200000.1234567890",
           "2026-01-15T10:00:33.000+01:00",
           "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 "
           "Safari/537.36",
           "ua=Mozilla%2F5.0+%28X11%29+Chrome%2F120.0.0.0",
           "dt=Order+12345678",
           "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
           "Janet bought a doer; Hauptstadt; 150667",
           "1.5e+10",
           "gcs=G111&gcd=13t3t3t3t5l1&dma=1",
           "text \"1001\" expected, decimal 50.25 came",
       }) {
    INFO(text);
    CHECK(mask.text(text) == text);
  }
}

TEST_CASE("a known person is masked by every part of what is known") {
  const std::array<Customer, 1> known{jane()};
  const Mask mask(known);
  for (const Row& row : {
           Row{"Jane Doe, Hauptstraße 5, 50667 Köln", "J***, H***, 5*** K***"},
           Row{"JANE DOE", "J***"},
           Row{"the name Doe stands there", "the name D*** stands there"},
           Row{"doe is a deer, but \"doe\" is a name", "doe is a deer, but \"d***\" is a name"},
           Row{"jane_doe janedoe doe.jane", "j*** j*** d***"},
           Row{R"({"fn":"jane","ln":"doe"})", R"({"fn":"j***","ln":"d***"})"},
           Row{R"(["\njane"])", R"(["\nj***"])"},
           Row{"fn=Jane&ln=DOE&x", "fn=J***&ln=D***&x"},
           Row{"ud%5Bfn%5D=%20Jane%20&", "ud%5Bfn%5D=%20J***%20&"},
           Row{"dt=Thanks%2C%2520Jane", "dt=Thanks%2C%2520J***"},
           Row{"greetingJane", "greetingJ***"},
           Row{"ct=k%C3%B6ln", "ct=k***"},
           Row{R"("ct":"K\u00f6ln")", R"("ct":"K***")"},
           Row{"HAUPTSTRAßE 5", "H***"},
           Row{"street=Hauptstra%C3%9Fe+5", "street=H***"},
           Row{"client 203.0.113.77 said", "client 203.0.113.*** said"},
           Row{"id customer-4711.", "id c***."},
           Row{"zip=50667&order=150667", "zip=5***&order=150667"},
       }) {
    INFO(row.text);
    CHECK(mask.text(row.text) == row.masked);
  }
}

TEST_CASE("a phone is known by its end, in any form, and by its plus") {
  const std::array<Customer, 1> known{jane()};
  const Mask mask(known);
  for (const Row& row : {
           Row{"+49 151 23456789", "***6789"},
           Row{"ph=%2B4915123456789&x", "ph=***6789&x"},
           Row{"ph=+4915123456789", "ph=***6789"},
           Row{"0151/234 567-89", "***6789"},
           Row{"(0151) 23456789", "***6789"},
           Row{"call 15123456789.", "call ***6789."},
           Row{R"("ph":"004915123456789")", R"("ph":"***6789")"},
           Row{"conversions.ga4 +49 151 23456789", "conversions.ga4 ***6789"},
           Row{"a1 0151 23456789 b2", "a1 ***6789 b2"},
           Row{"AW-123456789/AbC-D_efG", "AW-123456789/AbC-D_efG"},
           Row{"a stranger's +1 (555) 010-4477 too", "a stranger's ***4477 too"},
       }) {
    INFO(row.text);
    CHECK(mask.text(row.text) == row.masked);
  }
  CHECK(mask_phone("+49 151 23456789") == "***6789");
  CHECK(mask_phone("110") == "***");
  CHECK(Mask().text("0151 23456789") == "0151 23456789");  // nobody's, as far as is known
}

TEST_CASE("hashes show their first eight digits") {
  const Mask mask;
  const std::string sha = sha256_hex("jane.doe@example.com");
  const std::string eight = sha.substr(0, 8) + "…";
  CHECK(mask.text(sha) == eight);
  CHECK(mask.text("%22em%22%3A%22" + sha + "%22") ==
        "%22em%22%3A%22" + eight + "%22");  // "22" is hex, too
  CHECK(mask.text(R"(\u0022)" + sha) == R"(\u0022)" + eight);
  CHECK(mask.text(sha + ".AQYBAQAA") == eight + ".AQYBAQAA");
  CHECK(mask.text(md5_hex("x")).size() == 8 + 3);
  CHECK(mask.text(sha1_hex("x")).size() == 8 + 3);
  const std::string in_base64 = base64url(sha256_bytes("jane.doe@example.com"));
  CHECK(mask.text("em=tv.1~em." + in_base64 + "&x") ==
        "em=tv.1~em." + in_base64.substr(0, 8) + "…&x");
}

TEST_CASE("an IP address keeps its network where it is a whole value") {
  const Mask mask;
  for (const Row& row : {
           Row{R"("client_ip_address":"198.51.100.7")", R"("client_ip_address":"198.51.100.***")"},
           Row{"_uip=198.51.100.7&x", "_uip=198.51.100.***&x"},
           Row{"198.51.100.7, 192.0.2.1", "198.51.100.***, 192.0.2.***"},
           Row{"uip=2001%3Adb8%3A85a3%3A%3A8a2e", "uip=2001%3Adb8%3A85a3%3A***"},
           Row{"uip=2001:db8::1", "uip=2001:db8::***"},
           Row{"uafv=120.0.6099.109", "uafv=120.0.6099.109"},
           Row{"at=10:00:33", "at=10:00:33"},
       }) {
    INFO(row.text);
    CHECK(mask.text(row.text) == row.masked);
  }
}

TEST_CASE("base64 hides nobody") {
  const std::array<Customer, 1> known{jane()};
  const Mask mask(known);
  CHECK(mask.text("data=" + base64(R"({"email":"jane.doe@example.com"})") + "&x") ==
        "data=(base64 with personal data)&x");
  CHECK(mask.text("jwt " + base64url(R"({"alg":"none","typ":"JWT"})") + "." +
                  base64url(R"({"name":"Jane Doe of Acme"})") + ".") ==
        "jwt " + base64url(R"({"alg":"none","typ":"JWT"})") + ".(base64 with personal data).");
  const std::string harmless = base64("the quick brown fox jumps over the dog");
  CHECK(mask.text(harmless) == harmless);
}

TEST_CASE("words that are nobody's name are none") {
  Customer nobody;
  nobody.first_name = "undefined";
  nobody.last_name = "null";
  nobody.city = "X";
  nobody.zip = "12";
  Customer li;
  li.last_name = "Li";
  const std::array<Customer, 2> known{nobody, li};
  const Mask mask(known);
  CHECK(mask.text(R"({"a":null,"b":"undefined","n":"12","x":"X"})") ==
        R"({"a":null,"b":"undefined","n":"12","x":"X"})");
  CHECK(mask.text(R"({"ln":"li","html":"<li>"})") == R"({"ln":"l***","html":"<li>"})");
}

TEST_CASE("a capture is masked in all its parts") {
  const std::array<Customer, 1> known{jane()};
  const Mask mask(known);
  Capture capture;
  capture.id = CaptureId("s/c-1");
  capture.request.url = "https://acme.example/?e=jane.doe%40example.com";
  capture.request.headers = {{"Cookie", "user=jane.doe@example.com"},
                             {"X-Forwarded-For", "203.0.113.77"}};
  capture.request.body = "name=Jane+Doe";
  capture.answer.headers = {{"Set-Cookie", "name=Jane"}};
  capture.answer.body = R"({"echo":"jane.doe@example.com"})";
  capture.guess = "looks like jane.doe@example.com";
  capture.decode_error = "at byte 3: Jane";
  const std::string line = capture_line(mask.capture(capture));
  for (const auto* part : {"jane", "Jane", "doe", "Doe", "113.77"}) {
    INFO(line);
    CHECK(line.find(part) == std::string::npos);
  }

  SUBCASE("a compressed body is shown masked, not hidden") {
    capture.request.headers.emplace_back("Content-Encoding", "gzip");
    capture.request.body = gzip("email=jane.doe@example.com");
    CHECK(mask.capture(capture).request.body == "email=j***@e***.com");
  }
  SUBCASE("a body that is no text shows its size") {
    capture.request.body = "\xff\xfe\x01";
    CHECK(mask.capture(capture).request.body == "(3 bytes that are not text)");
  }
}

TEST_CASE("an event is masked in all its fields") {
  const std::array<Customer, 1> known{jane()};
  const Mask mask(known);
  const auto text = [](const char* value) { return Observed<std::string>::of(value); };
  TrackedEvent event;
  event.event_id = text("jane.doe@example.com");
  event.order_id = text("1001");
  event.account = text("G-TEST1");
  event.value = Observed<Decimal>::malformed("Jane");
  event.page_url = text("https://acme.example/?e=jane.doe%40example.com");
  event.set_id(IdField::client_id, text("jane.doe@example.com"));
  event.items =
      Observed<std::vector<TrackedItem>>::of({{.id = text("Jane"), .quantity = {}, .price = {}}});
  const std::string sha = sha256_hex("jane.doe@example.com");
  const auto datum = [](UserField field, std::string value, DatumForm form) {
    return UserDatum{.field = field,
                     .value = std::move(value),
                     .form = form,
                     .wire = "em",
                     .ok = false,
                     .why = "it says Jane"};
  };
  event.user_data = {datum(UserField::email, "jane.doe@example.com", DatumForm::clear),
                     datum(UserField::email, "Jane at work", DatumForm::clear),
                     datum(UserField::email, sha, DatumForm::sha256),
                     datum(UserField::phone, "+49 151 23456789", DatumForm::clear),
                     datum(UserField::last_name, "Ørsted", DatumForm::clear),
                     datum(UserField::ip, "203.0.113.77", DatumForm::clear),
                     datum(UserField::zip, "50667", DatumForm::other)};
  event = mask.event(event);
  const std::vector<std::string> wanted{
      "j***@e***.com", "J***", sha.substr(0, 8) + "…", "***6789", "Ø***", "203.0.113.***", "5***"};
  for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(event.user_data[i].value == wanted[i]);
  CHECK(event.user_data[0].why == "it says J***");
  CHECK(*event.event_id == "j***@e***.com");
  CHECK(*event.order_id == "1001");
  CHECK(*event.account == "G-TEST1");
  CHECK(event.value.raw() == "J***");
  CHECK(*event.page_url == "https://acme.example/?e=j***%40e***.com");
  CHECK(*event.id(IdField::client_id) == "j***@e***.com");
  CHECK(*event.items->front().id == "J***");
}

TEST_CASE("masking takes the text's time, not the number of people's") {
  std::vector<Customer> many;
  for (int i = 0; i < 20'000; ++i) {
    Customer one = jane();
    one.email = "customer" + std::to_string(i) + "@example.com";
    one.last_name = "Customer" + std::to_string(i);
    many.push_back(one);
  }
  const Stopwatch building;
  const Mask mask(many);
  MESSAGE("20,000 people: ", building.milliseconds(), " ms");
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += "{\"last_name\":\"Customer" + std::to_string(i) +
            "\",\"x\":\"customary custom customers\"},";
  const Stopwatch masking;
  const std::string masked = mask.text(text);
  MESSAGE(text.size(), " bytes: ", masking.milliseconds(), " ms");
  CHECK(masked.find("Customer") == std::string::npos);
  CHECK(masking.milliseconds() < 500);
}

TEST_CASE("no text takes much longer than another of its length") {
  const std::array<Customer, 1> known{jane()};
  const Mask mask(known);
  constexpr std::size_t kBytes = 200'000;
  for (const std::string_view part : {"a@b", "@", "\\", "%25", "%", "1 ", "+1", "a", "Jane", "0151",
                                      ":", "::1", "\\u00", "A1b2"}) {
    std::string text;
    while (text.size() < kBytes) text += part;
    INFO(part);
    const Stopwatch watch;
    CHECK_FALSE(mask.text(text).empty());
    CHECK(watch.milliseconds() < 2000);
  }
}
