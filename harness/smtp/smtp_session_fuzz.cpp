// Fuzzes the server's side of SMTP: however the input is split, the replies are well-formed and the same.
#include "harness/smtp/reply.hpp"
#include "harness/smtp/server_session.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace parcours::smtp;

struct run {
  std::string replies;
  std::size_t messages = 0;
};

// The first byte chooses the options, so that TLS, logins and faults are met too.
session_options options_of(unsigned char chosen, fault_plan& plan) {
  session_options made;
  made.max_size = 256;
  made.max_recipients = 3;
  made.tls = static_cast<tls_use>(chosen % 3);
  made.require_auth = (chosen & 4U) != 0;
  if ((chosen & 8U) != 0) made.users = std::make_shared<const user_table>(user_table{{"awa", "secret"}});
  made.bare = (chosen & 16U) != 0 ? bare_line_ends::keep : bare_line_ends::reject;
  if ((chosen & 32U) != 0) {
    plan.add({.at = stage::command, .command = 4});
    plan.add({.at = stage::content, .after_octets = 3});
    plan.add({.at = stage::end_of_data, .code = 554});
  }
  made.ask = [&plan](const moment& now) { return plan.strike(now); };
  return made;
}

// What comes behind STARTTLS before the handshake is thrown away, which depends on how it is cut: the rest of the input
// begins behind the line.
run converse(unsigned char chosen, std::string_view input, std::size_t piece) {
  fault_plan plan;
  server_session session(options_of(chosen, plan));
  run seen{session.greeting()};
  while (!input.empty()) {
    const auto line = input.find('\n');
    const auto size = std::min({piece, input.size(), line == std::string_view::npos ? input.size() : line + 1});
    seen.replies += session.feed(input.substr(0, size));
    seen.messages += session.take_messages().size();
    if (session.wants_tls()) session.begin_tls();
    input.remove_prefix(size);
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const run lines = converse(data[0], input, std::max<std::size_t>(size, 1));
  const run bytes = converse(data[0], input, 1);
  if (lines.replies != bytes.replies || lines.messages != bytes.messages) std::abort();
  reply_reader reader;
  reader.feed(lines.replies);
  while (reader.next()) {
  }
  if (reader.broken() || !lines.replies.ends_with("\r\n")) std::abort();
  return 0;
}
