#include "harness/cli/usage.hpp"

#include "harness/base/text.hpp"
#include "harness/cli/bundled.hpp"
#include "harness/cli/terminal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace parcours::cli {

namespace {

struct other_name {
  std::string_view word;
  std::string_view ours;
};

/// What other test tools call options of ours.
constexpr other_name other_names[] = {
    {"--grep", "--name"},
    {"--filter", "--name"},
    {"-k", "--name"},
    {"-g", "--name"},
    {"--tags", "--tag"},
    {"-m", "--tag"},
    {"--workers", "--jobs"},
    {"--parallel", "--jobs"},
    {"--threads", "--jobs"},
    {"-n", "--jobs"},
    {"--exitfirst", "--fail-fast"},
    {"-x", "--fail-fast"},
    {"--bail", "--fail-fast"},
    {"--output", "--out"},
    {"-o", "--out"},
    {"--junitxml", "--junit"},
    {"--reporter", "--junit"},
    {"--url", "--target"},
    {"--base-url", "--target"},
    {"--env", "--var"},
    {"--random-seed", "--seed"},
    {"--collect-only", "--dry-run"},
    {"--list", "--dry-run"},
    {"--silent", "--quiet"},
};

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* one : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(one->get_name());
  return names;
}

std::optional<std::string> nearest_of(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  return nearest(word, candidates);
}

/// The option that `word` was to be: a slip of the pen, its beginning, or another tool's name of it.
std::optional<std::string> option_meant(std::string_view word, const CLI::App& app) {
  const auto names = option_names(app);
  const auto has = [&names](std::string_view name) { return std::ranges::find(names, name) != names.end(); };
  if (const auto found = nearest_of(word, names)) return found;
  const auto begins = [word](const std::string& name) { return word.size() > 3 && name.starts_with(word); };
  if (const auto found = std::ranges::find_if(names, begins); found != names.end()) return *found;
  const auto* other = std::ranges::find(other_names, word, &other_name::word);
  if (other == std::end(other_names) || !has(other->ours)) return std::nullopt;
  return std::string(other->ours);
}

const CLI::App& innermost(const CLI::App& app) {
  const auto inside = app.get_subcommands();
  return inside.empty() ? app : innermost(*inside.front());
}

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

void tell(std::string_view code, const std::string& message, const CLI::App& at) {
  complain(fmt::format("error[{}]: {}\n  see '{} --help'\n", code, message, full_name(at)));
}

void tell_extras(const CLI::App& app) {
  auto extras = app.remaining(true);
  std::erase(extras, "--");
  const auto option = std::ranges::find_if(extras, [](const std::string& word) { return word.starts_with('-'); });
  if (option == extras.end()) {
    return tell("bad-usage",
                fmt::format("'{}' is one word too many for '{}'", extras.empty() ? "" : extras.front(), full_name(app)),
                app);
  }
  const auto word = option->substr(0, option->find('='));
  const auto meant = option_meant(word, app);
  tell("unknown-option",
       fmt::format("'{}' has no option '{}'{}", full_name(app), word,
                   meant ? fmt::format("; did you mean '{}'?", *meant) : ""),
       app);
}

std::string without_type(std::string_view message) {  // "--seed: 1 required N missing"
  const auto colon = message.find(':');
  return fmt::format("{} needs a value", message.substr(0, colon));
}

}  // namespace

CLI::Validator from_to(std::uint64_t low, std::uint64_t high) {
  const auto check = [low, high](std::string& text) -> std::string {
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = !text.empty() && end == text.data() + text.size() && problem == std::errc{};
    if (whole && value >= low && value <= high) return {};
    return fmt::format("'{}' is not a whole number from {} to {}", text, low, high);
  };
  return {check, ""};
}

CLI::Validator one_of(std::vector<std::string_view> words) {
  const auto check = [all = std::move(words)](std::string& text) -> std::string {
    if (std::ranges::find(all, text) != all.end()) return {};
    const auto meant = nearest(text, all);
    return fmt::format("'{}' is not one of {}{}", text, fmt::join(all, ", "),
                       meant ? fmt::format("; did you mean '{}'?", *meant) : "");
  };
  return {check, ""};
}

void dress_help(CLI::App& app) {
  constexpr std::size_t options_width = 32;
  app.get_formatter()->column_width(options_width);
  app.get_formatter()->label("OPTIONS", "OPTION…");
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.get_formatter()->label("REQUIRED", "(required)");
  app.footer(fmt::format("Documentation: {}", documentation_folder().string()));
}

void add_examples(CLI::App& app, std::string_view examples) {
  app.footer(fmt::format("Examples:\n{}\nDocumentation: {}", examples, documentation_folder().string()));
}

bool tell_unknown_command(const CLI::App& app, int argc, const char* const* argv) {
  const auto names = command_names(app);
  if (names.empty()) return false;
  if (argc > 1 && *argv[1] == '-') return false;
  if (argc <= 1) {
    tell("bad-usage", fmt::format("a command is missing: {}", fmt::join(names, ", ")), app);
    return true;
  }
  const std::string_view word = argv[1];
  if (std::ranges::find(names, word) != names.end())
    return tell_unknown_command(*app.get_subcommand(argv[1]), argc - 1, argv + 1);
  const auto meant = nearest_of(word, names);
  auto message = fmt::format("'{}' is no command of {}", word, full_name(app));
  if (meant) {
    message += fmt::format("; did you mean '{}'?", *meant);
  } else if (word.ends_with(".yaml") || word.ends_with(".yml")) {
    message += fmt::format("; did you mean 'parcours run {}'?", word);
  }
  tell("unknown-command", fmt::format("{}\n  commands: {}", message, fmt::join(names, ", ")), app);
  return true;
}

void tell_mistake(const CLI::App& app, const CLI::ParseError& mistake) {
  const auto& at = innermost(app);
  const std::string message = mistake.what();
  const auto names = command_names(at);
  const auto is = [&mistake](CLI::ExitCodes kind) { return mistake.get_exit_code() == static_cast<int>(kind); };
  if (is(CLI::ExitCodes::ExtrasError)) return tell_extras(at);
  if (is(CLI::ExitCodes::RequiredError) && !names.empty()) {
    if (!at.remaining().empty()) return tell_extras(at);
    return tell("bad-usage", fmt::format("a command is missing: {}", fmt::join(names, ", ")), at);
  }
  if (is(CLI::ExitCodes::ArgumentMismatch)) return tell("bad-usage", without_type(message), at);
  tell("bad-usage", message, at);
}

}  // namespace parcours::cli
