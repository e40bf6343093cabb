#pragma once

#include <span>

#include "harness/judge/check.h"

/// One table for each area of checks; checks.cc strings them together.
namespace tagproof::checks {

std::span<const Check> event();
std::span<const Check> dedup();
std::span<const Check> order();
std::span<const Check> value();
std::span<const Check> items();
std::span<const Check> consent();
std::span<const Check> privacy();
std::span<const Check> match();
std::span<const Check> delivery();
std::span<const Check> platform();
std::span<const Check> reconcile();

}  // namespace tagproof::checks
