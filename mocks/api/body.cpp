#include "mocks/api/body.hpp"

#include "harness/base/text.hpp"
#include "harness/yaml/json.hpp"

#include <charconv>

namespace parcours::mocks::api {

std::optional<yaml::node> tree_of(const call& of, diagnostics& found) {
  auto file = std::make_shared<const source_file>(source_file{"request", of.what.body});
  auto tree = yaml::read_json(std::move(file), found);
  if (yaml::has_errors(found)) return std::nullopt;
  return tree;
}

http::response refused(const diagnostics& found) {
  auto text = render(found);
  while (text.ends_with('\n')) text.pop_back();
  return error_response(400, text);
}

std::optional<std::uint64_t> whole(std::string_view text) {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  if (text.empty() || std::from_chars(text.data(), end, value) != std::from_chars_result{end, {}}) return std::nullopt;
  return value;
}

std::optional<duration> wait_of(const std::string& text) {
  if (text.empty()) return default_wait;
  const auto read = parse_duration(all_digits(text) ? text + "s" : text);
  if (!read || *read > longest_wait) return std::nullopt;
  return *read;
}

}  // namespace parcours::mocks::api
