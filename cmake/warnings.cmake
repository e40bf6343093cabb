add_library(tagproof_warnings INTERFACE)
target_compile_options(tagproof_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wformat=2)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 at -O2 inlines its own library and warns of it, wrongly: null-dereference only in debug builds, restrict never
  # (https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105651).
  target_compile_options(tagproof_warnings INTERFACE -Wduplicated-cond -Wlogical-op $<$<CONFIG:Debug>:-Wnull-dereference>
                         -Wno-restrict)
endif()
if(TAGPROOF_WERROR)
  target_compile_options(tagproof_warnings INTERFACE -Werror)
endif()
if(TAGPROOF_SANITIZE)
  add_compile_options(-fsanitize=${TAGPROOF_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TAGPROOF_SANITIZE})
  if(TAGPROOF_SANITIZE_NOT)
    add_compile_options(-fno-sanitize=${TAGPROOF_SANITIZE_NOT})
  endif()
endif()
