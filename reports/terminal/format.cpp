#include "reports/terminal/format.hpp"

#include "harness/base/text.hpp"
#include "harness/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace parcours::reports::terminal {
namespace {

bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  return first < 0x20 || first == 0x7F ||
         (character.size() == 2 && first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0);
}

// The word at the place, which is what a reader looks for: "submit_code" in "- submit_code: {…}".
std::size_t word_length(const source_file& source, const events::place& where) {
  std::string_view rest = source.text;
  for (std::size_t line = 1; line < where.line && !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  if (where.column == 0 || where.column > rest.size()) return 1;
  const std::size_t end = rest.substr(where.column - 1).find_first_of(" :,{}[]\"'\r\n");
  return end == std::string_view::npos ? 1 : std::max<std::size_t>(1, end);
}

source_span span_of(const events::place& where, const std::shared_ptr<const source_file>& source) {
  if (source && where.line != 0) return {source, where.line, where.column, word_length(*source, where)};
  const std::string shown = printable(to_string(where));
  // Without its text the place is shown all the same.
  return shown.empty() ? source_span{} : source_span{std::make_shared<source_file>(source_file{shown, {}}), 0, 0, 1};
}

constexpr std::size_t label_columns = 12;
constexpr std::size_t most_value_lines = 3;  // of what was expected, of what was seen
constexpr std::size_t most_page_lines = 6;
constexpr std::size_t most_page_lines_below_others = 3;  // where several expectations failed

// Writes the texts of a failure, each with its label, no longer than may be shown.
class text_writer {
 public:
  text_writer(std::string& out, extent shown) : out_(out), shown_(shown) {}

  void add(std::string_view label, std::string_view text, std::size_t most) {
    if (text.empty()) return;
    auto lines = split(text, '\n');
    if (!shown_.whole) std::erase_if(lines, [](std::string_view line) { return trim(line).empty(); });
    const bool cut = !shown_.whole && lines.size() > most;
    for (std::size_t i = 0; i < (cut ? most - 1 : lines.size()); ++i)
      line(std::exchange(label, {}), printable(lines[i]));
    if (cut) line(std::exchange(label, {}), fmt::format("… {} more lines", lines.size() - (most - 1)));
  }
  void add(std::string_view label, std::string_view text) { add(label, text, most_value_lines); }

 private:
  void line(std::string_view label, const std::string& text) {
    const bool narrow = !shown_.whole && shown_.width > label_columns;
    out_ += fmt::format("  {:>9} {}\n", label, narrow ? fit(text, shown_.width - label_columns) : text);
  }

  std::string& out_;
  extent shown_;
};

std::string marked(std::string_view kind, const std::string& message, const events::place& where,
                   const std::shared_ptr<const source_file>& source, bool color) {
  return render(diagnostic{.code = kind.empty() ? "failure" : printable(kind),
                           .message = printable(message),
                           .span = span_of(where, source),
                           .hint = {},
                           .notes = {}},
                color);
}

std::string counted(std::size_t count, std::string_view what, ink colour, bool color) {
  const std::string text = fmt::format("{} {}", count, what);
  return count == 0 ? text : paint(text, colour, color);
}

}  // namespace

std::string paint(std::string_view text, ink colour, bool color) {
  constexpr std::array<std::string_view, 4> codes{"\x1b[32m", "\x1b[1;31m", "\x1b[33m", "\x1b[2m"};
  return color ? fmt::format("{}{}\x1b[0m", codes[static_cast<std::size_t>(colour)], text) : std::string(text);
}

std::string printable(std::string_view text) {
  if (!is_utf8(text)) return printable(to_utf8(text));
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::string_view character = text.substr(0, character_size(text));
    const bool space = character == "\n" || character == "\r" || character == "\t";
    out += space ? " " : is_control(character) ? "\uFFFD" : character;
    text.remove_prefix(character.size());
  }
  return out;
}

std::string fit(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t used = 1;  // the mark
  std::size_t end = 0;
  for (;;) {
    const std::string_view character = text.substr(end, character_size(text.substr(end)));
    used += display_width(character);
    if (used > width) break;
    end += character.size();
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string short_time(duration took) {
  namespace chrono = std::chrono;
  const auto ms = chrono::round<chrono::milliseconds>(took);
  if (ms < chrono::seconds(1)) return fmt::format("{} ms", ms.count());
  const auto hundredths = chrono::round<chrono::duration<std::int64_t, std::centi>>(took).count();
  if (hundredths < 6000) return fmt::format("{}.{:02} s", hundredths / 100, hundredths % 100);
  const auto s = chrono::round<chrono::seconds>(took).count();
  return fmt::format("{} min {:02} s", s / 60, s % 60);
}

std::string failure_block(const events::problem& why, std::string_view step,
                          const std::shared_ptr<const source_file>& source, bool color, extent shown) {
  std::string out = marked(why.kind, why.message, why.where, source, color);
  text_writer texts(out, shown);
  texts.add("step:", step);
  texts.add("expected:", why.expected);
  texts.add("seen:", why.seen);
  for (const auto& other : why.further) {
    // A step that a target file spells, or shared steps, may expect in another file.
    out += marked(why.kind, other.message, other.where, other.where.file == why.where.file ? source : nullptr, color);
    texts.add("expected:", other.expected);
    texts.add("seen:", other.seen);
  }
  texts.add("page:", why.page, why.further.empty() ? most_page_lines : most_page_lines_below_others);
  texts.add("mail:", why.mail);
  for (const std::string& path : why.attachments) texts.add("attached:", path);
  return out + '\n';
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + '\'';
}

std::string summary_line(const summary& run, bool color) {
  const events::totals& total = run.total;
  std::string out = run.interrupted ? paint("Interrupted.", ink::red, color) + ' ' : std::string();
  const std::size_t come_to = total.all() - total.not_run;
  out += run.planned > come_to ? fmt::format("{} of {}", come_to, run.planned) : fmt::format("{}", come_to);
  out += std::max(run.planned, total.all()) == 1 ? " journey: " : " journeys: ";
  out += counted(total.passed, "passed", ink::green, color);
  if (total.flaky != 0) out += fmt::format(" ({})", counted(total.flaky, "flaky", ink::yellow, color));
  out += fmt::format(", {}, {}, {}", counted(total.failed, "failed", ink::red, color),
                     counted(total.errors, total.errors == 1 ? "error" : "errors", ink::red, color),
                     counted(total.skipped, "skipped", ink::yellow, color));
  if (total.not_run != 0) out += fmt::format(" ({} not run)", total.not_run);
  out += fmt::format(" in {:.2f} s · seed {}", std::chrono::duration<double>(run.took).count(), run.seed);
  for (const std::string& path : run.artefacts) out += fmt::format(" · {}", printable(path));
  return out + '\n';
}

}  // namespace parcours::reports::terminal
