// One case of a journey out of its tree, in which the values of the case are filled in. Internal to this library.
#pragma once

#include "harness/journey/cases.hpp"
#include "harness/journey/reader.hpp"
#include "harness/journey/scope.hpp"
#include "harness/journey/step_reader.hpp"

#include <string>

namespace parcours::journey {

class case_reader {
 public:
  case_reader(const read_options& options, diagnostics& out) : options_(options), out_(out) {}

  [[nodiscard]] journey_case read(const yaml::node& tree, const row& values);
  /// The variables from outside that read() met.
  [[nodiscard]] const std::map<std::string, source_span>& external() const { return known_.external; }

 private:
  [[nodiscard]] subscriber_spec person(const yaml::node& value, std::string what);
  void misplaced_keys(const yaml::node& tree, yaml::mapping_reader& keys);
  void others(const yaml::node& people, journey_case& made);
  [[nodiscard]] world_spec world(const yaml::node& value);
  void policy(const yaml::node& value, world_spec& made);
  void defects(const yaml::node& value, world_spec& made);
  void defect(const yaml::node& value, world_spec& made);
  [[nodiscard]] smtp_faults smtp(const yaml::node& value);
  [[nodiscard]] captcha_faults captcha(const yaml::node& value);
  /// The text of each scalar with "$${" resolved; only values of cases can stand there, and those are filled in
  /// already.
  void make_constant(yaml::node& tree);

  const read_options& options_;
  diagnostics& out_;
  scope known_;
  account_state usual_account_ = account_state::inactive;
};

}  // namespace parcours::journey
