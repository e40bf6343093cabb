#pragma once

#include <string_view>

namespace tagproof {

/// Stops the program: one of our own invariants is broken. Never for bad input of a user or the network.
[[noreturn]] void bug(std::string_view what, const char* file, int line);

}  // namespace tagproof

#define TAGPROOF_BUG(what) ::tagproof::bug((what), __FILE__, __LINE__)
