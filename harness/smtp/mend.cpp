#include "harness/smtp/mend.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::smtp {

namespace {

std::string_view line_at(std::string_view text, std::size_t begin) {
  auto line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t next_line(std::string_view text, std::size_t begin) {
  const auto end = text.find('\n', begin);
  return end == std::string_view::npos ? text.size() : end + 1;
}

// RFC 5322 section 2.2; also the line "From …" that mailboxes begin with.
bool begins_field(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return line.starts_with("From ");
  auto name = line.substr(0, colon);
  while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
  return std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~'; });
}

// Blank lines first, or words that are no field: a body.
bool has_header(std::string_view bytes) {
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) return true;  // nothing to read
  return begins_field(line_at(bytes, 0));
}

struct field {
  std::size_t begin = 0;
  std::size_t end = 0;  // with its line end
  std::string value;    // unfolded
};

// The Content-Type of a header, and where the body begins.
struct outline {
  std::optional<field> type;
  std::size_t body = 0;
};

outline outline_of(std::string_view bytes) {
  constexpr std::string_view name = "content-type:";
  outline found;
  bool within = false;
  for (std::size_t at = 0; at < bytes.size(); at = next_line(bytes, at)) {
    const auto line = line_at(bytes, at);
    found.body = next_line(bytes, at);
    if (line.empty()) return found;
    if (line.front() != ' ' && line.front() != '\t') {
      within = !found.type && iequals(line.substr(0, name.size()), name);
      if (within) found.type = field{at, found.body, std::string(trim(line.substr(name.size())))};
    } else if (within) {
      found.type->end = found.body;
      found.type->value += line;
    }
  }
  return found;
}

std::string boundary_in(const std::string& value) {
  const auto at = ascii_lower(value).find("boundary=");
  if (at == std::string::npos) return {};
  auto rest = std::string_view(value).substr(at + 9);
  if (!rest.starts_with('"')) return std::string(rest.substr(0, rest.find_first_of("; \t")));
  rest.remove_prefix(1);
  return std::string(rest.substr(0, rest.find('"')));
}

bool has_line(std::string_view body, const std::string& line) {
  return body.starts_with(line) || body.contains("\n" + line);
}

// "--b1", which a line "--b1--" answers or another "--b1": nothing else in a mail does so by chance.
std::string boundary_of_lines(std::string_view body) {
  constexpr std::size_t longest = 70;  // RFC 2046 section 5.1.1
  for (std::size_t at = 0; at < body.size(); at = next_line(body, at)) {
    const auto line = trim(line_at(body, at));
    if (!line.starts_with("--") || line.size() < 3 || line.size() > longest + 2 || line.contains('"')) continue;
    if (has_line(body.substr(next_line(body, at)), std::string(line))) return std::string(line.substr(2));
    return {};
  }
  return {};
}

std::string type_of_text(std::string_view body) {
  return trim(body.substr(0, 1024)).starts_with('<') ? "text/html" : "text/plain";
}

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

std::optional<mended_mail> mended(std::string_view bytes) {
  if (!has_header(bytes)) {
    return mended_mail{fmt::format("Content-Type: {}\r\n\r\n{}", type_of_text(bytes), bytes), false};
  }
  auto [type, body_at] = outline_of(bytes);
  if (!type || !ascii_lower(type->value).starts_with("multipart/")) return std::nullopt;
  const auto body = bytes.substr(body_at);
  const auto given = boundary_in(type->value);
  if (!given.empty() && has_line(body, "--" + given)) return std::nullopt;
  const auto boundary = boundary_of_lines(body);
  const auto kind = type->value.substr(0, type->value.find_first_of("; \t"));
  const auto meant = boundary.empty() ? type_of_text(body) : fmt::format("{}; boundary=\"{}\"", kind, boundary);
  auto whole = fmt::format("{}Content-Type: {}\r\n{}", bytes.substr(0, type->begin), meant, bytes.substr(type->end));
  return mended_mail{std::move(whole), true};
}

std::string without_trailing_blanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto next = next_line(text, at);
    auto line = text.substr(at, next - at);
    const auto last = line.find_last_not_of(" \t\r\n");
    const auto kept = last == std::string_view::npos ? 0 : last + 1;
    out += line.substr(0, kept);
    line.remove_prefix(kept);
    if (line.ends_with("\r\n")) out += "\r\n";
    if (line.ends_with('\n') && !line.ends_with("\r\n")) out += '\n';
    at = next;
  }
  return out;
}

std::string unflowed(std::string_view text, bool delete_space) {
  std::string out;
  out.reserve(text.size());
  std::optional<std::size_t> flowing;  // the depth of quotation of the line before, which flows on
  for (std::size_t at = 0; at < text.size(); at = next_line(text, at)) {
    auto line = text.substr(at, text.find('\n', at) - at);
    const auto depth = std::min(line.find_first_not_of('>'), line.size());
    auto words = line.substr(depth);
    if (words.starts_with(' ')) words.remove_prefix(1);  // space-stuffed
    const bool signature = words == "-- ";
    if (flowing && (*flowing != depth || signature)) out += '\n';
    if (!flowing || *flowing != depth || signature) {
      out.append(line.substr(0, depth)).append(depth > 0 ? " " : "");
    }
    const bool flows = words.ends_with(' ') && !signature;
    if (flows && delete_space) words.remove_suffix(1);
    out += words;
    flowing = flows ? std::optional(depth) : std::nullopt;
    if (!flows) out += '\n';
  }
  return out;
}

std::string likely_charset(std::string_view bytes) {
  std::size_t high = 0;
  std::size_t beside = 0;  // of those, the ones that follow another: letters of a word that is not Latin
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (!is_high(bytes[i])) continue;
    ++high;
    if (i > 0 && is_high(bytes[i - 1])) ++beside;
  }
  return 2 * beside > high ? "windows-1256" : "windows-1252";
}

}  // namespace parcours::smtp
