#include "harness/smtp/client.hpp"

#include "harness/base/shortage.hpp"
#include "harness/base/text.hpp"
#include "harness/ports/deadline.hpp"
#include "harness/smtp/address.hpp"
#include "harness/smtp/data_reader.hpp"

#include <boost/asio/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace parcours::smtp {

namespace asio = boost::asio;

client::client(envelope who, std::string bytes, std::string helo)
    : who_(std::move(who)), bytes_(std::move(bytes)), helo_(std::move(helo)) {}

std::string client::take_output() { return std::exchange(out_, {}); }

void client::feed(std::string_view bytes) {
  reader_.feed(bytes);
  while (now_ != phase::over) {
    const auto answer = reader_.next();
    if (!answer) break;
    on(*answer);
  }
  if (reader_.broken() && now_ != phase::over) {
    if (!verdict_) verdict_ = fail("smtp-bad-reply", "the server's answer is not SMTP");
    now_ = phase::over;
  }
}

void client::on(const reply& answer) {
  // 421 may come in answer to anything: the server is about to close (RFC 5321 section 3.8).
  if (answer.code == 421 || now_ == phase::quit) {
    if (!verdict_) verdict_ = fail("smtp-rejected", to_string(answer));
    now_ = phase::over;
    return;
  }
  switch (now_) {
    case phase::greeting:
      if (!answer.positive()) return reject(answer);
      out_ += "EHLO " + helo_ + "\r\n";
      now_ = phase::ehlo;
      return;
    case phase::ehlo:
    case phase::helo:
      return on_hello(answer);
    case phase::transaction:
      return on_transaction(answer);
    case phase::body:
      return on_body(answer);
    case phase::quit:
    case phase::over:
      return;
  }
}

// A server without extensions refuses EHLO and is then greeted with HELO (RFC 5321 section 3.2).
void client::on_hello(const reply& answer) {
  if (now_ == phase::ehlo && answer.code >= 500) {
    out_ += "HELO " + helo_ + "\r\n";
    now_ = phase::helo;
    return;
  }
  if (!answer.positive()) return reject(answer);
  if (now_ == phase::ehlo) read_extensions(answer.text);
  begin_transaction();
}

void client::read_extensions(std::string_view text) {
  for (const auto line : split(text, '\n')) {
    const auto keyword = line.substr(0, line.find(' '));
    pipelining_ = pipelining_ || iequals(keyword, "PIPELINING");
    size_ = size_ || iequals(keyword, "SIZE");
    eight_bit_ = eight_bit_ || iequals(keyword, "8BITMIME");
    utf8_ = utf8_ || iequals(keyword, "SMTPUTF8");
  }
}

void client::begin_transaction() {
  const bool needs_utf8 =
      !is_ascii(who_.from) || !std::ranges::all_of(who_.to, [](const auto& a) { return is_ascii(a); });
  if (needs_utf8 && !utf8_) return reject({553, "5.6.7 the server does not offer SMTPUTF8, which an address needs"});
  std::string mail = "MAIL FROM:<" + who_.from + ">";
  if (size_) mail += fmt::format(" SIZE={}", bytes_.size());
  if (eight_bit_ && !is_ascii(bytes_)) mail += " BODY=8BITMIME";
  if (needs_utf8) mail += " SMTPUTF8";
  commands_.push_back(mail + "\r\n");
  for (const auto& to : who_.to) commands_.push_back("RCPT TO:<" + to + ">\r\n");
  commands_.emplace_back("DATA\r\n");
  now_ = phase::transaction;
  send_commands();
}

void client::send_commands() {
  const auto until = pipelining_ ? commands_.size() : std::min(answered_ + 1, commands_.size());
  while (sent_ < until) out_ += commands_[sent_++];
}

void client::on_transaction(const reply& answer) {
  const auto index = answered_++;
  if (index + 1 == commands_.size()) return on_data(answer);
  if (index > 0) on_recipient(answer);
  if (index == 0 && !answer.positive()) sender_refused_ = answer;
  if (!pipelining_ && sender_refused_) return reject(*sender_refused_);
  if (!pipelining_ && refused_.size() == who_.to.size()) return reject(refused_.front().answer);
  send_commands();
}

void client::on_recipient(const reply& answer) {
  if (!answer.positive()) refused_.push_back({who_.to[answered_ - 2], answer});
}

// DATA was sent before the answers to MAIL and RCPT were known: a server that says 354 although it took no recipient
// must be sent an empty mail (RFC 2920 section 3.1).
void client::on_data(const reply& answer) {
  const bool wanted = !sender_refused_ && refused_.size() < who_.to.size();
  if (!wanted) {
    if (answer.intermediate()) out_ += ".\r\n";
    const reply cause = sender_refused_ ? *sender_refused_ : refused_.empty() ? answer : refused_.front().answer;
    if (!answer.intermediate()) return reject(cause);
    verdict_ = fail("smtp-rejected", to_string(cause));
    now_ = phase::body;
    return;
  }
  if (!answer.intermediate()) return reject(answer);
  out_ += dot_stuffed(bytes_);
  if (pipelining_) out_ += "QUIT\r\n";
  now_ = phase::body;
}

void client::on_body(const reply& answer) {
  const bool said_quit = pipelining_ && !verdict_;
  if (!verdict_ && answer.positive()) verdict_ = delivery{answer, std::move(refused_)};
  if (!verdict_) verdict_ = fail("smtp-rejected", to_string(answer));
  if (!said_quit) out_ += "QUIT\r\n";
  now_ = phase::quit;
}

void client::reject(const reply& answer) {
  verdict_ = fail("smtp-rejected", to_string(answer));
  out_ += "QUIT\r\n";
  now_ = phase::quit;
}

namespace {

result<void> check(const envelope& who) {
  if (who.to.empty()) return fail("smtp-bad-address", "the envelope names no recipient");
  if (!who.from.empty() && !is_address(who.from)) {
    return fail("smtp-bad-address", fmt::format("'{}' is not an address", who.from));
  }
  const auto bad = std::ranges::find_if_not(who.to, [](const auto& to) { return is_address(to); });
  if (bad != who.to.end()) return fail("smtp-bad-address", fmt::format("'{}' is not an address", *bad));
  return {};
}

error lost(ports::error_code why, const ports::endpoint& where) {
  if (why == asio::error::timed_out) return {"timed-out", to_string(where) + " did not answer in time"};
  return {"connection-lost", "the connection to " + to_string(where) + " was lost: " + why.message()};
}

// Moves the bytes. A failed write is not the end: the reply that says why may still be read.
asio::awaitable<result<delivery>> converse(client& session, ports::stream& peer, const ports::deadline& limit,
                                           const ports::endpoint& where) {
  std::array<char, 4096> buffer;
  bool writable = true;
  while (!session.done()) {
    const auto got = co_await peer.read_some(asio::buffer(buffer));
    if (!got) {
      if (session.verdict()) break;
      co_return std::unexpected(lost(limit.explain(got.error()), where));
    }
    session.feed(std::string_view(buffer.data(), *got));
    const std::string out = session.take_output();
    if (out.empty() || !writable) continue;
    const auto written = co_await peer.write(out);
    writable = written.has_value();
    if (limit.expired() && !session.verdict()) co_return std::unexpected(lost(asio::error::timed_out, where));
    if (limit.expired()) break;
  }
  co_return *session.verdict();
}

}  // namespace

asio::awaitable<result<delivery>> send(ports::env world, ports::endpoint where, envelope who, std::string bytes,
                                       duration timeout, std::string helo) {
  if (const auto sound = check(who); !sound) co_return std::unexpected(sound.error());
  const auto started = world.time.wire().now();
  auto connected = co_await world.net.connect(where, {}, timeout);
  if (!connected) {
    if (auto lacking = shortage(connected.error())) co_return std::unexpected(*std::move(lacking));
    co_return fail("smtp-unreachable",
                   fmt::format("no connection to {}: {}", to_string(where), connected.error().message()));
  }
  ports::stream peer = std::move(*connected);
  client session(std::move(who), std::move(bytes), std::move(helo));
  const ports::deadline limit(world.time, timeout - (world.time.wire().now() - started), peer);
  auto outcome = co_await converse(session, peer, limit, where);
  peer.close();
  co_return outcome;
}

}  // namespace parcours::smtp
