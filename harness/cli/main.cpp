// The program.
#include "harness/cli/artefacts.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/net/machine.hpp"

#include <fmt/format.h>

#include <exception>

namespace parcours::cli {

namespace {

// The end of a command whose work is what it prints.
int deliver(int code) {
  if (code != passed || said_all()) return code;
  complain("error[output]: not all could be written to standard output: is the disk full?\n");
  return not_carried_out;
}

struct perform {
  int operator()(const run_options& chosen) const { return run(chosen); }
  int operator()(const check_options& chosen) const { return check(chosen); }
  int operator()(const list_options& chosen) const { return deliver(list(chosen)); }
  int operator()(const serve_options& chosen) const { return serve(chosen); }
  int operator()(const render_options& chosen) const { return render(chosen); }
  int operator()(const fake_options& chosen) const { return deliver(fake(chosen)); }
  int operator()(const schema_options& chosen) const { return deliver(schema(chosen)); }
  int operator()(const version_options&) const {
    say("parcours " PARCOURS_VERSION "\n");
    return deliver(passed);
  }
};

// A run that is refused leaves no report of an earlier one behind.
int refuse(int argc, const char* const* argv) {
  if (const auto meant = misspelt_run(argc, argv)) (void)make_room(*meant);
  return bad_usage;
}

}  // namespace

}  // namespace parcours::cli

int main(int argc, char** argv) {
  using namespace parcours::cli;
  parcours::net::occupy_standard_descriptors();
  try {
    const auto chosen = parse_command_line(argc, argv);
    if (const auto* code = std::get_if<int>(&chosen)) return *code == bad_usage ? refuse(argc, argv) : deliver(*code);
    return std::visit(perform{}, std::get<command>(chosen));
  } catch (const std::exception& bug) {
    complain(fmt::format("error[internal]: {}; this is a bug of parcours\n", bug.what()));
    return not_carried_out;
  }
}
