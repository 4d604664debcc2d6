// Strict decoding of request bodies: an error is answered 400 with its position, and nothing is changed.
#pragma once

#include "harness/yaml/decode.hpp"
#include "mocks/api/router.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace parcours::mocks::api {

/// The body as a tree. Only JSON is accepted (see harness/yaml/json.hpp).
[[nodiscard]] std::optional<yaml::node> tree_of(const call& of, diagnostics& found);
/// A 400 response with the errors and their positions.
[[nodiscard]] http::response refused(const diagnostics& found);

/// Decodes the body with `read(tree, found)`. Returns its result, or the response that reports the errors.
template <class Read>
auto read_body(const call& of, Read read)
    -> std::expected<decltype(read(std::declval<const yaml::node&>(), std::declval<diagnostics&>())), http::response> {
  diagnostics found;
  const auto tree = tree_of(of, found);
  if (!tree) return std::unexpected(refused(found));
  auto made = read(*tree, found);
  if (yaml::has_errors(found)) return std::unexpected(refused(found));
  return made;
}

/// A whole number; nothing if the text is not one.
[[nodiscard]] std::optional<std::uint64_t> whole(std::string_view text);

/// Real-time limits for routes that wait: a duration, or seconds without a unit, as other tools write them.
inline constexpr duration default_wait = std::chrono::seconds(5);
inline constexpr duration longest_wait = std::chrono::minutes(10);
[[nodiscard]] std::optional<duration> wait_of(const std::string& timeout);

}  // namespace parcours::mocks::api
