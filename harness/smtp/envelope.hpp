// The envelope of a mail: who sends it and to whom, as the SMTP session says it (RFC 5321 section 2.3.1).
#pragma once

#include <string>
#include <vector>

namespace parcours::smtp {

struct envelope {
  std::string from;  ///< empty: the null reverse-path "<>"
  std::vector<std::string> to;
  friend bool operator==(const envelope&, const envelope&) = default;
};

}  // namespace parcours::smtp
