#include "harness/smtp/decode.hpp"

#include "harness/base/text.hpp"
#include "harness/smtp/mend.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace parcours::smtp {

namespace {

struct word {
  std::string_view prefix;  // "=?utf-8?B?"
  std::string bytes;
  std::size_t end;
};

// The encoded word in base64 that begins at `at`, where "=?" stands.
std::optional<word> word_at(std::string_view value, std::size_t at) {
  const auto charset_end = value.find_first_of("? \t", at + 2);
  if (charset_end == std::string_view::npos || charset_end == at + 2) return std::nullopt;
  if (!iequals(value.substr(charset_end, 3), "?B?")) return std::nullopt;
  const auto text = charset_end + 3;
  const auto stop = std::min(value.find_first_of("? \t", text), value.size());
  if (value.substr(stop, 2) != "?=") return std::nullopt;
  auto bytes = base64_decode(value.substr(text, stop - text));
  if (!bytes) return std::nullopt;
  return word{value.substr(at, text - at), std::move(*bytes), stop + 2};
}

// The word behind `end` that continues one with this prefix.
std::optional<word> next_word(std::string_view value, std::size_t end, std::string_view prefix) {
  const auto at = value.find_first_not_of(" \t", end);
  if (at == std::string_view::npos || !iequals(value.substr(at, prefix.size()), prefix)) return std::nullopt;
  return word_at(value, at);
}

constexpr std::uint8_t no_letter = 64;

constexpr std::array<std::uint8_t, 256> base64_values = [] {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 256> made{};
  made.fill(no_letter);
  for (std::size_t i = 0; i < letters.size(); ++i) {
    made[static_cast<unsigned char>(letters[i])] = static_cast<std::uint8_t>(i);
  }
  return made;
}();

std::string bytes_in(GMimeStream* memory) {
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

std::string converted(const std::string& bytes, const std::string& charset) {
  const object<GMimeFilter> filter(g_mime_filter_charset_new(charset.c_str(), "utf-8"));
  if (!filter) return bytes;  // unknown
  const object<GMimeStream> memory(g_mime_stream_mem_new());
  const object<GMimeStream> through(g_mime_stream_filter_new(memory.get()));
  g_mime_stream_filter_add(GMIME_STREAM_FILTER(through.get()), filter.get());
  g_mime_stream_write(through.get(), bytes.data(), bytes.size());
  g_mime_stream_flush(through.get());
  return bytes_in(memory.get());
}

// HTML Living Standard section 13.2.3.2, as far as mails need it: <meta charset=x>, <meta … content="…; charset=x">.
std::string charset_in_html(std::string_view html) {
  const auto head = ascii_lower(html.substr(0, 1024));
  const auto meta = [&](std::size_t from) { return head.find("<meta", from); };
  for (auto at = meta(0); at != std::string::npos; at = meta(at + 1)) {
    const auto tag = std::string_view(head).substr(at, head.find('>', at) - at);
    const auto name = tag.find("charset");
    const auto equals = name == std::string_view::npos ? name : tag.find_first_not_of(" \t\r\n", name + 7);
    if (equals == std::string_view::npos || tag[equals] != '=') continue;
    const auto begin = std::min(tag.find_first_not_of(" \t\r\n\"'", equals + 1), tag.size());
    const auto value = tag.substr(begin, tag.find_first_of(" \t\r\n\"';/", begin) - begin);
    // It was read as bytes, so that it is no UTF-16.
    if (!value.empty()) return value.starts_with("utf-16") ? "utf-8" : std::string(value);
  }
  return {};
}

// A CR alone ends a line too: nothing that stands on two lines grows together.
std::string with_lf(std::string text) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    text[out++] = text[i] == '\r' ? '\n' : text[i];
  }
  text.resize(out);
  return text;
}

// GMime takes a soft line break for one only where nothing stands behind its '='.
std::string quoted_printable_bytes(const std::string& encoded) {
  const auto text = without_trailing_blanks(encoded);
  GMimeEncoding decoder;
  g_mime_encoding_init_decode(&decoder, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  std::string out(g_mime_encoding_outlen(&decoder, text.size()), '\0');
  out.resize(g_mime_encoding_flush(&decoder, text.data(), text.size(), out.data()));
  return out;
}

}  // namespace

std::string joined_words(std::string_view value) {
  if (value.size() > longest_joined) return std::string(value);
  std::string out;
  std::size_t copied = 0;
  for (auto at = value.find("=?"); at != std::string_view::npos; at = value.find("=?", at)) {
    auto first = word_at(value, at);
    if (!first) {
      at += 2;
      continue;
    }
    const auto alone = first->end;
    while (const auto next = next_word(value, first->end, first->prefix)) {
      first->bytes += next->bytes;
      first->end = next->end;
    }
    if (first->end != alone) {
      out.append(value.substr(copied, at - copied)).append(first->prefix);
      out.append(base64_encode(first->bytes)).append("?=");
      copied = first->end;
    }
    at = first->end;
  }
  return out.append(value.substr(copied));
}

std::string base64_bytes(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const auto value = base64_values[static_cast<unsigned char>(c)];
    if (c == '=') held = 0;  // another text may follow
    if (value == no_letter) continue;
    bits = bits << 6U | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xFFU);
  }
  return out;
}

std::string decoded(GMimePart* part) {
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const object<GMimeStream> memory(g_mime_stream_mem_new());
  const auto encoding = g_mime_data_wrapper_get_encoding(content);
  if (encoding == GMIME_CONTENT_ENCODING_BASE64 || encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE) {
    GMimeStream* encoded = g_mime_data_wrapper_get_stream(content);  // the wrapper's own
    g_mime_stream_reset(encoded);
    if (g_mime_stream_write_to_stream(encoded, memory.get()) < 0) return {};
    const auto bytes = bytes_in(memory.get());
    return encoding == GMIME_CONTENT_ENCODING_BASE64 ? base64_bytes(bytes) : quoted_printable_bytes(bytes);
  }
  if (g_mime_data_wrapper_write_to_stream(content, memory.get()) < 0) return {};
  return bytes_in(memory.get());
}

std::string text_of(GMimePart* part, std::string charset, bool html) {
  std::string text = decoded(part);
  if (charset.empty() && html) charset = charset_in_html(text);
  // What is declared is often the default of a program, which the text does not keep to.
  const bool latin = iequals(charset, "iso-8859-1") || iequals(charset, "windows-1252");
  const bool utf8 = charset.empty() || iequals(charset, "utf-8") || iequals(charset, "us-ascii");
  if ((latin || utf8) && !is_utf8(text)) {
    const auto likely = likely_charset(text);
    if (utf8 || likely != "windows-1252") charset = likely;
  }
  const bool plain = charset.empty() || iequals(charset, "utf-8") || iequals(charset, "us-ascii");
  if (!plain) text = converted(text, charset);
  text = with_lf(std::move(text));
  return is_utf8(text) ? text : to_utf8(text);
}

}  // namespace parcours::smtp
