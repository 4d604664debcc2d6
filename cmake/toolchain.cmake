# Warnings as errors, the mold linker and ccache where they are installed.
find_program(PARCOURS_CCACHE ccache)
if(PARCOURS_CCACHE)
  # Two checkouts share what they compile: paths are cached relative to the source tree.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${PARCOURS_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

find_program(PARCOURS_MOLD mold)
if(PARCOURS_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these falsely at -O2 in coroutines, std::variant and string concatenation (GCC 105651, 105562).
  add_compile_options(-Wno-maybe-uninitialized -Wno-mismatched-new-delete -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12 uses its own deprecated get_temporary_buffer() in std::stable_sort.
  add_compile_options(-Wno-deprecated-declarations)
endif()
