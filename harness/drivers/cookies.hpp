// The cookie jar of a browser: RFC 6265, section 5.
#pragma once

#include "harness/base/result.hpp"
#include "harness/http/url.hpp"
#include "harness/ports/clock.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::drivers {

struct cookie {
  std::string name = {};
  std::string value = {};
  std::string domain = {};  ///< lower case, without a leading dot
  std::string path = {};
  std::optional<ports::wall_time> expires = {};  ///< none: until the jar is gone, which is the end of the session
  bool host_only = true;
  bool secure = false;
  bool http_only = false;
  std::string same_site = {};  ///< "Strict", "Lax" or "None"; "" if it was not said
  ports::wall_time last_used = {};
};

/// At least what section 6.1 asks of a browser.
struct cookie_limits {
  std::size_t bytes = 4096;                          ///< of name and value; a larger cookie is ignored
  std::size_t per_domain = 50;                       ///< then the one unused for longest goes
  std::size_t in_all = 3000;                         ///< as above
  duration lifetime = std::chrono::hours(24 * 400);  ///< a later expiry is brought forward to this from now
};

/// Not thread-safe. Every time is given by the caller. Of newer rules it has what browsers agree on: a Secure cookie
/// also goes to loopback addresses. It has no list of public suffixes: a Domain without a dot is good for its own host
/// only. SameSite is not looked at, since a person's own navigation is all that there is.
class cookie_jar {
 public:
  explicit cookie_jar(cookie_limits limits = {}) : limits_(limits) {}

  /// Takes one Set-Cookie field of an answer from `from`; what section 5.3 says to ignore is ignored.
  void store(const http::url& from, std::string_view set_cookie, ports::wall_time now);
  /// The value of the Cookie field for a request to `where`, "" if there is none to send (section 5.4).
  [[nodiscard]] std::string header_for(const http::url& where, ports::wall_time now);

  [[nodiscard]] std::span<const cookie> all() const { return cookies_; }  ///< in order of creation, the expired too
  /// The one that a person would call by that name on the page `where`: among those that live, one that is sent there
  /// before one that is not. nullptr if there is none.
  [[nodiscard]] const cookie* find(std::string_view name, const http::url& where, ports::wall_time now) const;
  /// What a person does by hand: another value for the cookie of that name, or a new one for all of the host. Error
  /// "bad-cookie" for what no cookie can be.
  result<void> set(const http::url& where, std::string_view name, std::string_view value, ports::wall_time now);
  void remove(std::string_view name);  ///< all of that name
  void clear() { cookies_.clear(); }

 private:
  void insert(cookie fresh, ports::wall_time now);
  void evict(std::string_view domain);

  cookie_limits limits_;
  std::vector<cookie> cookies_;  // in order of creation
};

/// Section 5.1.1: the many ways in which servers write a date. Seconds of UTC.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text);

}  // namespace parcours::drivers
