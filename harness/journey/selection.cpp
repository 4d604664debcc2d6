#include "harness/journey/selection.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

bool is_tag_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/// How what other tools write is written here. A ',' is "or" in some of them and "and" in others: it is nothing here.
std::string hint_for(std::string_view word) {
  constexpr std::string_view commas = ",;+&|";
  if (word.find_first_of(commas) != std::string_view::npos) return "join tags with 'and' or 'or'";
  if (word.starts_with('@')) return fmt::format("write '{}'", word.substr(1));
  if (word.starts_with('!') || word.starts_with('~')) return "write 'not' before a tag";
  return "a tag has letters, digits, '_', '-' and '.'";
}

}  // namespace

/// Recursive descent into postfix order; stops at the first mistake, there is one line to look at.
class tag_parser {
 public:
  explicit tag_parser(std::string_view text)
      : file_(std::make_shared<const source_file>(source_file{"--tag", std::string(text)})), text_(file_->text) {
    advance();
  }

  std::expected<tag_expression, diagnostic> run() {
    disjunction(0);
    if (!failed_ && !word_.empty())
      refuse(fmt::format("'{}' is not expected here", word_), "join tags with 'and' or 'or'");
    if (failed_) return std::unexpected(problem_);
    return std::move(made_);
  }

 private:
  using kind = tag_expression::kind;

  void advance() {
    const auto start = text_.find_first_not_of(" \t\r\n", next_);
    at_ = std::min(start, text_.size());
    std::size_t end = at_;
    if (at_ < text_.size()) {
      const bool bracket = text_[at_] == '(' || text_[at_] == ')';
      end = bracket ? at_ + 1 : std::min(text_.find_first_of(" \t\r\n()", at_), text_.size());
    }
    word_ = text_.substr(at_, end - at_);
    next_ = end;
  }

  void refuse(std::string message, std::string hint = {}) {
    if (failed_) return;
    failed_ = true;
    const source_span span{file_, 1, at_ + 1, std::max<std::size_t>(word_.size(), 1)};
    problem_ = {"bad-tag-expression", std::move(message), span, std::move(hint), {}};
  }

  void disjunction(std::size_t depth) {
    conjunction(depth);
    while (!failed_ && word_ == "or") {
      advance();
      conjunction(depth);
      made_.postfix_.push_back({kind::disjunction, ""});
    }
  }

  void conjunction(std::size_t depth) {
    operand(depth);
    while (!failed_ && word_ == "and") {
      advance();
      operand(depth);
      made_.postfix_.push_back({kind::conjunction, ""});
    }
  }

  void operand(std::size_t depth) {
    constexpr std::size_t deepest = 64;
    if (depth > deepest) return refuse("nested too deep");
    if (word_ == "not") {
      advance();
      operand(depth + 1);
      made_.postfix_.push_back({kind::negation, ""});
    } else if (word_ == "(") {
      advance();
      disjunction(depth + 1);
      if (word_ != ")") return refuse("')' is missing");
      advance();
    } else if (word_.empty() || word_ == ")" || word_ == "and" || word_ == "or") {
      refuse(word_.empty() ? "a tag is missing at the end" : fmt::format("a tag is missing before '{}'", word_));
    } else if (const auto bad = std::ranges::find_if_not(word_, is_tag_character); bad != word_.end()) {
      refuse(fmt::format("'{}' is not a tag: '{}' cannot stand in one", word_, *bad), hint_for(word_));
    } else {
      made_.postfix_.push_back({kind::tag, std::string(word_)});
      advance();
    }
  }

  std::shared_ptr<const source_file> file_;
  std::string_view text_;
  std::string_view word_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;
  bool failed_ = false;
  diagnostic problem_;
  tag_expression made_;
};

std::expected<tag_expression, diagnostic> tag_expression::parse(std::string_view text) {
  return tag_parser(text).run();
}

bool tag_expression::matches(std::span<const std::string> tags) const {
  std::vector<bool> stack;
  for (const auto& each : postfix_) {
    if (each.what == kind::tag) {
      stack.push_back(std::ranges::find(tags, each.tag) != tags.end());
    } else if (each.what == kind::negation) {
      stack.back() = !stack.back();
    } else {
      const bool right = stack.back();
      stack.pop_back();
      const bool left = stack.back();
      stack.back() = each.what == kind::conjunction ? left && right : left || right;
    }
  }
  return stack.back();
}

std::vector<std::string> tag_expression::tags() const {
  std::vector<std::string> names;
  for (const auto& each : postfix_) {
    if (each.what == kind::tag) names.push_back(each.tag);
  }
  return names;
}

}  // namespace parcours::journey
