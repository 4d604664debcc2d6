#include "mocks/mailpit/mailpit_api.hpp"

#include "harness/base/text.hpp"
#include "mocks/api/body.hpp"
#include "mocks/mailpit/sent_mail.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace parcours::mocks::mailpit {

using api::call;
using api::error_response;
using api::json_body;
using api::json_response;
using api::router;
using api::text_response;
using api::whole;

namespace json = boost::json;

namespace {

http::response done() { return text_response("text/plain; charset=utf-8", "ok"); }

std::optional<std::vector<std::string>> texts(const json::object& in, std::string_view name) {
  std::vector<std::string> all;
  for (const auto& one : in) {
    if (!iequals({one.key().data(), one.key().size()}, name)) continue;
    const auto* list = one.value().if_array();
    if (list == nullptr) return std::nullopt;
    for (const auto& item : *list) {
      if (!item.is_string()) return std::nullopt;
      all.emplace_back(item.as_string());
    }
    return all;
  }
  return std::nullopt;
}

http::response no_tag(const std::string& text) {
  return error_response(400, "no tag: '" + text + "' (one line of at most 100 bytes, without a comma)");
}

}  // namespace

void mailpit_api::add_routes(router& to) {
  const auto self = shared_from_this();
  to.add({"POST", "/api/v1/send"}, self, &mailpit_api::send);
  to.add({"GET", "/api/v1/tags"}, self, &mailpit_api::tags);
  to.add({"PUT", "/api/v1/tags"}, self, &mailpit_api::set_tags);
  to.add({"PUT", "/api/v1/tags/{Tag}"}, self, &mailpit_api::rename_tag);
  to.add({"DELETE", "/api/v1/tags/{Tag}"}, self, &mailpit_api::delete_tag);
  to.add({"GET", "/api/v1/webui"}, self, &mailpit_api::webui);
}

http::response mailpit_api::send(const call& of) {
  auto sent = read_sent_mail(of.what.body);
  if (!sent) return error_response(400, sent.error().message);
  const auto& limits = mocks_.chosen().smtp_session;
  if (sent->who.to.size() > limits.max_recipients) return error_response(400, "too many recipients");
  sent->what.date = world_.time.wall();
  sent->what.message_id = random_.hex(24) + "@parcours.test";
  auto bytes = parcours::smtp::compose(sent->what);
  if (bytes.size() > limits.max_size) return error_response(413, "the mail is too large");
  mocks_.mailbox().add({std::move(sent->who), std::move(bytes), "(sent over HTTP)\n"}, world_.time.now());
  mocks_.smtp().notify();
  const auto& all = mocks_.mailbox().all(world_.time.now());
  return json_response(json::object{{"ID", all.empty() ? "" : std::to_string(all.back().id)}});
}

http::response mailpit_api::tags(const call&) { return json_response(tags_json(index_->tags())); }

http::response mailpit_api::set_tags(const call& of) {
  const auto body = json_body(of.what.body);
  auto tags = body ? texts(*body, "Tags") : std::nullopt;
  const auto ids = body ? texts(*body, "IDs") : std::nullopt;
  if (!tags || !ids || body->size() != 2) {
    return error_response(400, R"(the body must be {"Tags": ["…"], "IDs": ["1"]})");
  }
  for (const auto& tag : *tags) {
    if (!smtp::is_tag(tag)) return no_tag(tag);
  }
  std::ranges::sort(*tags);
  const auto again = std::ranges::unique(*tags);
  tags->erase(again.begin(), again.end());
  if (tags->size() > smtp::most_tags) return error_response(400, "a mail has at most 100 tags");
  for (const auto& id : *ids) mocks_.mailbox().label(whole(id).value_or(0), *tags);
  return done();
}

http::response mailpit_api::replace_tag(const std::string& tag, const std::string& by) {
  bool any = false;
  for (const auto* mail : index_->all()) {
    auto tags = tags_of(*mail, index_->of(*mail));
    if (std::erase(tags, tag) == 0) continue;
    any = true;
    if (!by.empty() && std::ranges::find(tags, by) == tags.end()) tags.push_back(by);
    std::ranges::sort(tags);
    mocks_.mailbox().label(mail->id, std::move(tags));
  }
  return any ? done() : error_response(404, "no mail has the tag '" + tag + "'");
}

http::response mailpit_api::rename_tag(const call& of) {
  const auto& tag = of.path.at("Tag");
  const auto known = index_->tags();
  const bool there = std::ranges::find(known, tag) != known.end();
  if (!there && of.what.body.empty()) return replace_tag(tag, "");
  const auto body = json_body(of.what.body);
  const auto* name = body && body->size() == 1 ? body->if_contains("Name") : nullptr;
  if (name == nullptr || !name->is_string()) return error_response(400, R"(the body must be {"Name": "…"})");
  const std::string by(name->as_string());
  return smtp::is_tag(by) ? replace_tag(tag, by) : no_tag(by);
}

http::response mailpit_api::delete_tag(const call& of) { return replace_tag(of.path.at("Tag"), ""); }

// Neither relays nor filters mails.
http::response mailpit_api::webui(const call&) {
  return json_response(json::object{{"Label", "Parcours"},
                                    {"MessageRelay",
                                     {{"Enabled", false},
                                      {"SMTPServer", ""},
                                      {"ReturnPath", ""},
                                      {"AllowedRecipients", ""},
                                      {"BlockedRecipients", ""},
                                      {"OverrideFrom", ""}}},
                                    {"SpamAssassin", false},
                                    {"ChaosEnabled", true},
                                    {"DuplicatesIgnored", false}});
}

}  // namespace parcours::mocks::mailpit
