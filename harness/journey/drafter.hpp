// A case as the tree of its file, with nothing left out: each default is there, marked as implied. So all cases of a
// journey have trees of one shape. Internal to this library.
#pragma once

#include "harness/journey/model.hpp"
#include "harness/yaml/draft.hpp"

#include <set>
#include <string>

namespace parcours::journey {

[[nodiscard]] yaml::draft implied_if(bool usual, yaml::draft what);
[[nodiscard]] yaml::draft number_draft(std::size_t value);
/// As a regular expression is written: "/…/".
[[nodiscard]] std::string between_slashes(std::string_view pattern);
[[nodiscard]] yaml::draft boolean_draft(bool value);

class case_drafter {
 public:
  /// The keys from `flow` to `outcome`, steps and world in lines of their own.
  [[nodiscard]] yaml::draft whole(const journey_case& of);
  /// What of the cases so far no file can say; "" if there is nothing.
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  friend struct action_drafter;
  friend struct assertion_drafter;

  [[nodiscard]] yaml::draft text(const template_text& from);
  [[nodiscard]] yaml::draft time(const template_text& from, std::string_view usual = {});
  [[nodiscard]] yaml::draft pattern(const text_pattern& from);
  [[nodiscard]] yaml::draft pattern(const text_or_none& from);
  [[nodiscard]] yaml::draft person(const subscriber_spec& from, account_state usual, bool named);
  [[nodiscard]] yaml::draft world(const world_spec& from);
  [[nodiscard]] yaml::draft step_draft(const step& from);
  [[nodiscard]] yaml::draft browser(const std::string& name);
  [[nodiscard]] yaml::draft expectation_draft(const expectation& from);
  [[nodiscard]] yaml::draft retry_draft(const retry_spec& from);
  /// Adds an entry, which must be the only one of its key.
  yaml::draft& add(yaml::draft& to, std::string_view key, yaml::draft value);
  /// The mapping beside `key`, which is the last one of `in` or a new one.
  yaml::draft& group(yaml::draft& in, std::string_view key);
  void refuse(std::string why);

  std::string problem_;
  std::set<std::string> browsers_;  // of the case at hand
};

/// Steps in their short forms, where what was left out lets them: "accept_terms", "click: Valider".
void shorten_steps(yaml::draft& steps);

}  // namespace parcours::journey
