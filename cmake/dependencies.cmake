# All from Debian 12; each library is touched in one file of ours.
find_package(PkgConfig REQUIRED)
find_package(CURL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(doctest REQUIRED)
find_package(date REQUIRED)
find_package(tl-expected REQUIRED)
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)
# Hits are many small texts: mimalloc makes all of it about a tenth faster than glibc's own. Optional, and never under a
# sanitizer, which brings its own.
find_package(mimalloc QUIET)
if(TAGPROOF_TESTS)
  find_package(rapidcheck REQUIRED)  # property tests: LIBRARIES rapidcheck
endif()
