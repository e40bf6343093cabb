// storefront.yaml (formats.md A.2): the shop that the simulated storefront is.
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "harness/files/documents.h"
#include "harness/files/table.h"

namespace tagproof {
namespace {

constexpr std::array<std::string_view, 5> kPaymentKinds{"card", "cash_on_delivery", "invoice",
                                                        "transfer", "free"};
constexpr std::array<std::string_view, 4> kRoundings{"half_up", "half_even", "down", "up"};
constexpr std::array<std::string_view, 2> kTaxRoundings{"per_line", "per_order"};
constexpr std::array<std::string_view, 2> kPixels{"page", "sandbox"};

bool valid_rate(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  const auto number = Decimal::parse(text);
  return number && !number->is_negative() && *number <= Decimal(100);
}
bool valid_factor(std::string_view text) {
  const auto number = Decimal::parse(text);
  return number && !number->is_negative() && !number->is_zero();
}
bool valid_id_form(std::string_view text) {
  return text.find("{number}") != std::string_view::npos;
}
bool valid_base_url(std::string_view text) {
  return (text.starts_with("https://") || text.starts_with("http://")) && text.size() > 8 &&
         !text.ends_with('/') && text.find_first_of(" \t\"<>") == std::string_view::npos;
}

constinit const Type kRate{.shape = Shape::number,
                           .expected = "a rate from 0 to 100 such as 19 or 19%",
                           .valid = valid_rate,
                           .pattern = "^[0-9]+(\\.[0-9]+)?%?$"};
constinit const Type kFactor{.shape = Shape::number,
                             .expected = "a rate such as 1.08",
                             .valid = valid_factor,
                             .pattern = "^[0-9]+(\\.[0-9]+)?$"};
constinit const Type kIdForm{.shape = Shape::text,
                             .expected = "text with {number} in it",
                             .valid = valid_id_form,
                             .pattern = "\\{number\\}"};
constinit const Type kBaseUrl{.shape = Shape::text,
                              .expected = "an address such as https://acme.example",
                              .valid = valid_base_url,
                              .pattern = "^https?://[^\\s\"<>]*[^/\\s\"<>]$"};
constinit const Type kPaymentKind{.shape = Shape::word, .words = kPaymentKinds};
constinit const Type kRoundingWord{.shape = Shape::word, .words = kRoundings};
constinit const Type kTaxRounding{.shape = Shape::word, .words = kTaxRoundings};
constinit const Type kPixelWord{.shape = Shape::word, .words = kPixels};

constexpr Key kProductKeys[] = {
    {"sku", &kText, "The stock keeping unit: how journeys call it.", true, put<&Product::sku>},
    {"product_id", &kText, "The product, over all its variants.", false, put<&Product::product_id>},
    {"variant_id", &kText, "The variant.", false, put<&Product::variant_id>},
    {"name", &kText, "What the shopper reads.", true, put<&Product::name>},
    {"brand", &kText, "The brand.", false, put<&Product::brand>},
    {"category", &kText, "The category.", false, put<&Product::category>},
    {"price", &kAmount, "In the shop's currency, with tax when prices_include_tax.", true,
     put<&Product::price>},
};
constinit const Type kProduct{.shape = Shape::mapping, .keys = kProductKeys};
constinit const Type kCatalogue{.shape = Shape::list, .element = &kProduct};

constexpr Key kShippingKeys[] = {
    {"method", &kText, "How journeys call it.", true, put<&ShippingMethod::name>},
    {"price", &kAmount, "As prices: with tax when prices_include_tax.", true,
     put<&ShippingMethod::price>},
    {"free_from", &kAmount, "Free from this value of the items on.", false,
     put<&ShippingMethod::free_from>},
};
constinit const Type kShippingMethod{.shape = Shape::mapping, .keys = kShippingKeys};
constinit const Type kShippingMethods{.shape = Shape::list, .element = &kShippingMethod};

constexpr Key kCouponKeys[] = {
    {"code", &kText, "What the shopper types.", true, put<&Coupon::code>},
    {"percent", &kRate, "Off the items, in percent.", false, put<&Coupon::percent>},
    {"amount", &kAmount, "Off the items, in the shop's currency, spread over the lines.", false,
     put<&Coupon::amount>},
    {"free_shipping", &kBoolean, "Whether shipping is free with it.", false,
     put<&Coupon::free_shipping>},
};
constinit const Type kCoupon{.shape = Shape::mapping, .keys = kCouponKeys};
constinit const Type kCoupons{.shape = Shape::list, .element = &kCoupon};

constexpr Key kPaymentKeys[] = {
    {"method", &kText, "How journeys call it.", true, put<&PaymentMethod::name>},
    {"kind", &kPaymentKind, "How it is settled.", true,
     [](const Node& n, const Type&, void* out, Reader&) {
       const auto at = std::ranges::find(kPaymentKinds, n.text) - kPaymentKinds.begin();
       static_cast<PaymentMethod*>(out)->kind = static_cast<PaymentKind>(at);
     }},
    {"fee", &kAmount, "What the shopper pays for paying this way.", false,
     put<&PaymentMethod::fee>},
};
constinit const Type kPaymentMethod{.shape = Shape::mapping, .keys = kPaymentKeys};
constinit const Type kPaymentMethods{.shape = Shape::list, .element = &kPaymentMethod};

constexpr Key kRoundingKeys[] = {
    {"mode", &kRoundingWord, "How amounts are rounded to the currency's digits.", false,
     put<&Storefront::rounding>},
    {"tax", &kTaxRounding, "Whether tax is rounded for each line or once for the order.", false,
     [](const Node& n, const Type&, void* out, Reader&) {
       static_cast<Storefront*>(out)->tax_per_line = n.text == "per_line";
     }},
};
constinit const Type kRounding{.shape = Shape::mapping, .keys = kRoundingKeys};

constexpr Key kOrderKeys[] = {
    {"id", &kIdForm, "How `order.id` looks.", false, put<&Storefront::order_id_form>},
    {"name", &kIdForm, "How `order.name` looks.", false, put<&Storefront::order_name_form>},
    {"first_number", &kCount, "The first order's number.", false,
     put<&Storefront::first_order_number>},
};
constinit const Type kOrder{.shape = Shape::mapping, .keys = kOrderKeys};

constinit const Type kTaxRates{.shape = Shape::map, .key = &kRegionGroup, .element = &kRate};
constinit const Type kCurrencies{.shape = Shape::map, .key = &kCurrency, .element = &kFactor};

void part_of_storefront(const Node& n, const Type& type, void* out, Reader& r) {
  r.mapping(n, type, out);
}

constexpr Key kStorefrontKeys[] = {
    {"storefront", &kText, "The shop's name.", true, put<&Storefront::name>},
    {"base_url", &kBaseUrl, "The address of its pages.", false, put<&Storefront::base_url>},
    {"currency", &kCurrency, "The currency of its prices.", false, put<&Storefront::currency>},
    {"prices_include_tax", &kBoolean, "Whether prices are with tax.", false,
     put<&Storefront::prices_include_tax>},
    {"tax_rates", &kTaxRates, "Percent by the shopper's region; `default` for the others.", false,
     put<&Storefront::tax_rates>},
    {"currencies", &kCurrencies, "Other currencies: what one unit of the shop's is worth.", false,
     put<&Storefront::currencies>},
    {"rounding", &kRounding, "How amounts are rounded.", false, part_of_storefront},
    {"pixels", &kPixelWord, "sandbox: tags run beside the checkout, not on its page.", false,
     [](const Node& n, const Type&, void* out, Reader&) {
       static_cast<Storefront*>(out)->sandbox_pixels = n.text == "sandbox";
     }},
    {"order", &kOrder, "The forms in which an order's id is shown.", false, part_of_storefront},
    {"shipping", &kShippingMethods,
     "Shipping methods; the first is taken when a journey says none.", true,
     put<&Storefront::shipping>},
    {"payment_methods", &kPaymentMethods, "Ways to pay.", true, put<&Storefront::payment_methods>},
    {"coupons", &kCoupons, "Coupons.", false, put<&Storefront::coupons>},
    {"catalogue", &kCatalogue, "What is sold.", true, put<&Storefront::catalogue>},
};

/// Elements of a list go by their first value; two of one name can't be told apart.
void check_unique(const Node& root, std::string_view list_name, std::string_view key, Reader& r) {
  const auto* list = root.find(list_name);
  if (list == nullptr) return;
  const Reader::Part part(r, std::string(list_name));
  std::map<std::string_view, int> seen;
  for (const auto& item : list->items) {
    const auto* name = item.find(key);
    if (name == nullptr || !name->is_scalar()) continue;
    const auto [first, is_new] = seen.emplace(name->text, name->at.line);
    if (!is_new)
      r.complain(*name, fmt::format("`{}` `{}` stands here again; it was said in line {}", key,
                                    name->text, first->second));
  }
}

void check_coupons(const Node& root, Reader& r) {
  const auto* coupons = root.find("coupons");
  if (coupons == nullptr) return;
  const Reader::Part part(r, "coupons");
  for (const auto& coupon : coupons->items) {
    if (coupon.find("percent") != nullptr && coupon.find("amount") != nullptr)
      r.complain(coupon, "a coupon takes off `percent` or `amount`, not both");
  }
}

}  // namespace

constinit const Type kStorefrontFile{.shape = Shape::mapping, .keys = kStorefrontKeys};

bool read_storefront(const Node& root, Storefront& storefront, Reader& reader) {
  const auto before = reader.complained();
  reader.read(root, kStorefrontFile, &storefront, "storefront");
  check_unique(root, "catalogue", "sku", reader);
  check_unique(root, "shipping", "method", reader);
  check_unique(root, "payment_methods", "method", reader);
  check_unique(root, "coupons", "code", reader);
  check_coupons(root, reader);
  return reader.complained() == before;
}

}  // namespace tagproof
