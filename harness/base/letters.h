#pragma once

#include <string>
#include <string_view>

/// Letters beyond ASCII in the other ways in which systems write them: taken apart, as Latin-1, as
/// a domain's ASCII form.
namespace tagproof {

/// Unicode's NFD for Latin letters: "é" becomes "e" and a combining accent. Other letters are kept.
std::string decomposed(std::string_view utf8);
/// "Müller" -> "Muller": the same without the accents, also of letters that came taken apart.
std::string without_accents(std::string_view utf8);
/// The bytes of ISO 8859-1; "" when a letter isn't in it, or the text isn't UTF-8.
std::string latin1(std::string_view utf8);
/// A host as DNS has it: each label with letters beyond ASCII as "xn--…" (RFC 3492). Lower-case
/// labels are expected; an invalid one stays.
std::string ascii_host(std::string_view host);

}  // namespace tagproof
