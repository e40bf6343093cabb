#pragma once

#include "mock_platforms/platform.h"

namespace tagproof::collector {

/// A server-side container at the shop's own host, as far as the browser sees it: its GA4 client's
/// endpoint and answer. What it passes on is relay.h's.
extern const Platform kPlatform;

}  // namespace tagproof::collector
