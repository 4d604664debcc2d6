#include "harness/cli/journeys.hpp"

#include "harness/base/text.hpp"
#include "harness/cli/bundled.hpp"
#include "harness/cli/private_file.hpp"
#include "harness/cli/report_names.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/fakeit/generator.hpp"
#include "harness/journey/reader.hpp"
#include "harness/journey/selection.hpp"
#include "mocks/portal/defects.hpp"
#include "mocks/portal/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace parcours::cli {

namespace fs = std::filesystem;

namespace {

bool is_journey_file(const fs::path& path) {
  const auto name = path.filename().string();
  const bool yaml = name.ends_with(".yaml") || name.ends_with(".yml");
  const bool fragment = name.ends_with(".steps.yaml") || name.ends_with(".steps.yml");  // for `use:`
  return yaml && !fragment && !name.starts_with('.');
}

void add_unreadable(diagnostics& out, const error& what) { out.push_back({what.code, what.message, {}, {}, {}}); }

// The files of a folder and the folders in it, in order of name; links to folders are not followed.
void add_folder(const fs::path& folder, std::vector<std::string>& to, diagnostics& out) {
  std::error_code failed;
  std::vector<std::string> found;
  fs::recursive_directory_iterator walk(folder, failed);
  for (const fs::recursive_directory_iterator end; !failed && walk != end; walk.increment(failed)) {
    std::error_code ignored;
    if (walk->is_regular_file(ignored) && is_journey_file(walk->path())) found.push_back(walk->path().string());
  }
  if (failed) {
    add_unreadable(out, {"unreadable-folder", "cannot read the folder '" + folder.string() + "': " + failed.message()});
  }
  std::ranges::sort(found);
  std::ranges::move(found, std::back_inserter(to));
}

std::vector<std::string> find_files(const std::vector<std::string>& paths, diagnostics& out) {
  std::vector<std::string> found;
  for (const auto& path : paths) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      add_folder(path, found, out);
    } else {
      found.push_back(path);  // what is wrong with it is told when it is read
    }
  }
  std::set<std::string> seen;
  std::erase_if(found, [&seen](const std::string& path) {
    std::error_code ignored;
    return !seen.insert(fs::absolute(path, ignored).lexically_normal()).second;
  });
  return found;
}

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
void check_policy(const journey::journey& what, diagnostics& out) {
  std::set<std::string> told;
  for (const auto& one : what.cases) {
    if (!one.world || !one.world->policy) continue;
    diagnostics found;
    mocks::portal::policy scratch;
    mocks::portal::apply(scratch, *one.world->policy, found);
    for (auto& item : found) {
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
    auto file = yaml::load_file(path);
    if (!file) return file;
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
                                            diagnostics& out) {
  auto file = options.load(path);
  if (!file) {
    add_unreadable(out, file.error());
    return std::nullopt;
  }
  auto read = journey::read_journey(std::move(*file), options, out);
  if (!read) return std::nullopt;
  check_policy(*read, out);
  journey::check_fit(*read, target, out);
  run::loaded_journey made;
  made.file = std::move(name);
  made.what = std::make_shared<const journey::journey>(std::move(*read));
  return made;
}

bool wanted(const run::loaded_journey& one, const std::optional<journey::tag_expression>& tags,
            const std::string& glob) {
  if (tags && !tags->matches(one.what->tags)) return false;
  return glob.empty() || glob_matches(glob, one.what->name) || glob_matches(glob, one.file);
}

int tell(const diagnostics& found, bool color) {
  complain(render(found, color));
  const auto count = std::ranges::count_if(found, [](const diagnostic& d) { return d.level == severity::error; });
  if (count > 0) complain(fmt::format("\n{} {}; nothing was run\n", count, count == 1 ? "error" : "errors"));
  return count > 0 ? bad_usage : passed;
}

}  // namespace

loaded load_journeys(const selection_options& chosen, const std::map<std::string, std::string, std::less<>>& variables,
                     const journey::target& target, bool color, const std::string& secrets) {
  loaded out;
  diagnostics found;
  std::optional<journey::tag_expression> tags;
  if (!chosen.tags.empty()) {
    auto parsed = journey::tag_expression::parse(chosen.tags);
    if (parsed) {
      tags = std::move(*parsed);
    } else {
      found.push_back(std::move(parsed.error()));
    }
  }
  const bool bundled = chosen.paths.empty();
  const auto files =
      find_files(bundled ? std::vector{(scenarios_folder() / "journeys").string()} : chosen.paths, found);
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
    auto one = load_one(files[i], names[i], options, target, found);
    if (one && wanted(*one, tags, chosen.name)) out.journeys.push_back(std::move(*one));
  }
  reader.hide_private(found);
  out.code = tell(found, color);
  if (out.code == passed && out.journeys.empty()) {
    complain(files.empty() ? "nothing to run: no journey file was found\n"
                           : fmt::format("nothing to run: none of {} journeys fits --tag and --name\n", files.size()));
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
    (void)tell(found, color);
    return std::nullopt;
  }
  const auto file = yaml::load_file(from);
  if (file) {
    made = journey::read_target(*file, found);
  } else {
    add_unreadable(found, file.error());
  }
  if (tell(found, color) != passed) return std::nullopt;
  return made;
}

}  // namespace parcours::cli
