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
endfunction()

# The unit tests of one room: tests/unit/<room>/*.cc, one executable, one ctest entry with the label `unit`.
#   tagproof_test(wire SOURCES url_test.cc DEPENDS wire)
function(tagproof_test name)
  cmake_parse_arguments(TEST "" "LABEL" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  add_executable(tagproof_test_${name} ${TEST_SOURCES} ${PROJECT_SOURCE_DIR}/tests/main.cc)
  list(TRANSFORM TEST_DEPENDS PREPEND tagproof_)
  target_include_directories(tagproof_test_${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(tagproof_test_${name} PRIVATE TAGPROOF_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(tagproof_test_${name} PRIVATE ${TEST_DEPENDS} doctest::doctest tagproof_warnings
                        ${TEST_LIBRARIES})
  if(NOT TEST_LABEL)
    set(TEST_LABEL unit)
  endif()
  add_test(NAME ${name} COMMAND tagproof_test_${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${TEST_LABEL})
endfunction()
