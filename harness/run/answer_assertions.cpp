// What the portal has answered: the page at hand, its header, the redirects that led there, the cookies that it set.
#include "harness/base/text.hpp"
#include "harness/run/asserting.hpp"
#include "harness/run/expectations.hpp"

#include <algorithm>
#include <ranges>

namespace parcours::run {

using namespace journey;

namespace {

std::string join_lines(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out.append(out.empty() ? "" : "\n").append(part);
  return out;
}

// What the page tells its reader: alerts and notices, or what the target file points at.
std::string messages_of(attempt_context& at) {
  const auto& marked = at.environment().target().messages.message;
  if (marked != message_marks{}.message) return at.browser().current().text_of(marked).value_or("");
  auto all = at.browser().current().alerts();
  std::ranges::move(at.browser().current().statuses(), std::back_inserter(all));
  return join_lines(all);
}

// A text that must not be there is looked for everywhere, and a place that cannot be looked at is not clean.
class search_of_answers {
 public:
  search_of_answers(const searcher& wanted, std::string plain, attempt_context& at)
      : wanted_(wanted), plain_(std::move(plain)), at_(at) {
    for (const auto& one : at.answers()) texts_.emplace_back(one.what->body, one.what->headers);
  }

  /// Where the text stands; "" if nowhere.
  [[nodiscard]] std::string where() {
    const auto& browser = at_.browser();
    if (wanted_.found_in(browser.current().visible_text())) return "on the page";
    if (stands_in(browser.current().source().text())) return "in the source of the page";
    const auto& answers = at_.answers();
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const auto& one = answers[i];
      const auto of = i + 1 == answers.size() ? std::string() : " of the answer " + name_of(one);
      if (!of.empty() && stands_in(texts_[i].text())) return "in the source" + of;
      for (const auto& field : one.what->headers.all()) {
        if (stands_in(field.name + ": " + field.value)) return "in the header " + field.name + of;
      }
      if (stands_in(one.target) || stands_in(percent_decode(one.target).value_or(""))) {
        return "in the address " + one.target;
      }
    }
    return {};
  }
  /// False where a line is longer than a regular expression looks.
  [[nodiscard]] bool sees_all() const {
    if (!wanted_.is_regex()) return true;
    const auto seen = [](const auto& one) { return regex::sees_all(one.text()); };
    return regex::sees_all(at_.browser().current().source().text()) && std::ranges::all_of(texts_, seen);
  }
  /// Why it may stand where it was not found.
  [[nodiscard]] std::optional<error> doubt(std::string_view wanted) const {
    auto found = at_.browser().current().source().doubt(wanted);
    for (auto one = texts_.begin(); one != texts_.end() && !found; ++one) found = one->doubt(wanted);
    return found;
  }

 private:
  static std::string name_of(const attempt_context::answer& one) {
    return std::to_string(one.what->status) + " of " + one.target;
  }

  // Sources, fields and addresses are searched as they were sent, too.
  [[nodiscard]] bool stands_in(const std::string& text) const {
    return wanted_.found_in(text) || (!wanted_.is_regex() && text.contains(plain_));
  }

  const searcher& wanted_;
  std::string plain_;
  attempt_context& at_;
  std::vector<drivers::answer_text> texts_;  // of the answers
};

std::optional<std::string> field_of(const http::fields& all, std::string_view name) {
  std::optional<std::string> value;
  for (const auto& field : all.all()) {
    if (!iequals(field.name, name)) continue;
    value = value ? *value + ", " + field.value : field.value;  // RFC 9110 section 5.3
  }
  return value;
}

}  // namespace

step_result compare(const text_or_none& wanted, const std::optional<std::string>& seen, const std::string& name,
                    const source_span& place, attempt_context& at) {
  if (!wanted) return unless(!seen, place, name, "none", seen.value_or(""));
  const auto text = searcher::of(*wanted, at.values());
  if (!text) return unresolvable(text.error(), place);
  return unless(seen && text->equals(*seen), place, name, show(*wanted, at), seen.value_or("none"));
}

std::string page_name(attempt_context& at) {
  const auto heading = at.browser().current().heading();
  const auto address = http::parse_url(at.browser().url());
  const auto target = address ? address->target : std::string();
  for (const auto& how : at.environment().target().pages) {
    const bool headed = !how.heading || matches_normalized(*how.heading, heading, at.values()).value_or(false);
    const bool placed = !how.url || matches(*how.url, target, at.values()).value_or(false);
    if (headed && placed) return how.name;
  }
  return {};
}

step_result holds(const page_is& wanted, const source_span& place, attempt_context& at) {
  const auto name = at.text(wanted.name);
  if (!name) return unresolvable(name.error(), place);
  if (at.environment().target().page(*name) == nullptr) {
    return step_error("target", "the target file knows no page '" + *name + "'", place);
  }
  const auto here = page_name(at);
  const auto heading = at.browser().current().heading();
  return unless(here == *name, place, "the page", *name,
                here.empty() ? "an unknown page, « " + heading + " »" : here + ", « " + heading + " »");
}

step_result holds(const message_says& wanted, const source_span& place, attempt_context& at) {
  const auto text = searcher::of(wanted.text, at.values());
  if (!text) return unresolvable(text.error(), place);
  const auto& page = at.browser().current();
  const auto told = messages_of(at);
  return unless(text->found_in(told) || text->found_in(page.visible_text()), place, "what the page says",
                show(wanted.text, at), told.empty() ? "no message; " + page.heading() : told);
}

step_result holds(const field_error_says& wanted, const source_span& place, attempt_context& at) {
  const auto text = searcher::of(wanted.message, at.values());
  if (!text) return unresolvable(text.error(), place);
  std::vector<std::string> lines;
  bool found = false;
  for (const auto& one : at.browser().current().field_errors()) {
    const std::string label(drivers::bare_label(one.label));
    lines.push_back(label + ": " + one.message);
    const bool asked = !wanted.label || normalized(drivers::bare_label(*wanted.label)) == normalized(label) ||
                       *wanted.label == one.name;
    found = found || (asked && text->found_in(one.message));
  }
  return unless(found, place, "the message beside the field",
                (wanted.label ? *wanted.label + ": " : "") + show(wanted.message, at),
                lines.empty() ? "no field is marked as wrong" : join_lines(lines));
}

step_result holds(const absent_text& wanted, const source_span& place, attempt_context& at) {
  for (const auto needed : {drivers::capability::header_fields, drivers::capability::exchanges}) {
    if (auto able = at.need(needed, place); !able) return able;
  }
  const auto text = searcher::of(wanted.text, at.values());
  if (!text) return unresolvable(text.error(), place);
  const auto words = at.text(wanted.text.text).value_or("");
  search_of_answers search(*text, wanted.text.is_regex ? std::string() : words, at);
  auto where = search.where();
  if (where.empty() && !search.sees_all()) {
    return step_error("step", "the source has a line too long for a regular expression: write plain text", place);
  }
  if (const auto doubt = where.empty() ? search.doubt(words) : std::nullopt) {
    return step_error(doubt->code, doubt->message, place);
  }
  if (where.empty()) return {};
  return assertion_failed("expectation", "what must be absent is there", "no " + unresolved(wanted.text),
                          std::move(where), place);
}

step_result holds(const status_is& wanted, const source_span& place, attempt_context& at) {
  if (auto able = at.need(drivers::capability::status, place); !able) return able;
  return unless(at.browser().status() == wanted.status, place, "the HTTP status", std::to_string(wanted.status),
                std::to_string(at.browser().status()));
}

step_result holds(const url_matches& wanted, const source_span& place, attempt_context& at) {
  const auto text = searcher::of(wanted.text, at.values());
  if (!text) return unresolvable(text.error(), place);
  return unless(text->found_in(at.browser().url()), place, "the address of the page", show(wanted.text, at),
                at.browser().url());
}

step_result holds(const header_is& wanted, const source_span& place, attempt_context& at) {
  if (auto able = at.need(drivers::capability::header_fields, place); !able) return able;
  return compare(wanted.value, field_of(at.browser().headers(), wanted.name), "the header " + wanted.name, place, at);
}

step_result holds(const cookie_is& wanted, const source_span& place, attempt_context& at) {
  const auto* held = at.browser().cookie_named(wanted.name);
  const auto name = "the cookie " + wanted.name;
  if (held == nullptr) {
    const bool none = wanted.part == cookie_part::value && !wanted.text;
    return unless(none, place, name, "a cookie", "no such cookie");
  }
  const auto flag = [&](bool is_set, const std::string& word) {
    return unless(is_set == wanted.is_set, place, name, wanted.is_set ? word : "not " + word,
                  is_set ? word : "not " + word);
  };
  switch (wanted.part) {
    case cookie_part::secure:
      return flag(held->secure, "Secure");
    case cookie_part::http_only:
      return flag(held->http_only, "HttpOnly");
    case cookie_part::value:
      return compare(wanted.text, held->value, name, place, at);
    case cookie_part::path:
      return compare(wanted.text, held->path, "the path of " + name, place, at);
    case cookie_part::same_site:
      break;
  }
  const auto said = held->same_site.empty() ? std::nullopt : std::optional(held->same_site);
  return compare(wanted.text, said, "SameSite of " + name, place, at);
}

}  // namespace parcours::run
