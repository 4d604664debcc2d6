// Fuzzes the parsing of URLs: an accepted URL stays the same when it is written and parsed again, and so does the input
// resolved as a reference.
#include "harness/http/url.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void check(const parcours::http::url& one) {
  const auto again = parcours::http::parse_url(one.text());
  if (!again || again->text() != one.text() || again->host != one.host || again->port != one.port) std::abort();
  const bool sound = one.port != 0 && !one.host.empty() && one.target.starts_with('/') && !one.target.contains('#') &&
                     one.target.find_first_of("\r\n ") == std::string::npos;
  if (!sound) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  static const auto base = *parcours::http::parse_url("http://127.0.0.1:8080/fr/a?b=c");
  if (const auto read = parcours::http::parse_url(input)) check(*read);
  if (const auto led = parcours::http::resolve(base, input)) check(*led);
  return 0;
}
