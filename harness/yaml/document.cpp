#include "harness/yaml/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace parcours::yaml {

const node* node::find(std::string_view key) const {
  const auto found = std::ranges::find_if(entries, [&](const entry& each) { return each.key.text == key; });
  return found == entries.end() ? nullptr : &found->value;
}

std::string_view describe(const node& what) {
  switch (what.type) {
    case kind::scalar:
      return "text";
    case kind::sequence:
      return "a list";
    case kind::mapping:
      return "a mapping";
    case kind::null:
      break;
  }
  return "nothing";
}

std::size_t weight(const node& tree) {
  std::size_t sum = sizeof(node) + tree.text.size();
  for (const auto& item : tree.items) sum += weight(item);
  for (const auto& entry : tree.entries) sum += weight(entry.key) + weight(entry.value);
  return sum;
}

source_span span_within(const node& scalar, std::size_t offset, std::size_t length) {
  if (!scalar.span.file || scalar.offset > scalar.span.file->text.size()) return scalar.span;
  std::string_view source = std::string_view(scalar.span.file->text).substr(scalar.offset);
  const std::size_t quote = !source.empty() && (source.front() == '"' || source.front() == '\'') ? 1 : 0;
  source.remove_prefix(quote);
  if (!source.starts_with(std::string_view(scalar.text).substr(0, offset + length))) return scalar.span;
  source_span place = scalar.span;
  place.column += quote + offset;
  place.length = std::max<std::size_t>(length, 1);
  return place;
}

result<std::shared_ptr<const source_file>> load_file(const std::string& path) {
  return load_file_within(path, limits::file_size);
}

result<std::shared_ptr<const source_file>> load_file_within(const std::string& path, std::size_t most) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (status.type() == std::filesystem::file_type::not_found) {
    return fail("file-not-found", fmt::format("there is no file '{}'", path));
  }
  if (std::filesystem::is_directory(status)) {
    return fail("is-a-directory", fmt::format("'{}' is a directory, a file is needed", path));
  }
  std::ifstream in(path, std::ios::binary);
  std::string text(most + 1, '\0');
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in && !in.eof()) return fail("unreadable-file", fmt::format("'{}' cannot be read", path));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > most) {
    return fail("file-too-large", fmt::format("'{}' is larger than {} MiB", path, most >> 20U));
  }
  return std::make_shared<const source_file>(source_file{path, std::move(text)});
}

}  // namespace parcours::yaml
