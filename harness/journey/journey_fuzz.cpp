// Any bytes are a journey, a target file or a tag expression, or are refused with a reason; never a crash.
#include "harness/journey/reader.hpp"
#include "harness/journey/selection.hpp"
#include "harness/journey/target.hpp"
#include "harness/yaml/decode.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parcours;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto file = std::make_shared<const source_file>(source_file{"fuzz.yaml", text});
  journey::read_options options;
  // A file that is used is the same bytes under another name: loops and chains come of themselves.
  options.load = [&text](const std::string& path) -> result<std::shared_ptr<const source_file>> {
    return std::make_shared<const source_file>(source_file{path, text});
  };
  diagnostics found;
  const auto read = journey::read_journey(file, options, found);
  if (read.has_value() == yaml::has_errors(found)) std::abort();
  if (read && read->cases.empty()) std::abort();
  diagnostics of_target;
  if (journey::read_target(file, of_target).has_value() == yaml::has_errors(of_target)) std::abort();
  if (const auto tags = journey::tag_expression::parse(text)) (void)tags->matches({});
  (void)render(found);
  return 0;
}
