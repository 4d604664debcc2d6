#include "harness/journey/pattern.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <vector>

namespace parcours::journey {

namespace {

std::string escaped(std::string_view literal) {
  std::string made;
  for (const char each : literal) {
    if (std::string_view("\\^$.|?*+()[]{}").contains(each)) made += '\\';
    made += each;
  }
  return made;
}

}  // namespace

text_pattern parse_pattern(const yaml::node& scalar, diagnostics& out) {
  const std::string& text = scalar.text;
  if (text.size() < 2 || !text.starts_with('/') || !text.ends_with('/')) {
    text_pattern made{.text = parse_template(scalar, out)};
    if (made.text.constant()) made.normalized_text = normalized(made.text.literal());
    return made;
  }
  const auto before = out.size();
  text_pattern made{.text = parse_template(scalar, out), .is_regex = true};
  if (out.size() > before) return made;
  auto& segments = made.text.segments;
  segments.front().text.erase(0, 1);  // neither slash can be a part of a variable
  segments.back().text.pop_back();
  std::erase_if(segments, [](const segment& each) { return each.text.empty(); });
  if (!made.text.constant()) return made;
  auto compiled = regex::compile(made.text.literal());
  if (compiled) {
    made.compiled = std::make_shared<const regex>(*std::move(compiled));
  } else {
    out.push_back({compiled.error().code,
                   "the regular expression cannot be used: " + compiled.error().message,
                   scalar.span,
                   "",
                   {}});
  }
  return made;
}

result<bool> matches(const text_pattern& wanted, std::string_view seen, const resolver& values) {
  return matches_normalized(wanted, normalized(seen), values);
}

result<bool> matches_normalized(const text_pattern& wanted, std::string_view text, const resolver& values) {
  if (wanted.compiled) return wanted.compiled->search(text).has_value();
  if (wanted.normalized_text) return *wanted.normalized_text == text;
  if (!wanted.is_regex) {
    const auto plain = resolve(wanted.text, values);
    if (!plain) return std::unexpected(plain.error());
    return normalized(*plain) == text;
  }
  const resolver literally = [&values](std::string_view name) { return values(name).transform(escaped); };
  const auto pattern = resolve(wanted.text, literally);
  if (!pattern) return std::unexpected(pattern.error());
  const auto compiled = regex::compile(*pattern);
  if (!compiled) return std::unexpected(compiled.error());
  return compiled->search(text).has_value();
}

std::string unresolved(const text_pattern& pattern) {
  return pattern.is_regex ? fmt::format("/{}/", unresolved(pattern.text)) : unresolved(pattern.text);
}

}  // namespace parcours::journey
