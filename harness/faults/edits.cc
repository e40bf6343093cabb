#include "harness/faults/edits.h"

#include <algorithm>

namespace tagproof {

std::optional<Decimal> number_in(const Emission& event, Field field) {
  const auto& value = event.field(field);
  if (!value) return std::nullopt;
  const auto* number = std::get_if<Decimal>(&*value);
  return number == nullptr ? std::nullopt : std::optional<Decimal>(*number);
}

void set_value(Emission& event, const EmissionFacts& facts, ValueBasis basis) {
  if (!is_purchase(event) || facts.order == nullptr || !event.field(Field::value)) return;
  if (const auto total = value_of(facts.order->totals, basis)) event.set(Field::value, *total);
}

std::string& template_of(Tag& tag, std::string_view path) {
  const auto it = std::ranges::find(tag.send, path,
                                    [](const auto& row) { return std::string_view(row.first); });
  if (it != tag.send.end()) return it->second;
  return tag.send.emplace_back(path, "").second;
}

Disturbance error_that_heals(const Emission& event, int nth, int attempt) {
  return {.answer_status = is_server(event) && nth == 1 && attempt == 1 ? 500 : 0};
}

}  // namespace tagproof
