#include "harness/inbox/marks.hpp"

#include "harness/inbox/columns.hpp"
#include "harness/inbox/fold.hpp"
#include "harness/inbox/numbers.hpp"

#include <algorithm>
#include <utility>

namespace parcours::inbox {

namespace {

class reader {
 public:
  explicit reader(std::string_view text) : text_(text) {}

  std::vector<mark> read() {
    while (i_ < text_.size()) {
      if (is_digit(text_[i_])) {
        read_run();
      } else if (const auto cue = cue_at(text_, i_)) {
        add(mark::kind::cue, i_, i_ + cue->words.size());
        marks_.back().means = cue->means;
        move_to(marks_.back().end);
      } else if (is_word(text_[i_])) {
        skip_word();
      } else {
        read_sign();
      }
    }
    return std::move(marks_);
  }

 private:
  void read_run() {
    const auto run = read_digits(text_, i_);
    for (const auto& [begin, end] : run.numbers) {
      move_to(begin);
      if (!in_address_) add(mark::kind::number, begin, end);
    }
    move_to(run.end);
  }

  void skip_word() {
    auto end = i_ + 1;
    while (end < text_.size() && is_word(text_[end]) && !is_digit(text_[end])) ++end;
    move_to(end);
  }

  void read_sign() {
    const char c = text_[i_];
    const char next = i_ + 1 < text_.size() ? text_[i_ + 1] : ' ';
    if ((c == '.' || c == '!' || c == '?') && i_ + 1 < text_.size() && is_white(next)) {
      add(mark::kind::sentence_end, i_, i_ + 1);
    } else if (c == '\n' && next == '\n') {
      add(mark::kind::blank_line, i_, i_ + 1);
    } else if (text_.substr(i_).starts_with("://")) {
      in_address_ = true;
    }
    if (is_white(c)) in_address_ = false;
    move_to(i_ + 1);
  }

  void add(mark::kind what, std::size_t begin, std::size_t end) { marks_.push_back({what, begin, end, at_}); }

  void move_to(std::size_t end) {
    const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; };
    at_ += static_cast<std::size_t>(std::ranges::count_if(text_.substr(i_, end - i_), begins_character));
    i_ = end;
  }

  std::string_view text_;
  std::vector<mark> marks_;
  std::size_t i_ = 0;
  std::size_t at_ = 0;       // in characters
  bool in_address_ = false;  // a URL, whose numbers are none
};

}  // namespace

std::vector<mark> marks_of(std::string_view text) {
  auto marks = reader(text).read();
  set_headings(text, marks);
  return marks;
}

}  // namespace parcours::inbox
