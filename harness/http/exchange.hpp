// A request and what came of it, as logs and evidence hear of it.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/base/result.hpp"
#include "harness/http/message.hpp"
#include "harness/http/url.hpp"

#include <functional>

namespace parcours::http {

/// One request and what came of it, for logs. It holds personal data and cookies: redact before writing. Valid during
/// the call that it is given to.
struct exchange {
  const url& where;
  const request& sent;
  const result<response>& answer;
  duration started;  ///< by ports::clock::stopwatch()
  duration took;
};

using exchange_observer = std::function<void(const exchange&)>;

}  // namespace parcours::http
