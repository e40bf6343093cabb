#pragma once

#include "mock_platforms/platform.h"

namespace tagproof::ga4 {

/// Google Analytics 4: browser hits (`/g/collect`), Measurement Protocol (`/mp/collect`) and its
/// validation server (`/debug/mp/collect`).
extern const Platform kPlatform;

}  // namespace tagproof::ga4
