#include "harness/base/text.hpp"
#include "harness/smtp/gmime.hpp"
#include "harness/smtp/message.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace parcours::smtp {

namespace {

// Encoded words in base64 that stand side by side, made one where the first ends in padding: GMime before 3.2.14 loses
// all but the first (its issue 133), although RFC 2047 section 5 makes writers produce them.
std::string joined_words(std::string value) {
  std::size_t at = 0;
  while ((at = value.find("=?=", at)) != std::string::npos) {
    const auto end = at++;  // of the first word's text, but for one '='
    const auto begin = value.rfind("=?", end - std::min<std::size_t>(end, 1));
    const auto next = value.find_first_not_of(" \t", end + 3);
    if (begin == std::string::npos || begin >= end || next == std::string::npos) continue;
    const auto encoding = value.find('?', begin + 2);
    if (encoding == std::string::npos || encoding + 3 > end) continue;
    const auto prefix = value.substr(begin, encoding + 3 - begin);  // "=?utf-8?B?"
    const auto stop = value.find("?=", next + prefix.size());
    if (!iequals(std::string_view(prefix).substr(prefix.size() - 3), "?B?") || stop == std::string::npos) continue;
    if (!iequals(std::string_view(value).substr(next, prefix.size()), prefix)) continue;
    const auto first = base64_decode(std::string_view(value).substr(encoding + 3, end + 1 - encoding - 3));
    const auto second =
        base64_decode(std::string_view(value).substr(next + prefix.size(), stop - next - prefix.size()));
    if (!first || !second) continue;
    value.replace(begin, stop - begin, prefix + base64_encode(*first + *second));
    at = begin + prefix.size();
  }
  return value;
}

void append_addresses(InternetAddressList* list, std::vector<mailbox_address>& into) {
  const int count = list == nullptr ? 0 : internet_address_list_length(list);
  for (int i = 0; i < count; ++i) {
    InternetAddress* one = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(one)) {
      append_addresses(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one)), into);
    } else {
      into.push_back({to_utf8(text_or_empty(internet_address_get_name(one))),
                      to_utf8(text_or_empty(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one))))});
    }
  }
}

void read_addresses(const std::string& value, std::vector<mailbox_address>& into) {
  const object<InternetAddressList> list(internet_address_list_parse(nullptr, joined_words(value).c_str()));
  append_addresses(list.get(), into);
}

void read_headers(parsed_mail& mail) {
  for (const auto& [name, value] : mail.headers) {
    if (iequals(name, "From")) read_addresses(value, mail.from);
    if (iequals(name, "To")) read_addresses(value, mail.to);
    if (iequals(name, "Cc")) read_addresses(value, mail.cc);
    if (iequals(name, "Reply-To")) read_addresses(value, mail.reply_to);
    if (iequals(name, "Subject") && mail.subject.empty()) {
      const c_string decoded(g_mime_utils_header_decode_text(nullptr, joined_words(value).c_str()));
      mail.subject = to_utf8(text_or_empty(decoded.get()));
    }
  }
}

std::optional<ports::wall_time> date_of(GMimeMessage* message) {
  GDateTime* when = g_mime_message_get_date(message);  // the message's own
  if (when == nullptr) return std::nullopt;
  return ports::wall_time(std::chrono::seconds(g_date_time_to_unix(when)));
}

std::vector<std::pair<std::string, std::string>> headers_of(GMimeObject* message) {
  std::vector<std::pair<std::string, std::string>> all;
  GMimeHeaderList* list = g_mime_object_get_header_list(message);
  for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
    GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
    std::string value = text_or_empty(g_mime_header_get_raw_value(header));
    std::erase_if(value, [](char c) { return c == '\r' || c == '\n'; });
    all.emplace_back(text_or_empty(g_mime_header_get_name(header)), trim(value));
  }
  return all;
}

// The content without its transfer encoding.
std::string decoded(GMimePart* part) {
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const object<GMimeStream> memory(g_mime_stream_mem_new());
  if (g_mime_data_wrapper_write_to_stream(content, memory.get()) < 0) return {};
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

std::string text_of(GMimeTextPart* part) {
  const std::string charset = text_or_empty(g_mime_text_part_get_charset(part));
  std::string text;
  if (iequals(charset, "utf-8") || iequals(charset, "us-ascii") || charset.empty()) {
    text = decoded(GMIME_PART(part));
  } else {  // slower: through iconv
    const c_string converted(g_mime_text_part_get_text(part));
    text = text_or_empty(converted.get());
  }
  std::erase(text, '\r');
  return is_utf8(text) ? text : to_utf8(text);
}

attachment attachment_of(GMimeObject* part, std::string id) {
  attachment found;
  found.part_id = std::move(id);
  const c_string type(g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part)));
  found.content_type = to_utf8(type.get());
  found.content_id = to_utf8(text_or_empty(g_mime_object_get_content_id(part)));
  GMimeContentDisposition* disposition = g_mime_object_get_content_disposition(part);
  found.is_inline = disposition != nullptr && !g_mime_content_disposition_is_attachment(disposition);
  if (GMIME_IS_PART(part)) {
    found.file_name = to_utf8(text_or_empty(g_mime_part_get_filename(GMIME_PART(part))));
    found.size = decoded(GMIME_PART(part)).size();
  }
  return found;
}

// Walks the tree of parts; a mail inside the mail is one attachment. `id` is the place of `part`: "" at the top.
void collect(GMimeObject* part, const std::string& id, parsed_mail& into) {
  if (GMIME_IS_MULTIPART(part)) {
    GMimeMultipart* parent = GMIME_MULTIPART(part);
    for (int i = 0; i < g_mime_multipart_get_count(parent); ++i) {
      auto place = id.empty() ? std::string() : id + ".";
      place += std::to_string(i + 1);
      collect(g_mime_multipart_get_part(parent, i), place, into);
    }
    return;
  }
  if (GMIME_IS_TEXT_PART(part) && !g_mime_part_is_attachment(GMIME_PART(part))) {
    GMimeContentType* type = g_mime_object_get_content_type(part);
    const bool html = g_mime_content_type_is_type(type, "text", "html");
    std::string& place = html ? into.html : into.text;
    if (place.empty() && (html || g_mime_content_type_is_type(type, "text", "plain"))) {
      place = text_of(GMIME_TEXT_PART(part));
      return;
    }
  }
  into.attachments.push_back(attachment_of(part, id.empty() ? "1" : id));
}

result<object<GMimeMessage>> message_of(std::string_view bytes) {
  start_gmime();
  const object<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const object<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  object<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return fail("bad-mail", "the bytes do not begin with the header of a mail");
  return message;
}

// Steps down to the part at "1.2"; null where there is none.
GMimeObject* part_at(GMimeObject* top, std::string_view place) {
  if (!GMIME_IS_MULTIPART(top)) return place == "1" ? top : nullptr;
  for (const auto step : split(place, '.')) {
    int number = 0;
    const auto* end = step.data() + step.size();
    if (!GMIME_IS_MULTIPART(top) || std::from_chars(step.data(), end, number) != std::from_chars_result{end, {}}) {
      return nullptr;
    }
    if (number < 1 || number > g_mime_multipart_get_count(GMIME_MULTIPART(top))) return nullptr;
    top = g_mime_multipart_get_part(GMIME_MULTIPART(top), number - 1);
  }
  return top;
}

// A mail inside the mail, as it stands.
std::string written_out(GMimeObject* part) {
  GMimeMessage* inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
  const c_string text(inner == nullptr ? nullptr : g_mime_object_to_string(GMIME_OBJECT(inner), nullptr));
  return text_or_empty(text.get());
}

}  // namespace

result<part_content> part_of(std::string_view bytes, std::string_view part_id) {
  const auto message = message_of(bytes);
  if (!message) return std::unexpected(message.error());
  GMimeObject* body = g_mime_message_get_mime_part(message->get());
  GMimeObject* part = body == nullptr ? nullptr : part_at(body, part_id);
  if (part == nullptr || GMIME_IS_MULTIPART(part)) {
    return fail("no-such-part", "the mail has no part '" + std::string(part_id) + "'");
  }
  const auto described = attachment_of(part, std::string(part_id));
  part_content found{described.content_type, described.file_name, {}};
  if (GMIME_IS_PART(part)) found.bytes = decoded(GMIME_PART(part));
  if (GMIME_IS_MESSAGE_PART(part)) found.bytes = written_out(part);
  return found;
}

result<parsed_mail> parse(std::string_view bytes) {
  const auto made = message_of(bytes);
  if (!made) return std::unexpected(made.error());
  const auto& message = *made;
  parsed_mail parsed;
  parsed.message_id = to_utf8(text_or_empty(g_mime_message_get_message_id(message.get())));
  parsed.date = date_of(message.get());
  parsed.headers = headers_of(GMIME_OBJECT(message.get()));
  read_headers(parsed);
  if (GMimeObject* body = g_mime_message_get_mime_part(message.get())) collect(body, "", parsed);
  return parsed;
}

}  // namespace parcours::smtp
