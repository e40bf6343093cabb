#include "harness/judge/identity.h"

#include <doctest/doctest.h>

#include "harness/base/hash.h"

namespace tagproof {
namespace {

Customer mary() {
  Customer c;
  c.email = " Jane.Doe+Shop@Gmail.com ";
  c.phone = "(650) 555-1212";
  c.first_name = "Mary";
  c.last_name = "O'Brien";
  c.city = "New York";
  c.region = "CA";
  c.zip = "94035-1234";
  c.country = "US";
  c.external_id = "User-42";
  c.ip = "203.0.113.7";
  return c;
}

Explanation told(std::string_view platform, UserField field, std::string value,
                 const Customer* person) {
  const DatumForm form = datum_form(value);
  return explain(platform, {field, std::move(value), form, "wire"}, person);
}

}  // namespace

TEST_CASE("digests of one customer, as each platform wants them") {
  struct Row {
    std::string_view platform{};
    UserField field{};
    const char* digest{};
  };
  // Computed and official vectors of the facts' hashing sheet.
  const Row rows[] = {
      {"meta", UserField::email,
       "12122421314e3c02d8acd5467f1266e839588a1ea2e4da1c2ab81036b7cd62e5"},
      {"google_ads", UserField::email,
       "d6117306485ed0e50afab3ac871e98f81699151f30281527d63ff5f233656c69"},
      {"google_ads", UserField::email,
       "3037d7b4a791c60878b60f6a2c1c3d5acef0746e4dc143c0f1ee8a3f2e94d546"},  // dots only
      {"meta", UserField::phone,
       "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"},
      {"google_ads", UserField::phone,
       "1e231c66011e7a2d867a9cfae267a6aff103cf4913640b6e71a99850fc0ffbc8"},
      {"meta", UserField::first_name,
       "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"},
      {"meta", UserField::last_name,
       "b4cb6cb33fe4b865868de825023a1e2790dc12ac01ecc8d7c5afe8254071c8ba"},
      {"meta", UserField::last_name,
       "65b87174be3b1b122e2b0929f0b84888637d31a4a83bb96a860bcff411f5e668"},  // the SDK's form
      {"meta", UserField::city, "350c754ba4d38897693aa077ef43072a859d23f613443133fecbbd90a3512ca5"},
      {"meta", UserField::region,
       "6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126"},
      {"meta", UserField::zip, "1794327a4d443904421f5ca1f3d72d0a62ba2f0770d80755ec2220fc0efb052e"},
      {"meta", UserField::country,
       "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"},
      {"meta", UserField::external_id,
       "6d894aa3ee802549d7f340e7c1cf0d1c1cb14cd84f768d92ffaa6785337c4997"},
  };
  const Customer person = mary();
  for (const auto& row : rows) {
    CAPTURE(row.platform);
    CAPTURE(row.digest);
    const Explanation one = told(row.platform, row.field, row.digest, &person);
    CHECK(one.ok == true);
    CHECK(one.why == "");
  }
}

TEST_CASE("a wrong digest is explained by the mistake that makes it") {
  struct Row {
    std::string_view platform{};
    UserField field{};
    std::string value{};
    std::string_view why{};
  };
  const std::string right = sha256_hex("jane.doe+shop@gmail.com");
  const Row rows[] = {
      {"meta", UserField::email, sha256_hex(" Jane.Doe+Shop@Gmail.com "),
       "hash of the untrimmed address"},
      {"meta", UserField::email, sha256_hex("Jane.Doe+Shop@Gmail.com"), "hash before lower-casing"},
      {"meta", UserField::email, sha256_hex("JANE.DOE+SHOP@GMAIL.COM"),
       "hash of the upper-case address"},
      {"meta", UserField::email, sha256_hex(right), "hashed twice"},
      {"meta", UserField::email, sha256_hex("janedoe@gmail.com"),
       "hash in another platform's form"},
      {"meta", UserField::email, sha256_hex("jane.doe+shop@gmail.com\n"),
       "hash with a line end behind it"},
      {"meta", UserField::email, sha256_hex(""), "hash of nothing"},
      {"meta", UserField::email, sha256_hex("undefined"), "hash of the word undefined"},
      {"meta", UserField::email, sha256_hex("somebody@else.example"),
       "no hash of this person's email"},
      {"meta", UserField::email, md5_hex("jane.doe+shop@gmail.com"), "MD5, not SHA-256"},
      {"meta", UserField::email, sha1_hex("jane.doe+shop@gmail.com"), "SHA-1, not SHA-256"},
      {"meta", UserField::email, "jane.doe+shop@gmail.com", "clear text"},
      {"meta", UserField::email, base64(sha256_bytes("jane.doe+shop@gmail.com")),
       "base64, not hexadecimal"},
      {"meta", UserField::phone, sha256_hex("6505551212"),
       "hash of the number without country code"},
      {"meta", UserField::phone, sha256_hex("+16505551212"),
       "hash of the number with its plus, as Google wants it"},
      {"google_ads", UserField::phone, sha256_hex("16505551212"),
       "hash of the number without its plus, as Meta wants it"},
      {"meta", UserField::ip, sha256_hex("203.0.113.7"), "hashed, though it must be sent as it is"},
  };
  const Customer person = mary();
  for (const auto& row : rows) {
    CAPTURE(row.why);
    const Explanation one = told(row.platform, row.field, row.value, &person);
    CHECK(one.ok == false);
    CHECK(one.why == row.why);
  }
}

TEST_CASE("forms that libraries give are right: an appendix, capitals, base64 on Google") {
  const Customer person = mary();
  const std::string right = sha256_hex("jane.doe+shop@gmail.com");
  CHECK(told("meta", UserField::email, right + ".AQABAgEA", &person).ok == true);
  CHECK(told("google_ads", UserField::email, base64url(sha256_bytes("janedoe@gmail.com")), &person)
            .ok == true);
  CHECK(told("meta", UserField::external_id, "User-42", &person).ok == true);
  CHECK(told("google_ads", UserField::city, "New York", &person).ok == true);
}

TEST_CASE("of an unknown person only the form is judged") {
  CHECK_FALSE(told("meta", UserField::email, sha256_hex("x"), nullptr).ok.has_value());
  CHECK(told("meta", UserField::email, md5_hex("x"), nullptr).ok == false);
  CHECK(told("meta", UserField::email, "a@b.example", nullptr).ok == false);
}

}  // namespace tagproof
