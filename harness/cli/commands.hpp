// The commands of the program. Each returns the exit code.
#pragma once

#include "harness/cli/options.hpp"

#include <cstddef>

namespace parcours::cli {

/// Descriptors that a command needs for the few files that it reads and writes.
inline constexpr std::size_t for_files = 8;

int run(const run_options& chosen);
int check(const check_options& chosen);
int list(const list_options& chosen);
int serve(const serve_options& chosen);
int render(const render_options& chosen);
int fake(const fake_options& chosen);
int schema(const schema_options& chosen);

}  // namespace parcours::cli
