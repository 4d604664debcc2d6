// Implements parse() of message.hpp with GMime.
#include "harness/base/text.hpp"
#include "harness/smtp/bounds.hpp"
#include "harness/smtp/decode.hpp"
#include "harness/smtp/gmime.hpp"
#include "harness/smtp/mend.hpp"
#include "harness/smtp/message.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace parcours::smtp {

namespace {

void append_addresses(InternetAddressList* list, std::vector<mailbox_address>& into) {
  const int count = list == nullptr ? 0 : internet_address_list_length(list);
  for (int i = 0; i < count; ++i) {
    InternetAddress* one = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(one)) {
      append_addresses(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one)), into);
    } else {
      const auto address = text_or_empty(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)));
      into.push_back({to_utf8(text_or_empty(internet_address_get_name(one))), shown_address(to_utf8(address))});
    }
  }
}

void read_addresses(const std::string& value, std::vector<mailbox_address>& into) {
  const object<InternetAddressList> list(internet_address_list_parse(nullptr, joined_words(value).c_str()));
  append_addresses(list.get(), into);
}

std::string decoded_text(const std::string& value) {
  const c_string text(g_mime_utils_header_decode_text(nullptr, joined_words(value).c_str()));
  return to_utf8(text_or_empty(text.get()));
}

void read_sender(const std::string& value, std::vector<mailbox_address>& into) {
  read_addresses(value, into);
  const auto has_domain = [](const mailbox_address& one) { return one.address.contains('@'); };
  if (std::ranges::none_of(into, has_domain) && !value.empty()) into = {{decoded_text(value), ""}};
}

void read_headers(parsed_mail& mail) {
  for (const auto& [name, value] : mail.headers) {
    if (iequals(name, "From")) read_sender(value, mail.from);
    if (iequals(name, "To")) read_addresses(value, mail.to);
    if (iequals(name, "Cc")) read_addresses(value, mail.cc);
    if (iequals(name, "Reply-To")) read_addresses(value, mail.reply_to);
    if (iequals(name, "Subject") && mail.subject.empty()) mail.subject = decoded_text(value);
  }
}

std::optional<ports::wall_time> date_of(GMimeMessage* message) {
  GDateTime* when = g_mime_message_get_date(message);  // the message's own
  if (when == nullptr) return std::nullopt;
  const std::chrono::seconds since(g_date_time_to_unix(when));
  constexpr auto furthest = std::chrono::floor<std::chrono::seconds>(ports::wall_time::max().time_since_epoch());
  if (since > furthest || since < -furthest) return std::nullopt;
  return ports::wall_time(since);
}

// RFC 5322 section 2.2.3. A CR alone folds nothing: it stands between words as a blank does.
std::string unfolded(std::string value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\r' && (i + 1 == value.size() || value[i + 1] != '\n')) value[i] = ' ';
  }
  std::erase_if(value, [](char c) { return c == '\r' || c == '\n'; });
  return std::string(trim(value));
}

std::vector<std::pair<std::string, std::string>> headers_of(GMimeObject* message) {
  std::vector<std::pair<std::string, std::string>> all;
  GMimeHeaderList* list = g_mime_object_get_header_list(message);
  for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
    GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
    all.emplace_back(text_or_empty(g_mime_header_get_name(header)),
                     unfolded(text_or_empty(g_mime_header_get_raw_value(header))));
  }
  return all;
}

// What a Content-Type without a subtype says is invalid, and means plain text (RFC 2045 section 5.2).
bool has_valid_type(GMimeObject* part) {
  const char* given = g_mime_object_get_header(part, "Content-Type");
  return given == nullptr || std::string_view(given).contains('/');
}

std::string type_of(GMimeObject* part) {
  if (!has_valid_type(part)) return "text/plain";
  const c_string type(g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part)));
  return ascii_lower(to_utf8(type.get()));
}

std::string charset_of(GMimeObject* part) {
  if (!has_valid_type(part)) return {};
  return text_or_empty(g_mime_object_get_content_type_parameter(part, "charset"));
}

std::string name_of(GMimeObject* part) {
  auto name = text_or_empty(g_mime_object_get_content_disposition_parameter(part, "filename"));
  if (name.empty()) name = text_or_empty(g_mime_object_get_content_type_parameter(part, "name"));
  return to_utf8(name);
}

// The boundaries of the multiparts around a part, the outermost first.
using boundaries = std::vector<std::string>;

void push_boundary(boundaries& around, GMimeMultipart* multipart) {
  around.push_back(text_or_empty(g_mime_multipart_get_boundary(multipart)));
}

// Where the line end before the next such boundary stands (RFC 2046 section 5.1.1).
std::size_t next_boundary(std::string_view bytes, std::size_t from, const std::string& boundary) {
  const auto line = "\n--" + boundary;
  for (auto at = bytes.find(line, from); at != std::string_view::npos; at = bytes.find(line, at + 1)) {
    const auto behind = at + line.size();
    if (behind < bytes.size() && !std::string_view("-\r\n \t").contains(bytes[behind])) continue;
    return at > from && bytes[at - 1] == '\r' ? at - 1 : at;
  }
  return bytes.size();
}

// A mail inside the mail, as it stands: GMime would write it in its own way.
std::string inner_mail(std::string_view bytes, GMimeObject* part, const boundaries& around) {
  GMimeMessage* inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
  GMimeHeaderList* fields = inner == nullptr ? nullptr : g_mime_object_get_header_list(GMIME_OBJECT(inner));
  if (fields == nullptr || g_mime_header_list_get_count(fields) == 0) return {};
  const auto begin = g_mime_header_get_offset(g_mime_header_list_get_header_at(fields, 0));
  if (begin < 0 || static_cast<std::size_t>(begin) > bytes.size()) return {};
  // The innermost first: the others are then looked for in its extent only.
  for (auto one = around.rbegin(); one != around.rend(); ++one) {
    bytes = bytes.substr(0, next_boundary(bytes, static_cast<std::size_t>(begin), *one));
  }
  return std::string(bytes.substr(static_cast<std::size_t>(begin)));
}

std::string content_of(std::string_view bytes, GMimeObject* part, const boundaries& around) {
  if (GMIME_IS_PART(part)) return decoded(GMIME_PART(part));
  return GMIME_IS_MESSAGE_PART(part) ? inner_mail(bytes, part, around) : std::string();
}

std::string checksum(GChecksumType kind, const std::string& bytes) {
  const c_string digits(g_compute_checksum_for_data(kind, reinterpret_cast<const guchar*>(bytes.data()), bytes.size()));
  return text_or_empty(digits.get());
}

// What stands in a mail, sorted into text, HTML and the rest as enmime does it, by which Mailpit reads mails.
class sorter {
 public:
  sorter(std::string_view bytes, checksums wanted, parsed_mail& into) : bytes_(bytes), wanted_(wanted), into_(into) {}

  void sort(GMimeObject* whole) {
    if (GMIME_IS_MULTIPART(whole)) return sort_parts(GMIME_MULTIPART(whole), "");
    sort_leaf(whole, "1", true);
  }

 private:
  // `id` is the place of the multipart: "" at the top.
  void sort_parts(GMimeMultipart* parent, const std::string& id) {
    push_boundary(around_, parent);
    const bool alternatives =
        g_mime_content_type_is_type(g_mime_object_get_content_type(GMIME_OBJECT(parent)), "multipart", "alternative");
    bool taken[] = {false, false};  // of alternatives: a text, an HTML
    for (int i = 0; i < g_mime_multipart_get_count(parent); ++i) {
      GMimeObject* part = g_mime_multipart_get_part(parent, i);
      const auto place = id.empty() ? std::to_string(i + 1) : id + "." + std::to_string(i + 1);
      if (GMIME_IS_MULTIPART(part)) {
        sort_parts(GMIME_MULTIPART(part), place);
      } else if (alternatives && is_text(part)) {
        bool& seen = taken[type_of(part) == "text/html" ? 1 : 0];
        seen ? list(part, place, true) : sort_leaf(part, place, false);
        seen = true;
      } else {
        sort_leaf(part, place, false);
      }
    }
    around_.pop_back();
  }

  void sort_leaf(GMimeObject* part, const std::string& id, bool whole) {
    GMimeContentDisposition* disposition = g_mime_object_get_content_disposition(part);
    if (is_text(part)) {
      append_text(part);
      // A text with a name, shown where it stands, can be fetched too.
      const bool named = !name_of(part).empty() || g_mime_object_get_content_id(part) != nullptr;
      if (disposition != nullptr && named) list(part, id, true);
    } else if (disposition != nullptr) {
      list(part, id, !g_mime_content_disposition_is_attachment(disposition));
    } else {
      list(part, id, !whole && type_of(part) != "application/octet-stream");
    }
  }

  static bool is_text(GMimeObject* part) {
    GMimeContentDisposition* disposition = g_mime_object_get_content_disposition(part);
    if (disposition != nullptr && g_mime_content_disposition_is_attachment(disposition)) return false;
    const auto type = type_of(part);
    return GMIME_IS_PART(part) && (type == "text/plain" || type == "text/html");
  }

  void append_text(GMimeObject* part) {
    const bool html = type_of(part) == "text/html";
    std::string& place = html ? into_.html : into_.text;
    if (!place.empty()) place += "\n--\n";
    auto text = text_of(GMIME_PART(part), charset_of(part), html);
    const auto parameter = [part](const char* name) {
      return text_or_empty(g_mime_object_get_content_type_parameter(part, name));
    };
    const bool flowed = !html && iequals(parameter("format"), "flowed");
    place += flowed ? unflowed(text, iequals(parameter("delsp"), "yes")) : text;
  }

  void list(GMimeObject* part, const std::string& id, bool inlined) {
    attachment found;
    found.part_id = id;
    found.content_type = type_of(part);
    found.content_id = to_utf8(text_or_empty(g_mime_object_get_content_id(part)));
    found.file_name = name_of(part);
    if (found.file_name.empty()) found.file_name = found.content_id;
    found.is_inline = inlined;
    const auto content = content_of(bytes_, part, around_);
    found.size = content.size();
    if (wanted_ == checksums::of_attachments) {
      found.md5 = checksum(G_CHECKSUM_MD5, content);
      found.sha1 = checksum(G_CHECKSUM_SHA1, content);
      found.sha256 = checksum(G_CHECKSUM_SHA256, content);
    }
    into_.attachments.push_back(std::move(found));
  }

  std::string_view bytes_;
  checksums wanted_;
  parsed_mail& into_;
  boundaries around_;
};

result<object<GMimeMessage>> message_of(std::string_view bytes) {
  start_gmime();
  const object<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const object<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  object<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return fail("bad-mail", "the bytes do not begin with the header of a mail");
  return message;
}

// Steps down to the part at "1.2"; null where there is none. `around` gets the boundaries on the way.
GMimeObject* part_at(GMimeObject* top, std::string_view place, boundaries& around) {
  if (!GMIME_IS_MULTIPART(top)) return place == "1" ? top : nullptr;
  for (const auto step : split(place, '.')) {
    int number = 0;
    const auto* end = step.data() + step.size();
    if (!GMIME_IS_MULTIPART(top) || std::from_chars(step.data(), end, number) != std::from_chars_result{end, {}}) {
      return nullptr;
    }
    if (number < 1 || number > g_mime_multipart_get_count(GMIME_MULTIPART(top))) return nullptr;
    push_boundary(around, GMIME_MULTIPART(top));
    top = g_mime_multipart_get_part(GMIME_MULTIPART(top), number - 1);
  }
  return top;
}

bool may_be_encoded(std::string_view address) {
  const auto is_mark = [](char a, char b) { return iequals({&a, 1}, {&b, 1}); };
  constexpr std::string_view mark = "xn--";
  return !std::ranges::search(address, mark, is_mark).empty();
}

}  // namespace

std::string shown_address(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos || !may_be_encoded(address.substr(at))) return std::string(address);
  start_gmime();
  const std::string any_at = "<x" + ascii_lower(address.substr(at)) + ">";
  const object<InternetAddressList> list(internet_address_list_parse(nullptr, any_at.c_str()));
  if (!list || internet_address_list_length(list.get()) != 1) return std::string(address);
  InternetAddress* one = internet_address_list_get_address(list.get(), 0);
  if (!INTERNET_ADDRESS_IS_MAILBOX(one)) return std::string(address);
  const auto decoded = text_or_empty(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)));
  if (decoded.size() < 3 || !is_utf8(decoded)) return std::string(address);
  return std::string(address.substr(0, at)) + decoded.substr(1);
}

bool same_address(std::string_view one, std::string_view other) {
  return iequals(one, other) || iequals(shown_address(one), shown_address(other));
}

result<part_content> part_of(std::string_view bytes, std::string_view part_id, const parse_limits& limits) {
  const auto sound = mended(bytes);
  bounded_mail read;
  bound(sound ? std::string_view(sound->bytes) : bytes, limits, read);
  const auto message = message_of(read.bytes);
  if (!message) return std::unexpected(message.error());
  GMimeObject* body = g_mime_message_get_mime_part(message->get());
  boundaries around;
  GMimeObject* part = body == nullptr ? nullptr : part_at(body, part_id, around);
  if (part == nullptr || GMIME_IS_MULTIPART(part)) {
    return fail("no-such-part", "the mail has no part '" + std::string(part_id) + "'");
  }
  return part_content{type_of(part), name_of(part), content_of(read.bytes, part, around)};
}

result<parsed_mail> parse(std::string_view bytes, checksums wanted, const parse_limits& limits) {
  const auto sound = mended(bytes);
  bounded_mail read;
  bound(sound ? std::string_view(sound->bytes) : bytes, limits, read);
  const auto made = message_of(read.bytes);
  if (!made) return std::unexpected(made.error());
  const auto& message = *made;
  parsed_mail parsed;
  parsed.message_id = to_utf8(text_or_empty(g_mime_message_get_message_id(message.get())));
  parsed.date = date_of(message.get());
  if (!sound || sound->has_header) parsed.headers = headers_of(GMIME_OBJECT(message.get()));
  read_headers(parsed);
  if (GMimeObject* body = g_mime_message_get_mime_part(message.get())) sorter(read.bytes, wanted, parsed).sort(body);
  parsed.left_out = std::move(read.left_out);
  return parsed;
}

}  // namespace parcours::smtp
