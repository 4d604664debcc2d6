// The envelope of a mail: its sender and recipients in the SMTP session (RFC 5321 section 2.3.1).
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace parcours::smtp {

/// The DSN parameters for one recipient (RFC 3461 section 4), as received.
struct delivery_request {
  std::string notify;    ///< NOTIFY: "NEVER", or some of SUCCESS, FAILURE, DELAY; empty: not given
  std::string original;  ///< ORCPT: "rfc822;…", as xtext; empty: not given
  friend bool operator==(const delivery_request&, const delivery_request&) = default;
};

struct envelope {
  std::string from;  ///< empty: the null reverse-path "<>"
  std::vector<std::string> to;
  std::string login = {};           ///< the authenticated user (RFC 4954); empty: none
  std::string submitter = {};       ///< AUTH= of MAIL (RFC 4954 section 5), decoded, or "<>"; empty: not given
  std::string return_content = {};  ///< RET (RFC 3461): "FULL" or "HDRS"; empty: not given
  std::string id = {};              ///< ENVID (RFC 3461), as xtext
  std::map<std::size_t, delivery_request> requests = {};  ///< by the recipient's index in `to`
  friend bool operator==(const envelope&, const envelope&) = default;
};

}  // namespace parcours::smtp
