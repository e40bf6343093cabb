# Where the program's code lies. A hit walks through some 100 KB of it, three times what a processor keeps at hand, and a
# compiler can't know which branches it takes: after linking, BOLT lays out what runs together side by side, by the profile of
# a short run (lay_out.cmake). `explore` is a third faster for it (`./dev bench explore`), and a link takes 20 seconds longer
# and 2.3 GB of memory.
# Source: https://github.com/llvm/llvm-project/blob/release/16.x/bolt/README.md
set(TAGPROOF_LAYS_OUT OFF)
# BOLT 16 counts on x86-64 only; other builds are no programs for users.
if(TAGPROOF_LAYOUT AND CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT TAGPROOF_SANITIZE AND NOT CMAKE_CROSSCOMPILING
   AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  find_program(TAGPROOF_BOLT NAMES llvm-bolt-16 llvm-bolt)
  find_program(TAGPROOF_MERGE_FDATA NAMES merge-fdata-16 merge-fdata)
  if(TAGPROOF_BOLT AND TAGPROOF_MERGE_FDATA)
    set(TAGPROOF_LAYS_OUT ON)
    file(REAL_PATH ${TAGPROOF_BOLT} TAGPROOF_REAL_BOLT)  # it looks for its library beside itself
    set(CMAKE_STRIP "")  # `cmake --install --strip`: what binutils strip of BOLT's programs can't be started
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      add_compile_options(-fno-reorder-blocks-and-partition)  # BOLT splits functions by itself
    endif()
  else()
    message(STATUS "No llvm-bolt (Debian: bolt-16): the program's code stays as it was linked")
  endif()
endif()

# For programs whose speed matters.
function(tagproof_lay_out target)
  if(NOT TAGPROOF_LAYS_OUT)
    return()
  endif()
  target_link_options(${target} PRIVATE -Wl,--emit-relocs)
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/lay_out.cmake)
  add_custom_command(TARGET ${target} POST_BUILD VERBATIM
    COMMAND ${CMAKE_COMMAND} -D BOLT=${TAGPROOF_REAL_BOLT} -D MERGE_FDATA=${TAGPROOF_MERGE_FDATA}
            -D PROGRAM=$<TARGET_FILE:${target}> -D SCENARIOS=${PROJECT_SOURCE_DIR}/scenarios
            -P ${PROJECT_SOURCE_DIR}/cmake/lay_out.cmake)
endfunction()
