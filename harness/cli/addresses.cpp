#include "harness/cli/addresses.hpp"

#include "harness/net/port_holder.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::cli {

namespace {

using named_port = std::pair<std::string_view, std::uint16_t>;

// Those that were chosen: 0 is any free one.
std::vector<named_port> ports_of(const serve_options& chosen) {
  std::vector<named_port> all = {{"--portal-port", chosen.portal_port},
                                 {"--smtp-port", chosen.smtp_port},
                                 {"--smtp-tls-port", chosen.smtp.tls_port.value_or(0)},
                                 {"--captcha-port", chosen.captcha_port},
                                 {"--console-port", chosen.console_port}};
  std::erase_if(all, [](const named_port& one) { return one.second == 0; });
  return all;
}

bool is_ip_address(const std::string& text) {
  boost::system::error_code failed;
  (void)boost::asio::ip::make_address(text, failed);
  return !failed;
}

}  // namespace

result<ports::endpoint> parse_endpoint(const std::string& text) {
  const auto colon = text.rfind(':');
  ports::endpoint out;
  const auto* end = text.data() + text.size();
  const bool numbered =
      colon != std::string::npos && colon > 0 &&
      std::from_chars(text.data() + colon + 1, end, out.port) == std::from_chars_result{end, std::errc{}};
  out.host = numbered ? text.substr(0, colon) : "";
  const bool brackets = out.host.starts_with('[') && out.host.ends_with(']');
  if (brackets) out.host = out.host.substr(1, out.host.size() - 2);
  const bool v6 = out.host.contains(':');
  const bool well_formed = numbered && out.port != 0 && !out.host.empty() && brackets == v6;
  if (!well_formed || (v6 && !is_ip_address(out.host))) {
    return fail("bad-address", "'" + text + "' is not HOST:PORT");
  }
  return out;
}

result<void> check_addresses(const serve_options& chosen) {
  if (chosen.host != "localhost" && !is_ip_address(chosen.host)) {
    return fail("bad-address", "--host: '" + chosen.host + "' is no address of this machine, such as 127.0.0.1 or ::1");
  }
  const auto all = ports_of(chosen);
  for (auto one = all.begin(); one != all.end(); ++one) {
    for (auto other = all.begin(); other != one; ++other) {
      if (one->second != other->second) continue;
      return fail("same-port", fmt::format("{} and {} both name {}", other->first, one->first, one->second));
    }
  }
  return {};
}

error with_holder(const error& why, const serve_options& chosen) {
  for (const auto& [name, port] : ports_of(chosen)) {
    const ports::endpoint where{chosen.host, port};
    if (!why.message.contains(" " + ports::to_string(where) + ": ")) continue;
    if (const auto holder = net::port_holder(where)) return {why.code, why.message + ": " + *holder + " has it"};
  }
  return why;
}

}  // namespace parcours::cli
