#include "harness/base/folding.hpp"

#include "harness/base/utf8.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <span>

namespace parcours {
namespace {

constexpr std::size_t longest_decomposition = 4;  // of a character into NFD, case folded
constexpr std::size_t most_marks = 5;             // no letter of any language has more accents
static_assert((1 + most_marks) * longest_decomposition <= folded_cluster::most_characters);

struct folded_character {
  utf8proc_int32_t value = 0;
  int combining = 0;  // its class; 0: it begins a cluster
  bool upper = false;
  std::size_t begin = 0;
  std::size_t end = 0;
};

int combining_class(utf8proc_int32_t value) { return utf8proc_get_property(value)->combining_class; }

// A byte that is no UTF-8 is taken for Latin-1, as old pages and mails have it.
code_point character_at(std::string_view text, std::size_t at) {
  const code_point c = decode_at(text, at);
  return c.value >= 0 ? c : code_point{static_cast<unsigned char>(text[at]), 1};
}

class cluster_reader {
 public:
  void take(code_point c, std::size_t at) {
    const bool upper = utf8proc_tolower(c.value) != c.value;
    std::array<utf8proc_int32_t, longest_decomposition> parts{};
    int ignored = 0;
    constexpr auto how = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    const auto count = utf8proc_decompose_char(c.value, parts.data(), parts.size(), how, &ignored);
    if (count < 0 || count > static_cast<utf8proc_ssize_t>(parts.size())) return add(c.value, upper, at, at + c.size);
    for (const auto part : std::span(parts).first(static_cast<std::size_t>(count))) add(part, upper, at, at + c.size);
  }

  // UAX 15: accents in the order of their classes, so that two orders of typing them are one text.
  void order_marks() {
    const auto is_mark = [](const folded_character& c) { return c.combining != 0; };
    const auto all = std::span(characters_).first(count_);
    for (auto from = std::ranges::find_if(all, is_mark); from != all.end();
         from = std::find_if(from, all.end(), is_mark)) {
      const auto to = std::find_if_not(from, all.end(), is_mark);
      if (to - from > 1) order(std::span(from, to));
      from = to;
    }
  }

  void write(folded_cluster& out) const {
    for (const auto& c : std::span(characters_).first(count_)) {
      std::array<utf8proc_uint8_t, 4> utf8{};
      const auto size = static_cast<std::size_t>(utf8proc_encode_char(c.value, utf8.data()));
      for (const auto byte : std::span(utf8).first(size))
        out.bytes[out.size++] = {byte, false, c.upper, c.begin, c.end};
    }
  }

 private:
  void add(utf8proc_int32_t value, bool upper, std::size_t begin, std::size_t end) {
    const int combining = combining_class(value);
    characters_[count_++] = {value, combining, upper && combining == 0, begin, end};
  }

  static void order(std::span<folded_character> marks) {
    std::ranges::stable_sort(marks, {}, &folded_character::combining);
    const std::size_t begin = std::ranges::min(marks, {}, &folded_character::begin).begin;
    const std::size_t end = std::ranges::max(marks, {}, &folded_character::end).end;
    for (auto& each : marks) each.begin = begin, each.end = end;
  }

  std::array<folded_character, folded_cluster::most_characters> characters_{};
  std::size_t count_ = 0;
};

bool is_space(std::int32_t value) {
  if (value < 0x80) return value == ' ' || (value >= '\t' && value <= '\r');
  if (value == 0x85) return true;  // next line: white space, though its category is "control"
  const utf8proc_category_t category = utf8proc_category(value);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

bool is_typographic_apostrophe(std::int32_t value) {
  return value == 0x2019 || value == 0x2018 || value == 0x201B || value == 0x02BC;
}

/// U+2010 and its like that does not break lines.
bool is_typographic_hyphen(std::int32_t value) { return value == 0x2010 || value == 0x2011; }

bool is_mark_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || static_cast<unsigned char>(text[at]) < 0x80) return false;
  return combining_class(character_at(text, at).value) != 0;
}

}  // namespace

char plain_form(std::int32_t code_point) {
  if (is_space(code_point)) return ' ';
  if (is_typographic_apostrophe(code_point)) return '\'';
  return is_typographic_hyphen(code_point) ? '-' : '\0';
}

void fold_cluster(std::string_view text, std::size_t at, folded_cluster& out) {
  const code_point first = character_at(text, at);
  out.size = 0;
  out.space = false;
  out.next = at + first.size;
  if (const char plain = plain_form(first.value); plain != '\0') {
    out.space = plain == ' ';
    if (!out.space) out.bytes[out.size++] = {static_cast<unsigned char>(plain), false, false, at, out.next};
    return;
  }
  cluster_reader reader;
  reader.take(first, at);
  for (std::size_t marks = 0; marks < most_marks && is_mark_at(text, out.next); ++marks) {
    const code_point mark = character_at(text, out.next);
    reader.take(mark, out.next);
    out.next += mark.size;
  }
  reader.order_marks();
  reader.write(out);
}

}  // namespace parcours
