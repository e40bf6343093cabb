#include "harness/serve/memory.h"

#include <sys/mman.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <memory>
#include <utility>

namespace tagproof {

void Memory::hold(Entry entry) {
  const std::scoped_lock lock(mutex_);
  bytes_ += entry.bytes;
  entries_.push_back(std::move(entry));
}

std::optional<Memory::Entry> Memory::next_to_go(std::size_t keys) {
  const std::size_t held_by_keys = keys * limits_.key_bytes;
  const std::size_t over = held_by_keys - std::min(held_by_keys, limits_.free_key_bytes);
  const std::size_t most = limits_.bytes - std::min(over / 2, limits_.bytes / 2);
  const std::scoped_lock lock(mutex_);
  if (entries_.empty() || (entries_.size() <= limits_.captures && bytes_ <= most))
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

std::size_t Memory::bytes_of(std::uint64_t serial) const {
  const std::scoped_lock lock(mutex_);
  std::size_t bytes = 0;
  for (const Entry& entry : entries_) bytes += entry.serial == serial ? entry.bytes : 0;
  return bytes;
}

void return_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

void return_pages(void* begin, std::size_t size) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  std::size_t space = size;
  if (std::align(page, page, begin, space) == nullptr) return;
  // Not done is no mistake: the memory is only kept.
  ::madvise(begin, space / page * page, MADV_DONTNEED);
}

}  // namespace tagproof
