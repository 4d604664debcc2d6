#include "mocks/mailpit/sent_mail.hpp"

#include "harness/base/text.hpp"
#include "harness/smtp/address.hpp"
#include "mocks/api/router.hpp"
#include "mocks/smtp/mailbox.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace parcours::mocks::mailpit {

using api::json_body;

namespace json = boost::json;
using parcours::smtp::mailbox_address;

namespace {

constexpr std::string_view token =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";  // RFC 9110 section 5.6.2

// Reads on behind a mistake; the first that is found counts.
class reader {
 public:
  explicit reader(std::optional<std::string>& found) : found_(found) {}

  void wrong(std::string what) {
    if (!found_) found_ = std::move(what);
  }

  // Null where it is not given.
  const json::value* member(const json::object& in, std::string_view name) const {
    const auto same = [name](const auto& one) { return iequals({one.key().data(), one.key().size()}, name); };
    const auto* at = std::ranges::find_if(in, same);
    return at == in.end() || at->value().is_null() ? nullptr : &at->value();
  }
  void only(const json::object& in, std::initializer_list<std::string_view> known, std::string_view of) {
    for (const auto& one : in) {
      const std::string_view given(one.key().data(), one.key().size());
      if (std::ranges::none_of(known, [given](std::string_view name) { return iequals(name, given); })) {
        wrong("unknown name \"" + std::string(given) + "\" in " + std::string(of));
      }
    }
  }
  std::string text(const json::object& in, std::string_view name) {
    const auto* given = member(in, name);
    if (given == nullptr) return {};
    if (given->is_string()) return std::string(given->as_string());
    wrong("\"" + std::string(name) + "\" must be text");
    return {};
  }
  // Each item of a list, that `take` makes of it.
  template <class Take>
  void each(const json::object& in, std::string_view name, Take take) {
    const auto* given = member(in, name);
    if (given == nullptr) return;
    if (!given->is_array()) return wrong("\"" + std::string(name) + "\" must be a list");
    for (const auto& one : given->as_array()) take(one);
  }
  mailbox_address person(const json::value& from, std::string_view of) {
    const auto* given = from.if_object();
    if (given == nullptr)
      return wrong("\"" + std::string(of) + "\" must be {\"Name\": \"…\", \"Email\": \"…\"}"), mailbox_address{};
    only(*given, {"Name", "Email"}, of);
    return {text(*given, "Name"), address(text(*given, "Email"), of)};
  }
  std::string address(std::string text, std::string_view of) {
    if (!parcours::smtp::is_address(text)) wrong("invalid " + std::string(of) + " address: " + text);
    return text;
  }
  std::vector<mailbox_address> people(const json::object& in, std::string_view name) {
    std::vector<mailbox_address> all;
    each(in, name, [&](const json::value& one) { all.push_back(person(one, name)); });
    return all;
  }
  std::vector<std::string> texts(const json::object& in, std::string_view name) {
    std::vector<std::string> all;
    each(in, name, [&](const json::value& one) {
      if (one.is_string()) all.emplace_back(one.as_string());
      if (!one.is_string()) wrong("\"" + std::string(name) + "\" must be a list of texts");
    });
    return all;
  }

 private:
  std::optional<std::string>& found_;
};

void read_files(reader& from, const json::object& body, parcours::smtp::mail& into) {
  from.each(body, "Attachments", [&](const json::value& one) {
    const auto* given = one.if_object();
    if (given == nullptr) return from.wrong(R"("Attachments" must be a list of {"Content": "…", "Filename": "…"})");
    from.only(*given, {"Content", "Filename", "ContentID", "ContentType"}, "an attachment");
    parcours::smtp::attached_file file;
    file.file_name = from.text(*given, "Filename");
    file.content_id = from.text(*given, "ContentID");
    file.content_type = from.text(*given, "ContentType");
    const auto content = from.text(*given, "Content");
    // Browsers' readAsDataURL() puts "data:image/png;base64," in front.
    const auto bytes = base64_decode(std::string_view(content).substr(content.rfind(',') + 1));
    if (!bytes) from.wrong("the content of the attachment \"" + file.file_name + "\" is not base64");
    if (file.file_name.empty()) from.wrong("an attachment needs a \"Filename\"");
    file.bytes = bytes.value_or("");
    const auto slash = file.content_type.find('/');
    if (file.content_type.empty())
      file.content_type = "application/octet-stream";
    else if (slash == std::string::npos || file.content_type.find_first_of("\r\n") != std::string::npos)
      from.wrong("no content type: " + file.content_type);
    into.files.push_back(std::move(file));
  });
}

void read_headers(reader& from, const json::object& body, parcours::smtp::mail& into) {
  constexpr auto ours =
      std::to_array<std::string_view>({"To", "From", "Cc", "Bcc", "Reply-To", "Date", "Subject", "Content-Type",
                                       "Content-Transfer-Encoding", "Mime-Version", "Message-ID"});
  const bool has_tags = !into.more.empty();
  const auto* given = from.member(body, "Headers");
  if (given == nullptr) return;
  if (!given->is_object()) return from.wrong("\"Headers\" must be an object");
  for (const auto& one : given->as_object()) {
    const std::string name(one.key().data(), one.key().size());
    const auto same = [&](std::string_view other) { return iequals(other, name); };
    const bool taken = std::ranges::any_of(ours, same) || (has_tags && iequals(name, "X-Tags"));
    if (taken) from.wrong("cannot overwrite header: \"" + name + "\"");
    if (name.empty() || name.find_first_not_of(token) != std::string::npos)
      from.wrong("no name of a header field: \"" + name + "\"");
    if (!one.value().is_string()) return from.wrong("header \"" + name + "\" must be text");
    into.more.emplace_back(name, std::string(one.value().as_string()));
  }
}

void read_recipients(reader& from, const json::object& body, sent_mail& into) {
  auto& what = into.what;
  what.to = from.people(body, "To");
  what.cc = from.people(body, "Cc");
  what.reply_to = from.people(body, "ReplyTo");
  for (const auto* all : {&what.to, &what.cc}) {
    for (const auto& one : *all) into.who.to.push_back(one.address);
  }
  for (auto& hidden : from.texts(body, "Bcc")) into.who.to.push_back(from.address(std::move(hidden), "Bcc"));
}

}  // namespace

result<sent_mail> read_sent_mail(std::string_view body) {
  std::optional<std::string> found;
  reader from(found);
  const auto given = json_body(body);
  if (!given)
    return fail("bad-mail", R"(the body must be a JSON object, such as {"From": {"Email": "a@example.com"}})");
  from.only(*given, {"From", "To", "Cc", "Bcc", "ReplyTo", "Subject", "Text", "HTML", "Attachments", "Tags", "Headers"},
            "the body");
  sent_mail made;
  const auto* sender = from.member(*given, "From");
  if (sender == nullptr) from.wrong("\"From\" is missing");
  if (sender != nullptr) made.what.from = from.person(*sender, "From");
  made.who.from = made.what.from.address;
  read_recipients(from, *given, made);
  made.what.subject = from.text(*given, "Subject");
  made.what.text = from.text(*given, "Text");
  made.what.html = from.text(*given, "HTML");
  std::string tags;
  for (const auto& tag : from.texts(*given, "Tags")) {
    if (!smtp::is_tag(tag)) from.wrong("no tag: \"" + tag + "\"");
    tags.append(tags.empty() ? "" : ", ").append(tag);
  }
  if (!tags.empty()) made.what.more.emplace_back("X-Tags", tags);
  read_headers(from, *given, made.what);
  read_files(from, *given, made.what);
  if (found) return fail("bad-mail", *found);
  return made;
}

}  // namespace parcours::mocks::mailpit
