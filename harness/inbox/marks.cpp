#include "harness/inbox/marks.hpp"

#include "harness/inbox/columns.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parcours::inbox {

namespace {

// "رمز تتبع" names another code, "رمز هو" and "رمز جديد" do not.
bool is_construct_of_another_kind(std::string_view words, std::string_view after) {
  constexpr auto bare = std::to_array<std::string_view>({"رمز", "كود", "قن"});
  constexpr auto ours = std::to_array<std::string_view>({"هو", "هي", "جديد", "خاص", "الخاص", "التالي", "لمرة", "مؤقت"});
  if (std::ranges::find(bare, words) == bare.end() || !after.starts_with(' ')) return false;
  const auto rest = after.substr(1);
  if (rest.empty() || static_cast<unsigned char>(rest.front()) < 0x80) return false;
  return std::ranges::none_of(ours, [rest](auto word) { return rest.starts_with(word); });
}

// "code de conduite" is no code that a mail brings, "code de vérification" is a cue of its own.
bool is_of_another_kind(std::string_view after) {
  constexpr auto of = std::to_array<std::string_view>({" de ", " du ", " des ", " d'", " of "});
  constexpr auto ours = std::to_array<std::string_view>({"votre ", "vos ", "your ", "4 ", "5 ", "6 ", "8 ", "la part"});
  const auto lead = std::ranges::find_if(of, [after](auto word) { return after.starts_with(word); });
  if (lead == of.end()) return false;
  const auto rest = after.substr(lead->size());
  return std::ranges::none_of(ours, [rest](auto word) { return rest.starts_with(word); });
}

bool is_latin(char c) { return c >= 'a' && c <= 'z'; }

class reader {
 public:
  explicit reader(const folded_text& text) : all_(text), text_(text.text) {}

  std::vector<mark> read() {
    while (i_ < text_.size()) {
      if (i_ == 0 || text_[i_ - 1] == '\n') begin_line();
      if (!read_token(read_key(all_, i_)) && !read_number() && !read_cue())
        is_word(text_[i_]) ? skip_word() : read_sign();
    }
    return std::move(marks_);
  }

 private:
  void begin_line() {
    line_is_quoted_ = text_[i_] == '>';
    line_ = i_;
  }

  bool read_number() { return is_digit(text_[i_]) && read_token(read_digits(text_, i_)); }

  bool read_token(const token_run& run) {
    if (run.end == i_) return false;
    for (const auto& one : run.tokens) {
      move_to(one.begin);
      if (!in_address_) add(mark::kind::number, one.begin, one.end).looks = one.looks;
    }
    move_to(run.end);
    return true;
  }

  bool read_cue() {
    auto cue = cue_at(text_, i_);
    if (!cue) return false;
    const auto end = i_ + cue->words.size();
    if (cue->means == sense::quotes || (cue->means == sense::wrote && ends_heading(end))) rest_is_quoted_ = true;
    const auto after = text_.substr(end);
    const bool of_another_kind = is_of_another_kind(after) || is_construct_of_another_kind(cue->words, after);
    if (cue->means == sense::code && of_another_kind) cue->means = sense::other_code;
    if (!quoted()) add(mark::kind::cue, i_, end).means = cue->means;
    move_to(end);
    return true;
  }

  // "Le 3 mars 2026, A. Martin a écrit :", alone on its line.
  [[nodiscard]] bool ends_heading(std::size_t end) const {
    const auto line = text_.substr(line_);
    const bool dated = line.starts_with("le ") || line.starts_with("on ") || !is_latin(line.front());
    return dated && (end == text_.size() || text_[end] == '\n');
  }

  void skip_word() {
    auto end = i_ + 1;
    while (end < text_.size() && is_word(text_[end]) && !is_digit(text_[end])) ++end;
    move_to(end);
  }

  void read_sign() {
    const char c = text_[i_];
    const char next = i_ + 1 < text_.size() ? text_[i_ + 1] : ' ';
    const bool leader = c == '.' && i_ > 0 && (text_[i_ - 1] == '.' || text_[i_ - 1] == ' ');  // "Code ....... 048213"
    if ((c == '.' || c == '!' || c == '?') && !leader && i_ + 1 < text_.size() && is_white(next)) {
      add(mark::kind::sentence_end, i_, i_ + 1);
    } else if (c == '\n' && next == '\n') {
      add(mark::kind::blank_line, i_, i_ + 1);
    } else if (text_.substr(i_).starts_with("://")) {
      in_address_ = true;
    }
    if (is_white(c)) in_address_ = false;
    move_to(i_ + 1);
  }

  [[nodiscard]] bool quoted() const { return line_is_quoted_ || rest_is_quoted_; }

  mark& add(mark::kind what, std::size_t begin, std::size_t end) {
    marks_.push_back({what, begin, end, at_});
    marks_.back().quoted = quoted();
    return marks_.back();
  }

  void move_to(std::size_t end) {
    const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; };
    at_ += static_cast<std::size_t>(std::ranges::count_if(text_.substr(i_, end - i_), begins_character));
    i_ = end;
  }

  const folded_text& all_;
  std::string_view text_;
  std::vector<mark> marks_;
  std::size_t i_ = 0;
  std::size_t at_ = 0;       // in characters
  std::size_t line_ = 0;     // where the line begins
  bool in_address_ = false;  // a URL, whose numbers are none
  bool line_is_quoted_ = false;
  bool rest_is_quoted_ = false;
};

}  // namespace

std::vector<mark> marks_of(const folded_text& text) {
  auto marks = reader(text).read();
  set_headings(text.text, marks);
  return marks;
}

}  // namespace parcours::inbox
