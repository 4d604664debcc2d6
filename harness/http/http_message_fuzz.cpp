// Fuzzes the parsing of requests: however the input is split, the requests are the same and within their limits.
#include "harness/http/codec.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using parcours::http::progress;

constexpr std::size_t header_limit = 256;
constexpr std::size_t body_limit = 64;

// All that matters of a request, in one text.
std::string text_of(const parcours::http::request& what, bool keep_alive) {
  std::string text = what.method + " " + what.target + (keep_alive ? " keeps\n" : " ends\n");
  std::size_t header = 0;
  for (const auto& one : what.headers.all()) {
    header += one.name.size() + one.value.size();
    text += one.name + ": " + one.value + "\n";
  }
  if (header + what.target.size() > header_limit || what.body.size() > body_limit) std::abort();
  return text + what.body;
}

// The requests in `input`, which comes in pieces, up to the first that is refused.
std::vector<std::string> read_all(std::string_view input, std::size_t piece) {
  std::vector<std::string> found;
  std::string unread;
  auto parser = std::make_optional<parcours::http::request_parser>(header_limit, body_limit);
  for (;;) {
    if (!unread.empty()) {
      auto made = parser->feed(unread);
      if (made == progress::headers_done) made = parser->feed(unread);
      if (made == progress::done) {
        const bool keep_alive = parser->keep_alive();
        found.push_back(text_of(parser->take(), keep_alive));
        parser.emplace(header_limit, body_limit);
        continue;
      }
      if (made != progress::need_more && made != progress::headers_done) return found;
    }
    if (input.empty()) return found;
    unread += input.substr(0, piece);
    input.remove_prefix(std::min(piece, input.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (read_all(input, std::max<std::size_t>(size, 1)) != read_all(input, 1)) std::abort();
  return 0;
}
