// Any input gives a tree or an error, never a crash.
#include "harness/yaml/decode.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  parcours::source_file file{"fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size)};
  parcours::diagnostics found;
  const auto tree = parcours::yaml::read(std::make_shared<const parcours::source_file>(std::move(file)), found);
  if (!tree && !parcours::yaml::has_errors(found)) std::abort();
  return 0;
}
