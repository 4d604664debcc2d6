// What a request says, read strictly: a mistake is answered 400 with its place, and nothing is done.
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

/// The body as a tree: JSON and nothing else (see harness/yaml/json.hpp).
[[nodiscard]] std::optional<yaml::node> tree_of(const call& of, diagnostics& found);
/// 400, with what is wrong and where.
[[nodiscard]] http::response refused(const diagnostics& found);

/// Reads the body with `read(tree, found)`; its result, or the answer that says what is wrong.
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

/// A whole number, or nothing at all where the text is none.
[[nodiscard]] std::optional<std::uint64_t> whole(std::string_view text);

/// How long a route that waits may wait, real time: a duration, or seconds without a unit as other tools write them.
inline constexpr duration default_wait = std::chrono::seconds(5);
inline constexpr duration longest_wait = std::chrono::minutes(10);
[[nodiscard]] std::optional<duration> wait_of(const std::string& timeout);

}  // namespace parcours::mocks::api
