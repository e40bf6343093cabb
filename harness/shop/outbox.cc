#include "harness/shop/outbox.h"

#include <algorithm>
#include <utility>

namespace tagproof {
namespace {

bool is_worth_a_retry(int status) {
  return status == 0 || status == 408 || status == 429 || status >= 500;
}

}  // namespace

bool Outbox::add(const std::string& key, Row row, Duration delay) {
  const auto index = rows_.size();
  if (!keys_.emplace(key, index).second) return false;
  rows_.push_back({.row = std::move(row)});
  work_.after(delay, [this, index] { leave(index); });
  return true;
}

void Outbox::consent_changed(std::string_view shopper) {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!rows_[i].waiting || rows_[i].row.occasion->shopper != shopper) continue;
    rows_[i].waiting = false;
    if (work_.now() - rows_[i].row.occasion->time > kMaxWait) continue;
    work_.after(Duration::zero(), [this, i] { leave(i); });
  }
}

void Outbox::leave(std::size_t index) {
  auto& stored = rows_[index];
  Emission emission;
  switch (prepare_(stored.row, emission)) {
    case Readiness::wait:
      stored.waiting = true;
      return;
    case Readiness::drop:
      return;
    case Readiness::send:
      break;
  }
  const int attempt = ++stored.attempts;
  Outgoing outgoing{.emission = emission,
                    .occasion = *stored.row.occasion,
                    .number = stored.row.number,
                    .attempt = attempt};
  wire_.send(std::move(outgoing), [this, index, attempt](const Answered& answer) {
    const auto tried = static_cast<std::size_t>(attempt);
    if (retries_ && is_worth_a_retry(answer.status) && tried <= kRetryAfter.size()) {
      const Duration own = kRetryAfter[tried - 1];
      work_.after(std::max(own, answer.retry_after), [this, index] { leave(index); });
    }
  });
}

}  // namespace tagproof
