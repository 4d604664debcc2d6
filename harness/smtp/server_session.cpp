#include "harness/smtp/server_session.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parcours::smtp {

namespace {

constexpr std::size_t longest_transcript = 64U << 10U;

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
                                                  {"STARTTLS", &s::starttls, false},
                                                  {"AUTH", &s::auth},
                                                  {"BDAT", &s::bdat}}};
  const auto found = std::ranges::find_if(verbs, [name](const verb& v) { return iequals(v.name, name); });
  return found == verbs.end() ? nullptr : &*found;
}

server_session::server_session(session_options options, bool secured)
    : options_(std::move(options)), secured_(secured) {}

std::string server_session::greeting() {
  if (const auto instead = fault_at(stage::connect)) {
    turned_away_ = instead->code == 554;
    closing_ = !turned_away_;
    if (instead->code != 0) say(instead->code, instead->text);
  } else {
    say(220, options_.host_name + " ESMTP Parcours");
  }
  return std::exchange(out_, {});
}

std::string server_session::feed(std::string_view bytes) {
  while (!bytes.empty() && !closing_ && !wants_tls_) {
    bytes.remove_prefix(chunk_ ? take_chunk(bytes) : data_ ? take_data(bytes) : take_line(bytes));
  }
  return std::exchange(out_, {});
}

// RFC 3207 section 4.2: nothing that was said before counts.
void server_session::begin_tls() {
  wants_tls_ = false;
  secured_ = true;
  greeted_ = extended_ = authenticated_ = auth_refused_ = false;
  login_.clear();
  clear_transaction();
  note('S', "(TLS)");
}

std::string server_session::time_out() {
  say(421, fmt::format("4.4.2 {} Idle for too long, closing", options_.host_name));
  return std::exchange(out_, {});
}

std::string server_session::too_busy() {
  say(421, fmt::format("{} Too many connections, try again later", options_.host_name));
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
  const std::string_view line = line_;
  if (auth_) return on_auth_line(line);
  const auto text = line.substr(0, line.size() - (line.ends_with("\r\n") ? 2 : 1));
  const auto parts = split_command(text);
  if (overlong_ || line.size() > longest_line(parts.verb, options_.grammar)) {
    note('C', "(a line that is too long)");
    return say(500, "5.5.2 Line too long");
  }
  note_command(parts, text);
  // RFC 5321 section 2.3.8: CR and LF only ever stand together.
  if (!line.ends_with("\r\n") || text.find('\r') != std::string_view::npos) {
    return say(500, "5.5.2 Syntax error: a line ends in CRLF, and has no other CR or LF");
  }
  if (text.find('\0') != std::string_view::npos) return say(500, "5.5.2 Syntax error: NUL");
  on_command(parts);
}

// RFC 4954 section 4: a line that is too long, or none at all, is the end of the exchange.
void server_session::on_auth_line(std::string_view line) {
  note('C', "(masked)");
  if (!overlong_ && line.ends_with("\r\n")) return answer_auth(auth_->resume(line.substr(0, line.size() - 2)));
  auth_.reset();
  auth_refused_ = true;
  overlong_ ? say(500, "5.5.6 Line of the authentication exchange too long")
            : say(500, "5.5.2 Syntax error: a line ends in CRLF");
}

// Neither the initial response of AUTH is shown, nor what a client says who went on though AUTH was refused.
void server_session::note_command(const command& line, std::string_view text) {
  if (!opening_ && iequals(line.verb, "MAIL")) opening_ = transcript_.size();
  const bool login = iequals(line.verb, "AUTH");
  const auto secret = login ? line.argument.find(' ') : std::string_view::npos;
  const bool went_on = std::exchange(auth_refused_, false) && find_verb(line.verb) == nullptr;
  if (went_on) return note('C', "(masked)");
  if (secret == std::string_view::npos) return note('C', text);
  note('C', fmt::format("AUTH {} (masked)", line.argument.substr(0, secret)));
}

// RFC 3207 section 4: no other command is let through.
bool server_session::needs_tls(std::string_view name) const {
  static constexpr std::array<std::string_view, 4> open = {"EHLO", "NOOP", "QUIT", "STARTTLS"};
  const auto same = [name](std::string_view one) { return iequals(one, name); };
  return options_.tls == tls_use::required && !secured_ && std::ranges::none_of(open, same);
}

// RFC 4954 section 6.
bool server_session::needs_login(std::string_view name) const {
  static constexpr std::array<std::string_view, 8> open = {"EHLO", "HELO", "NOOP",     "QUIT",
                                                           "RSET", "HELP", "STARTTLS", "AUTH"};
  const auto same = [name](std::string_view one) { return iequals(one, name); };
  return (options_.users || options_.require_auth) && !authenticated_ && std::ranges::none_of(open, same);
}

void server_session::on_command(const command& line) {
  auth_refused_ = iequals(line.verb, "AUTH");  // until it is not
  if (const auto instead = fault_at(moment(line.verb, ++commands_))) return refuse(line, *instead);
  if (turned_away_ && !iequals(line.verb, "QUIT")) return refuse(line, {503, "5.5.1 No service here"});
  const verb* known = find_verb(line.verb);
  if (known == nullptr) return say(500, "5.5.2 Command not recognized");
  if (needs_tls(line.verb)) {
    const bool login = iequals(line.verb, "AUTH");
    return refuse(
        line, login ? reply{538, "5.7.11 Encryption required: STARTTLS first"} : reply{530, "5.7.0 STARTTLS first"});
  }
  if (greeted_ && needs_login(line.verb)) return refuse(line, {530, "5.7.0 Authentication required"});
  if (!known->takes_argument && !line.argument.empty()) {
    return say(501, fmt::format("5.5.4 Syntax error: {} takes no argument", known->name));
  }
  (this->*known->run)(line.argument);
}

// In place of carrying it out. The chunk behind BDAT is read to its end even so (RFC 3030 section 2).
void server_session::refuse(const command& line, reply with) {
  const auto announced = iequals(line.verb, "BDAT") ? parse_bdat(line.argument) : std::nullopt;
  if (announced && announced->size > 0 && !closing_) {
    chunk_.emplace(chunk{announced->size, announced->last, std::move(with)});
  } else if (with.code != 0) {
    say(with.code, with.text);
  }
}

void server_session::clear_transaction() {
  in_mail_ = false;
  utf8_ = false;
  who_ = {};
  data_.reset();
  cut_after_.reset();
  chunked_ = chunks_failed_ = false;
  chunks_.clear();
}

// The reply that a fault puts in place of ours; of code 0: the connection was dropped.
std::optional<reply> server_session::fault_at(const moment& now) {
  const auto hit = options_.ask ? options_.ask(now) : std::nullopt;
  if (!hit) return std::nullopt;
  delay_ += hit->delay;
  if (hit->drop_connection) {
    drop();
    return reply{};
  }
  if (hit->code == 0) return std::nullopt;
  return reply{hit->code, reply_text(*hit, now)};
}

bool server_session::struck(const moment& now) {
  const auto instead = fault_at(now);
  if (instead && instead->code != 0) say(instead->code, instead->text);
  return instead.has_value();
}

void server_session::drop() {
  note('S', "(connection dropped)");
  closing_ = resetting_ = true;
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
