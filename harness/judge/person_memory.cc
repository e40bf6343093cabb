#include "harness/judge/person_memory.h"

#include <tuple>

#include "harness/base/hash.h"
#include "harness/base/text.h"

namespace tagproof {
namespace {

constexpr std::size_t kMostPeople = 4096;
constexpr std::size_t kMostParts = 1U << 16U;

/// All that forms_of() reads.
auto known_of(const Customer& person) {
  return std::tie(person.email, person.phone, person.country, person.first_name, person.last_name,
                  person.street, person.city, person.zip);
}

}  // namespace

std::size_t PersonMemory::Hash::operator()(const Customer& person) const noexcept {
  return std::apply(
      [](const auto&... texts) {
        std::size_t hash = 0;
        ((hash = hash * 31 + TextHash{}(texts)), ...);
        return hash;
      },
      known_of(person));
}

bool PersonMemory::Same::operator()(const Customer& a, const Customer& b) const noexcept {
  return known_of(a) == known_of(b);
}

void PersonMemory::make_room() {
  if (people_.size() > kMostPeople || digests_.size() > kMostPeople) *this = {};
  if (nobodys_.size() > kMostParts) nobodys_.clear();
}

std::shared_ptr<const PersonForms> PersonMemory::forms_of(const Customer& person) {
  if (const auto it = people_.find(person); it != people_.end()) return it->second;
  auto forms = std::make_shared<const PersonForms>(tagproof::forms_of(person));
  people_.emplace(person, forms);
  // What was nobody's may be the new one's.
  if (everyone_.learn_forms(forms)) nobodys_.clear();
  return forms;
}

const std::string& PersonMemory::sha256_of(const std::string& text) {
  const auto [it, is_new] = digests_.try_emplace(text);
  if (is_new) it->second = sha256_hex(text);
  return it->second;
}

}  // namespace tagproof
