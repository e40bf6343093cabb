#include "harness/documents/redactor.h"

#include <doctest/doctest.h>

#include "harness/base/hash.h"
#include "harness/base/text.h"

namespace tagproof {
namespace {

const Pseudonyms kPseudonyms("key");

Redactor redactor() {
  Redactor made(kPseudonyms);
  made.learn(UserField::email, " Jane.Doe@Example.com ");
  made.learn(UserField::phone, "+49 151 23456789");
  made.learn(UserField::first_name, "Jane");
  made.learn(UserField::last_name, "Müller");
  made.learn(UserField::city, "Berlin");
  made.learn(UserField::ip, "93.184.216.34");
  made.learn_id("fb.1.1768471200123.1098115397");
  made.learn_secret("EAAB-token-123", "tagproof:0123456789abcdef");
  made.settle();
  return made;
}

TEST_CASE("pseudonyms keep the form, and what is equal but for case") {
  CHECK(kPseudonyms.email("jane.doe@example.com").ends_with("@example.invalid"));
  CHECK(kPseudonyms.email(" Jane.Doe@Example.com ") != kPseudonyms.email("jane.doe@example.com"));
  CHECK(lower_ascii(kPseudonyms.email("Jane.Doe@Example.com")) ==
        kPseudonyms.email("jane.doe@example.com"));
  const std::string phone = kPseudonyms.phone("4915123456789");
  CHECK(phone.starts_with("49"));
  CHECK(phone.size() == 13);
  CHECK(phone != "4915123456789");
  CHECK(kPseudonyms.id("fb.1.1768471200123.1098115397").starts_with("fb.1.1768471200123."));
  CHECK(kPseudonyms.id("GA1.1.1234567890.1768471200").ends_with(".1768471200"));
  const std::string client = kPseudonyms.id("6868925053.1768471200");
  CHECK(client.find_first_not_of("0123456789.") == std::string::npos);
  CHECK(kPseudonyms.word("12cf9dab").find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(kPseudonyms.ip("10.0.0.7") == "10.0.0.7");
  CHECK(kPseudonyms.ip("2a00:1450:4001::68").starts_with("2001:db8::"));
  CHECK(kPseudonyms.word("Jane").size() == 4);
  CHECK(lower_ascii(kPseudonyms.word("Jane")) == kPseudonyms.word("jane"));
  CHECK(Pseudonyms("other").word("Jane") != kPseudonyms.word("Jane"));
}

TEST_CASE("how many digits a country's code has") {
  CHECK(country_code_digits("4915123456789") == 2);
  CHECK(country_code_digits("14155550123") == 1);
  CHECK(country_code_digits("353861234567") == 3);
  CHECK(country_code_digits("015123456789") == 0);
}

TEST_CASE("a value is replaced wherever and however it stands") {
  const Redactor made = redactor();
  const std::string email = kPseudonyms.email("jane.doe@example.com");
  const auto at = [&](std::string_view sign) { return replace_all(email, "@", sign); };
  CHECK(made.text("mail=jane.doe@example.com&x=1") == "mail=" + email + "&x=1");
  CHECK(made.text("dl=https%3A%2F%2Fa%2F%3Fm%3Djane.doe%40example.com") ==
        "dl=https%3A%2F%2Fa%2F%3Fm%3D" + at("%40"));
  CHECK(made.text(R"({"t":"{\"m\":\"JANE.DOE@EXAMPLE.COM\"}"})") ==
        R"({"t":"{\"m\":\")" + upper_ascii(email) + R"(\"}"})");
  const std::string phone = kPseudonyms.phone("4915123456789");
  CHECK(made.text("tel=+4915123456789;") == "tel=+" + phone + ";");
  CHECK(made.text("tel=0151 23456789;") ==
        "tel=0" + phone.substr(2, 3) + " " + phone.substr(5) + ";");
  CHECK(made.text("fn=jane&ln=m%C3%BCller").find("jane") == std::string::npos);
  CHECK(made.text("fn=jane&ln=m%C3%BCller").find("%C3") == std::string::npos);
  CHECK(made.text("_fbp=fb.1.1768471200123.1098115397") ==
        "_fbp=" + kPseudonyms.id("fb.1.1768471200123.1098115397"));
  CHECK(made.text("access_token=EAAB-token-123&a=b") ==
        "access_token=tagproof:0123456789abcdef&a=b");
  CHECK(made.text("\"93.184.216.34\"") == "\"" + kPseudonyms.ip("93.184.216.34") + "\"");
  CHECK(made.text("value=50.25&currency=EUR&tid=1001") == "value=50.25&currency=EUR&tid=1001");
}

TEST_CASE("hashes are made again: right ones, mistakes, and those of strangers") {
  const Redactor made = redactor();
  const std::string email = kPseudonyms.email("jane.doe@example.com");
  CHECK(made.text(sha256_hex("jane.doe@example.com")) == sha256_hex(email));
  CHECK(made.text(sha256_hex(" Jane.Doe@Example.com ")) ==
        sha256_hex(" " + kPseudonyms.email("Jane.Doe@Example.com") + " "));
  CHECK(made.text(upper_ascii(sha256_hex("jane.doe@example.com"))) ==
        upper_ascii(sha256_hex(email)));
  CHECK(made.text(md5_hex("jane.doe@example.com")) == md5_hex(email));
  CHECK(made.text("em~" + base64url(sha256_bytes("jane.doe@example.com"))) ==
        "em~" + base64url(sha256_bytes(email)));
  CHECK(made.text(sha256_hex("4915123456789")) == sha256_hex(kPseudonyms.phone("4915123456789")));
  CHECK(made.text(sha256_hex("jane")) == sha256_hex(kPseudonyms.word("jane")));
  const std::string stranger = sha256_hex("somebody@example.com");
  CHECK(made.text(stranger) != stranger);
  CHECK(made.text(stranger) == made.text(stranger));
  CHECK(made.text(stranger).size() == 64);
}

TEST_CASE("what the wire writes before an address stays, and click ids go from page addresses") {
  Redactor made(kPseudonyms);
  made.learn(UserField::email, "jane.doe@example.com");
  made.learn_click_ids("dl=https%3A%2F%2Facme.example%2F%3Fgclid%3DCj0KCQiA-abc_1%26x%3D1");
  made.settle();
  CHECK(made.text("em=tv.1~em.jane.doe@example.com~") ==
        "em=tv.1~em." + kPseudonyms.email("jane.doe@example.com") + "~");
  const std::string page = made.text("https://acme.example/?gclid=Cj0KCQiA-abc_1&x=1");
  CHECK(page == "https://acme.example/?gclid=" + kPseudonyms.id("Cj0KCQiA-abc_1") + "&x=1");
}

TEST_CASE("base64 is read, and written again") {
  const Redactor made = redactor();
  const std::string plain = R"({"email":"jane.doe@example.com","order":"1001"})";
  CHECK(made.text("d=" + base64(plain)) == "d=" + base64(made.text(plain)));
}

}  // namespace
}  // namespace tagproof
