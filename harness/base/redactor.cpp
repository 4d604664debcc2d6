#include "harness/base/redactor.hpp"

#include "harness/base/automaton.hpp"
#include "harness/base/folding.hpp"
#include "harness/base/readings.hpp"
#include "harness/base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

namespace parcours {
namespace {

using std::size_t;
using std::string_view;

constexpr string_view mark = "[redacted]";
constexpr size_t shortest_secret = 3;    // bytes
constexpr size_t shortest_line = 4;      // characters
constexpr size_t long_pattern = 8;       // folded bytes, from which on case and white space make no difference
constexpr size_t longest_spelling = 24;  // bytes for one, escapes in escapes and white space counted: "&amp;#x0000e9;"

size_t characters(string_view text) {
  return static_cast<size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// What folding takes from the last bytes of a text: bit i tells of the byte i places before the last.
struct lost {
  std::uint64_t gaps = 0;   // white space before it
  std::uint64_t cases = 0;  // upper case

  void take(const folded_byte& one) {
    gaps = gaps << 1U | (one.gap ? 1U : 0U);
    cases = cases << 1U | (one.upper ? 1U : 0U);
  }
  // Whether both lost the same within the last `size` bytes, fewer than 64; white space before them does not count.
  [[nodiscard]] bool same(const lost& other, size_t size) const {
    const std::uint64_t all = (1ULL << size) - 1;
    return ((gaps ^ other.gaps) & all >> 1U) == 0 && ((cases ^ other.cases) & all) == 0;
  }
};

struct pattern_text {
  std::string bytes;
  lost of;
  bool spaced = false;  // white space within it
  bool strict = false;  // what was lost must be the same
};

pattern_text pattern_of(string_view text) {
  pattern_text made;
  fold(text, [&](const folded_byte& one) {
    made.spaced = made.spaced || (one.gap && !made.bytes.empty());
    made.of.take(one);
    made.bytes += static_cast<char>(one.value);
  });
  made.strict = made.bytes.size() < long_pattern;
  return made;
}

// The texts by which a value may be known: itself, its lines, and with what is no UTF-8 replaced, as reports have it.
std::vector<std::string> forms_of(string_view value) {
  std::vector<std::string> made{std::string(value)};
  if (!is_utf8(value)) made.push_back(to_utf8(value));
  const auto whole = made;
  for (const string_view form : whole) {
    for (const string_view line : split(form, '\n')) {
      for (const string_view part : split(line, '\r')) {
        const auto trimmed = trim(part);
        if (trimmed.size() < form.size() && characters(trimmed) >= shortest_line) made.emplace_back(trimmed);
      }
    }
  }
  return made;
}

// What was redacted is no leak, even of a secret such as "red".
void drop_marked(std::vector<redactor::hit>& found, std::vector<redactor::hit>& marks) {
  if (marks.empty()) return;
  std::ranges::sort(marks, {}, &redactor::hit::begin);
  for (size_t i = 1; i < marks.size(); ++i) marks[i].end = std::max(marks[i].end, marks[i - 1].end);
  std::erase_if(found, [&](const redactor::hit& one) {
    const auto after = std::ranges::upper_bound(marks, one.begin, {}, &redactor::hit::begin);
    return after != marks.begin() && one.end <= std::prev(after)->end;
  });
}

}  // namespace

class redactor::patterns {
 public:
  explicit patterns(std::span<const secret> secrets) {
    reading_.plausible = plausible_bytes();
    add(mark, marked);
    for (size_t i = 0; i < secrets.size(); ++i) {
      names_.push_back(secrets[i].name);
      if (!hides(secrets[i].value)) continue;
      for (const auto& form : forms_of(secrets[i].value)) add_readings(form, i);
    }
    tree_.link();
    reading_.shortest = shortest_;
    reading_.spaces = spaces_;
  }

  [[nodiscard]] const std::string& name(size_t secret) const { return names_[secret]; }
  [[nodiscard]] size_t overlap() const { return longest_ * longest_spelling + 4096; }

  // Calls sink(byte, pattern) for each byte of the folded text with the longest pattern that ends there, or nullptr.
  // Returns the steps taken.
  template <class Sink>
  size_t search(string_view text, Sink&& sink) const {
    automaton::state state = automaton::start;
    lost of;
    size_t steps = 0;
    fold(text, [&](const folded_byte& one) {
      of.take(one);
      state = tree_.next(state, one.value, steps);
      sink(one, ending(state, of));
    });
    return steps;
  }

  // Whether find() finds anything in the text as it stands, without keeping anything.
  [[nodiscard]] bool stands_in(string_view text, size_t& steps) const {
    bool found = false;
    if (std::ranges::none_of(text, [this](char c) { return starts_[static_cast<unsigned char>(c)]; })) return false;
    steps += search(text, [&](const folded_byte&, const pattern* which) {
      found = found || (which != nullptr && which->secret != marked);
    });
    return found;
  }

  void find(const reading& in, std::vector<hit>& secrets, std::vector<hit>& marks, size_t& steps) const {
    std::vector<std::uint32_t> begins;
    steps += search(in.bytes(), [&](const folded_byte& last, const pattern* which) {
      begins.push_back(static_cast<std::uint32_t>(last.begin));
      if (which == nullptr) return;
      const size_t first = begins[begins.size() - which->size];
      (which->secret == marked ? marks : secrets).push_back({in.begin(first), in.end(last.end - 1), which->secret});
    });
  }

  [[nodiscard]] const reading_options& how_to_read() const { return reading_; }

  static constexpr size_t marked = SIZE_MAX;  // in place of a secret

 private:
  struct pattern {
    size_t size;
    lost of;
    bool strict;
    size_t secret;

    [[nodiscard]] bool fits(const lost& there) const { return !strict || of.same(there, size); }
  };

  [[nodiscard]] const pattern* ending(automaton::state state, const lost& of) const {
    for (auto at = tree_.ending(state); at != automaton::start; at = tree_.shorter(at)) {
      for (const pattern& each : ending_.at(at)) {
        if (each.fits(of)) return &each;
      }
    }
    return nullptr;
  }

  static std::array<bool, 256> plausible_bytes() {
    std::array<bool, 256> made{};
    for (size_t byte = ' '; byte <= '~'; ++byte) made[byte] = true;
    for (const char c : string_view("\t\r\n")) made[static_cast<unsigned char>(c)] = true;
    return made;
  }

  // A value that looks encoded itself may be known decoded: an encoder that leaves its signs alone makes it so.
  void add_readings(string_view form, size_t secret) {
    for (const char c : form) note_byte(static_cast<unsigned char>(c));
    reading_options how;
    how.packed = false;
    const auto readings = readings_of(form, how);
    for (const auto& one : readings) {
      if (one.depth == 0 || hides(one.bytes())) add(one.bytes(), secret);
    }
  }

  void note_byte(unsigned char byte) {
    reading_.plausible[byte] = true;
    if (byte >= 0x80) std::fill(reading_.plausible.begin() + 0x80, reading_.plausible.end(), true);
  }

  // The bytes of a text that may fold to this one; of those beyond ASCII none becomes a digit.
  void note_start(unsigned char folded) {
    starts_[folded] = true;
    if (folded >= '0' && folded <= '9') return;
    if (folded >= 'a' && folded <= 'z') starts_[folded - 'a' + 'A'] = true;
    std::fill(starts_.begin() + 0x80, starts_.end(), true);
  }

  void add(string_view text, size_t secret) {
    const auto made = pattern_of(text);
    if (made.bytes.empty()) return;
    longest_ = std::max(longest_, text.size());
    if (secret != marked) {
      spaces_ = spaces_ || made.spaced;
      shortest_ = std::min(shortest_, is_ascii(made.bytes) ? made.bytes.size() : (made.bytes.size() + 2) / 3);
    }
    if (secret != marked) note_start(static_cast<unsigned char>(made.bytes[0]));
    auto& there = ending_[tree_.insert(made.bytes)];
    const bool known = std::ranges::any_of(there, [&](const pattern& one) { return one.fits(made.of); });
    if (!known) there.push_back({made.bytes.size(), made.of, made.strict, secret});
  }

  std::vector<std::string> names_;
  automaton tree_;
  std::map<automaton::state, std::vector<pattern>> ending_;
  std::array<bool, 256> starts_{};  // the bytes of a text with which a secret can begin
  reading_options reading_;
  size_t shortest_ = SIZE_MAX;
  size_t longest_ = 0;
  bool spaces_ = false;
};

redactor::redactor(std::span<const secret> secrets) {
  if (std::ranges::any_of(secrets, [](const secret& one) { return hides(one.value); })) {
    known_ = std::make_shared<const patterns>(secrets);
  }
}

bool redactor::hides(string_view value) {
  return trim(value).size() >= shortest_secret && pattern_of(value).bytes.size() + 1 >= shortest_secret;
}

std::vector<redactor::hit> redactor::find(string_view text, size_t* steps) const {
  std::vector<hit> found;
  if (empty()) return found;
  size_t counted = text.size();
  const bool as_is = known_->stands_in(text, counted);
  if (!as_is && !may_be_read_otherwise(text, known_->how_to_read())) {
    if (steps != nullptr) *steps = counted;
    return found;
  }
  std::vector<hit> marks;
  const auto readings = readings_of(text, known_->how_to_read());
  for (const auto& one : readings) {
    counted += one.bytes().size();
    if (one.depth > 0 || as_is) known_->find(one, found, marks, counted);
  }
  drop_marked(found, marks);
  std::ranges::sort(found, {}, &hit::begin);
  if (steps != nullptr) *steps = counted;
  return found;
}

std::string redactor::apply(std::string text) const {
  const auto found = find(text);
  if (found.empty()) return text;
  std::string out;
  size_t kept = 0;
  for (size_t i = 0; i < found.size();) {
    const size_t begin = found[i].begin;
    size_t end = found[i].end;
    for (++i; i < found.size() && found[i].begin < end; ++i) end = std::max(end, found[i].end);
    out.append(text, kept, begin - kept).append(mark);
    kept = end;
  }
  return out.append(text, kept);
}

std::optional<std::string> redactor::leak_in(string_view bytes) const {
  const auto found = find(bytes);
  if (found.empty()) return std::nullopt;
  return known_->name(found.front().secret);
}

const std::string& redactor::name_of(size_t secret) const { return known_->name(secret); }

size_t redactor::overlap() const { return known_ ? known_->overlap() : 0; }

}  // namespace parcours
