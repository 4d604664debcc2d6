#include "harness/base/text.hpp"

#include "harness/base/folding.hpp"
#include "harness/base/utf8.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace parcours {
namespace {

constexpr std::string_view ascii_space = " \t\r\n\f\v";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_alphanumeric(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); }

// Where a run of visible ASCII from `at` on ends: pages are mostly that, and it is the same normalised.
std::size_t plain_end(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] > ' ' && text[at] <= '~') ++at;
  return at;
}

// NFC of well-formed UTF-8.
std::string composed(std::string_view text) {
  constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  utf8proc_uint8_t* out = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &out, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
  if (size < 0) throw std::bad_alloc();  // the only failure left for well-formed text
  return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

// Optimal string alignment distance, in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(previous);
    previous.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] != b[j - 1] ? 1U : 0U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char letter = lower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

// The byte written as "%XX" at `at`, or -1.
int escaped_byte(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size() || text[at] != '%') return -1;
  const int high = hex_value(text[at + 1]);
  const int low = hex_value(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

template <class Keep>
void append_escaped(std::string& out, std::string_view text, Keep keep) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : text) {
    if (keep(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += hex[byte >> 4U];
      out += hex[byte & 0xFU];
    }
  }
}

void append_form(std::string& out, std::string_view text) {
  const std::size_t start = out.size();
  append_escaped(out, text,
                 [](char c) { return is_alphanumeric(c) || c == ' ' || std::string_view("*-._").contains(c); });
  std::replace(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), ' ', '+');
}

std::string form_decode_part(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int byte = escaped_byte(text, at);
    out += byte >= 0 ? static_cast<char>(byte) : text[at] == '+' ? ' ' : text[at];
    if (byte >= 0) at += 2;
  }
  return out;
}

// True if `text` is well-formed and nothing in it can change in NFC: all code points below U+0300, where the combining
// marks begin, and the dashes, quotes and spaces of U+2002 to U+203F. Most French text is.
bool is_surely_composed(std::string_view text) {
  const auto byte = [text](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  const auto continues = [](unsigned value) { return value >= 0x80 && value <= 0xBF; };
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = byte(at);
    if (lead < 0x80) {
      ++at;
    } else if (lead >= 0xC2 && lead <= 0xCB && continues(byte(at + 1))) {
      at += 2;
    } else if (lead == 0xE2 && byte(at + 1) == 0x80 && byte(at + 2) >= 0x82 && continues(byte(at + 2))) {
      at += 3;
    } else {
      return false;
    }
  }
  return true;
}

constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(ascii_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(ascii_space) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

bool iequals(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::string ascii_upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

std::string without_spaces(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const code_point c = decode_at(text, at);
    if (plain_form(c.value) != ' ') out += text.substr(at, c.size);
    at += c.size;
  }
  return out;
}

std::string normalized(std::string_view text) {
  std::string nfc;
  if (!is_surely_composed(text)) text = nfc = composed(to_utf8(text));
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  const auto append = [&](std::string_view part) {
    if (std::exchange(gap, false)) out += ' ';
    out += part;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = plain_end(text, at);
    if (end > at) {
      append(text.substr(at, end - at));
      at = end;
      continue;
    }
    const code_point c = decode_at(text, at);
    const char plain = plain_form(c.value);
    if (plain == ' ') {
      gap = !out.empty();
    } else {
      append(plain == '\0' ? text.substr(at, c.size) : std::string_view(&plain, 1));
    }
    at += c.size;
  }
  return out;
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string wanted = ascii_lower(word);
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const std::string_view candidate : candidates) {
    const std::size_t longer = std::max(wanted.size(), candidate.size());
    const std::size_t distance = edit_distance(wanted, ascii_lower(candidate));
    // A third of the letters may be wrong, at least one, but not all of them.
    if (distance > std::max<std::size_t>(1, longer / 3) || distance >= longer) continue;
    if (best && distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 8);
  append_escaped(out, text, [](char c) { return is_alphanumeric(c) || std::string_view("-._~").contains(c); });
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const int byte = escaped_byte(text, at);
    if (byte < 0) return std::nullopt;
    out += static_cast<char>(byte);
    at += 2;
  }
  return out;
}

std::string form_encode(std::span<const std::pair<std::string, std::string>> fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    append_form(out, name);
    out += '=';
    append_form(out, value);
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> form_decode_bytes(std::string_view body) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const std::string_view part : split(body, '&')) {
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view value = part.substr(std::min(equals + 1, part.size()));
    fields.emplace_back(form_decode_part(part.substr(0, equals)), form_decode_part(value));
  }
  return fields;
}

std::vector<std::pair<std::string, std::string>> form_decode(std::string_view body) {
  auto fields = form_decode_bytes(body);
  for (auto& [name, value] : fields) {
    for (auto* text : {&name, &value}) {
      if (!is_utf8(*text)) *text = to_utf8(*text);
    }
  }
  return fields;
}

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8U | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) out += i <= count ? base64_alphabet[group >> (18 - 6 * i) & 63U] : '=';
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  text.remove_suffix(padding);
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const std::size_t value = base64_alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xFFU);
  }
  // RFC 4648 section 3.5: bits that are not of the text must be zero, or two texts would mean the same bytes.
  if ((bits & ((1U << held) - 1)) != 0) return std::nullopt;
  return out;
}

// Each "*" takes as little as it can; a mismatch makes the last one take one character more.
bool glob_matches(std::string_view pattern, std::string_view name) {
  const std::string wanted = normalized(pattern);
  const std::string given = normalized(name);
  const std::string_view text = given;
  std::size_t at = 0;
  std::size_t in = 0;
  std::size_t star = std::string::npos;  // the last '*', and what it has taken so far ends at `taken`
  std::size_t taken = 0;
  while (at < text.size()) {
    if (in < wanted.size() && wanted[in] == '*') {
      star = in++;
      taken = at;
    } else if (in < wanted.size() && wanted[in] == '?') {
      ++in;
      at += character_size(text.substr(at));
    } else if (in < wanted.size() && wanted[in] == text[at]) {
      ++in;
      ++at;
    } else if (star != std::string::npos) {
      in = star + 1;
      taken += character_size(text.substr(taken));
      at = taken;
    } else {
      return false;
    }
  }
  return wanted.find_first_not_of('*', in) == std::string::npos;
}

}  // namespace parcours
