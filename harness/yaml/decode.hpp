// Strict decoding of a YAML tree: a key that the reader does not ask for is an unknown key, each value has exactly one
// type, and every error is reported with its position. Used for journeys, target files and the mock portal's policy.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/base/duration.hpp"
#include "harness/yaml/document.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::yaml {

/// True if at least one diagnostic is an error and not a warning.
[[nodiscard]] bool has_errors(const diagnostics& items);

/// "did you mean 'identify'?", or "" if no candidate is similar.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

/// The same, or another visible error in the word: a missing space after ':', or a character that only looks like one
/// of YAML's.
[[nodiscard]] std::string meant_by(std::string_view word, std::span<const std::string_view> candidates);

/// "'a', 'b' or 'c'".
[[nodiscard]] std::string one_of_text(std::span<const std::string_view> names);

/// Each function decodes one value, or reports an error in `out` and returns nothing. `what` names the value in
/// messages: "code_ttl". Codes: "missing-value" (no value is written), "wrong-type", "bad-integer", "bad-number",
/// "out-of-range", "bad-boolean", "bad-value", and those of parse_duration().
[[nodiscard]] std::optional<std::string> text_of(const node& value, std::string_view what, diagnostics& out);
[[nodiscard]] std::optional<duration> duration_of(const node& value, std::string_view what, diagnostics& out,
                                                  duration longest = duration::max());
[[nodiscard]] std::optional<double> number_of(const node& value, std::string_view what, diagnostics& out, double low,
                                              double high);
[[nodiscard]] std::optional<std::int64_t> integer_of(const node& value, std::string_view what, diagnostics& out,
                                                     std::int64_t low, std::int64_t high);
[[nodiscard]] std::optional<bool> boolean_of(const node& value, std::string_view what, diagnostics& out);
/// The index of the scalar in `names`.
[[nodiscard]] std::optional<std::size_t> index_of(const node& value, std::string_view what, diagnostics& out,
                                                  std::span<const std::string_view> names);

enum class need { optional, required };

/// What to write instead of an unknown key; "" if there is no suggestion.
using hinter = std::function<std::string(std::string_view word)>;

/// The keys of one mapping. Ask for each possible key, then call finish(): all other keys are unknown. Keeps references
/// to the node and to `out`, and views of the keys, which must be literals or constants. A value that is not a mapping
/// is reported once and then treated as empty.
class mapping_reader {
 public:
  /// `what` names the mapping in messages: "identify", "the policy".
  mapping_reader(const node& from, diagnostics& out, std::string what);

  /// The value of a key; nullptr if the key is absent (an error if it is required). An empty value counts as a value.
  const node* find(std::string_view key, need how = need::optional);

  std::optional<std::string> text(std::string_view key, need how = need::optional);
  std::optional<duration> length(std::string_view key, need how = need::optional,
                                 duration longest = duration::max());  ///< a duration: "10m"
  std::optional<double> number(std::string_view key, double low, double high, need how = need::optional);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t low, std::int64_t high,
                                      need how = need::optional);
  std::optional<bool> boolean(std::string_view key, need how = need::optional);
  std::optional<std::size_t> one_of(std::string_view key, std::span<const std::string_view> names,
                                    need how = need::optional);
  /// The sequence of `key`; nullptr if it is absent or not a sequence, which is reported.
  const node* list(std::string_view key, need how = need::optional);
  /// The mapping of `key`, for another mapping_reader; otherwise like list().
  const node* mapping(std::string_view key, need how = need::optional);

  /// Reports each key that was not asked for as "unknown-key", and each required key that is absent as "missing-key",
  /// unless another key is probably a misspelling of it. Call it once, at the end.
  void finish(const hinter& hint = {});
  /// False if the value is not a mapping.
  [[nodiscard]] bool valid() const { return from_.is_mapping(); }
  [[nodiscard]] const source_span& span() const { return from_.span; }

 private:
  const node* typed(std::string_view key, need how, kind type, std::string_view type_name);

  const node& from_;
  diagnostics& out_;
  std::string what_;
  std::vector<std::string_view> known_;
  std::vector<std::string_view> missing_;  ///< required but absent
};

}  // namespace parcours::yaml
