#include "harness/judge/person_search.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/base/hash.h"

namespace tagproof {
namespace {

Customer jane() {
  Customer c;
  c.email = " Jane.Doe@Müller.example ";
  c.phone = "+49 151 23456789";
  c.first_name = "Jané";
  c.last_name = "Doe";
  c.street = "Lange Straße 12";
  c.city = "Berlin";
  c.zip = "10115";
  c.country = "DE";
  return c;
}

Customer max() {
  Customer c;
  c.email = "max.air+shop@gmail.com";
  c.first_name = "Max";
  c.last_name = "Li";
  c.city = "Essen";
  c.zip = "45127";
  c.phone = "5551212";
  c.country = "US";
  return c;
}

std::string found(const PersonSearch& search, std::string_view value, std::string_view name,
                  const ProductWords& products = {}) {
  std::string all;
  for (const auto& one : search.in(value, name, products)) {
    if (!all.empty()) all += " ";
    all += text(one.field);
    if (one.hashed) all += "#";
  }
  return all;
}

}  // namespace

TEST_CASE("a known person's data is found however it is spelt") {
  PersonSearch search;
  search.learn(jane());
  search.learn(max());
  ProductWords products;
  products.learn("Hello Max Hoodie Berlin");
  struct Row {
    const char* fields{};
    const char* value{};
    const char* name{};
  };
  const Row rows[] = {
      // E-mail addresses
      {"email", "jane.doe@müller.example", ""},
      {"email", "  JANE.DOE@MÜLLER.EXAMPLE\n", ""},
      {"email", "jane.doe@xn--mller-kva.example", ""},
      {"email", "from <jane.doe @ müller.example>; thanks", ""},
      {"email", "max.air+shop@gmail.com", ""},
      {"email", "maxair@googlemail.com", ""},
      {"first_name", "jane.doe@other.example", ""},  // her name all the same
      {"", "xjane.doe@müller.example", ""},
      {"first_name", "jane.doe@müller.example.org", ""},
      {"", "doe@müller.example", ""},
      {"", "lib@1.2.3", ""},
      // Telephone numbers
      {"phone", "+4915123456789", ""},
      {"phone", "0049 (151) 234-567-89", ""},
      {"phone", "0151/23456789", ""},
      {"phone", "15123456789", ""},
      {"phone", "555-1212", ""},
      {"phone", "5551212", "phone"},
      {"", "5551212", "order"},
      {"", "915123456789", ""},
      {"", "a15123456789", ""},
      {"", "151234567890", ""},
      // Names
      {"first_name", "Jané Doe", ""},
      {"first_name", "DOE, Jane", ""},
      {"first_name", "jane_doe", ""},
      {"first_name", "JaneDoe", ""},
      {"first_name", "Jane\u0301 Doe", ""},
      {"first_name", "Max Li", ""},
      {"first_name", "Thank you, Jane! \u2013 Acme", "dt"},
      {"first_name", "Jane", "customer_first_name"},
      {"last_name", "Doe", "ud[ln2]_name"},
      {"", "Jane", "item_name"},
      {"", "Doe", "v"},
      {"", "Max", "content_name"},
      {"", "Air Max 90", "name"},
      {"", "Hello Max", "dt"},
      {"", "hello jane street", "dt"},
      {"", "Maximum Limit", "name"},
      {"", "Janedoesnt", ""},
      // Postal addresses
      {"street", "lange strasse 12, lange straße 12", ""},
      {"city", "10115 Berlin", ""},
      {"city", "berlin-10115", ""},
      {"city", "Berlin", "shipping_city"},
      {"zip", "10115", "postal_code"},
      {"", "Berlin Hoodie", "city"},
      {"", "Berliner", "city"},
      {"", "Berlin", "item_variant"},
      {"", "Essen", "category"},
      {"", "10115", "value"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.value);
    CAPTURE(row.name);
    CHECK(found(search, row.value, row.name, products) == row.fields);
  }
  CHECK(found(search, sha256_hex("jane.doe@müller.example"), "em") == "email#");
  CHECK(found(search, md5_hex("max.air+shop@gmail.com"), "em") == "email#");
  CHECK(found(search, sha256_hex("somebody@else.example"), "em") == "");
}

TEST_CASE("what is shown of it is enough to recognise, not enough to use") {
  PersonSearch search;
  search.learn(jane());
  const auto shown = [&](std::string_view value, std::string_view name = "") {
    const auto all = search.in(value, name);
    return all.empty() ? std::string() : all.front().shown;
  };
  CHECK(shown("jane.doe@müller.example") == "e-mail address j***@m***.example");
  CHECK(shown("+49 151 23456789") == "telephone number ***6789");
  CHECK(shown("Jane Doe") == "name J*** D***");
  CHECK(shown("Lange Straße 12") == "street L***");
  CHECK(shown("10115 Berlin") == "postal address 1*** B***");
  CHECK(shown("Berlin", "city") == "city B***");
}

TEST_CASE("forms that were left empty are nobody's") {
  PersonSearch search;
  Customer nobody;
  nobody.email = "null";
  nobody.first_name = "undefined";
  nobody.last_name = "null";
  nobody.phone = "0";
  search.learn(nobody);
  search.learn({});
  CHECK(found(search, "undefined null", "customer_name") == "");
  CHECK(found(search, "null", "customer_name") == "");
}

TEST_CASE("many people cost no more to look for than one") {
  PersonSearch search;
  for (int i = 0; i < 2000; ++i) {
    Customer c;
    c.email = "p" + std::to_string(i) + "@x.example";
    c.first_name = "Jane";
    c.last_name = "Müller" + std::to_string(i);
    search.learn(c);
  }
  std::string long_text;
  for (int i = 0; i < 2000; ++i) long_text += "jane jane @ jane@ 12-12-12 ";
  CHECK(search.in(long_text, "note").empty());
  CHECK(found(search, long_text + "Jane Müller1999", "note") == "first_name");
}

}  // namespace tagproof
