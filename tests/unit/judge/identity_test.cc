#include "harness/judge/identity.h"

#include <doctest/doctest.h>

#include <array>
#include <utility>

#include "harness/base/hash.h"
#include "harness/base/text.h"

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

void set_field(Customer& person, UserField field, std::string_view value) {
  using Member = std::string Customer::*;
  constexpr std::array<std::pair<UserField, Member>, 12> kMembers{
      {{UserField::email, &Customer::email},
       {UserField::phone, &Customer::phone},
       {UserField::first_name, &Customer::first_name},
       {UserField::last_name, &Customer::last_name},
       {UserField::street, &Customer::street},
       {UserField::city, &Customer::city},
       {UserField::region, &Customer::region},
       {UserField::zip, &Customer::zip},
       {UserField::country, &Customer::country},
       {UserField::external_id, &Customer::external_id},
       {UserField::ip, &Customer::ip},
       {UserField::user_agent, &Customer::user_agent}}};
  for (const auto& [word, member] : kMembers) {
    if (word == field) person.*member = value;
  }
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
      {"meta", UserField::email, sha256_hex(""), "hash of an empty string"},
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

TEST_CASE("the vectors that platforms publish") {
  struct Row {
    std::string_view platform{};
    UserField field{};
    const char* input{};
    const char* digest{};
  };
  // Official vectors (hashing.md 3.1): Meta's customer information parameters and advanced
  // matching, Snap's parameters.
  const Row rows[] = {
      {"meta", UserField::email, "John_Smith@gmail.com",
       "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"},
      {"meta", UserField::phone, "US number (650)555-1212",
       "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"},
      {"meta", UserField::first_name, "Mary",
       "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"},
      {"meta", UserField::first_name, "정",
       "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14"},
      {"meta", UserField::first_name, "Valéry",
       "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c"},
      {"meta", UserField::country, "United States",
       "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"},
      {"meta", UserField::email, "jsmith@example.com",
       "6e3913852f512d76acff15d1e402c7502a5bbe6101745a7120a2a4833ebd2350"},
      {"snapchat", UserField::email, "Person@Example.com",
       "542d240129883c019e106e3b1b2d3f3cb3537c43c425364de8e951d5a3083345"},
      {"snapchat", UserField::phone, "+44 844 412 4653",
       "dc008fda46e2e64002cf2f82a4906236282d431c4f75e5b60bfe79fc48546383"},
      {"pinterest", UserField::zip, "99999",
       "fd5f56b40a79a385708428e7b32ab996a681080a166a2206e750eb4819186145"},
      {"pinterest", UserField::country, "US",
       "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.input);
    Customer person;
    person.country = "US";
    set_field(person, row.field, row.input);
    CHECK(told(row.platform, row.field, row.digest, &person).ok == true);
  }
  // No field of a canonical event: the normalised text alone (Meta's `db` and `ge`).
  CHECK(sha256_hex("19970216") ==
        "01acdbf6ec7b4f478a225f1a246e5d6767eeab1a7ffa17f025265b5b94f40f0c");
  CHECK(sha256_hex("m") == "62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a");
  CHECK(sha256_hex("f") == "252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111");
}

TEST_CASE("one customer's digests, as all platforms want them") {
  struct Row {
    const char* platforms{};
    UserField field{};
    const char* digest{};
  };
  // hashing.md 3.3
  const Row rows[] = {
      {"meta tiktok pinterest snapchat linkedin", UserField::email,
       "12122421314e3c02d8acd5467f1266e839588a1ea2e4da1c2ab81036b7cd62e5"},
      {"google_ads ga4 microsoft reddit", UserField::email,
       "d6117306485ed0e50afab3ac871e98f81699151f30281527d63ff5f233656c69"},
      {"meta snapchat pinterest", UserField::phone,
       "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"},
      {"google_ads ga4 tiktok reddit", UserField::phone,
       "1e231c66011e7a2d867a9cfae267a6aff103cf4913640b6e71a99850fc0ffbc8"},
      {"meta google_ads tiktok pinterest snapchat", UserField::first_name,
       "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"},
      {"meta", UserField::last_name,
       "b4cb6cb33fe4b865868de825023a1e2790dc12ac01ecc8d7c5afe8254071c8ba"},
      {"meta", UserField::last_name,
       "65b87174be3b1b122e2b0929f0b84888637d31a4a83bb96a860bcff411f5e668"},
      {"meta snapchat pinterest", UserField::city,
       "350c754ba4d38897693aa077ef43072a859d23f613443133fecbbd90a3512ca5"},
      {"meta snapchat pinterest", UserField::region,
       "6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126"},
      {"meta pinterest", UserField::zip,
       "1794327a4d443904421f5ca1f3d72d0a62ba2f0770d80755ec2220fc0efb052e"},
      {"meta snapchat pinterest", UserField::country,
       "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"},
      {"meta", UserField::external_id,
       "6d894aa3ee802549d7f340e7c1cf0d1c1cb14cd84f768d92ffaa6785337c4997"},
  };
  const Customer person = mary();
  for (const auto& row : rows) {
    for (const auto platform : split(row.platforms, ' ')) {
      CAPTURE(platform);
      CAPTURE(row.digest);
      CHECK(told(platform, row.field, row.digest, &person).ok == true);
    }
  }
}

TEST_CASE("official libraries disagree, and each of them is right") {
  struct Row {
    UserField field{};
    const char* input{};
    const char* normal{};
  };
  // hashing.md 2.1: Meta's documents, its Python SDK, its parameter builder; and the normalised
  // examples that Meta prints without a digest.
  const Row rows[] = {
      {UserField::last_name, "O'Brien", "obrien"},
      {UserField::last_name, "O'Brien", "o'brien"},
      {UserField::city, "Zürich", "zürich"},
      {UserField::city, "Zürich", "zrich"},
      {UserField::city, "New York", "newyork"},
      {UserField::city, "Paris", "paris"},
      {UserField::city, "London", "london"},
      {UserField::region, "California", "ca"},
      {UserField::region, "California", "california"},
      {UserField::region, "New York", "ny"},
      {UserField::region, "AZ", "az"},
      {UserField::region, "US-CA", "ca"},
      {UserField::region, "Québec", "qc"},
      {UserField::zip, "94035-1234", "94035"},
      {UserField::zip, "94035", "94035"},
      {UserField::zip, "1987", "1987"},
      {UserField::zip, "75018", "75018"},
      {UserField::zip, "M1 1AE", "m11ae"},
      {UserField::zip, "M1 1AE", "m1 1ae"},
      {UserField::phone, "001 (650) 555-1212", "16505551212"},
      {UserField::phone, "+1 650 555 1212", "16505551212"},
      {UserField::external_id, "User-42", "User-42"},
      {UserField::external_id, "User-42", "user-42"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.input);
    CAPTURE(row.normal);
    Customer person;
    person.country = "US";
    set_field(person, row.field, row.input);
    CHECK(told("meta", row.field, sha256_hex(row.normal), &person).ok == true);
  }
}

TEST_CASE("tell-tale digests are told by the mistake that makes them") {
  struct Row {
    std::string_view platform{};
    UserField field{};
    const char* input{};
    std::string digest{};
    std::string_view why{};
  };
  const auto& email = "John_Smith@gmail.com";
  // hashing.md 3.2 and 3.4, with their digests as they stand there; then the rows of 4.
  const Row rows[] = {
      {"meta", UserField::email, email,
       "5dfec14a43f5dbcf51f48440769aff7e9bcfb60f87195764bd4063a9929406ae",
       "hash before lower-casing"},
      {"meta", UserField::email, email,
       "17f6f4aaee7a7f90a1d2da62ca5c90988eca82c597d7abb2de827d630147634e",
       "hash of the untrimmed address"},
      {"meta", UserField::email, email,
       "29b45a42acdb9b41b6d2e0e23c81d239c3c7c1dce8628aca267a590d1ab1c35e", "hashed twice"},
      {"meta", UserField::email, email,
       "e428f1b982d2c0d4cbc2a1181306dae4428fa242558e6744ff4d61970a2badb5", "hashed twice"},
      {"meta", UserField::phone, "(650) 555-1212",
       "5eed6d50c9a69704a9a72b4af7d14d04d33e4460039e101b525f5d4f8a106a38",
       "hash of the number without country code"},
      {"meta", UserField::email, email,
       "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
       "hash of an empty string"},
      {"meta", UserField::email, email,
       "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b", "hash of the word null"},
      {"meta", UserField::email, email,
       "eb045d78d273107348b0300c01d29b7552d622abbc6faf81b3ec55359aa9950c",
       "hash of the word undefined"},
      {"meta", UserField::country, "United States",
       "49dca65f362fee401292ed7ada96f96295eab1e589c52e4e66bf4aedda715fdd",
       "hash of the country as typed, not its two letters"},
      {"pinterest", UserField::country, "us",
       "9b202ecbc6d45c6d8901d989a918878397a3eb9d00e8f48022fc051b19d21a1d",
       "hash of the upper-case value"},
      {"meta", UserField::email, email,
       "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b",
       "hash of test@example.com, the documents' example"},
      {"meta", UserField::phone, "(650) 555-1212",
       "254aa248acb47dd654ca3ea53f48c2c26d641d23d7e2e93a1ec56258df7674c4",
       "hash of 12345678901, the documents' example"},
      // The generators
      {"google_ads", UserField::email, "Jane.Doe+Shop@Gmail.com",
       sha256_hex("jane.doe+shop@gmail.com"),
       "hash with dots and plus alias kept, which Google takes off"},
      {"meta", UserField::email, "Jane.Doe+Shop@Gmail.com", sha256_hex("janedoe@gmail.com"),
       "hash in another platform's form"},
      {"meta", UserField::email, email, sha256_hex("JOHN_SMITH@GMAIL.COM"),
       "hash of the upper-case address"},
      {"meta", UserField::email, " John_Smith@gmail.com ", sha256_hex(" John_Smith@gmail.com "),
       "hash of the untrimmed address"},
      {"meta", UserField::email, email, sha256_hex("john_smith@gmail.com\n"),
       "hash with a line end behind it"},
      {"meta", UserField::email, email, sha256_hex("john_smith%40gmail.com"),
       "hash of the percent-encoded address"},
      {"meta", UserField::email, email, sha256_hex("\"john_smith@gmail.com\""),
       "hash with quotes around it"},
      {"meta", UserField::email, email, sha256_hex("[\"john_smith@gmail.com\"]"),
       "hash of a list, not of its value"},
      {"meta", UserField::email, email, sha256_hex("0"), "hash of a placeholder"},
      {"meta", UserField::email, email, sha256_hex("n/a"), "hash of a placeholder"},
      {"meta", UserField::email, email, sha256_hex("none"), "hash of the word none"},
      {"meta", UserField::email, email, md5_hex("john_smith@gmail.com"), "MD5, not SHA-256"},
      {"meta", UserField::email, email, sha1_hex("john_smith@gmail.com"), "SHA-1, not SHA-256"},
      {"meta", UserField::email, email, base64(sha256_bytes("john_smith@gmail.com")),
       "base64, not hexadecimal"},
      {"meta", UserField::first_name, "Valéry", sha256_hex("vale\u0301ry"),
       "hash of letters taken apart (Unicode NFD)"},
      {"meta", UserField::first_name, "Valéry", sha256_hex("val\xE9ry"),
       "hash of Latin-1 bytes, not UTF-8"},
      {"meta", UserField::phone, "(650) 555-1212", sha256_hex("+16505551212"),
       "hash of the number with its plus, as Google wants it"},
      {"google_ads", UserField::phone, "(650) 555-1212", sha256_hex("16505551212"),
       "hash of the number without its plus, as Meta wants it"},
      {"meta", UserField::phone, "(650) 555-1212", sha256_hex("0016505551212"),
       "hash of the number with 00 for the country code"},
      {"meta", UserField::phone, "(650) 555-1212", sha256_hex("(650) 555-1212"),
       "hash of the number as typed, before normalising"},
      {"meta", UserField::phone, "(650) 555-1212", sha256_hex("106505551212"),
       "hash of the number with its trunk zero"},
      {"meta", UserField::phone, "(650) 555-1212", sha256_hex(sha256_hex("16505551212")),
       "hashed twice"},
      {"meta", UserField::ip, "203.0.113.7", sha256_hex("203.0.113.7"),
       "hashed, though it must be sent as it is"},
      {"meta", UserField::user_agent, "Mozilla/5.0", sha256_hex("Mozilla/5.0"),
       "hashed, though it must be sent as it is"},
      {"google_ads", UserField::city, "Berlin", sha256_hex("berlin"),
       "hashed, though it must be sent as it is"},
      {"meta", UserField::email, email, "john_smith@gmail.com", "clear text"},
      {"meta", UserField::email, email, sha256_hex("salt-john_smith@gmail.com"),
       "no hash of this person's email"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Customer person;
    person.country = "US";
    set_field(person, row.field, row.input);
    const Explanation one = told(row.platform, row.field, row.digest, &person);
    CHECK(one.ok == false);
    CHECK(one.why == row.why);
  }
}

TEST_CASE("what counts all the same is said") {
  const Customer person = mary();
  const auto dots_only =
      told("google_ads", UserField::email,
           "3037d7b4a791c60878b60f6a2c1c3d5acef0746e4dc143c0f1ee8a3f2e94d546", &person);
  CHECK(dots_only.ok == true);
  CHECK(dots_only.why == "older reading of Google's rule: dots taken off, plus alias kept");
  const auto capitals =
      told("meta", UserField::email, upper_ascii(sha256_hex("jane.doe+shop@gmail.com")), &person);
  CHECK(capitals.ok == true);
  CHECK(capitals.why == "upper-case hexadecimal");
  // A shopper whose address is the documents' example is no placeholder.
  Customer example;
  example.email = "test@example.com";
  CHECK(told("meta", UserField::email, sha256_hex("test@example.com"), &example).ok == true);
}

TEST_CASE("of an unknown person only the form is judged") {
  CHECK_FALSE(told("meta", UserField::email, sha256_hex("x"), nullptr).ok.has_value());
  CHECK(told("meta", UserField::email, md5_hex("x"), nullptr).ok == false);
  CHECK(told("meta", UserField::email, "a@b.example", nullptr).ok == false);
}

}  // namespace tagproof
