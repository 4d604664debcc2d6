#include "mocks/console/mail_summary.hpp"

#include "harness/base/duration.hpp"
#include "harness/base/text.hpp"
#include "harness/inbox/fold.hpp"
#include "mocks/console/body.hpp"
#include "mocks/portal/session.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace parcours::mocks::console {

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
std::string beginning(std::string text) {
  if (text.size() <= snippet_size) return text;
  text.resize(snippet_size);
  text.resize(first_malformed(text));
  return text;
}

// Rough, and enough for a line that says what a mail is about.
std::string without_tags(std::string_view html) {
  std::string out;
  bool inside = false;
  for (const char c : html) {
    if (c == '<') inside = true;
    if (!inside) out += c;
    if (c == '>') {
      inside = false;
      out += ' ';
    }
  }
  return out;
}

bool names(const std::vector<mailbox_address>& all, std::string_view address) {
  return std::ranges::any_of(all, [&](const auto& one) { return iequals(one.address, address); });
}

void append_words(std::string& to, const std::vector<mailbox_address>& all) {
  for (const auto& one : all) to.append(one.name).append(" ").append(one.address).append(" ");
}

std::vector<mailbox_address> hidden_recipients(const smtp::stored_mail& mail, const parcours::smtp::parsed_mail& read) {
  std::vector<mailbox_address> out;
  for (const auto& one : mail.who.to) {
    if (!names(read.to, one) && !names(read.cc, one)) out.push_back({"", one});
  }
  return out;
}

parcours::smtp::parsed_mail read_or_nothing(const smtp::stored_mail& mail) {
  auto read = parcours::smtp::parse(mail.bytes);
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
                               {"Size", one.size}});
  }
  return out;
}

}  // namespace

mail_summary summarise(const smtp::stored_mail& mail) {
  auto read = read_or_nothing(mail);
  mail_summary made;
  made.bcc = hidden_recipients(mail, read);
  const auto text = read.text.empty() ? without_tags(read.html) : read.text;
  made.snippet = beginning(normalized(text));
  made.words = read.subject + " ";
  for (const auto* all : {&read.from, &read.to, &read.cc, &made.bcc, &read.reply_to}) append_words(made.words, *all);
  for (const auto& one : read.attachments) made.words += one.file_name + " ";
  made.words = inbox::folded(made.words + text);
  made.attachments = read.attachments.size();
  made.from = std::move(read.from);
  made.to = std::move(read.to);
  made.cc = std::move(read.cc);
  made.reply_to = std::move(read.reply_to);
  made.message_id = std::move(read.message_id);
  made.subject = std::move(read.subject);
  return made;
}

std::uint64_t session_of(const smtp::stored_mail& mail) {
  static const std::string field = "\r\n" + std::string(portal::session_field) + ": ";
  const auto header = std::string_view(mail.bytes).substr(0, mail.bytes.find("\r\n\r\n"));
  const auto at = header.find(field);
  if (at == std::string_view::npos) return 0;
  const auto value = header.substr(at + field.size());
  return whole(value.substr(0, value.find("\r\n"))).value_or(0);
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
          {"Tags", json::array{}},
          {"Size", mail.bytes.size()},
          {"Attachments", summary.attachments},
          {"Snippet", summary.snippet},
          {"Session", session_of(mail)}};
}

json::object whole_message(const smtp::stored_mail& mail, ports::wall_time epoch) {
  const auto read = read_or_nothing(mail);
  return {{"ID", std::to_string(mail.id)},
          {"MessageID", read.message_id},
          {"From", first_of(read.from)},
          {"To", to_json(read.to)},
          {"Cc", to_json(read.cc)},
          {"Bcc", to_json(hidden_recipients(mail, read))},
          {"ReplyTo", to_json(read.reply_to)},
          {"ReturnPath", mail.who.from},
          {"Subject", read.subject},
          {"Date", rfc3339(read.date.value_or(epoch + mail.received_at))},
          {"Tags", json::array{}},
          {"Username", to_utf8(mail.who.login)},
          {"Text", read.text},
          {"HTML", read.html},
          {"Size", mail.bytes.size()},
          {"Inline", parts(read, true)},
          {"Attachments", parts(read, false)}};
}

json::object header_lists(const smtp::stored_mail& mail) {
  json::object out;
  for (const auto& [name, value] : read_or_nothing(mail).headers) {
    auto& values = out[to_utf8(name)];
    if (!values.is_array()) values = json::array{};
    values.as_array().emplace_back(to_utf8(value));
  }
  return out;
}

}  // namespace parcours::mocks::console
