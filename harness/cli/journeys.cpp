#include "harness/cli/journeys.hpp"

#include "harness/base/text.hpp"
#include "harness/cli/bundled.hpp"
#include "harness/cli/journey_files.hpp"
#include "harness/cli/private_file.hpp"
#include "harness/cli/report_names.hpp"
#include "harness/cli/selection.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/fakeit/generator.hpp"
#include "harness/journey/reader.hpp"
#include "mocks/portal/defects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

namespace parcours::cli {

namespace fs = std::filesystem;

namespace {

void add_unreadable(diagnostics& out, const error& what) { out.push_back({what.code, what.message, {}, {}, {}}); }

// As places in it are shown: from the folder that the program was started in, where that is shorter.
std::string shown_path(const fs::path& path) {
  if (auto bundled = bundled_name(path)) return *std::move(bundled);
  std::error_code ignored;
  const auto absolute = fs::absolute(path, ignored).lexically_normal();
  const auto here = absolute.lexically_relative(fs::current_path(ignored));
  const bool below = !here.empty() && *here.begin() != "..";
  return below ? here.string() : absolute.string();
}

std::vector<std::string_view> defect_names() {
  std::vector<std::string_view> names;
  for (const auto& one : mocks::portal::all_defects()) names.push_back(one.name);
  return names;
}

// Policies are the portal's to read, so their mistakes come last.
void check_policy(const journey::journey& what, const environments::world_overlay& overlay, diagnostics& out) {
  std::set<std::string> told;
  for (const auto& one : what.cases) {
    diagnostics found;
    (void)environments::policy_of(one, overlay, found);
    for (auto& item : found) {
      if (item.span.file != what.file) item.notes.push_back("laid over the world of " + what.span.place());
      if (told.insert(item.span.place() + item.message).second) out.push_back(std::move(item));
    }
  }
}

// Files as reports name them. The secrets file is none of them, and what else is private is quoted in no message.
class file_reader {
 public:
  explicit file_reader(std::string secrets) : secrets_(std::move(secrets)) {}

  result<std::shared_ptr<const source_file>> load(const std::string& path) {
    if (is_same_file(path, secrets_)) {
      return fail("secrets-file", fmt::format("'{}' is the file of secrets: keep it away from the journeys", path));
    }
    auto file = read_journey_file(path);
    if (!file || path == standard_input) return file;
    auto named = std::make_shared<source_file>(**file);
    named->path = shown_path(path);
    if (is_private(path, named->text)) private_.insert(named->path);
    return result<std::shared_ptr<const source_file>>(std::move(named));
  }

  void hide_private(diagnostics& found) const {
    for (auto& one : found) {
      if (one.span.file && private_.contains(one.span.file->path)) unquote(one);
    }
  }

 private:
  std::string secrets_;
  std::set<std::string> private_;
};

std::optional<run::loaded_journey> load_one(const std::string& path, std::string name,
                                            const journey::read_options& options, const journey::target& target,
                                            const environments::world_overlay& overlay, diagnostics& out) {
  auto file = options.load(path);
  if (!file) {
    add_unreadable(out, file.error());
    return std::nullopt;
  }
  auto read = journey::read_journey(std::move(*file), options, out);
  if (!read) return std::nullopt;
  check_policy(*read, overlay, out);
  journey::check_fit(*read, target, out);
  run::loaded_journey made;
  made.file = std::move(name);
  made.what = std::make_shared<const journey::journey>(std::move(*read));
  return made;
}

// Reports know journeys by their files, people by their names.
void warn_of_doubles(const std::vector<run::loaded_journey>& journeys, diagnostics& out) {
  std::map<std::string, source_span> first;
  for (const auto& one : journeys) {
    const auto [found, fresh] = first.emplace(normalized(one.what->name), one.what->span);
    if (fresh) continue;
    out.push_back({"duplicate-name",
                   fmt::format("another journey is called '{}' too", one.what->name),
                   one.what->span,
                   "give each a name of its own",
                   {fmt::format("the first one is at {}", found->second.place())},
                   severity::warning});
  }
}

std::string counted(std::size_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

/// Tells what was found; the exit code, and how many of them were warnings.
std::pair<int, std::size_t> tell(diagnostics found, bool strict, bool color) {
  const auto is_error = [](const diagnostic& each) { return each.level == severity::error; };
  const auto errors = static_cast<std::size_t>(std::ranges::count_if(found, is_error));
  const auto warnings = found.size() - errors;
  complain(render(std::move(found), color));
  const bool refused = errors > 0 || (strict && warnings > 0);
  if (errors > 0) {
    complain(fmt::format("\n{}; nothing was run\n", counted(errors, "error")));
  } else if (refused) {
    complain(fmt::format("\n{}, which --strict does not let pass; nothing was run\n", counted(warnings, "warning")));
  } else if (warnings > 0) {
    complain("\n");
  }
  return {refused ? bad_usage : passed, warnings};
}

}  // namespace

loaded load_journeys(const selection_options& chosen, const std::map<std::string, std::string, std::less<>>& variables,
                     const journey::target& target, bool color, const std::string& secrets,
                     const environments::world_overlay& overlay) {
  loaded out;
  diagnostics found;
  selection wanted(chosen, found);
  const bool bundled = chosen.paths.empty();
  const auto files =
      find_journey_files(bundled ? std::vector{(scenarios_folder() / "journeys").string()} : chosen.paths, found);
  const auto defects = defect_names();
  fakeit::generator generator{random_source(0)};
  const auto kinds = generator.kinds();
  journey::read_options options;
  options.variables = variables;
  options.fake_kinds = kinds;
  options.defects = defects;
  file_reader reader(secrets);
  options.load = [&reader](const std::string& path) { return reader.load(path); };
  const auto names = report_names(files, chosen.paths);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const bool piped = files[i] == standard_input;
    auto one = load_one(files[i], piped ? standard_input_name : names[i], options, target, overlay, found);
    if (one) one = wanted.narrowed(*std::move(one));
    if (one) out.journeys.push_back(*std::move(one));
  }
  reader.hide_private(found);
  warn_of_doubles(out.journeys, found);
  std::tie(out.code, out.warnings) = tell(std::move(found), chosen.strict, color);
  if (out.code == passed && out.journeys.empty()) {
    complain(files.empty() ? "nothing to run: no journey file was found\n" : wanted.nothing_fits(files.size()));
    out.code = nothing_to_run;
  }
  return out;
}

std::optional<journey::target> load_target(const std::string& path, bool color, const std::string& secrets) {
  const auto from = path.empty() ? (scenarios_folder() / "targets/mock.yaml").string() : path;
  diagnostics found;
  std::optional<journey::target> made;
  if (is_same_file(from, secrets)) {
    add_unreadable(found, {"secrets-file", fmt::format("'{}' is the file of secrets, and no target file", from)});
    (void)tell(std::move(found), false, color);
    return std::nullopt;
  }
  const auto file = yaml::load_file(from);
  if (file) {
    made = journey::read_target(*file, found);
  } else {
    add_unreadable(found, file.error());
  }
  if (tell(std::move(found), false, color).first != passed) return std::nullopt;
  return made;
}

}  // namespace parcours::cli
