#include "harness/journey/pattern.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

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

/// "i" of "/…/i", as other tools write it; "" where there is none.
std::string_view flags_of(std::string_view text) {
  const auto end = text.rfind('/');
  if (!text.starts_with('/') || end == 0) return {};
  const auto flags = text.substr(end + 1);
  return flags.find_first_not_of("gimsu") == std::string_view::npos ? flags : std::string_view();
}

void report_bad_regex(const yaml::node& scalar, std::string message, std::string hint, diagnostics& out) {
  out.push_back({"bad-regex", std::move(message), scalar.span, std::move(hint), {}});
}

}  // namespace

text_pattern parse_pattern(const yaml::node& scalar, diagnostics& out) {
  const std::string& text = scalar.text;
  if (const auto flags = flags_of(text); !flags.empty()) {
    report_bad_regex(scalar, fmt::format("a regular expression takes no flags, and '{}' stands behind this one", flags),
                     "[Cc] is either case; a slash that is text is \\/ between slashes", out);
  }
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
    report_bad_regex(scalar, "the regular expression cannot be used: " + compiled.error().message, "", out);
  }
  return made;
}

result<bool> matches(const text_pattern& wanted, std::string_view seen, const resolver& values) {
  return matches_normalized(wanted, normalized(seen), values);
}

result<bool> matches_normalized(const text_pattern& wanted, std::string_view text, const resolver& values) {
  if (wanted.compiled) return wanted.compiled->search(text).has_value();
  if (wanted.normalized_text) return *wanted.normalized_text == text;
  const auto ready = searcher::of(wanted, values);
  if (!ready) return std::unexpected(ready.error());
  return ready->equals(text);
}

result<searcher> searcher::of(const text_pattern& wanted, const resolver& values) {
  searcher made;
  made.compiled_ = wanted.compiled;
  if (made.compiled_) return made;
  if (!wanted.is_regex) {
    const auto plain = resolve(wanted.text, values);
    if (!plain) return std::unexpected(plain.error());
    made.plain_ = normalized(*plain);
    return made;
  }
  const resolver literally = [&values](std::string_view name) { return values(name).transform(escaped); };
  const auto pattern = resolve(wanted.text, literally);
  if (!pattern) return std::unexpected(pattern.error());
  auto compiled = regex::compile(*pattern);
  if (!compiled) return std::unexpected(compiled.error());
  made.compiled_ = std::make_shared<const regex>(*std::move(compiled));
  return made;
}

bool searcher::equals(std::string_view seen) const {
  const auto text = normalized(seen);
  return compiled_ ? compiled_->search(text).has_value() : plain_ == text;
}

bool searcher::found_in(std::string_view seen) const {
  const auto text = normalized(seen);
  if (!compiled_) return text.contains(plain_);
  return compiled_->search(text) || compiled_->search(seen);
}

std::string unresolved(const text_pattern& pattern) {
  return pattern.is_regex ? fmt::format("/{}/", unresolved(pattern.text)) : unresolved(pattern.text);
}

}  // namespace parcours::journey
