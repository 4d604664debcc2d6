#include "harness/http/url.hpp"

#include "harness/base/text.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <charconv>
#include <optional>

namespace parcours::http {

namespace urls = boost::urls;

namespace {

// Boost.URL 1.81 takes a host name that begins like an IPv4 address (127.0.0.1.nip.io) for that address, with the rest
// of the name as the path. A mark before such a name keeps it a name; from_view() takes it off again.
constexpr std::string_view name_mark = "x--name--";

std::string marked(std::string_view text) {
  std::string out(text);
  const auto slashes = text.find("//");
  if (slashes == std::string_view::npos || text.find_first_of("/?#") < slashes) return out;
  const auto begin = slashes + 2;
  const auto authority = text.substr(begin, text.find_first_of("/?#", begin) - begin);
  const auto user_end = authority.rfind('@');
  const auto host_at = user_end == std::string_view::npos ? 0 : user_end + 1;
  const auto host = authority.substr(host_at, authority.find(':', host_at) - host_at);
  boost::system::error_code no_address;
  (void)boost::asio::ip::make_address_v4(std::string(host), no_address);
  if (no_address && !host.starts_with('[')) out.insert(begin + host_at, name_mark);
  return out;
}

std::unexpected<error> not_absolute(std::string_view text) {
  return fail("bad-url", "'" + std::string(text) + "' is not an absolute http:// or https:// address");
}

// Boost.URL 1.81 takes 65536 and more for other ports: its test for an overflow comes after the overflow.
std::optional<std::uint16_t> port_in(std::string_view digits) {
  std::uint16_t port = 0;
  const auto* end = digits.data() + digits.size();
  const bool read = std::from_chars(digits.data(), end, port) == std::from_chars_result{end, std::errc{}};
  return read && port != 0 ? std::optional(port) : std::nullopt;
}

// Of "host:8o" Boost.URL 1.81 makes the port 8 and the path "o".
bool path_is_apart(const urls::url_view& parsed) {
  const auto path = parsed.encoded_path();
  return !parsed.has_authority() || path.empty() || path.starts_with('/');
}

result<url> from_view(const urls::url_view& parsed, std::string_view text) {
  url out;
  out.scheme = ascii_lower(std::string_view(parsed.scheme().data(), parsed.scheme().size()));
  const bool known = out.scheme == "http" || out.scheme == "https";
  out.host = parsed.host_address();
  if (out.host.starts_with(name_mark)) out.host.erase(0, name_mark.size());
  // Decoded, a name may hold anything, such as a line's end. No name that can be looked up needs that.
  const bool plain = parsed.encoded_host().find('%') == urls::string_view::npos;
  if (!known || !plain || out.host.empty()) return not_absolute(text);
  out.port = out.secure() ? 443 : 80;
  if (const std::string_view digits(parsed.port().data(), parsed.port().size()); !digits.empty()) {
    const auto port = port_in(digits);
    if (!port) return fail("bad-url", "'" + std::string(text) + "': a port is a number from 1 to 65535");
    out.port = *port;
  }
  const std::string_view path(parsed.encoded_path().data(), parsed.encoded_path().size());
  if (!path_is_apart(parsed)) return not_absolute(text);
  out.target = path.empty() ? "/" : std::string(path);
  if (parsed.has_query()) {
    out.target.append("?").append(parsed.encoded_query().data(), parsed.encoded_query().size());
  }
  return out;
}

}  // namespace

std::string url::origin() const {
  const bool usual = port == (secure() ? 443 : 80);
  const auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return scheme + "://" + name + (usual ? "" : ":" + std::to_string(port));
}

result<url> parse_url(std::string_view text) {
  const auto safe = marked(text);
  const auto parsed = urls::parse_uri(safe);
  if (!parsed) return fail("bad-url", "'" + std::string(text) + "' is not an address: " + parsed.error().message());
  return from_view(*parsed, text);
}

result<url> resolve(const url& base, std::string_view reference) {
  if (reference.starts_with('/') && !reference.starts_with("//")) {  // the common case, without the general machinery
    const auto checked = urls::parse_origin_form(
        {reference.data(), reference.find('#') < reference.size() ? reference.find('#') : reference.size()});
    if (checked && reference.find("/.") == std::string_view::npos) {
      auto out = base;
      out.target = std::string(reference.substr(0, reference.find('#')));
      return out;
    }
  }
  const auto safe = marked(reference);
  const auto relative = urls::parse_uri_reference(safe);
  if (!relative) {
    return fail("bad-url", "'" + std::string(reference) + "' is not an address: " + relative.error().message());
  }
  if (!path_is_apart(*relative)) return not_absolute(reference);
  urls::url resolved;
  const auto from = marked(base.text());
  const auto done = urls::resolve(urls::url_view(from), *relative, resolved);
  if (!done) return fail("bad-url", "'" + std::string(reference) + "' cannot be resolved: " + done.error().message());
  return from_view(resolved, reference);
}

bool is_loopback(std::string_view host) {
  if (iequals(host, "localhost") || iequals(host, "localhost.")) return true;
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(std::string(host), ec);
  return !ec && address.is_loopback();
}

}  // namespace parcours::http
