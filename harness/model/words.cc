#include "harness/model/words.h"

#include "harness/base/bug.h"
#include "harness/model/consent.h"
#include "harness/model/contract.h"
#include "harness/model/event.h"
#include "harness/model/finding.h"
#include "harness/model/step.h"
#include "harness/model/tagging.h"
#include "harness/model/target.h"

namespace tagproof {
namespace {

template <class E, std::size_t N>
std::string_view text_in(const std::array<Word<E>, N>& words, E value) {
  for (const auto& word : words) {
    if (word.value == value) return word.text;
  }
  TAGPROOF_BUG("a word without a text");
}

template <class E, std::size_t N>
std::optional<E> read_in(const std::array<Word<E>, N>& words, std::string_view wanted) {
  for (const auto& word : words) {
    if (word.text == wanted) return word.value;
  }
  return std::nullopt;
}

constexpr std::array<Word<Choice>, 4> kChoices{{{Choice::undecided, "undecided"},
                                                {Choice::granted, "granted"},
                                                {Choice::denied, "denied"},
                                                {Choice::withdrawn, "withdrawn"}}};
constexpr std::array<Word<Signal>, 3> kSignals{
    {{Signal::unset, "unset"}, {Signal::denied, "denied"}, {Signal::granted, "granted"}}};
constexpr std::array<Word<CountRule>, 5> kCountRules{{{CountRule::at_order, "at_order"},
                                                      {CountRule::when_paid, "when_paid"},
                                                      {CountRule::when_captured, "when_captured"},
                                                      {CountRule::never, "never"},
                                                      {CountRule::server_only, "server_only"}}};
constexpr std::array<Word<Trigger>, kTriggers> kTriggerWords{
    {{Trigger::page_view, "page_view"},
     {Trigger::view_item, "view_item"},
     {Trigger::add_to_cart, "add_to_cart"},
     {Trigger::begin_checkout, "begin_checkout"},
     {Trigger::add_payment_info, "add_payment_info"},
     {Trigger::thank_you, "thank_you"},
     {Trigger::form_sent, "form_sent"},
     {Trigger::order_created, "order_created"},
     {Trigger::payment_authorized, "payment_authorized"},
     {Trigger::payment_captured, "payment_captured"},
     {Trigger::order_countable, "order_countable"},
     {Trigger::payment_failed, "payment_failed"},
     {Trigger::order_refunded, "order_refunded"},
     {Trigger::order_cancelled, "order_cancelled"},
     {Trigger::order_disputed, "order_disputed"}}};
constexpr std::array<Word<OncePer>, 4> kOncePer{{{OncePer::event, "event"},
                                                 {OncePer::order, "order"},
                                                 {OncePer::page, "page"},
                                                 {OncePer::submission, "submission"}}};
constexpr std::array<Word<TargetKind>, 4> kTargetKinds{{{TargetKind::simulated, "simulated"},
                                                        {TargetKind::browser, "browser"},
                                                        {TargetKind::backend, "backend"},
                                                        {TargetKind::recording, "recording"}}};
constexpr std::array<Word<DatumForm>, 9> kDatumForms{{{DatumForm::clear, "clear"},
                                                      {DatumForm::sha256, "sha256"},
                                                      {DatumForm::sha256_upper, "sha256_upper"},
                                                      {DatumForm::sha256_base64, "sha256_base64"},
                                                      {DatumForm::md5, "md5"},
                                                      {DatumForm::sha1, "sha1"},
                                                      {DatumForm::appendix, "appendix"},
                                                      {DatumForm::empty, "empty"},
                                                      {DatumForm::other, "other"}}};
constexpr std::array<Word<Direction>, 3> kDirections{
    {{Direction::over, "over"}, {Direction::under, "under"}, {Direction::wrong, "wrong"}}};

// In the order of StepAction.
constexpr std::array<std::string_view, std::variant_size_v<StepAction>> kSteps{
    "view",    "add_to_cart", "remove_from_cart", "checkout",     "pay",     "thank_you",
    "refresh", "back",        "open_tab",         "close_tab",    "leave",   "return",
    "lead",    "consent",     "capture",          "fail_payment", "void",    "refund",
    "cancel",  "dispute",     "webhook",          "wait",         "network", "clock"};

}  // namespace

std::string_view text(Choice choice) { return text_in(kChoices, choice); }
std::optional<Choice> read_choice(std::string_view wanted) { return read_in(kChoices, wanted); }
std::string_view text(Signal signal) { return text_in(kSignals, signal); }
std::string_view text(CountRule rule) { return text_in(kCountRules, rule); }
std::optional<CountRule> read_count_rule(std::string_view wanted) {
  return read_in(kCountRules, wanted);
}
std::string_view text(Trigger trigger) { return text_in(kTriggerWords, trigger); }
std::optional<Trigger> read_trigger(std::string_view wanted) {
  return read_in(kTriggerWords, wanted);
}
bool is_browser_trigger(Trigger trigger) { return trigger <= Trigger::form_sent; }
std::string_view text(OncePer once) { return text_in(kOncePer, once); }
std::optional<OncePer> read_once_per(std::string_view wanted) { return read_in(kOncePer, wanted); }
std::string_view text(TargetKind kind) { return text_in(kTargetKinds, kind); }
std::optional<TargetKind> read_target_kind(std::string_view wanted) {
  return read_in(kTargetKinds, wanted);
}
std::string_view text(DatumForm form) { return text_in(kDatumForms, form); }
std::string_view text(Direction direction) { return text_in(kDirections, direction); }

std::string_view step_name(const StepAction& action) { return kSteps[action.index()]; }
std::vector<std::string_view> step_names() { return {kSteps.begin(), kSteps.end()}; }

}  // namespace tagproof
