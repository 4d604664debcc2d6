#include "harness/base/readings.hpp"

#include "harness/base/encoded_words.hpp"
#include "harness/base/entities.hpp"
#include "harness/base/utf8.hpp"

#include <algorithm>
#include <optional>

namespace parcours {
namespace {

using std::size_t;
using std::string_view;

// What an escape stands for: `size` bytes of text for `bytes`; size 0: it is none.
struct spelling {
  std::string bytes;
  size_t size = 0;
};

constexpr auto hex_values = [] {
  std::array<signed char, 256> table{};
  table.fill(-1);
  for (size_t i = 0; i < 10; ++i) table['0' + i] = static_cast<signed char>(i);
  for (size_t i = 0; i < 6; ++i) table['a' + i] = table['A' + i] = static_cast<signed char>(10 + i);
  return table;
}();

int hex_value(char c) { return hex_values[static_cast<unsigned char>(c)]; }

std::optional<std::uint32_t> hex_number(string_view text, size_t at, size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(at, digits)) {
    if (hex_value(c) < 0) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(hex_value(c));
  }
  return value;
}

spelling one_byte(std::optional<std::uint32_t> value, size_t size) {
  return value ? spelling{std::string(1, static_cast<char>(*value)), size} : spelling{};
}

spelling one_character(std::uint32_t value, size_t size) {
  spelling made;
  if (append_code_point(made.bytes, value)) made.size = size;
  return made;
}

// Each takes a text that begins with its sign.
spelling percent(string_view text) { return text[0] == '+' ? spelling{" ", 1} : one_byte(hex_number(text, 1, 2), 3); }

spelling html(string_view text) {
  const auto found = character_reference_at(text);
  return found.size == 0 ? spelling{} : one_character(found.value, found.size);
}

// RFC 8259 section 7, and what JavaScript and Python write beside it.
spelling json(string_view text) {
  if (text.size() < 2) return {};
  if (text[1] == 'x') return one_byte(hex_number(text, 2, 2), 4);
  if (text[1] != 'u') {
    constexpr string_view letters = "\"\\/'bfnrt";
    const size_t which = letters.find(text[1]);
    return which == string_view::npos ? spelling{} : spelling{{"\"\\/'\b\f\n\r\t"[which]}, 2};
  }
  const auto unit = hex_number(text, 2, 4);
  if (!unit) return {};
  if (*unit < 0xD800 || *unit > 0xDBFF) return one_character(*unit, 6);
  const auto low = text.substr(6).starts_with("\\u") ? hex_number(text, 8, 4) : std::nullopt;
  if (!low || *low < 0xDC00 || *low > 0xDFFF) return {};
  return one_character(0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00), 12);
}

// The same where backslashes that are not escaped stand before an escape.
spelling json_behind_backslashes(string_view text) {
  return text.substr(1).starts_with('\\') ? spelling{} : json(text);
}

// RFC 2045 section 6.7, with its soft line breaks.
spelling quoted_printable(string_view text) {
  if (text[0] == '_') return {" ", 1};
  size_t at = text.find_first_not_of(" \t", 1);
  if (at != string_view::npos && (text[at] == '\r' || text[at] == '\n')) {
    at += text.substr(at).starts_with("\r\n") ? 2 : 1;
    return {{}, at};
  }
  return one_byte(hex_number(text, 1, 2), 3);
}

struct escape {
  char sign;
  char space;  // a sign that stands for a space
  spelling (*read)(string_view);
};
constexpr std::array<escape, 5> escapes{{{'%', '+', percent},
                                         {'&', '&', html},
                                         {'\\', '\\', json},
                                         {'\\', '\\', json_behind_backslashes},
                                         {'=', '_', quoted_printable}}};

void copy(const reading& from, size_t begin, size_t end, reading& to) {
  for (size_t at = begin; at < end; ++at) to.add(from.bytes()[at], from.begin(at), from.end(at));
}

size_t next_sign(string_view text, size_t at, const escape& how, bool spaces) {
  if (!spaces) return text.find(how.sign, at);
  while (at < text.size() && text[at] != how.sign && text[at] != how.space) ++at;
  return at < text.size() ? at : string_view::npos;
}

std::optional<reading> unescaped(const reading& from, const escape& how, bool spaces) {
  const string_view text = from.bytes();
  std::optional<reading> made;
  size_t kept = 0;
  for (size_t at = 0; (at = next_sign(text, at, how, spaces)) != string_view::npos;) {
    const auto one = how.read(text.substr(at));
    if (one.size == 0) {
      ++at;
      continue;
    }
    if (!made) made.emplace(from.depth + 1, from.packed);
    copy(from, kept, at, *made);
    for (const char byte : one.bytes) made->add(byte, from.begin(at), from.end(at + one.size - 1));
    kept = at += one.size;
  }
  if (made) copy(from, kept, text.size(), *made);
  return made;
}

// Base64 and hexadecimal digits: characters of `bits` bits each, in runs.
struct packing {
  unsigned bits;
  std::array<signed char, 256> values;
  std::array<bool, 256> between;  // may stand between two characters of a run
};

constexpr packing hexadecimal = [] {
  packing made{4, hex_values, {}};
  for (const char c : string_view(" :-\r\n\t")) made.between[static_cast<unsigned char>(c)] = true;
  return made;
}();

// The alphabets of RFC 4648 sections 4 and 5; lines may be broken anywhere.
constexpr packing base64 = [] {
  packing made{6, {}, {}};
  made.values.fill(-1);
  signed char value = 0;
  for (const char c : string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
    made.values[static_cast<unsigned char>(c)] = value++;
  }
  made.values[static_cast<size_t>('-')] = 62;
  made.values[static_cast<size_t>('_')] = 63;
  for (const char c : string_view("\r\n\t")) made.between[static_cast<unsigned char>(c)] = true;
  return made;
}();

constexpr size_t long_piece = 16;  // of base64: a space behind it may be a line break that was folded

// What a byte may be part of. The lowest two: a character of base64, a hexadecimal digit.
constexpr unsigned between_base64 = 4;  // does not end a run
constexpr unsigned between_hexadecimal = 8;
constexpr unsigned sign_bit = 16;
constexpr unsigned space_bit = 32;
constexpr auto byte_bits = [] {
  std::array<std::uint8_t, 256> table{};
  for (size_t byte = 0; byte < table.size(); ++byte) {
    unsigned bits = 0;
    if (base64.values[byte] >= 0) bits |= 1U | between_base64;
    if (hexadecimal.values[byte] >= 0) bits |= 2U | between_hexadecimal;
    if (base64.between[byte]) bits |= between_base64;
    if (hexadecimal.between[byte]) bits |= between_hexadecimal;
    if (string_view("%&\\=").contains(static_cast<char>(byte))) bits |= sign_bit;
    if (string_view("+_").contains(static_cast<char>(byte))) bits |= space_bit;
    table[byte] = static_cast<std::uint8_t>(bits);
  }
  return table;
}();

// Characters of a run below which it holds nothing that is looked for.
size_t fewest(const packing& how, const reading_options& options) {
  return (options.shortest * 8 + how.bits - 1) / how.bits;
}

struct run {
  size_t begin = 0;
  size_t end = 0;
  size_t characters = 0;
};

// The first run from `at` on; one without characters at the end of the text.
run next_run(string_view text, size_t at, const packing& how) {
  const auto is = [&](size_t i) { return how.values[static_cast<unsigned char>(text[i])] >= 0; };
  while (at < text.size() && !is(at)) ++at;
  run found{at, at, 0};
  for (size_t piece = 0; at < text.size(); ++at) {
    if (is(at)) {
      ++found.characters;
      ++piece;
      found.end = at + 1;
      continue;
    }
    const bool folded = how.bits == 6 && text[at] == ' ' && (piece >= long_piece || piece == 0);
    if (!how.between[static_cast<unsigned char>(text[at])] && !folded) break;
    piece = 0;
  }
  return found;
}

// Calls sink(byte, first, last) for each byte of the run, read from its character `phase` on.
template <class Sink>
void unpack(string_view text, const run& of, const packing& how, size_t phase, Sink&& sink) {
  std::uint32_t held = 0;
  unsigned count = 0;
  std::array<size_t, 2> places{};  // of the last two characters: no byte has bits of more
  for (size_t at = of.begin; at < of.end; ++at) {
    const auto value = how.values[static_cast<unsigned char>(text[at])];
    if (value < 0 || phase > 0) {
      phase -= value >= 0 ? 1 : 0;
      continue;
    }
    places = {places[1], at};
    held = held << how.bits | static_cast<std::uint32_t>(value);
    count += how.bits;
    if (count < 8) continue;
    count -= 8;
    sink(static_cast<unsigned char>(held >> count), places[0], at);
  }
}

// Whether `fewest` plausible bytes stand next to each other in a run without breaks. Steps over as many bytes as it
// can: most runs are words, and mean nothing.
bool plausible_unbroken(string_view text, const run& of, const packing& how, size_t phase,
                        const reading_options& options) {
  const auto value_at = [&](size_t character) {
    return static_cast<unsigned>(how.values[static_cast<unsigned char>(text[of.begin + phase + character])]);
  };
  const auto plausible = [&](size_t byte) {
    const size_t first = byte * 8 / how.bits;
    const size_t rest = 2 * how.bits - 8 - byte * 8 % how.bits;  // bits of the two characters behind the byte
    return options.plausible[(value_at(first) << how.bits | value_at(first + 1)) >> rest & 0xFFU];
  };
  const size_t count = (of.characters - phase) * how.bits / 8;
  size_t known = 0;  // all from here to the last probe are plausible
  size_t probed = 0;
  for (size_t probe = options.shortest - 1; probe < count; probe = known + options.shortest - 1) {
    size_t at = probe + 1;
    while (at > probed && plausible(at - 1)) --at;
    if (at == probed) return true;
    known = at;
    probed = probe + 1;
  }
  return false;
}

bool is_plausible(string_view text, const run& of, const packing& how, size_t phase, const reading_options& options) {
  if (of.end - of.begin == of.characters) return plausible_unbroken(text, of, how, phase, options);
  size_t longest = 0;
  size_t current = 0;
  unpack(text, of, how, phase, [&](unsigned char byte, size_t, size_t) {
    current = options.plausible[byte] ? current + 1 : 0;
    longest = std::max(longest, current);
  });
  return longest >= options.shortest;
}

// How many of the '=' behind the run fill up its last group (RFC 4648 section 4).
size_t padding(string_view text, const run& of, const packing& how, size_t phase) {
  if (how.bits != 6) return 0;
  const size_t most = (4 - (of.characters - phase) % 4) % 4;
  size_t count = 0;
  while (count < most && text.substr(of.end + count).starts_with('=')) ++count;
  return count;
}

// Calls sink(run, phase) for each way to read a run that holds enough to be looked at, until it returns false.
template <class Sink>
void for_each_packed(string_view text, const packing& how, const reading_options& options, Sink&& sink) {
  for (run each = next_run(text, 0, how); each.characters > 0; each = next_run(text, each.end, how)) {
    for (size_t phase = 0; phase < 8 / (8 - how.bits); ++phase) {
      if (each.characters < fewest(how, options) + phase) break;
      if (is_plausible(text, each, how, phase, options) && !sink(each, phase)) return;
    }
  }
}

bool holds_packed(string_view text, const packing& how, const reading_options& options) {
  bool found = false;
  for_each_packed(text, how, options, [&](const run&, size_t) { return !(found = true); });
  return found;
}

std::optional<reading> unpacked(const reading& from, const packing& how, const reading_options& options) {
  const string_view text = from.bytes();
  std::optional<reading> made;
  for_each_packed(text, how, options, [&](const run& each, size_t phase) {
    if (!made) made.emplace(from.depth + 1, from.packed + 1);
    unpack(text, each, how, phase, [&](unsigned char byte, size_t first, size_t last) {
      if (last + 1 == each.end) last += padding(text, each, how, phase);
      made->add(static_cast<char>(byte), from.begin(first), from.end(last));
    });
    made->add('\0', from.end(each.end - 1), from.end(each.end - 1));  // nothing goes on from one to the next
    return true;
  });
  return made;
}

void keep(std::optional<reading> made, std::vector<reading>& among) {
  if (!made || among.size() >= most_readings) return;
  const bool known = std::ranges::any_of(among, [&](const reading& one) { return one.bytes() == made->bytes(); });
  if (!known) among.push_back(*std::move(made));
}

}  // namespace

bool may_be_read_otherwise(string_view text, const reading_options& how) {
  const unsigned signs = sign_bit | (how.spaces ? space_bit : 0U);
  unsigned seen = 0;
  size_t letters = 0;
  size_t digits = 0;
  size_t most_letters = 0;
  size_t most_digits = 0;
  for (const char c : text) {
    const unsigned of = byte_bits[static_cast<unsigned char>(c)];
    seen |= of;
    const bool goes_on = (of & between_base64) != 0 || (c == ' ' && letters >= long_piece);
    letters = goes_on ? letters + (of & 1U) : 0;
    digits = (of & between_hexadecimal) != 0 ? digits + (of >> 1U & 1U) : 0;
    most_letters = std::max(most_letters, letters);
    most_digits = std::max(most_digits, digits);
  }
  if ((seen & signs) != 0) return true;
  return how.packed && ((most_letters >= fewest(base64, how) && holds_packed(text, base64, how)) ||
                        (most_digits >= fewest(hexadecimal, how) && holds_packed(text, hexadecimal, how)));
}

std::vector<reading> readings_of(string_view text, const reading_options& how) {
  std::vector<reading> found;
  found.emplace_back(text);
  for (size_t i = 0; i < found.size(); ++i) {
    if (found[i].depth == deepest_reading || found.size() >= most_readings) break;
    for (const escape& one : escapes) {
      keep(unescaped(found[i], one, false), found);
      const bool spaces = how.spaces && one.space != one.sign && found[i].bytes().contains(one.space);
      if (spaces) keep(unescaped(found[i], one, true), found);
    }
    if (how.packed) keep(joined_words(found[i]), found);
    if (!how.packed || found[i].packed == 2) continue;
    keep(unpacked(found[i], base64, how), found);
    keep(unpacked(found[i], hexadecimal, how), found);
  }
  return found;
}

}  // namespace parcours
