#include "harness/base/utf8.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace parcours {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// Whether a byte goes on with the character before it.
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// How many bytes of ASCII `text` begins with, in whole words of eight: pages are ASCII but for their accents.
std::size_t ascii_run(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  std::size_t at = 0;
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & high_bits) != 0) break;
  }
  return at;
}

}  // namespace

code_point decode_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {first, 1};
  utf8proc_int32_t value = -1;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at);
  const utf8proc_ssize_t size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - at), &value);
  return size > 0 ? code_point{value, static_cast<std::size_t>(size)} : code_point{-1, 1};
}

bool append_code_point(std::string& out, std::uint32_t value) {
  const auto point = static_cast<utf8proc_int32_t>(value);
  if (!utf8proc_codepoint_valid(point)) return false;
  std::array<utf8proc_uint8_t, 4> bytes{};
  const utf8proc_ssize_t size = utf8proc_encode_char(point, bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
  return true;
}

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

std::size_t first_malformed(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (const auto plain = ascii_run(text.substr(at)); plain > 0) {
      at += plain;
      continue;
    }
    const code_point c = decode_at(text, at);
    if (c.value < 0) return at;
    at += c.size;
  }
  return text.size();
}

std::string to_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const code_point c = decode_at(text, at);
    out.append(c.value < 0 ? replacement : text.substr(at, c.size));
    at += c.size;
  }
  return out;
}

std::size_t character_size(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && continues(text[size])) ++size;
  return size;
}

std::string_view first_bytes(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && continues(text[most])) --most;
  return text.substr(0, most);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const code_point c = decode_at(text, at);
    width += c.value < 0 ? 1 : static_cast<std::size_t>(utf8proc_charwidth(c.value));
    at += c.size;
  }
  return width;
}

}  // namespace parcours
