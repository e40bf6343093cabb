# A room is one static library with the folder's name; it may call what stands behind DEPENDS (tests/tidy_test.cc
# holds the table of who may include whom).
#   tagproof_room(wire SOURCES url.cc form.cc DEPENDS base LIBRARIES ZLIB::ZLIB)
function(tagproof_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  add_library(tagproof_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(tagproof_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  list(TRANSFORM ROOM_DEPENDS PREPEND tagproof_)
  target_link_libraries(tagproof_${name} PUBLIC ${ROOM_DEPENDS} fmt::fmt tl::expected PRIVATE tagproof_warnings
                        ${ROOM_LIBRARIES})
  if(TAGPROOF_UNITY)
    # Batches of about TAGPROOF_UNITY_FILES files, all of one size: a last batch of one file would cost as much as eight.
    list(LENGTH ROOM_SOURCES files)
    math(EXPR batches "(${files} + ${TAGPROOF_UNITY_FILES} / 2) / ${TAGPROOF_UNITY_FILES}")
    if(batches EQUAL 0)
      set(batches 1)
    endif()
    math(EXPR size "(${files} + ${batches} - 1) / ${batches}")
    set_target_properties(tagproof_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${size})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # GCC takes a .cc file's own types for a header's when another file includes it. The tests, which aren't unity, hold
      # the headers to the rule.
      target_compile_options(tagproof_${name} PRIVATE -Wno-subobject-linkage)
      # GCC inlines less where a file is large, which a batch is; that cost a seventh of all speed.
      target_compile_options(tagproof_${name} PRIVATE --param=large-unit-insns=1000000)
    endif()
  endif()
endfunction()

# The frame of every test program: doctest's main, golden files. Tests are compiled without optimisation, in every preset:
# the rooms that they call aren't, and compiling them is most of a full build.
function(tagproof_test_main)
  add_library(tagproof_test_main STATIC ${PROJECT_SOURCE_DIR}/tests/main.cc)
  target_include_directories(tagproof_test_main PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_definitions(tagproof_test_main PUBLIC TAGPROOF_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_compile_options(tagproof_test_main PUBLIC -O0)
  if(TAGPROOF_SANITIZE MATCHES "undefined")
    # It doubles the time to compile a file of checks; what it looks for is in the rooms, which keep it.
    target_compile_options(tagproof_test_main PUBLIC -fno-sanitize=undefined)
  endif()
  target_link_libraries(tagproof_test_main PUBLIC doctest::doctest PRIVATE tagproof_warnings)
endfunction()

# What ctest's labels `unit` and `property` run.
add_custom_target(tagproof_unit_tests)

# The unit tests of one room: tests/unit/<room>/*.cc, one executable, one ctest entry with the label `unit`.
#   tagproof_test(wire SOURCES url_test.cc DEPENDS wire)
function(tagproof_test name)
  cmake_parse_arguments(TEST "" "LABEL" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  add_executable(tagproof_test_${name} ${TEST_SOURCES})
  list(TRANSFORM TEST_DEPENDS PREPEND tagproof_)
  target_link_libraries(tagproof_test_${name} PRIVATE tagproof_test_main ${TEST_DEPENDS} tagproof_warnings
                        ${TEST_LIBRARIES})
  if(NOT TEST_LABEL)
    set(TEST_LABEL unit)
  endif()
  if(TEST_LABEL MATCHES "unit|property")
    add_dependencies(tagproof_unit_tests tagproof_test_${name})
  endif()
  add_test(NAME ${name} COMMAND tagproof_test_${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${TEST_LABEL})
endfunction()

# For programs whose speed matters: the allocator that dependencies.cmake found.
function(tagproof_fast_allocator target)
  if(mimalloc_FOUND AND NOT TAGPROOF_SANITIZE)
    target_link_libraries(${target} PRIVATE mimalloc)
  endif()
endfunction()
