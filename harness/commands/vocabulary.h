#pragma once

#include "harness/model/vocabulary.h"

namespace tagproof {

/// The names of every platform, check, fault and setting, from their lists, for the loaders.
Vocabulary vocabulary();

}  // namespace tagproof
