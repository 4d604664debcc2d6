// How a step goes wrong: the portal's fault (failed) or the run's (error), with what a person needs to understand it.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/base/result.hpp"
#include "harness/events/event.hpp"

#include <expected>
#include <string>
#include <utility>

namespace parcours::run {

struct step_failure {
  events::verdict verdict = events::verdict::failed;
  events::problem why;
};

using step_result = std::expected<void, step_failure>;

[[nodiscard]] inline events::place place_of(const source_span& span) {
  return {span.file ? span.file->path : std::string(), span.line, span.column};
}

/// The portal did not do what the journey expects.
[[nodiscard]] inline std::unexpected<step_failure> assertion_failed(std::string kind, std::string message,
                                                                    std::string expected, std::string seen,
                                                                    const source_span& where) {
  events::problem why;
  why.kind = std::move(kind);
  why.message = std::move(message);
  why.expected = std::move(expected);
  why.seen = std::move(seen);
  why.where = place_of(where);
  return std::unexpected(step_failure{events::verdict::failed, std::move(why)});
}

/// The run itself could not go on.
[[nodiscard]] inline std::unexpected<step_failure> step_error(std::string kind, std::string message,
                                                              const source_span& where) {
  events::problem why;
  why.kind = std::move(kind);
  why.message = std::move(message);
  why.where = place_of(where);
  return std::unexpected(step_failure{events::verdict::error, std::move(why)});
}

/// Both together, as one: an error goes before a failure, else the first.
inline void join(step_result& all, step_result next) {
  if (next) return;
  if (all) {
    all = std::move(next);
    return;
  }
  auto& first = all.error();
  auto& other = next.error();
  if (first.verdict == events::verdict::failed && other.verdict == events::verdict::error) {
    std::swap(first.why.further, other.why.further);
    std::swap(first, other);
  }
  auto& why = other.why;
  first.why.further.push_back(
      {std::move(why.message), std::move(why.expected), std::move(why.seen), std::move(why.where)});
}

}  // namespace parcours::run
