#include "harness/http/url.hpp"

#include "harness/base/text.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

namespace parcours::http {

namespace urls = boost::urls;

namespace {

result<url> from_view(const urls::url_view& parsed, std::string_view text) {
  url out;
  out.scheme = ascii_lower(std::string_view(parsed.scheme().data(), parsed.scheme().size()));
  const bool known = out.scheme == "http" || out.scheme == "https";
  if (!known || parsed.host_address().empty()) {
    return fail("bad-url", "'" + std::string(text) + "' is not an absolute http:// or https:// address");
  }
  out.host = parsed.host_address();
  out.port = parsed.port_number() != 0 ? parsed.port_number() : (out.secure() ? 443 : 80);
  const std::string_view path(parsed.encoded_path().data(), parsed.encoded_path().size());
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
  const auto parsed = urls::parse_uri({text.data(), text.size()});
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
  const auto relative = urls::parse_uri_reference({reference.data(), reference.size()});
  if (!relative) {
    return fail("bad-url", "'" + std::string(reference) + "' is not an address: " + relative.error().message());
  }
  urls::url resolved;
  const auto from = base.text();
  const auto done = urls::resolve(urls::url_view(from), *relative, resolved);
  if (!done) return fail("bad-url", "'" + std::string(reference) + "' cannot be resolved: " + done.error().message());
  return from_view(resolved, reference);
}

bool is_loopback(std::string_view host) {
  if (iequals(host, "localhost")) return true;
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(std::string(host), ec);
  return !ec && address.is_loopback();
}

}  // namespace parcours::http
