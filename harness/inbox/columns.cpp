#include "harness/inbox/columns.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/fold.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace parcours::inbox {

namespace {

constexpr std::size_t longest_head = 80;  // bytes; what is longer is a sentence

struct cell {
  std::string_view text;
  std::span<mark> marks;
};

// The cells of a line, whose marks stand at the beginning of `marks` and are taken off it.
std::vector<cell> cells_of(std::string_view line, std::size_t begin, std::span<mark>& marks) {
  std::vector<cell> cells;
  for (const auto text : split(line, '\t')) {
    std::size_t count = 0;
    while (count < marks.size() && marks[count].begin < begin + text.size() + 1) ++count;
    cells.push_back({text, marks.first(count)});
    marks = marks.subspan(count);
    begin += text.size() + 1;
  }
  return cells;
}

sense says(const cell& head) {
  auto said = sense::neutral;
  for (const auto& one : head.marks) {
    if (one.is(sense::old) || one.is(sense::expired)) return sense::label;
    if (one.is_code() || one.is(sense::other_code) || one.is(sense::label) || one.is(sense::holder)) said = one.means;
  }
  return said;
}

bool can_be_head(const cell& one) {
  const auto ends_sentence = [](char c) { return c == '.' || c == '!' || c == '?' || c == ','; };
  return one.text.empty() || (one.text.size() <= longest_head && std::ranges::none_of(one.text, is_digit) &&
                              !ends_sentence(one.text.back()));
}

bool has_words(const cell& one) { return std::ranges::any_of(one.text, is_word); }

std::size_t numbers_in(std::span<const cell> row) {
  std::size_t count = 0;
  for (const auto& one : row) {
    count += std::ranges::any_of(one.marks, [](const mark& m) { return m.what == mark::kind::number; }) ? 1 : 0;
  }
  return count;
}

// Numbers side by side are told by their headings alone, even if it is not known what these are.
void give(std::span<cell> row, const std::vector<sense>& heads) {
  const bool fits = heads.size() == row.size();
  if (!fits && numbers_in(row) < 2) return;
  for (std::size_t i = 0; i < row.size(); ++i) {
    for (auto& one : row[i].marks) {
      if (one.what == mark::kind::number) one.heading = fits ? heads[i] : sense::neutral;
    }
  }
}

}  // namespace

void set_headings(std::string_view text, std::span<mark> marks) {
  if (!text.contains('\t')) return;
  std::vector<sense> heads;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    auto row = cells_of(text.substr(begin, end - begin), begin, marks);
    begin = end + 1;
    if (std::ranges::none_of(row, has_words)) continue;  // a rule, or nothing
    if (row.size() > 1 && std::ranges::all_of(row, can_be_head)) {
      heads.clear();
      std::ranges::transform(row, std::back_inserter(heads), says);
    } else if (row.size() > 1) {
      give(row, heads);
    }
    if (row.size() != heads.size()) heads.clear();
  }
}

}  // namespace parcours::inbox
