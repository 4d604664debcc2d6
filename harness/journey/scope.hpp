// Which variables exist at one point of a file, so that a slip in a name is found before anything runs.
#pragma once

#include "harness/journey/template_text.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::journey {

/// Grows while a file is read from top to bottom: a step's captures exist from that step on.
class scope {
 public:
  bool people = true;  ///< "${subscriber.…}" and "${others.NAME.…}"
  bool fake = true;    ///< "${fake.KIND}"
  bool world = true;   ///< "${world.…}": where the bundled mocks listen
  std::set<std::string, std::less<>> others;
  std::span<const std::string_view> fake_kinds;  ///< empty: any kind
  std::set<std::string, std::less<>> names;      ///< captured, or parameters: "${code}"
  std::vector<std::string> filled_in;            ///< names of case values, which are no variables any more: for hints
  std::map<std::string, source_span> external;   ///< the env. and secret. variables met so far

  /// Reports each variable of `text` that nothing defines as "unknown-variable".
  void check(const template_text& text, diagnostics& out);
  /// True for the name of a variable that exists here, or that was filled in already.
  [[nodiscard]] bool knows(std::string_view name) const;
  /// "did you mean …": the variable nearest to `name`, "" if none is near.
  [[nodiscard]] std::string nearest_to(std::string_view name) const;

 private:
  [[nodiscard]] bool is_filled_in(std::string_view name) const;
  [[nodiscard]] bool knows_person(std::string_view rest) const;
  [[nodiscard]] bool knows_kind(std::string_view kind) const;
  [[nodiscard]] std::vector<std::string> candidates() const;
};

}  // namespace parcours::journey
