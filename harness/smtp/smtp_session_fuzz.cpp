// Fuzzes the server's side of SMTP: whatever arrives, however it is cut, the replies are well formed and the same.
#include "harness/smtp/reply.hpp"
#include "harness/smtp/server_session.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

struct run {
  std::string replies;
  std::size_t messages = 0;
};

run converse(std::string_view input, std::size_t piece) {
  parcours::smtp::session_options options;
  options.max_size = 256;
  options.max_recipients = 3;
  parcours::smtp::server_session session(options);
  run seen{session.greeting()};
  for (; !input.empty(); input.remove_prefix(std::min(piece, input.size()))) {
    seen.replies += session.feed(input.substr(0, piece));
    seen.messages += session.take_messages().size();
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const run whole = converse(input, std::max<std::size_t>(size, 1));
  const run bytes = converse(input, 1);
  if (whole.replies != bytes.replies || whole.messages != bytes.messages) std::abort();
  parcours::smtp::reply_reader reader;
  reader.feed(whole.replies);
  while (reader.next()) {
  }
  if (reader.broken() || !whole.replies.ends_with("\r\n")) std::abort();
  return 0;
}
