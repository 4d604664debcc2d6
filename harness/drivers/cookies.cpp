#include "harness/drivers/cookies.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace parcours::drivers {
namespace {

// "127.0.0.1" and "::1" have no parent domains.
bool is_address(std::string_view host) {
  const auto last = host.substr(host.rfind('.') + 1);
  return host.contains(':') || all_digits(last);
}

// Section 5.1.3.
bool domain_matches(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.' &&
         !is_address(host);
}

// Section 5.1.4.
bool path_matches(std::string_view path, std::string_view cookie_path) {
  if (!path.starts_with(cookie_path)) return false;
  return path.size() == cookie_path.size() || cookie_path.ends_with('/') || path[cookie_path.size()] == '/';
}

std::string_view path_of(const http::url& where) {
  return std::string_view(where.target).substr(0, where.target.find('?'));
}

std::string default_path(const http::url& where) {
  const auto path = path_of(where);
  const auto slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

// Seconds; beyond what a number holds is as far as a number goes.
std::optional<std::int64_t> max_age(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (!all_digits(text.substr(negative ? 1 : 0))) return std::nullopt;
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec == std::errc::result_out_of_range) return negative ? -1 : std::numeric_limits<std::int64_t>::max();
  return seconds;
}

struct attributes {
  std::string domain;
  std::string path;
  std::optional<std::int64_t> max_age;
  std::optional<std::chrono::sys_seconds> expires;
  bool secure = false;
  bool http_only = false;
  std::string same_site;
};

// RFC 6265bis section 5.6.7: what is none of the three is as if it was not said.
std::string same_site(std::string_view value) {
  for (const std::string_view known : {"Strict", "Lax", "None"}) {
    if (iequals(value, known)) return std::string(known);
  }
  return {};
}

// Section 5.2: of an attribute that is written twice the last counts; an unknown one is ignored.
attributes read_attributes(std::string_view text) {
  attributes all;
  for (const auto part : split(text, ';')) {
    const auto equals = part.find('=');
    const auto name = trim(part.substr(0, equals));
    const auto value = equals == std::string_view::npos ? std::string_view{} : trim(part.substr(equals + 1));
    if (iequals(name, "domain") && !value.empty()) {
      all.domain = ascii_lower(value.substr(value.starts_with('.') ? 1 : 0));
    } else if (iequals(name, "path")) {
      all.path = value.starts_with('/') ? value : std::string_view{};
    } else if (iequals(name, "max-age")) {
      if (const auto seconds = max_age(value)) all.max_age = seconds;
    } else if (iequals(name, "expires")) {
      if (const auto date = parse_cookie_date(value)) all.expires = date;
    } else if (iequals(name, "samesite")) {
      all.same_site = same_site(value);
    } else {
      all.secure = all.secure || iequals(name, "secure");
      all.http_only = all.http_only || iequals(name, "httponly");
    }
  }
  return all;
}

// Section 5.3, steps 3 and 4: Max-Age goes before Expires.
std::optional<ports::wall_time> expiry(const attributes& of, ports::wall_time now, duration lifetime) {
  using std::chrono::seconds;
  const auto most = std::chrono::floor<seconds>(lifetime);
  if (of.max_age) return *of.max_age <= 0 ? now : now + std::min(seconds(*of.max_age), most);
  if (!of.expires) return std::nullopt;
  const auto latest = std::chrono::floor<seconds>(now) + most;
  const auto earliest = std::chrono::floor<seconds>(now) - most;
  return std::clamp(*of.expires, earliest, latest);  // years far away do not fit into nanoseconds
}

bool expired(const cookie& one, ports::wall_time now) { return one.expires && *one.expires <= now; }

bool goes_to(const cookie& one, const http::url& where, std::string_view host, std::string_view path) {
  if (one.host_only ? host != one.domain : !domain_matches(host, one.domain)) return false;
  if (!path_matches(path, one.path)) return false;
  return !one.secure || where.secure() || http::is_loopback(where.host);
}

}  // namespace

void cookie_jar::store(const http::url& from, std::string_view set_cookie, ports::wall_time now) {
  const auto pair = set_cookie.substr(0, set_cookie.find(';'));
  const auto equals = pair.find('=');
  if (equals == std::string_view::npos) return;
  cookie fresh{.name = std::string(trim(pair.substr(0, equals))), .value = std::string(trim(pair.substr(equals + 1)))};
  if (fresh.name.empty() || fresh.name.size() + fresh.value.size() > limits_.bytes) return;
  auto given = read_attributes(set_cookie.substr(std::min(pair.size() + 1, set_cookie.size())));
  const auto host = ascii_lower(from.host);
  if (!given.domain.empty() && !domain_matches(host, given.domain)) return;
  const bool shared = given.domain.contains('.') && !is_address(host);
  if (!given.domain.empty() && !shared && given.domain != host) return;
  fresh.host_only = !shared;
  if (shared) {
    fresh.domain = std::move(given.domain);
  } else {
    fresh.domain = host;
  }
  fresh.path = given.path.empty() ? default_path(from) : std::move(given.path);
  fresh.expires = expiry(given, now, limits_.lifetime);
  fresh.secure = given.secure;
  fresh.http_only = given.http_only;
  fresh.same_site = std::move(given.same_site);
  fresh.last_used = now;
  insert(std::move(fresh), now);
}

void cookie_jar::insert(cookie fresh, ports::wall_time now) {
  const auto same = std::ranges::find_if(cookies_, [&](const cookie& one) {
    return one.name == fresh.name && one.domain == fresh.domain && one.path == fresh.path;
  });
  const auto domain = fresh.domain;
  if (same != cookies_.end()) {
    *same = std::move(fresh);
  } else {
    cookies_.push_back(std::move(fresh));
  }
  std::erase_if(cookies_, [&](const cookie& one) { return expired(one, now); });
  const auto of_domain = std::ranges::count(cookies_, domain, &cookie::domain);
  if (static_cast<std::size_t>(of_domain) > limits_.per_domain) evict(domain);
  if (cookies_.size() > limits_.in_all) evict({});
}

void cookie_jar::evict(std::string_view domain) {
  auto oldest = cookies_.end();
  for (auto one = cookies_.begin(); one != cookies_.end(); ++one) {
    if (!domain.empty() && one->domain != domain) continue;
    if (oldest == cookies_.end() || one->last_used < oldest->last_used) oldest = one;
  }
  if (oldest != cookies_.end()) cookies_.erase(oldest);
}

const cookie* cookie_jar::find(std::string_view name, const http::url& where, ports::wall_time now) const {
  const auto host = ascii_lower(where.host);
  const auto path = path_of(where);
  const cookie* best = nullptr;
  for (const auto& one : cookies_) {
    if (one.name != name || expired(one, now)) continue;
    const bool sent = goes_to(one, where, host, path);
    const bool longer = best != nullptr && one.path.size() > best->path.size();
    if (best == nullptr || (sent && (longer || !goes_to(*best, where, host, path)))) best = &one;
  }
  return best;
}

result<void> cookie_jar::set(const http::url& where, std::string_view name, std::string_view value,
                             ports::wall_time now) {
  const auto forbidden = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == ';'; };
  if (std::ranges::any_of(value, forbidden) || name.size() + value.size() > limits_.bytes) {
    return fail("bad-cookie", "the cookie " + std::string(name) + " cannot have that value");
  }
  if (const auto* there = find(name, where, now)) {
    cookies_[static_cast<std::size_t>(there - cookies_.data())].value = value;
  } else {
    store(where, std::string(name) + "=" + std::string(value) + "; Path=/", now);
  }
  return {};
}

void cookie_jar::remove(std::string_view name) {
  std::erase_if(cookies_, [name](const cookie& one) { return one.name == name; });
}

std::string cookie_jar::header_for(const http::url& where, ports::wall_time now) {
  const auto host = ascii_lower(where.host);
  const auto path = path_of(where);
  std::vector<std::size_t> sent;
  for (std::size_t i = 0; i < cookies_.size(); ++i) {
    if (!expired(cookies_[i], now) && goes_to(cookies_[i], where, host, path)) sent.push_back(i);
  }
  // Longer paths first, then the older cookie.
  std::ranges::sort(sent, {}, [this](std::size_t i) { return std::pair(-std::ssize(cookies_[i].path), i); });
  std::string header;
  for (const auto i : sent) {
    auto& one = cookies_[i];
    one.last_used = now;
    header.append(header.empty() ? "" : "; ").append(one.name).append("=").append(one.value);
  }
  return header;
}

}  // namespace parcours::drivers
