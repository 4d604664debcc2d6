#include "harness/cli/outside.hpp"

#include "harness/cli/private_file.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/html/charset.hpp"
#include "harness/yaml/decode.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace parcours::cli {

namespace {

std::optional<variables> read_secret_tree(const std::string& path, diagnostics& out) {
  variables made;
  if (const auto kept = check_kept_to_us(path); !kept) {
    out.push_back({kept.error().code, kept.error().message, {}, {}, {}});
    return std::nullopt;
  }
  const auto file = yaml::load_file(path);
  if (!file) {
    out.push_back({file.error().code, file.error().message, {}, {}, {}});
    return std::nullopt;
  }
  const auto tree = yaml::read(*file, out);
  if (!tree || yaml::has_errors(out)) return std::nullopt;
  if (!tree->is_mapping()) {
    out.push_back({"wrong-type", "a secrets file is a mapping of names to texts", tree->span, {}, {}});
    return std::nullopt;
  }
  for (const auto& entry : tree->entries) {
    if (auto value = yaml::text_of(entry.value, entry.key.text, out)) made.emplace(entry.key.text, std::move(*value));
  }
  return made;
}

// The secrets file: one mapping of names to texts. Its mistakes are told by place alone: the lines hold the secrets.
std::optional<variables> read_secrets(const std::string& path, diagnostics& out) {
  if (path.empty()) return variables();
  diagnostics found;
  auto made = read_secret_tree(path, found);
  for (auto& one : found) {
    if (one.span.file) unquote(one);
    out.push_back(std::move(one));
  }
  return made;
}

std::optional<std::string> find_value(std::string_view name, const variables& secrets) {
  const auto rest = name.substr(name.find('.') + 1);
  if (name.starts_with("env.")) {
    const char* value = std::getenv(std::string(rest).c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  }
  const auto found = secrets.find(rest);
  return found == secrets.end() ? std::nullopt : std::optional(found->second);
}

void add(variables& to, const journey::variable_use& use, const variables& secrets, diagnostics& out) {
  if (to.contains(use.name)) return;
  auto value = find_value(use.name, secrets);
  if (!value) {
    const bool env = use.name.starts_with("env.");
    out.push_back({"unset-variable",
                   fmt::format("${{{}}} has no value", use.name),
                   use.span,
                   env ? "set it in the environment" : "set it in the file that --secrets names",
                   {}});
    return;
  }
  if (!redactor::hides(*value)) {
    out.push_back({"secret-too-short",
                   fmt::format("the value of ${{{}}} is shorter than 3 bytes (white space around it not counted) and "
                               "cannot be kept out of reports",
                               use.name),
                   use.span,
                   "give it a longer value, or use --var",
                   {}});
    return;
  }
  to.emplace(use.name, std::move(*value));
}

}  // namespace

std::optional<variables> parse_variables(const std::vector<std::string>& given) {
  variables made;
  for (const auto& one : given) {
    const auto cut = one.find('=');
    const auto name = one.substr(0, cut);
    if (cut == std::string::npos || !journey::is_identifier(name)) {
      complain(fmt::format("error[bad-variable]: --var '{}' is not NAME=VALUE with a name of letters, digits and '_'\n",
                           one));
      return std::nullopt;
    }
    made.insert_or_assign(name, one.substr(cut + 1));
  }
  return made;
}

std::optional<outside_values> look_up(const std::vector<run::loaded_journey>& journeys, const journey::target& target,
                                      const std::string& secrets_file, bool color) {
  diagnostics found;
  outside_values made;
  if (const auto secrets = read_secrets(secrets_file, found)) {
    for (const auto& use : target.external) add(made.values, use, *secrets, found);
    for (const auto& one : journeys) {
      for (const auto& use : one.what->external) add(made.values, use, *secrets, found);
    }
  }
  complain(render(found, color));
  if (yaml::has_errors(found)) return std::nullopt;
  std::vector<secret> hidden;
  for (const auto& [name, value] : made.values) {
    hidden.push_back({name, value});
    for (auto& bytes : html::legacy_spellings(value)) hidden.push_back({name, std::move(bytes)});  // as forms send it
  }
  made.secrets = redactor(hidden);
  return made;
}

}  // namespace parcours::cli
