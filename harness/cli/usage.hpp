// What the program says of a command line: helps, and mistakes with what was meant.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace parcours::cli {

/// Values of options, with messages in plain words. They look at the text, before it is read as a number.
[[nodiscard]] CLI::Validator from_to(std::uint64_t low, std::uint64_t high);
[[nodiscard]] CLI::Validator one_of(std::vector<std::string_view> words);

/// Usage lines, columns and the address of the documentation, for an app and all its commands.
void dress_help(CLI::App& app);
/// The examples at the end of a command's help.
void add_examples(CLI::App& app, std::string_view examples);

/// Tells why the command line cannot be used; false if it can as far as the names of commands go.
[[nodiscard]] bool tell_unknown_command(const CLI::App& app, int argc, const char* const* argv);
/// Tells what CLI11 threw: the option that was meant, the values that there are.
void tell_mistake(const CLI::App& app, const CLI::ParseError& mistake);

}  // namespace parcours::cli
