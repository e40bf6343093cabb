#include "harness/serve/memory.h"

#include <utility>

namespace tagproof {

void Memory::hold(Entry entry) {
  const std::scoped_lock lock(mutex_);
  bytes_ += entry.bytes;
  entries_.push_back(std::move(entry));
}

std::optional<Memory::Entry> Memory::next_to_go() {
  const std::scoped_lock lock(mutex_);
  if (entries_.empty() || (entries_.size() <= limits_.captures && bytes_ <= limits_.bytes))
    return std::nullopt;
  Entry entry = std::move(entries_.front());
  entries_.pop_front();
  bytes_ -= entry.bytes;
  return entry;
}

void Memory::forget(std::uint64_t serial) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(entries_, [&](const Entry& entry) {
    if (entry.serial != serial) return false;
    bytes_ -= entry.bytes;
    return true;
  });
}

std::size_t Memory::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

}  // namespace tagproof
