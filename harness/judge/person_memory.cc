#include "harness/judge/person_memory.h"

#include <tuple>
#include <utility>

#include "harness/base/text.h"

namespace tagproof {
namespace {

constexpr std::size_t kMostPeople = 4096;
constexpr std::size_t kMostParts = 1U << 16U;
constexpr std::size_t kMostHashes = 4096;

/// All that forms_of() reads.
auto known_of(const Customer& person) {
  return std::tie(person.email, person.phone, person.country, person.first_name, person.last_name,
                  person.street, person.city, person.zip);
}

}  // namespace

void NobodysParts::add(const Key128& part) {
  const auto quarter = static_cast<std::uint32_t>(part.a);
  if (std::exchange(met_[part.b % met_.size()], quarter) == quarter) parts_.try_emplace(part);
}

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
  if (people_.size() > kMostPeople) *this = {};
  if (nobodys_.size() > kMostParts) nobodys_.clear();
  if (right_hashes_.size() > kMostHashes) right_hashes_.clear();
}

const PersonMemory::Known& PersonMemory::known(const Customer& person) {
  if (const auto it = people_.find(person); it != people_.end()) return it->second;
  auto forms = std::make_shared<const PersonForms>(forms_of(person));
  // What was nobody's may be the new one's.
  if (everyone_.learn_forms(forms)) nobodys_.clear();
  auto search = std::make_shared<PersonSearch>();
  search->learn_forms(forms);
  return people_.emplace(person, Known{std::move(forms), std::move(search)}).first->second;
}

}  // namespace tagproof
