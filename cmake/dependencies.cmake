# Every third-party library, by the name that the rest of the build uses: see docs/dependencies.md for why each is here.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(LibXml2 2.9 REQUIRED)
pkg_check_modules(gmime REQUIRED IMPORTED_TARGET gmime-3.0>=3.2)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
find_path(PARCOURS_MUSTACHE_DIR kainjow/mustache.hpp REQUIRED)

# The allocator of the program; sanitizers bring their own.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  find_package(mimalloc 2.0 REQUIRED)
endif()

# Third-party headers are system headers: their warnings are not ours.
add_library(parcours_asio INTERFACE)
target_link_libraries(parcours_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(parcours_asio INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION)

if(PARCOURS_TESTS)
  find_package(GTest 1.12 REQUIRED)
  find_path(PARCOURS_RAPIDCHECK_DIR rapidcheck.h REQUIRED)
  find_library(PARCOURS_RAPIDCHECK_LIB rapidcheck REQUIRED)
  add_library(parcours_rapidcheck INTERFACE)
  target_include_directories(parcours_rapidcheck SYSTEM INTERFACE ${PARCOURS_RAPIDCHECK_DIR})
  target_link_libraries(parcours_rapidcheck INTERFACE ${PARCOURS_RAPIDCHECK_LIB})
  include(GoogleTest)
endif()
if(PARCOURS_BENCH)
  find_package(benchmark 1.7 REQUIRED)
endif()
