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

namespace {

/// The rest of the file from a span on; empty where the span points outside of it.
std::string_view source_from(const source_span& span) {
  if (!span.file || span.line == 0) return {};
  std::string_view text = span.file->text;
  for (std::size_t line = 1; line < span.line; ++line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  if (span.column == 0 || span.column - 1 > text.size()) return {};
  return text.substr(span.column - 1);
}

}  // namespace

source_span span_within(const node& scalar, std::size_t offset, std::size_t length) {
  std::string_view source = source_from(scalar.span);
  const std::size_t quote = !source.empty() && (source.front() == '"' || source.front() == '\'') ? 1 : 0;
  source.remove_prefix(quote);
  if (!source.starts_with(std::string_view(scalar.text).substr(0, offset + length))) return scalar.span;
  source_span place = scalar.span;
  place.column += quote + offset;
  place.length = std::max<std::size_t>(length, 1);
  return place;
}

result<std::shared_ptr<const source_file>> load_file(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (status.type() == std::filesystem::file_type::not_found) {
    return fail("file-not-found", fmt::format("there is no file '{}'", path));
  }
  if (std::filesystem::is_directory(status)) {
    return fail("is-a-directory", fmt::format("'{}' is a directory, a file is needed", path));
  }
  std::ifstream in(path, std::ios::binary);
  std::string text(limits::file_size + 1, '\0');
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in && !in.eof()) return fail("unreadable-file", fmt::format("'{}' cannot be read", path));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > limits::file_size) {
    return fail("file-too-large", fmt::format("'{}' is larger than 1 MiB", path));
  }
  return std::make_shared<const source_file>(source_file{path, std::move(text)});
}

}  // namespace parcours::yaml
