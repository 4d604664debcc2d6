// Which journeys run: --tag "smoke and not slow", --name "*e-mandat*".
#pragma once

#include "harness/base/diagnostic.hpp"

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::journey {

/// Tags joined by "not", "and", "or" (which bind in this order) and brackets.
class tag_expression {
 public:
  /// Error "bad-tag-expression" with its place in `text`, shown as the file "--tag"; brackets and "not" at most 64
  /// deep.
  [[nodiscard]] static std::expected<tag_expression, diagnostic> parse(std::string_view text);

  [[nodiscard]] bool matches(std::span<const std::string> tags) const;
  /// The tags that it names, so that those which no journey has can be pointed out.
  [[nodiscard]] std::vector<std::string> tags() const;

 private:
  friend class tag_parser;
  enum class kind { tag, negation, conjunction, disjunction };
  struct token {
    kind what;
    std::string tag;
  };
  std::vector<token> postfix_;
};

}  // namespace parcours::journey
