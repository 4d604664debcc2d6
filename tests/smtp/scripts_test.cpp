// Runs the session scripts in mocks/smtp/scripts, a case each: against the SMTP session without I/O, and against the
// mail sink in simulation. tests/e2e/smtp_scripts_test.py runs them against the program, on sockets. A line of a script
// is one of
//   C: text   sends it with CRLF; C- sends it as it is. \r \n \\ and \xHH are understood in both, and {x*500}: 500 x's
//   S: text   the next reply line; a '*' at its end stands for any rest. Replies that no S: line expects are errors.
//   S+ code   a reply of that code with all of its lines, be they many or one
//   M: from > to… | data   the mails taken in the session, in order ("<>" is the null sender)
//   O: name value          an option of the session, before anything else
//   T:                     the TLS handshake that STARTTLS asked for
//   # a comment
#include "harness/base/text.hpp"
#include "harness/ports/deadline.hpp"
#include "harness/sim/simulation.hpp"
#include "harness/smtp/server_session.hpp"
#include "mocks/smtp/mailbox.hpp"
#include "mocks/smtp/server.hpp"

#include <boost/asio/buffer.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace parcours::mocks::smtp {
namespace {

namespace fs = std::filesystem;
using parcours::smtp::bare_line_ends;
using parcours::smtp::server_session;
using parcours::smtp::session_options;

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] != '\\') {
      out += text[i];
    } else if (next == 'x') {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16));
      i += 3;
    } else {
      out += next == 'r' ? '\r' : next == 'n' ? '\n' : next;
      ++i;
    }
  }
  return out;
}

// "{x*3}" is "xxx".
std::string expanded(std::string_view text) {
  static const std::regex run(R"(\{(.)\*([0-9]+)\})");
  std::string out;
  std::cmatch found;
  while (std::regex_search(text.begin(), text.end(), found, run)) {
    out.append(found.prefix().first, found.prefix().second).append(std::stoul(found[2]), *found[1].first);
    text.remove_prefix(static_cast<std::size_t>(found.position() + found.length()));
  }
  return out.append(text);
}

std::string sent(std::string_view text) { return unescaped(expanded(text)); }

bool matches(std::string_view actual, std::string_view expected) {
  if (expected.ends_with('*')) return actual.starts_with(expected.substr(0, expected.size() - 1));
  return actual == expected;
}

std::string summary(const auto& message) {
  std::string text = message.who.from.empty() ? "<>" : message.who.from;
  text += " >";
  for (const auto& to : message.who.to) text += " " + to;
  return text + " | " + message.bytes;
}

void set_option(session_options& to, const std::string& text) {
  const auto parts = split(text, ' ');
  ASSERT_EQ(parts.size(), 2U) << text;
  if (parts[0] == "max_size") {
    to.max_size = std::stoul(std::string(parts[1]));
  } else if (parts[0] == "max_recipients") {
    to.max_recipients = std::stoul(std::string(parts[1]));
  } else if (parts[0] == "user") {
    const auto colon = parts[1].find(':');
    to.users = std::make_shared<const parcours::smtp::user_table>(
        parcours::smtp::user_table{{std::string(parts[1].substr(0, colon)), std::string(parts[1].substr(colon + 1))}});
  } else if (text == "tls offered") {
    to.tls = parcours::smtp::tls_use::offered;
  } else if (text == "tls required") {
    to.tls = parcours::smtp::tls_use::required;
  } else if (text == "require auth") {
    to.require_auth = true;
  } else if (text == "lenient yes") {
    to.grammar = parcours::smtp::grammar::lenient;
  } else if (text == "bare keep") {
    to.bare = bare_line_ends::keep;
  } else {
    FAIL() << "unknown option: " << text;
  }
}

class script_run {
 public:
  // `piece`: how many bytes reach the session at a time.
  explicit script_run(std::size_t piece) : piece_(piece) {}

  void line(const std::string& text) {
    const auto rest = text.size() > 3 ? text.substr(3) : std::string();
    if (text.starts_with("C:")) send(sent(rest) + "\r\n");
    if (text.starts_with("C-")) send(sent(rest));
    if (text.starts_with("S:")) expect(rest);
    if (text.starts_with("S+")) expect_lines(rest);
    if (text.starts_with("M:")) expect_mail(sent(rest));
    if (text.starts_with("O:")) set_option(options_, rest);
    if (text.starts_with("T:")) encrypt();
  }

  void end() {
    EXPECT_TRUE(replies_.empty()) << "unexpected: " << replies_.front();
    EXPECT_TRUE(mails_.empty()) << "unexpected mail: " << mails_.front();
  }

 private:
  server_session& session() {
    if (!session_) {
      session_.emplace(options_);
      take(session_->greeting());
    }
    return *session_;
  }

  void send(std::string_view bytes) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece_, bytes.size()))) {
      take(session().feed(bytes.substr(0, piece_)));
    }
    for (const auto& message : session().take_messages()) mails_.push_back(summary(message));
  }

  void encrypt() {
    ASSERT_TRUE(session().wants_tls());
    session().begin_tls();
  }

  void take(std::string_view replies) {
    while (!replies.empty()) {
      const auto end = replies.find("\r\n");
      ASSERT_NE(end, std::string_view::npos);
      replies_.emplace_back(replies.substr(0, end));
      replies.remove_prefix(end + 2);
    }
  }

  void expect(const std::string& reply) {
    session();
    ASSERT_FALSE(replies_.empty()) << "no reply, expected: " << reply;
    EXPECT_TRUE(matches(replies_.front(), reply)) << "got: " << replies_.front() << "\nexpected: " << reply;
    replies_.pop_front();
  }

  void expect_lines(const std::string& code) {
    session();
    while (!replies_.empty() && matches(replies_.front(), code + "-*")) replies_.pop_front();
    expect(code + " *");
  }

  void expect_mail(const std::string& mail) {
    ASSERT_FALSE(mails_.empty()) << "no mail, expected: " << mail;
    EXPECT_EQ(trim(mails_.front()), trim(mail));
    mails_.pop_front();
  }

  std::size_t piece_;
  session_options options_;
  std::optional<server_session> session_;
  std::deque<std::string> replies_;
  std::deque<std::string> mails_;
};

std::vector<std::string> scripts() {
  std::vector<std::string> names;
  const auto folder = fs::path(PARCOURS_SOURCE_DIR) / "mocks/smtp/scripts";
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".txt") continue;
    names.push_back(entry.path().lexically_relative(folder).replace_extension().generic_string());
  }
  std::ranges::sort(names);
  return names;
}

// The same over a connection in simulation, to the sink. A handshake is nothing there.
class sink_run {
 public:
  explicit sink_run(const std::vector<std::string>& lines) : lines_(lines) {}

  void run() {
    server_options options;
    options.session.host_name = "mail.test";
    for (const auto& text : lines_) {
      if (text.starts_with("O:")) set_option(options.session, text.substr(3));
    }
    mailbox box;
    server sink(world_.env(), std::move(options), box);
    ASSERT_TRUE(sink.start({"127.0.0.1", 0}));
    EXPECT_TRUE(world_.run(talk(*this, sink.address())));
    for (const auto& mail : box.all(world_.env().time.now())) {
      EXPECT_FALSE(expected_.empty()) << "unexpected mail: " << summary(mail);
      if (expected_.empty()) break;
      EXPECT_EQ(trim(summary(mail)), trim(expected_.front()));
      expected_.pop_front();
    }
    EXPECT_TRUE(expected_.empty()) << "no mail, expected: " << expected_.front();
    sink.stop();
    world_.abandon();
  }

 private:
  static boost::asio::awaitable<void> talk(sink_run& self, ports::endpoint where) {
    auto connected = co_await self.world_.env().net.connect(where, std::nullopt, std::chrono::seconds(1));
    EXPECT_TRUE(connected);
    auto& peer = *connected;
    const ports::deadline limit(self.world_.env().time, std::chrono::seconds(10), peer);
    int number = 0;
    for (const auto& text : self.lines_) {
      SCOPED_TRACE("line " + std::to_string(++number) + ": " + text);
      const auto rest = text.size() > 3 ? text.substr(3) : std::string();
      std::string bytes;
      if (text.starts_with("C:")) bytes = sent(rest) + "\r\n";
      if (text.starts_with("C-")) bytes = sent(rest);
      if (!bytes.empty()) (void)co_await peer.write(bytes);  // a session that has ended takes nothing more
      if (text.starts_with("M:")) self.expected_.push_back(sent(rest));
      if (!text.starts_with('S')) continue;
      const bool lines = text.starts_with("S+");
      auto reply = co_await read_line(self, peer);
      while (lines && matches(reply, rest + "-*")) reply = co_await read_line(self, peer);
      const bool well = matches(reply, lines ? rest + " *" : rest);
      EXPECT_TRUE(well) << "got: " << reply << "\nexpected: " << rest;
      if (!well) co_return;
    }
    peer.shutdown_send();
    const auto left = co_await read_line(self, peer);
    EXPECT_EQ(left, "(the end)");
  }

  static boost::asio::awaitable<std::string> read_line(sink_run& self, ports::stream& peer) {
    std::array<char, 512> buffer;
    for (;;) {
      const auto end = self.unread_.find("\r\n");
      if (end != std::string::npos) {
        const auto line = self.unread_.substr(0, end);
        self.unread_.erase(0, end + 2);
        co_return line;
      }
      const auto got = co_await peer.read_some(boost::asio::buffer(buffer));
      if (!got) co_return got.error() == boost::asio::error::operation_aborted ? "(nothing)" : "(the end)";
      self.unread_.append(buffer.data(), *got);
    }
  }

  sim::simulation world_{sim::options{}};
  const std::vector<std::string>& lines_;
  std::string unread_;
  std::deque<std::string> expected_;
};

class session_script : public testing::TestWithParam<std::string> {
 public:
  static std::vector<std::string> lines() {
    std::ifstream file(fs::path(PARCOURS_SOURCE_DIR) / "mocks/smtp/scripts" / (GetParam() + ".txt"));
    EXPECT_TRUE(file);
    std::vector<std::string> all;
    for (std::string text; std::getline(file, text);) all.push_back(text);
    return all;
  }
  static void run(std::size_t piece) {
    script_run one(piece);
    int number = 0;
    for (const auto& text : lines()) {
      SCOPED_TRACE("line " + std::to_string(++number) + ": " + text);
      const bool known = text.empty() || text.starts_with('#') || std::string_view("CSMOT").contains(text[0]);
      ASSERT_TRUE(known && (text.empty() || text[0] == '#' || text[1] == ':' || text.starts_with("C-") ||
                            text.starts_with("S+")));
      one.line(text);
      if (HasFatalFailure()) return;
    }
    one.end();
  }
};

TEST_P(session_script, holds) { run(std::string::npos); }
TEST_P(session_script, holds_byte_by_byte) { run(1); }
TEST_P(session_script, holds_in_simulation) {
  const auto all = lines();
  sink_run(all).run();
}

INSTANTIATE_TEST_SUITE_P(all, session_script, testing::ValuesIn(scripts()), [](const auto& one) {
  auto name = one.param;
  std::ranges::replace(name, '/', '_');
  return name;
});

TEST(session_scripts, are_found) { EXPECT_GE(scripts().size(), 160U); }

}  // namespace
}  // namespace parcours::mocks::smtp
