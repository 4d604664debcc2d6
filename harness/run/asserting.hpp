// One thing that a step expects, compared with what is there. Internal to this library: expectations.cpp puts them
// together.
#pragma once

#include "harness/journey/model.hpp"
#include "harness/run/attempt_context.hpp"
#include "harness/run/step_failure.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace parcours::run {

// answer_assertions.cpp: what the portal has answered
[[nodiscard]] step_result holds(const journey::page_is& wanted, const source_span& place, attempt_context& at);
[[nodiscard]] step_result holds(const journey::message_says& wanted, const source_span& place, attempt_context& at);
[[nodiscard]] step_result holds(const journey::field_error_says& wanted, const source_span& place, attempt_context& at);
[[nodiscard]] step_result holds(const journey::absent_text& wanted, const source_span& place, attempt_context& at);
[[nodiscard]] step_result holds(const journey::status_is& wanted, const source_span& place, attempt_context& at);
[[nodiscard]] step_result holds(const journey::url_matches& wanted, const source_span& place, attempt_context& at);
[[nodiscard]] step_result holds(const journey::header_is& wanted, const source_span& place, attempt_context& at);
[[nodiscard]] step_result holds(const journey::cookie_is& wanted, const source_span& place, attempt_context& at);
// mail_assertions.cpp: the last mail that was read
[[nodiscard]] step_result holds(const journey::mail_is& wanted, const source_span& place, attempt_context& at);

[[nodiscard]] inline step_result unless(bool holds, const source_span& place, std::string_view what,
                                        std::string expected, std::string seen) {
  if (holds) return {};
  return assertion_failed("expectation", std::string(what).append(events::not_as_expected), std::move(expected),
                          std::move(seen), place);
}

/// A variable without a value, a regular expression that is none: the journey's own mistake.
[[nodiscard]] inline step_result unresolvable(const error& why, const source_span& place) {
  return step_error("step", why.message, place);
}

/// The wanted text as a report shows it: a plain one with its variables put in.
[[nodiscard]] inline std::string show(const journey::text_pattern& wanted, attempt_context& at) {
  if (wanted.is_regex) return unresolved(wanted);
  return at.text(wanted.text).value_or(unresolved(wanted));
}

/// What a text of that name must be, or that there is none, against what there is.
[[nodiscard]] step_result compare(const journey::text_or_none& wanted, const std::optional<std::string>& seen,
                                  const std::string& name, const source_span& place, attempt_context& at);

}  // namespace parcours::run
