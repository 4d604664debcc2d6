#include "harness/journey/browser_names.hpp"

#include "harness/base/text.hpp"
#include "harness/journey/names.hpp"
#include "harness/journey/template_text.hpp"
#include "harness/yaml/decode.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

/// "second device" as it can be written; "" if nothing of it can.
std::string repaired(std::string text) {
  std::erase_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; });  // one '_' a character
  std::ranges::replace_if(text, [](char c) { return !is_identifier(std::string("_") + c); }, '_');
  const bool has_letter = std::ranges::any_of(text, [](char c) { return c != '_'; });
  return has_letter && is_identifier(text) ? text : std::string();
}

/// "tab1" and "tab2", "device_a" and "device_b": counted, and no slip.
bool are_counted(std::string_view a, std::string_view b) {
  while (!a.empty() && is_digit(a.back())) a.remove_suffix(1);
  while (!b.empty() && is_digit(b.back())) b.remove_suffix(1);
  return a == b || (a.size() == b.size() && a.substr(0, a.size() - 1) == b.substr(0, b.size() - 1));
}

}  // namespace

std::string browser_names::read(const yaml::node& value) {
  auto name = yaml::text_of(value, "in", out_);
  if (!name || !is_name(*name, value.span)) return {};
  auto known = std::ranges::find(all_, *name, &use::name);
  if (known == all_.end()) {
    if (all_.size() == most_browsers) {
      out_.push_back(
          {"too-many-browsers",
           fmt::format("'{}' would be one browser more than the {} that a journey may name", *name, most_browsers),
           value.span,
           "take one that is named above",
           {}});
    }
    known = all_.insert(all_.end(), {*name, value.span});
  }
  ++known->count;
  return *std::move(name);
}

bool browser_names::is_name(const std::string& text, const source_span& span) {
  if (is_identifier(text)) return true;
  if (text.contains("${")) {
    out_.push_back({"variable-not-here",
                    fmt::format("'{}' has no value here: 'in' can use values of cases and of --var only", text),
                    span,
                    "",
                    {}});
    return false;
  }
  const auto better = repaired(text);
  out_.push_back({"bad-name",
                  fmt::format("'{}' cannot name a browser: letters, digits and '_' only, and no digit first", text),
                  span,
                  better.empty() ? "" : fmt::format("write '{}'", better),
                  {}});
  return false;
}

void browser_names::compare() const {
  std::vector<std::string_view> before;
  for (const auto& each : all_) {
    std::vector<std::string_view> others;
    for (const auto& other : all_) {
      const bool settled = other.count > 1 || std::ranges::find(before, other.name) != before.end();
      if (other.name != each.name && settled && !are_counted(other.name, each.name)) others.push_back(other.name);
    }
    before.push_back(each.name);
    auto hint = each.count == 1 ? yaml::did_you_mean(each.name, others) : std::string();
    if (hint.empty()) continue;
    out_.push_back({"lookalike-browser",
                    fmt::format("only this step is in the browser '{}'", each.name),
                    each.span,
                    std::move(hint),
                    {},
                    severity::warning});
  }
}

}  // namespace parcours::journey
