#pragma once

#include <string>
#include <string_view>

namespace tagproof {

/// What `bug` throws. Not a std::exception, so that no adapter that catches its library's
/// exceptions swallows it; `main` is the one place that catches it, and adds the seed.
struct Bug {
  std::string message{};  // "harness/judge/verdict.cc:41: impossible state"
};

/// Stops the program: one of our own invariants is broken. Never for bad input of a user or the
/// network. Says so on stderr at once (a thread's end would lose it), then throws Bug.
[[noreturn]] void bug(std::string_view what, const char* file, int line);

}  // namespace tagproof

#define TAGPROOF_BUG(what) ::tagproof::bug((what), __FILE__, __LINE__)
