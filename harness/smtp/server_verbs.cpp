// The commands before the mail data, and those independent of a mail.
#include "harness/base/text.hpp"
#include "harness/smtp/server_session.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace parcours::smtp {

// True if the argument of HELO or EHLO will do: something, and ASCII.
bool server_session::greets(std::string_view argument) {
  if (argument.empty() || !is_ascii(argument)) {
    say(501, "Syntax error: domain or address literal expected");
    return false;
  }
  return !struck(stage::hello);
}

void server_session::begin_session(bool extended) {
  clear_transaction();
  greeted_ = true;
  extended_ = extended;
}

void server_session::hello(std::string_view argument) {
  if (!greets(argument)) return;
  begin_session(false);
  say(250, options_.host_name);
}

void server_session::extended_hello(std::string_view argument) {
  if (!greets(argument)) return;
  begin_session(true);
  std::vector<std::string> lines = {
      options_.host_name, "PIPELINING", fmt::format("SIZE {}", options_.max_size), "8BITMIME", "ENHANCEDSTATUSCODES",
      "CHUNKING",         "DSN"};
  if (options_.tls != tls_use::none && !secured_) lines.emplace_back("STARTTLS");
  if (!needs_tls("AUTH")) lines.push_back(fmt::format("AUTH {}", auth_mechanisms));
  for (const auto& line : lines) {
    const auto begin = out_.size();
    out_.append("250-").append(line);
    note('S', std::string_view(out_).substr(begin));
    out_ += "\r\n";
  }
  say(250, "SMTPUTF8");
}

void server_session::mail(std::string_view argument) {
  if (!greeted_) return say(503, "5.5.1 Say EHLO first");
  if (in_mail_) return say(503, "5.5.1 A transaction is under way");
  const auto parsed = parse_mail(argument, extended_, options_.grammar);
  if (!parsed) return say(parsed.error().code, parsed.error().text);
  if (!accept_sender(*parsed)) return;
  in_mail_ = true;
  utf8_ = parsed->parameters.utf8;
  who_.login = login_;
  who_.from = parsed->from.address;
  who_.submitter = parsed->parameters.submitter;
  who_.return_content = parsed->parameters.return_content;
  who_.id = parsed->parameters.id;
  say(250, "2.1.0 Sender accepted");
}

bool server_session::accept_sender(const mail_command& parsed) {
  if (!parsed.parameters.utf8 && !is_ascii(parsed.from.address)) {
    say(553, "5.6.7 An address that is not ASCII needs SMTPUTF8");
    return false;
  }
  if (parsed.parameters.size.value_or(0) > options_.max_size) {
    say(552, "5.3.4 Message too large");
    return false;
  }
  return !struck(moment(stage::mail, parsed.from.address));
}

void server_session::rcpt(std::string_view argument) {
  if (!in_mail_) return say(503, "5.5.1 MAIL comes first");
  const auto parsed = parse_rcpt(argument, extended_, options_.grammar);
  if (!parsed) return say(parsed.error().code, parsed.error().text);
  if (!utf8_ && !is_ascii(parsed->request.original))
    return say(501, "5.5.4 ORCPT needs SMTPUTF8 for what is not ASCII");
  if (!accept_recipient(parsed->to.address)) return;
  if (parsed->request != delivery_request{}) who_.requests.emplace(who_.to.size(), parsed->request);
  who_.to.emplace_back(parsed->to.address);
  say(250, "2.1.5 Recipient accepted");
}

bool server_session::accept_recipient(std::string_view address) {
  if (!utf8_ && !is_ascii(address)) {
    say(553, "5.6.7 An address that is not ASCII needs SMTPUTF8");
    return false;
  }
  if (who_.to.size() >= options_.max_recipients) {
    say(452, "4.5.3 Too many recipients");
    return false;
  }
  return !struck(moment(stage::recipient, address));
}

void server_session::rset(std::string_view) {
  clear_transaction();
  say(250, "2.0.0 Reset");
}

void server_session::noop(std::string_view) { say(250, "2.0.0 OK"); }

void server_session::quit(std::string_view) {
  say(221, "2.0.0 " + options_.host_name + " Closing");
  closing_ = true;
}

void server_session::vrfy(std::string_view argument) {
  if (argument.empty()) return say(501, "5.5.4 Syntax error: VRFY takes an address");
  say(252, "2.0.0 Cannot verify, but will take mail for it");
}

void server_session::expn(std::string_view) { say(502, "5.5.1 EXPN is not implemented"); }

void server_session::help(std::string_view) {
  say(214, "2.0.0 EHLO HELO STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP: see RFC 5321");
}

// What was sent behind it in clear is thrown away (RFC 3207 section 6): an attacker may have put it there.
void server_session::starttls(std::string_view) {
  if (secured_) return say(503, "5.5.1 TLS is there already");
  if (options_.tls == tls_use::none) return say(454, "4.7.0 TLS is not available");
  say(220, "2.0.0 Ready to start TLS");
  wants_tls_ = true;
}

// RFC 4954 section 4: not in a transaction, and once only.
void server_session::auth(std::string_view argument) {
  if (!greeted_ || !extended_) return say(503, "5.5.1 Say EHLO first");
  if (in_mail_) return say(503, "5.5.1 A transaction is under way");
  if (authenticated_) return say(503, "5.5.1 Authenticated already");
  const auto challenge = fmt::format("<{}@{}>", options_.random.hex(24), options_.host_name);
  auth_.emplace(options_.users.get(), challenge);
  answer_auth(auth_->begin(argument));
}

void server_session::answer_auth(const reply& verdict) {
  say(verdict.code, verdict.text);
  authenticated_ = verdict.code == 235;
  if (authenticated_) login_ = auth_->name();
  auth_refused_ = !authenticated_ && !auth_->waiting();
  if (!auth_->waiting()) auth_.reset();
}

}  // namespace parcours::smtp
