// Reads lists of steps, of journeys and of target files alike. Internal to this library.
#pragma once

#include "harness/journey/browser_names.hpp"
#include "harness/journey/model.hpp"
#include "harness/journey/scope.hpp"
#include "harness/yaml/decode.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::journey {

/// How often one form may be sent by one step.
inline constexpr std::int64_t most_times = 100;

/// The keywords that a list of steps may use; a target file's steps are page steps only.
[[nodiscard]] std::vector<std::string_view> step_keywords(bool business);

/// An `expect`, `retry` or `in` that does not stand beside a step, with how it would.
[[nodiscard]] diagnostic misplaced(const yaml::node& key, std::string message, std::string_view step);

/// Reports everything that is wrong and returns what it made all the same: whoever calls looks at `out` first.
class step_reader {
 public:
  step_reader(scope& known, diagnostics& out, bool business)
      : known_(known), out_(out), business_(business), browsers_(out) {}

  [[nodiscard]] std::vector<step> read(const yaml::node& list);
  /// The outcome of a journey: account, mails, captcha and page.
  [[nodiscard]] expectation read_outcome(const yaml::node& value);

  // One value each, its variables checked.
  [[nodiscard]] template_text text(const yaml::node& value, std::string_view what);
  [[nodiscard]] template_text time(const yaml::node& value, std::string_view what);
  [[nodiscard]] text_pattern pattern(const yaml::node& value, std::string_view what);
  /// What finds a code: a regular expression of one group at most, with or without its slashes. Null once reported.
  [[nodiscard]] std::shared_ptr<const regex> code_pattern(const yaml::node& value, std::string_view key);
  [[nodiscard]] template_text constant(std::string_view text, const source_span& span) const;

 private:
  using read_action = action (step_reader::*)(const yaml::node& value);
  struct keyword {
    std::string_view name;
    bool business;
    read_action read;
  };
  static const keyword keywords[];
  friend std::vector<std::string_view> step_keywords(bool business);

  [[nodiscard]] std::optional<step> read_step(const yaml::node& item);
  [[nodiscard]] std::optional<step> read_word(const yaml::node& word);
  [[nodiscard]] std::optional<step> read_mapping(const yaml::node& item);
  [[nodiscard]] const keyword* find(std::string_view name) const;
  void report_unknown(const yaml::node& key);
  /// The name in `in`; "" where there is none, or once reported.
  [[nodiscard]] std::string browser_of(const yaml::node& item);
  /// The value of a step without the `expect`, `retry` or `in` in it, which are reported.
  [[nodiscard]] yaml::node without_misplaced(const yaml::node& step, const yaml::node& value);
  void report_misplaced(const yaml::node& key, std::string_view step);
  void report(std::string code, std::string message, const source_span& span, std::string hint = {});
  /// The one entry of `value` whose key is in `names`, any other key is an error; nullptr once reported. Keys in
  /// `beside` are passed over.
  [[nodiscard]] const yaml::node::entry* only_one(const yaml::node& value, std::string_view what,
                                                  std::span<const std::string_view> names,
                                                  std::span<const std::string_view> beside = {});
  void define(const std::string& name, const source_span& span);

  action open(const yaml::node& value);
  action accept_terms(const yaml::node& value);
  action identify(const yaml::node& value);
  action payment(const yaml::node& value);
  action request_code(const yaml::node& value);
  action read_code(const yaml::node& value);
  action submit_code(const yaml::node& value);
  action go_to(const yaml::node& value);
  action fill(const yaml::node& value);
  action check(const yaml::node& value);
  action uncheck(const yaml::node& value);
  action click(const yaml::node& value);
  action capture(const yaml::node& value);
  action set_cookie(const yaml::node& value);
  action wait(const yaml::node& value);
  capture_step::value captured(const yaml::node::entry& entry);
  std::shared_ptr<const regex> extractor(const yaml::node& pattern, std::string_view key);
  void capture_source_of(capture_step::value& made, const yaml::node& how);

  // expectations.cpp: each adds what one key says
  using read_assertion = void (step_reader::*)(const yaml::node::entry& entry, expectation& made);
  struct expect_key {
    std::string_view name;
    bool of_outcome;
    read_assertion read;
  };
  static const expect_key expect_keys[];
  expectation read_expectation(const yaml::node& value);
  expectation read_keys(const yaml::node& value, std::string what, bool outcome);
  void expect_page(const yaml::node::entry& entry, expectation& made);
  void expect_message(const yaml::node::entry& entry, expectation& made);
  void expect_field_error(const yaml::node::entry& entry, expectation& made);
  void expect_absent(const yaml::node::entry& entry, expectation& made);
  void expect_status(const yaml::node::entry& entry, expectation& made);
  void expect_url(const yaml::node::entry& entry, expectation& made);
  void expect_header(const yaml::node::entry& entry, expectation& made);
  void expect_cookie(const yaml::node::entry& entry, expectation& made);
  void expect_mail(const yaml::node::entry& entry, expectation& made);
  void expect_within(const yaml::node::entry& entry, expectation& made);
  void expect_mails(const yaml::node::entry& entry, expectation& made);
  void expect_account(const yaml::node::entry& entry, expectation& made);
  void expect_captcha(const yaml::node::entry& entry, expectation& made);
  void expect_cookie_part(const std::string& name, const yaml::node::entry& entry, expectation& made);
  void expect_mail_fields(const yaml::node& fields, expectation& made);
  text_or_none pattern_or_none(const yaml::node& value, std::string_view what);
  bool is_token(const yaml::node& name, std::string_view what);

  template_text polling_time(const yaml::node& value);
  retry_spec read_retry(const yaml::node& value);

  scope& known_;
  diagnostics& out_;
  bool business_;
  browser_names browsers_;
};

}  // namespace parcours::journey
