#include "harness/smtp/message.hpp"

#include "harness/base/random.hpp"
#include "harness/base/text.hpp"
#include "harness/smtp/address.hpp"
#include "harness/smtp/gmime.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <span>

namespace parcours::smtp {

void on_failed_allocation(void (*end)()) {
  const auto on_fatal = [](const char* domain, GLogLevelFlags level, const char* message, void* end_of_memory) {
    const bool of_memory = (level & G_LOG_FLAG_FATAL) != 0 && std::strstr(message, "failed to allocate") != nullptr;
    if (of_memory) reinterpret_cast<void (*)()>(end_of_memory)();
    g_log_default_handler(domain, level, message, nullptr);
  };
  g_log_set_default_handler(on_fatal, reinterpret_cast<void*>(end));
}

namespace {

constexpr const char* utf8 = "utf-8";

// A CR or LF in a value would begin a header of its own.
std::string one_line(std::string_view value) {
  std::string line(value);
  std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
  return line;
}

void append_with_crlf(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out += line;
    if (end != std::string_view::npos) out += "\r\n";
  }
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_addresses(std::string& out, std::string_view name, std::span<const mailbox_address> all) {
  if (all.empty()) return;
  std::string list;
  for (const auto& one : all) {
    if (!list.empty()) list += ",\r\n ";  // folded between mailboxes (RFC 5322 section 2.2.3)
    if (one.name.empty()) {
      list += one_line(one.address);
      continue;
    }
    const c_string phrase(g_mime_utils_header_encode_phrase(nullptr, one_line(one.name).c_str(), utf8));
    list.append(phrase.get()).append(" <").append(one_line(one.address)).append(">");
  }
  append_header(out, name, list);
}

void append_subject(std::string& out, const mail& what) {
  const std::string subject = one_line(what.subject);
  if (!what.encode_subject) return append_header(out, "Subject", subject);
  const c_string encoded(g_mime_utils_header_encode_text(nullptr, subject.c_str(), utf8));
  const std::string header = "Subject: " + std::string(encoded.get());
  const c_string folded(g_mime_utils_unstructured_header_fold(nullptr, nullptr, header.c_str()));
  append_with_crlf(out, folded.get());
}

// RFC 5322 section 3.3, always UTC.
std::string date_time(ports::wall_time when) {
  using namespace std::chrono;
  constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<std::chrono::days>(when);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(when - day));
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

void append_part(std::string& out, std::string_view subtype, std::string_view text) {
  out.append("Content-Type: text/").append(subtype).append("; charset=utf-8\r\n");
  out += "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
  GMimeEncoding encoder;
  g_mime_encoding_init_encode(&encoder, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  std::string encoded(g_mime_encoding_outlen(&encoder, text.size()), '\0');
  encoded.resize(g_mime_encoding_flush(&encoder, text.data(), text.size(), encoded.data()));
  append_with_crlf(out, encoded);
}

void append_alternatives(std::string& out, const mail& what) {
  // "=_" cannot stand in quoted-printable text (RFC 2045 section 6.7), so no part can hold the boundary.
  const std::string boundary = fmt::format("=_{:016x}", fnv1a(what.message_id));
  out += "Content-Type: multipart/alternative; boundary=\"" + boundary + "\"\r\n\r\n";
  out += "--" + boundary + "\r\n";
  append_part(out, "plain", what.text);
  out += "\r\n--" + boundary + "\r\n";
  append_part(out, "html", what.html);
  out += "\r\n--" + boundary + "--\r\n";
}

void append_body(std::string& out, const mail& what) {
  if (what.html.empty()) {
    append_part(out, "plain", what.text);
  } else if (what.text.empty()) {
    append_part(out, "html", what.html);
  } else {
    append_alternatives(out, what);
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
}

void append_file(std::string& out, const attached_file& file) {
  append_header(out, "Content-Type", one_line(file.content_type));
  out += "Content-Transfer-Encoding: base64\r\n";
  if (!file.content_id.empty()) append_header(out, "Content-ID", "<" + one_line(file.content_id) + ">");
  const std::string kind = file.content_id.empty() ? "attachment" : "inline";
  append_header(out, "Content-Disposition", kind + "; filename*=UTF-8''" + percent_encode(file.file_name));
  constexpr std::size_t longest = 76;  // RFC 2045 section 6.8
  const auto coded = base64_encode(file.bytes);
  for (std::size_t at = 0; at < coded.size(); at += longest) out.append("\r\n").append(coded.substr(at, longest));
  out += "\r\n";
}

// RFC 2046 section 5.1.3.
void append_with_files(std::string& out, const mail& what) {
  const std::string boundary = fmt::format("=_{:016x}_files", fnv1a(what.message_id));
  out += "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n";
  append_body(out, what);
  for (const auto& file : what.files) {
    out += "--" + boundary + "\r\n";
    append_file(out, file);
  }
  out += "--" + boundary + "--\r\n";
}

}  // namespace

std::string compose(const mail& what) {
  start_gmime();
  std::string out;
  out.reserve(1024 + 2 * (what.text.size() + what.html.size()));
  append_header(out, "Date", date_time(what.date));
  append_addresses(out, "From", {&what.from, 1});
  append_addresses(out, "To", what.to);
  append_addresses(out, "Cc", what.cc);
  append_addresses(out, "Reply-To", what.reply_to);
  append_subject(out, what);
  append_header(out, "Message-ID", "<" + one_line(what.message_id) + ">");
  for (const auto& [name, value] : what.more) append_header(out, name, one_line(value));
  append_header(out, "MIME-Version", "1.0");
  what.files.empty() ? append_body(out, what) : append_with_files(out, what);
  return out;
}

}  // namespace parcours::smtp
