#include "harness/smtp/server_session.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parcours::smtp {

namespace {

constexpr std::size_t longest_transcript = 64U << 10U;

bool has_bare_line_end(std::string_view text) {
  for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
       at = text.find_first_of("\r\n", at + 2)) {
    if (text.substr(at, 2) != "\r\n") return true;
  }
  return false;
}

}  // namespace

struct server_session::verb {
  std::string_view name;
  void (server_session::*run)(std::string_view argument);
  bool takes_argument = true;
};

const server_session::verb* server_session::find_verb(std::string_view name) {
  using s = server_session;
  static constexpr std::array<verb, 14> verbs = {{{"EHLO", &s::extended_hello},
                                                  {"HELO", &s::hello},
                                                  {"MAIL", &s::mail},
                                                  {"RCPT", &s::rcpt},
                                                  {"DATA", &s::data, false},
                                                  {"RSET", &s::rset, false},
                                                  {"NOOP", &s::noop},
                                                  {"QUIT", &s::quit, false},
                                                  {"VRFY", &s::vrfy},
                                                  {"EXPN", &s::expn},
                                                  {"HELP", &s::help},
                                                  {"STARTTLS", &s::not_offered},
                                                  {"AUTH", &s::auth},
                                                  {"BDAT", &s::bdat}}};
  const auto found = std::ranges::find_if(verbs, [name](const verb& v) { return iequals(v.name, name); });
  return found == verbs.end() ? nullptr : &*found;
}

server_session::server_session(session_options options) : options_(std::move(options)) {}

std::string server_session::greeting() {
  closing_ = struck(stage::connect, {});
  if (!closing_) say(220, options_.host_name + " ESMTP Parcours");
  return std::exchange(out_, {});
}

std::string server_session::feed(std::string_view bytes) {
  while (!bytes.empty() && !closing_) {
    bytes.remove_prefix(chunk_ ? take_chunk(bytes) : data_ ? take_data(bytes) : take_line(bytes));
  }
  return std::exchange(out_, {});
}

std::string server_session::time_out() {
  say(421, fmt::format("4.4.2 {} Idle for too long, closing", options_.host_name));
  return std::exchange(out_, {});
}

std::string server_session::too_busy() {
  say(421, fmt::format("4.7.0 {} Too many connections, try again later", options_.host_name));
  return std::exchange(out_, {});
}

// A line that is too long is read to its end and refused as one line, so that what follows stays in step.
std::size_t server_session::take_line(std::string_view bytes) {
  const auto end = bytes.find('\n');
  const auto piece = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
  if (line_.size() + piece.size() > longest_auth_line) overlong_ = true;
  if (!overlong_) line_ += piece;
  if (end != std::string_view::npos) {
    on_line();
    line_.clear();
    overlong_ = false;
  }
  return piece.size();
}

void server_session::on_line() {
  if (overlong_) {
    note('C', "(a line that is too long)");
    return say(500, "5.5.2 Line too long");
  }
  const std::string_view line = line_;
  const auto text = line.substr(0, line.size() - (line.ends_with("\r\n") ? 2 : 1));
  if (auth_) {
    note('C', "(masked)");
    return answer_auth(auth_->resume(text));
  }
  const auto parts = split_command(text);
  if (line.size() > longest_line(parts.verb)) {
    note('C', "(a line that is too long)");
    return say(500, "5.5.2 Line too long");
  }
  const auto secret = iequals(parts.verb, "AUTH") ? parts.argument.find(' ') : std::string_view::npos;
  const bool masked = secret != std::string_view::npos;
  note('C', masked ? "AUTH " + std::string(parts.argument.substr(0, secret)) + " (masked)" : std::string(text));
  // RFC 5321 section 2.3.8: CR and LF only ever stand together.
  if (!line.ends_with("\r\n") || text.find('\r') != std::string_view::npos) {
    return say(500, "5.5.2 Syntax error: a line ends in CRLF, and has no other CR or LF");
  }
  if (text.find('\0') != std::string_view::npos) return say(500, "5.5.2 Syntax error: NUL");
  on_command(parts);
}

void server_session::on_command(const command& line) {
  const verb* known = find_verb(line.verb);
  if (known == nullptr) return say(500, "5.5.2 Command not recognized");
  if (!known->takes_argument && !line.argument.empty()) {
    return say(501, fmt::format("5.5.4 Syntax error: {} takes no argument", known->name));
  }
  (this->*known->run)(line.argument);
}

// True if the argument of HELO or EHLO will do: something, and ASCII.
bool server_session::greets(std::string_view argument) {
  if (argument.empty() || !is_ascii(argument)) {
    say(501, "5.5.4 Syntax error: domain or address literal expected");
    return false;
  }
  return !struck(stage::hello, {});
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
  const std::string size = fmt::format("SIZE {}", options_.max_size);
  const std::string auth = fmt::format("AUTH {}", auth_mechanisms);
  const std::array<std::string_view, 7> lines = {options_.host_name,    "PIPELINING", size, "8BITMIME",
                                                 "ENHANCEDSTATUSCODES", "CHUNKING",   auth};
  for (const auto line : lines) {
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
  if (options_.users && !authenticated_) return say(530, "5.7.0 Authentication required");
  const auto parsed = parse_mail(argument, extended_);
  if (!parsed) return say(parsed.error().code, parsed.error().text);
  if (!accept_sender(*parsed)) return;
  in_mail_ = true;
  utf8_ = parsed->parameters.utf8;
  who_.from = parsed->from.address;
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
  return !struck(stage::mail, parsed.from.address);
}

void server_session::rcpt(std::string_view argument) {
  if (!in_mail_) return say(503, "5.5.1 MAIL comes first");
  const auto to = parse_rcpt(argument);
  if (!to) return say(to.error().code, to.error().text);
  if (!accept_recipient(to->address)) return;
  who_.to.emplace_back(to->address);
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
  return !struck(stage::recipient, address);
}

void server_session::data(std::string_view) {
  if (!in_mail_) return say(503, "5.5.1 MAIL comes first");
  if (chunked_) return say(503, "5.5.1 This mail comes by BDAT");
  if (who_.to.empty()) return say(503, "5.5.1 No valid recipient");
  if (struck(stage::data, {})) return;
  say(354, "Start mail input; end with <CRLF>.<CRLF>");
  data_.emplace(options_.max_size);
}

std::size_t server_session::take_data(std::string_view bytes) {
  const auto taken = data_->feed(bytes);
  if (data_->done()) end_of_data();
  return taken;
}

// Whatever the answer is, the transaction is over (RFC 5321 section 4.1.1.4).
void server_session::end_of_data() {
  note('C', fmt::format("({} bytes of mail data)", data_->size()));
  if (data_->too_large()) {
    say(552, "5.3.4 Message too large");
  } else if (data_->has_bare_line_end() && options_.bare == bare_line_ends::reject) {
    say(550, "5.6.11 Bare CR or LF in mail data");
  } else if (data_->has_long_line()) {
    say(500, "5.5.2 Text line longer than 1000 octets");
  } else if (!struck(stage::end_of_data, {})) {
    deliver(data_->take());
  }
  clear_transaction();
}

void server_session::deliver(std::string bytes) {
  say(250, "2.0.0 Message accepted");
  messages_.push_back({std::move(who_), std::move(bytes), transcript_});
}

void server_session::clear_transaction() {
  in_mail_ = false;
  utf8_ = false;
  who_ = {};
  data_.reset();
  chunked_ = chunks_failed_ = false;
  chunks_.clear();
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
  say(214, "2.0.0 EHLO HELO AUTH MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP: see RFC 5321");
}

void server_session::not_offered(std::string_view) { say(502, "5.5.1 Not offered"); }

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
  if (!auth_->waiting()) auth_.reset();
}

// RFC 3030 section 2. What a chunk holds is read to its end whatever the answer will be, so that the next command is
// found; it comes without dot-stuffing.
void server_session::bdat(std::string_view argument) {
  const auto space = argument.find(' ');
  const auto size = parse_size(argument.substr(0, space));
  const auto rest = space == std::string_view::npos ? std::string_view() : trim(argument.substr(space));
  if (!size || !(rest.empty() || iequals(rest, "LAST"))) {
    return say(501, "5.5.4 Syntax error: BDAT takes a size and LAST");
  }
  chunk_.emplace(chunk{*size, !rest.empty()});
  chunked_ = begins_chunk();
  if (chunk_ && chunk_->left == 0) end_of_chunk();
}

bool server_session::begins_chunk() {
  if (!in_mail_) return refuse_chunk(503, "5.5.1 MAIL comes first"), false;
  if (who_.to.empty()) return refuse_chunk(503, "5.5.1 No valid recipient"), false;
  if (chunks_failed_) return refuse_chunk(503, "5.5.1 An earlier chunk was refused: say RSET"), true;
  if (!chunked_) {
    if (const auto hit = options_.ask ? options_.ask(stage::data, {}) : std::nullopt) {
      if (hit->drop_connection) closing_ = resetting_ = true;
      return refuse_chunk(hit->code, hit->text), true;
    }
  }
  if (chunk_->left > options_.max_size - chunks_.size()) refuse_chunk(552, "5.3.4 Message too large");
  return true;
}

void server_session::refuse_chunk(unsigned code, std::string text) { chunk_->refusal = {code, std::move(text)}; }

std::size_t server_session::take_chunk(std::string_view bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), chunk_->left));
  if (chunk_->refusal.code == 0) chunks_.append(bytes.substr(0, taken));
  chunk_->left -= taken;
  if (chunk_->left == 0) end_of_chunk();
  return taken;
}

void server_session::end_of_chunk() {
  const auto ended = *std::exchange(chunk_, std::nullopt);
  note('C', ended.last ? "(the last chunk of mail data)" : "(a chunk of mail data)");
  if (ended.refusal.code != 0) {
    chunks_failed_ = chunked_;
    return say(ended.refusal.code, ended.refusal.text);
  }
  if (!ended.last) return say(250, fmt::format("2.0.0 {} octets so far", chunks_.size()));
  if (options_.bare == bare_line_ends::reject && has_bare_line_end(chunks_)) {
    say(550, "5.6.11 Bare CR or LF in mail data");
  } else if (!struck(stage::end_of_data, {})) {
    deliver(std::move(chunks_));
  }
  clear_transaction();
}

bool server_session::struck(stage at, std::string_view address) {
  if (!options_.ask) return false;
  const auto hit = options_.ask(at, address);
  if (!hit) return false;
  if (hit->drop_connection) {
    note('S', "(connection dropped)");
    closing_ = resetting_ = true;
  } else {
    say(hit->code, hit->text);
  }
  return true;
}

void server_session::say(unsigned code, std::string_view text) {
  const auto begin = out_.size();
  fmt::format_to(std::back_inserter(out_), "{} {}", code, text);
  note('S', std::string_view(out_).substr(begin));
  out_ += "\r\n";
  if (code == 421) closing_ = true;
}

void server_session::note(char who, std::string_view line) {
  if (transcript_.size() + line.size() + 4 > longest_transcript) return;
  transcript_ += who;
  transcript_.append(": ").append(line).push_back('\n');
}

}  // namespace parcours::smtp
