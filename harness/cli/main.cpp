// The program.
#include "harness/base/shortage.hpp"
#include "harness/cli/artefacts.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/reporting.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/net/machine.hpp"
#include "harness/smtp/message.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>

namespace parcours::cli {

namespace {

// The end of a command whose work is what it prints.
int deliver(int code) {
  if (code != passed || said_all()) return code;
  complain("error[output]: not all could be written to standard output: is the disk full?\n");
  return not_carried_out;
}

// For commands that only read and write files: `run` and `serve` check for what they need themselves.
template <class Options>
int with_files(int (*command)(const Options&), const Options& chosen) {
  if (const auto enough = spare_descriptors(for_files); !enough) return tell(enough.error(), not_carried_out);
  return command(chosen);
}

struct perform {
  int operator()(const run_options& chosen) const { return run(chosen); }
  int operator()(const check_options& chosen) const { return with_files(check, chosen); }
  int operator()(const list_options& chosen) const { return deliver(with_files(list, chosen)); }
  int operator()(const serve_options& chosen) const { return serve(chosen); }
  int operator()(const render_options& chosen) const { return with_files(render, chosen); }
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

void explain(const std::exception& thrown) {
  if (const auto lacking = shortage(thrown)) {
    complain(fmt::format("error[{}]: {}\n", lacking->code, lacking->message));
  } else {
    complain(fmt::format("error[internal]: {}; this is a bug of parcours\n", thrown.what()));
  }
}

// Where no exception can be caught any more. The log has all that was told up to here.
[[noreturn]] void end_explained() {
  try {
    if (const auto thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::exception& thrown) {
    explain(thrown);
    std::_Exit(not_carried_out);
  } catch (...) {
  }
  complain("error[internal]: the program ended itself; this is a bug of parcours\n");
  std::_Exit(not_carried_out);
}

[[noreturn]] void end_for_memory() {
  explain(std::bad_alloc());
  std::_Exit(not_carried_out);
}

// A library that ends the program; mimalloc does where the machine gives no memory, instead of std::bad_alloc.
void on_abort(int) {
  static std::atomic_flag said;
  while (said.test_and_set()) ::pause();  // another thread is ending the program
  constexpr std::string_view why =
      "error[aborted]: a library ended the program, most likely for want of memory: raise the limits (`ulimit -v`, the "
      "container's); a run with fewer --jobs needs less\n";
  (void)!::write(STDERR_FILENO, why.data(), why.size());
  std::_Exit(not_carried_out);
}

void explain_every_end() {
  std::set_terminate(end_explained);
  smtp::on_failed_allocation(end_for_memory);
  std::signal(SIGABRT, on_abort);
}

}  // namespace

}  // namespace parcours::cli

int main(int argc, char** argv) {
  using namespace parcours::cli;
  parcours::net::occupy_standard_descriptors();
  parcours::net::raise_descriptor_limit();
  explain_every_end();
  try {
    const auto chosen = parse_command_line(argc, argv);
    if (const auto* code = std::get_if<int>(&chosen)) return *code == bad_usage ? refuse(argc, argv) : deliver(*code);
    return std::visit(perform{}, std::get<command>(chosen));
  } catch (const std::exception& thrown) {
    explain(thrown);
    return not_carried_out;
  }
}
