// The commands that only print: fake, schema.
#include "harness/cli/bundled.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/fakeit/generator.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace parcours::cli {

int fake(const fake_options& chosen) {
  fakeit::generator generator{random_source(chosen.seed)};
  for (std::size_t i = 0; i < chosen.count; ++i) {
    const auto drawn = generator.draw(chosen.kind);
    if (!drawn) {
      complain(fmt::format("error[{}]: {}\n", drawn.error().code, drawn.error().message));
      return bad_usage;
    }
    say(*drawn + "\n");
  }
  return passed;
}

int schema(const schema_options& chosen) {
  const auto path = scenarios_folder() / "schemas" / (chosen.what + ".schema.json");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    complain(fmt::format("error[unreadable-file]: cannot read '{}'\n", path.string()));
    return not_carried_out;
  }
  say(text.str());
  return passed;
}

}  // namespace parcours::cli
