#include "harness/yaml/bytes.hpp"

#include "harness/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace parcours::yaml {

namespace {

/// The first byte that YAML 1.2 section 5.1 does not allow. yaml-cpp takes U+0004 for the end of the file.
std::size_t bad_character(std::string_view text) {
  const auto bad = [](char each) {
    const auto byte = static_cast<unsigned char>(each);
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
  };
  return static_cast<std::size_t>(std::ranges::find_if(text, bad) - text.begin());
}

source_span span_at(const std::shared_ptr<const source_file>& file, std::size_t offset) {
  const std::string_view before = std::string_view(file->text).substr(0, offset);
  const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n'));
  const auto start = before.rfind('\n');
  return {file, line + 1, start == std::string_view::npos ? offset + 1 : offset - start, 1};
}

/// The encoding that the first bytes are of, other than UTF-8 (YAML 1.2 section 5.2); "" if none shows.
std::string_view other_encoding(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) return "UTF-16";
  if (text.size() < 4) return "";
  const auto nothing = [text](std::size_t at) { return text[at] == '\0'; };
  if (nothing(1) && nothing(2) && nothing(3)) return "UTF-32";
  if (nothing(0) && nothing(1) && nothing(2)) return "UTF-32";
  return (nothing(1) && nothing(3)) || (nothing(0) && nothing(2)) ? "UTF-16" : "";
}

/// What a byte is in Windows-1252, of which Latin-1 is a part: the encoding of most files that are not UTF-8.
std::string as_windows_1252(unsigned char byte) {
  constexpr std::uint16_t high[] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  std::string made;
  if (byte >= 0xA0) append_code_point(made, byte);
  if (byte >= 0x80 && byte < 0xA0 && high[byte - 0x80] != 0) append_code_point(made, high[byte - 0x80]);
  return made;
}

diagnostic not_utf8(const std::shared_ptr<const source_file>& file, std::size_t at) {
  diagnostic made{"not-utf8", "the file is not UTF-8 text", span_at(file, at), "save it as UTF-8", {}};
  const auto byte = static_cast<unsigned char>(file->text[at]);
  if (const auto meant = as_windows_1252(byte); !meant.empty()) {
    made.notes.push_back(fmt::format("the byte {:02X} is '{}' in Windows-1252", byte, meant));
  }
  return made;
}

}  // namespace

bool check_bytes(const std::shared_ptr<const source_file>& file, std::size_t most, diagnostics& out) {
  const source_span whole{file, 0, 0, 1};
  const std::string& text = file->text;
  if (text.size() > most) {
    out.push_back({"file-too-large", fmt::format("the file is larger than {} MiB", most >> 20U), whole, "", {}});
  } else if (text.contains('\r') && !text.contains('\n')) {
    out.push_back({"bad-line-ends", "the lines end in CR alone", whole, "save it with LF or CRLF at the ends", {}});
  } else if (const auto encoding = other_encoding(text); !encoding.empty()) {
    out.push_back(
        {"not-utf8", fmt::format("the file is {} text, not UTF-8", encoding), {file, 1, 1, 1}, "save it as UTF-8", {}});
  } else if (const auto wrong = first_malformed(text); wrong < text.size()) {
    out.push_back(not_utf8(file, wrong));
  } else if (const auto bad = bad_character(text); bad < text.size()) {
    const auto code = static_cast<unsigned>(static_cast<unsigned char>(text[bad]));
    out.push_back({"bad-character",
                   fmt::format("the control character U+{:04X} is not allowed", code),
                   span_at(file, bad),
                   "",
                   {}});
  } else {
    return true;
  }
  return false;
}

}  // namespace parcours::yaml
