#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/time.h"
#include "harness/model/consent.h"
#include "harness/model/tagging.h"
#include "harness/model/words.h"

namespace tagproof {

/// The steps of formats.md A.4. A new one is a struct here, a row of keys in files/steps.cc and a
/// case in each target.
namespace step {
struct View {
  std::string sku{};
  bool operator==(const View&) const = default;
};
struct AddToCart {
  std::string sku{};
  std::int64_t quantity = 1;
  bool operator==(const AddToCart&) const = default;
};
struct RemoveFromCart {
  std::string sku{};
  std::optional<std::int64_t> quantity{};
  bool operator==(const RemoveFromCart&) const = default;
};
struct Checkout {
  std::string shipping{};
  std::string coupon{};
  std::string currency{};
  bool operator==(const Checkout&) const = default;
};
enum class PayOutcome : std::uint8_t { approved, declined, challenged, authorized, pending };
struct Pay {
  std::string method{"card"};
  PayOutcome outcome = PayOutcome::approved;
  std::optional<Decimal> tip{};
  bool operator==(const Pay&) const = default;
};
struct ThankYou {
  bool operator==(const ThankYou&) const = default;
};
struct Refresh {
  std::string page{"thank_you"};
  bool operator==(const Refresh&) const = default;
};
struct Back {
  bool operator==(const Back&) const = default;
};
struct OpenTab {
  std::string page{};
  bool operator==(const OpenTab&) const = default;
};
struct CloseTab {
  bool operator==(const CloseTab&) const = default;
};
struct Leave {
  bool operator==(const Leave&) const = default;
};
struct Return {
  Duration after{};
  bool operator==(const Return&) const = default;
};  // a later visit
struct Lead {
  std::string form{"contact"};
  bool operator==(const Lead&) const = default;
};
struct Consent {
  ConsentChoice choice{};
  bool operator==(const Consent&) const = default;
};
struct Capture {
  std::optional<Decimal> amount{};
  bool operator==(const Capture&) const = default;
};
struct FailPayment {
  bool operator==(const FailPayment&) const = default;
};
struct Void {
  bool operator==(const Void&) const = default;
};
struct RefundItem {
  std::string sku{};
  std::int64_t quantity = 1;
  bool operator==(const RefundItem&) const = default;
};
/// Neither amount nor items: all that is left.
struct Refund {
  std::optional<Decimal> amount{};
  std::vector<RefundItem> items{};
  bool operator==(const Refund&) const = default;
};
struct Cancel {
  bool operator==(const Cancel&) const = default;
};
struct Dispute {
  bool lost = true;
  bool operator==(const Dispute&) const = default;
};
struct Webhook {
  Trigger topic{};
  std::int64_t times = 1;
  Duration after{};
  bool operator==(const Webhook&) const = default;
};
struct Wait {
  Duration duration{};
  bool operator==(const Wait&) const = default;
};
enum class NetworkAction : std::uint8_t { drop, hold, release, slow };
/// Left-out platform or channel: any.
struct Network {
  NetworkAction action{};
  std::string platform{};
  std::optional<Channel> channel{};
  std::int64_t count = 1;
  Duration by{};
  bool operator==(const Network&) const = default;
};
struct SetClock {
  Duration browser{};
  bool ahead = true;
  bool operator==(const SetClock&) const = default;
};
}  // namespace step

using StepAction =
    std::variant<step::View, step::AddToCart, step::RemoveFromCart, step::Checkout, step::Pay,
                 step::ThankYou, step::Refresh, step::Back, step::OpenTab, step::CloseTab,
                 step::Leave, step::Return, step::Lead, step::Consent, step::Capture,
                 step::FailPayment, step::Void, step::Refund, step::Cancel, step::Dispute,
                 step::Webhook, step::Wait, step::Network, step::SetClock>;

struct Step {
  StepAction action{};
  std::string by{};  // which shopper; empty: the only one
  std::string tab{};
  std::string device{};
  int order = 0;  // `order: 2`, the second of the journey; 0: the latest
  int line = 0;
  bool operator==(const Step&) const = default;
};

/// "view", "add_to_cart", … as YAML calls it.
std::string_view step_name(const StepAction& action);
/// All names, in the order of StepAction.
std::vector<std::string_view> step_names();

}  // namespace tagproof
