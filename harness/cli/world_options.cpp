#include "harness/cli/world_options.hpp"

#include "harness/base/text.hpp"
#include "harness/cli/option_file.hpp"
#include "harness/yaml/decode.hpp"

#include <fmt/format.h>

namespace parcours::cli {

namespace portal = mocks::portal;

std::optional<portal::defect_set> read_defects(const std::vector<std::string>& names) {
  portal::defect_set made;
  for (const auto& name : names) {
    const auto id = portal::defect_named(name);
    if (!id) {
      std::vector<std::string_view> known;
      for (const auto& one : portal::all_defects()) known.push_back(one.name);
      const auto meant = nearest(name, known);
      complain(fmt::format("error[unknown-defect]: --defect: '{}' is no known defect{}\n", name,
                           meant ? fmt::format("; did you mean '{}'?", *meant) : ""));
      return std::nullopt;
    }
    made.insert(*id);
  }
  return made;
}

std::optional<environments::world_overlay> read_overlay(const std::string& policy_file,
                                                        const std::vector<std::string>& defects,
                                                        std::string_view color) {
  auto switched_on = read_defects(defects);
  if (!switched_on) return std::nullopt;
  environments::world_overlay made{std::nullopt, *std::move(switched_on)};
  if (policy_file.empty()) return made;
  const auto read = [](std::shared_ptr<const source_file> file, diagnostics& found) -> std::optional<yaml::node> {
    auto tree = yaml::read(std::move(file), found);
    portal::policy scratch;
    if (tree) portal::apply(scratch, *tree, found);
    return yaml::has_errors(found) ? std::nullopt : std::move(tree);
  };
  made.policy = read_file(color, policy_file, read);
  if (!made.policy) return std::nullopt;
  return made;
}

}  // namespace parcours::cli
