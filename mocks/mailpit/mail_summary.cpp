#include "mocks/mailpit/mail_summary.hpp"

#include "harness/base/duration.hpp"
#include "harness/base/text.hpp"
#include "harness/inbox/code.hpp"
#include "harness/inbox/fold.hpp"
#include "harness/inbox/html_text.hpp"
#include "mocks/api/body.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace parcours::mocks::mailpit {

namespace json = boost::json;
using parcours::smtp::mailbox_address;

namespace {

constexpr std::size_t snippet_size = 250;  // bytes

json::object to_json(const mailbox_address& who) { return {{"Name", who.name}, {"Address", who.address}}; }

json::array to_json(const std::vector<mailbox_address>& all) {
  json::array out;
  for (const auto& one : all) out.emplace_back(to_json(one));
  return out;
}

json::object first_of(const std::vector<mailbox_address>& all) {
  return to_json(all.empty() ? mailbox_address{} : all.front());
}

// The end of a character is never cut off.
std::string_view beginning(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  text = text.substr(0, most);
  return text.substr(0, first_malformed(text));
}

bool names(const std::vector<mailbox_address>& all, std::string_view address) {
  return std::ranges::any_of(all, [&](const auto& one) { return parcours::smtp::same_address(one.address, address); });
}

std::string words_of(const std::vector<mailbox_address>& all) {
  std::string words;
  for (const auto& one : all) words.append(one.name).append(" ").append(one.address).append(" ");
  return words;
}

std::vector<mailbox_address> first_people(std::vector<mailbox_address> all) {
  if (all.size() <= mail_summary::most_people) return all;
  all.resize(mail_summary::most_people);
  all.shrink_to_fit();
  return all;
}

std::string as_shown(std::string_view address) { return parcours::smtp::shown_address(to_utf8(address)); }

std::vector<mailbox_address> hidden_recipients(const smtp::stored_mail& mail, const parcours::smtp::parsed_mail& read) {
  std::vector<mailbox_address> out;
  for (const auto& one : mail.who.to) {
    if (!names(read.to, one) && !names(read.cc, one)) out.push_back({"", as_shown(one)});
  }
  return out;
}

parcours::smtp::parsed_mail read_or_nothing(const smtp::stored_mail& mail, const parcours::smtp::parse_limits& limits,
                                            parcours::smtp::checksums wanted = parcours::smtp::checksums::none) {
  auto read = parcours::smtp::parse(mail.bytes, wanted, limits);
  return read ? std::move(*read) : parcours::smtp::parsed_mail{};
}

json::array parts(const parcours::smtp::parsed_mail& read, bool inlined) {
  json::array out;
  for (const auto& one : read.attachments) {
    if (one.is_inline != inlined) continue;
    out.push_back(json::object{{"PartID", one.part_id},
                               {"FileName", one.file_name},
                               {"ContentType", one.content_type},
                               {"ContentID", one.content_id},
                               {"Size", one.size},
                               {"Checksums", {{"MD5", one.md5}, {"SHA1", one.sha1}, {"SHA256", one.sha256}}}});
  }
  return out;
}

// As Go's net/textproto writes the name of a header field: "Message-Id"; what is none stays as it is.
std::string canonical(std::string_view name) {
  constexpr std::string_view token =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";  // RFC 9110 section 5.6.2
  if (name.find_first_not_of(token) != std::string_view::npos) return to_utf8(name);
  auto made = ascii_lower(name);
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (i == 0 || made[i - 1] == '-') made[i] = ascii_upper(made.substr(i, 1)).front();
  }
  return made;
}

std::string field(const parcours::smtp::parsed_mail& read, std::string_view name) {
  const auto found = std::ranges::find_if(read.headers, [&](const auto& one) { return iequals(one.first, name); });
  return found == read.headers.end() ? std::string() : to_utf8(found->second);
}

bool is_link(std::string_view text) {
  const auto start = ascii_lower(text.substr(0, 8));
  const bool known = start.starts_with("mailto:") || start.starts_with("http://") || start.starts_with("https://");
  return known && text.find_first_of(" \t") == std::string_view::npos;
}

// RFC 2369 section 3.2, RFC 8058: links in angle brackets, separated by commas.
json::object list_unsubscribe(const parcours::smtp::parsed_mail& read) {
  const auto header = field(read, "List-Unsubscribe");
  json::array links;
  std::string errors;
  std::string_view rest = header;
  while (!(rest = trim(rest)).empty()) {
    const auto end = rest.find('>');
    const auto link = rest.starts_with('<') && end != std::string_view::npos ? rest.substr(1, end - 1) : "";
    if (!is_link(link)) {
      errors = "no mailto: or http(s):// link in angle brackets: " + std::string(rest);
      break;
    }
    links.emplace_back(link);
    rest = trim(rest.substr(end + 1));
    if (rest.starts_with(',')) rest.remove_prefix(1);
  }
  return {{"Header", header},
          {"Links", std::move(links)},
          {"Errors", errors},
          {"HeaderPost", field(read, "List-Unsubscribe-Post")}};
}

std::vector<std::string> tags_in(const parcours::smtp::parsed_mail& read) {
  std::vector<std::string> tags;
  const auto given = field(read, "X-Tags");
  for (const auto part : split(given, ',')) {
    const std::string tag(trim(part));
    const bool known = std::ranges::find(tags, tag) != tags.end();
    if (smtp::is_tag(tag) && !known && tags.size() < smtp::most_tags) tags.push_back(tag);
  }
  std::ranges::sort(tags);
  return tags;
}

}  // namespace

std::vector<std::string> tags_of(const smtp::stored_mail& mail, const mail_summary& summary) {
  return mail.tags.value_or(summary.tags);
}

json::array tags_json(const std::vector<std::string>& tags) {
  json::array all;
  for (const auto& one : tags) all.emplace_back(one);
  return all;
}

std::string searchable(std::string_view text) {
  std::string words = inbox::folded(text);
  const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\t'; };
  std::ranges::replace_if(words, blank, ' ');
  const auto again = std::ranges::unique(words, [](char a, char b) { return a == ' ' && b == ' '; });
  words.erase(again.begin(), again.end());
  return std::string(trim(words));
}

std::string text_as_read(const parcours::smtp::parsed_mail& mail) {
  return mail.text.empty() ? inbox::text_of_html(mail.html) : mail.text;
}

mail_summary summarise(const smtp::stored_mail& mail, const parcours::smtp::parse_limits& limits) {
  auto read = read_or_nothing(mail, limits);
  const auto cut = [](std::string_view text) { return beginning(text, mail_summary::most_text); };
  mail_summary made;
  made.session = smtp::session_of(mail.bytes);
  made.tags = tags_in(read);
  const auto of_html = inbox::text_of_html(read.html, inbox::longest_text);
  auto found = inbox::find_code({read.subject, read.text, of_html});
  made.code = std::move(found.code);
  made.conflicting = std::move(found.conflicting);
  made.bcc = first_people(hidden_recipients(mail, read));
  made.from = first_people(std::move(read.from));
  made.to = first_people(std::move(read.to));
  made.cc = first_people(std::move(read.cc));
  made.reply_to = first_people(std::move(read.reply_to));
  made.message_id = cut(read.message_id);
  made.subject = cut(read.subject);
  made.snippet = beginning(normalized(cut(read.text.empty() ? of_html : read.text)), snippet_size);
  std::string files;
  for (const auto& one : read.attachments) {
    files.append(one.file_name).append(" ");
    (one.is_inline ? made.inlines : made.attachments) += 1;
  }
  std::string words = made.subject;
  for (const auto* all : {&made.from, &made.to, &made.cc, &made.bcc, &made.reply_to}) {
    words.append(" ").append(cut(words_of(*all)));
  }
  words.append(" ").append(cut(files)).append("\n").append(cut(read.text)).append("\n").append(cut(of_html));
  made.words = searchable(words);
  return made;
}

json::object list_item(const smtp::stored_mail& mail, const mail_summary& summary, ports::wall_time epoch) {
  return {{"ID", std::to_string(mail.id)},
          {"MessageID", summary.message_id},
          {"Read", mail.read},
          {"From", first_of(summary.from)},
          {"To", to_json(summary.to)},
          {"Cc", to_json(summary.cc)},
          {"Bcc", to_json(summary.bcc)},
          {"ReplyTo", to_json(summary.reply_to)},
          {"Subject", summary.subject},
          {"Created", rfc3339(epoch + mail.received_at)},
          {"Username", to_utf8(mail.who.login)},
          {"Tags", tags_json(tags_of(mail, summary))},
          {"Size", mail.bytes.size()},
          {"Attachments", summary.attachments},
          {"Snippet", summary.snippet},
          {"Session", summary.session}};
}

json::object whole_message(const smtp::stored_mail& mail, ports::wall_time epoch,
                           const parcours::smtp::parse_limits& limits) {
  const auto read = read_or_nothing(mail, limits, parcours::smtp::checksums::of_attachments);
  json::array left_out;
  for (const auto& one : read.left_out) left_out.emplace_back(one);
  return {{"ID", std::to_string(mail.id)},
          {"MessageID", read.message_id},
          {"From", first_of(read.from)},
          {"To", to_json(read.to)},
          {"Cc", to_json(read.cc)},
          {"Bcc", to_json(hidden_recipients(mail, read))},
          {"ReplyTo", to_json(read.reply_to)},
          {"ReturnPath", as_shown(mail.who.from)},
          {"Subject", read.subject},
          {"Date", rfc3339(read.date.value_or(epoch + mail.received_at))},
          {"Tags", tags_json(mail.tags.value_or(tags_in(read)))},
          {"Username", to_utf8(mail.who.login)},
          {"Text", text_as_read(read)},
          {"HTML", read.html},
          {"Size", mail.bytes.size()},
          {"ListUnsubscribe", list_unsubscribe(read)},
          {"Inline", parts(read, true)},
          {"Attachments", parts(read, false)},
          {"LeftOut", std::move(left_out)}};
}

json::object header_lists(const smtp::stored_mail& mail, const parcours::smtp::parse_limits& limits) {
  json::object out;
  for (const auto& [name, value] : read_or_nothing(mail, limits).headers) {
    auto& values = out[canonical(name)];
    if (!values.is_array()) values = json::array{};
    values.as_array().emplace_back(to_utf8(value));
  }
  return out;
}

}  // namespace parcours::mocks::mailpit
