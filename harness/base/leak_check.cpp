#include "harness/base/leak_check.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>

namespace parcours {
namespace {

using std::size_t;
using std::string_view;

constexpr size_t part_size = 4U << 20U;
constexpr size_t longest_own = 128;   // no word or number of an artefact's own is longer
constexpr size_t chance_digits = 10;  // digits that a number of the log may have by chance

constexpr string_view own_words =
    " run_started journey_planned journey_started step_finished journey_finished run_interrupted run_finished "
    "log_closed step_started http_exchanged page_shown mail_received captcha_checked time_moved evidence_cut browser"
    " portal wait retry refused fault dropped"
    " passed failed error skipped interrupted parcours local sim target true false null"
    " xml version encoding UTF-8 CDATA quot apos amp nbsp testsuites testsuite testcase failure properties property"
    " tests failures errors time timestamp hostname classname name value message type file line package system-out"
    " system-err rerunFailure rerunError flakyFailure flakyError stackTrace seed world synthetic data tags expected"
    " seen page mail at attempt the run ended before this journey did not was ";
constexpr auto numeric_attributes = std::to_array<string_view>(
    {"tests", "failures", "errors", "skipped", "assertions", "time", "timestamp", "line", "id"});

bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; }
// What numbers, dates and check sums consist of.
bool is_number(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || string_view(".:TZ-").contains(c);
}

struct token {
  size_t begin;
  size_t end;
};

template <class Is>
token around(string_view text, const redactor::hit& one, Is is) {
  token made{one.begin, one.end};
  while (made.begin > 0 && is(text[made.begin - 1])) --made.begin;
  while (made.end < text.size() && is(text[made.end])) ++made.end;
  return made;
}

bool stands_before(string_view text, size_t at, string_view what) { return text.substr(0, at).ends_with(what); }

// The harness's own words as a whole, and keys of the log.
bool is_own_word(string_view text, const token& word) {
  if (own_words.contains(" " + std::string(text.substr(word.begin, word.end - word.begin)) + " ")) return true;
  return stands_before(text, word.begin, "\"") && text.substr(word.end).starts_with("\":");
}

bool is_numeric_attribute(string_view text, size_t begin) {
  return std::ranges::any_of(numeric_attributes, [&](string_view name) {
    return begin > name.size() + 2 && text.substr(0, begin).ends_with("=\"") &&
           text.substr(0, begin - 2).ends_with(name) && text[begin - 3 - name.size()] == ' ';
  });
}

bool is_own_number(string_view text, const redactor::hit& one, token number) {
  if (one.end - one.begin >= chance_digits) return false;
  while (number.begin < one.begin && text[number.begin] == ':') ++number.begin;
  while (number.end > one.end && text[number.end - 1] == ':') --number.end;
  if (number.begin < one.begin || number.end > one.end) return true;
  const bool json = stands_before(text, one.begin, "\":");
  const bool line = stands_before(text, one.begin, ".yaml:") || stands_before(text, one.begin, ".yml:");
  return json || line || is_numeric_attribute(text, one.begin);
}

// A hit at the edge of a part is seen whole in the part beside it.
bool is_cut(string_view text, const token& of, bool first, bool last) {
  if (of.end - of.begin > longest_own) return false;
  return (of.begin == 0 && !first) || (of.end == text.size() && !last);
}

bool is_leak(string_view text, const redactor::hit& one, bool first, bool last) {
  const auto hit = text.substr(one.begin, one.end - one.begin);
  const auto word = around(text, one, is_word);
  if (is_cut(text, word, first, last)) return false;
  if (std::ranges::all_of(hit, is_word) && is_own_word(text, word)) return false;
  if (!std::ranges::all_of(hit, is_number)) return true;
  const auto number = around(text, one, is_number);
  return !is_cut(text, number, first, last) && !is_own_number(text, one, number);
}

}  // namespace

std::optional<std::string> leak_in(string_view text, const redactor& secrets, bool first, bool last) {
  for (const auto& one : secrets.find(text)) {
    if (is_leak(text, one, first, last)) return secrets.name_of(one.secret);
  }
  return std::nullopt;
}

std::optional<std::string> leak_in(std::istream& from, const redactor& secrets) {
  if (secrets.empty()) return std::nullopt;
  const size_t kept = secrets.overlap();
  std::string text;
  for (bool first = true;; first = false) {
    const size_t before = text.size();
    text.resize(before + std::max(part_size, kept));
    from.read(text.data() + before, static_cast<std::streamsize>(text.size() - before));
    text.resize(before + static_cast<size_t>(from.gcount()));
    const bool last = !from;
    if (auto found = leak_in(text, secrets, first, last)) return found;
    if (last) return std::nullopt;
    text.erase(0, text.size() - std::min(text.size(), kept));
  }
}

}  // namespace parcours
