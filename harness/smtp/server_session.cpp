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
  closing_ = struck(stage::connect);
  if (!closing_) say(220, options_.host_name + " ESMTP Parcours");
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
  greeted_ = extended_ = authenticated_ = false;
  clear_transaction();
  note('S', "(TLS)");
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
  if (!opening_ && iequals(parts.verb, "MAIL")) opening_ = transcript_.size();
  const bool masked = secret != std::string_view::npos;
  note('C', masked ? "AUTH " + std::string(parts.argument.substr(0, secret)) + " (masked)" : std::string(text));
  // RFC 5321 section 2.3.8: CR and LF only ever stand together.
  if (!line.ends_with("\r\n") || text.find('\r') != std::string_view::npos) {
    return say(500, "5.5.2 Syntax error: a line ends in CRLF, and has no other CR or LF");
  }
  if (text.find('\0') != std::string_view::npos) return say(500, "5.5.2 Syntax error: NUL");
  on_command(parts);
}

// RFC 3207 section 4.
bool server_session::needs_tls(std::string_view name) const {
  static constexpr std::array<std::string_view, 7> open = {"EHLO", "HELO", "NOOP", "QUIT", "RSET", "HELP", "STARTTLS"};
  const auto same = [name](std::string_view one) { return iequals(one, name); };
  return options_.tls == tls_use::required && !secured_ && std::ranges::none_of(open, same);
}

void server_session::on_command(const command& line) {
  if (struck(moment(stage::command, {}, line.verb, ++commands_))) return;
  const verb* known = find_verb(line.verb);
  if (known == nullptr) return say(500, "5.5.2 Command not recognized");
  if (needs_tls(line.verb)) {
    const bool login = iequals(line.verb, "AUTH");
    return login ? say(538, "5.7.11 Encryption required: STARTTLS first") : say(530, "5.7.0 STARTTLS first");
  }
  if (!known->takes_argument && !line.argument.empty()) {
    return say(501, fmt::format("5.5.4 Syntax error: {} takes no argument", known->name));
  }
  (this->*known->run)(line.argument);
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

bool server_session::struck(const moment& now) {
  const auto hit = options_.ask ? options_.ask(now) : std::nullopt;
  if (!hit) return false;
  delay_ += hit->delay;
  if (hit->drop_connection) {
    drop();
  } else if (hit->code == 0) {
    return false;
  } else {
    say(hit->code, hit->text);
  }
  return true;
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
