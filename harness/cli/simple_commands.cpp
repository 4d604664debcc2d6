// The commands that only print: fake, schema.
#include "harness/cli/commands.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/fakeit/generator.hpp"
#include "parcours_embedded.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parcours::cli {

int fake(const fake_options& chosen) {
  fakeit::generator generator{random_source(chosen.seed)};
  for (std::size_t i = 0; i < chosen.count; ++i) {
    const auto drawn = generator.draw(chosen.kind);
    if (!drawn) {
      complain(fmt::format("error[{}]: {}\n  kinds: {}\n", drawn.error().code, drawn.error().message,
                           fmt::join(generator.kinds(), ", ")));
      return bad_usage;
    }
    say(*drawn + "\n");
  }
  return passed;
}

int schema(const schema_options& chosen) {
  say(chosen.what == "target" ? embedded::target_schema_json : embedded::journey_schema_json);
  return passed;
}

}  // namespace parcours::cli
