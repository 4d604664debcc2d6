// What may be sent to a portal that may be anybody's: only what was authorised, only to its own host, with a pause
// between requests and a budget of them, and nothing more after the first sign that it wants no more.
#pragma once

#include "harness/http/url.hpp"
#include "harness/journey/target.hpp"
#include "harness/run/environment.hpp"

#include <functional>
#include <optional>
#include <string>

namespace parcours::environments {

/// Puts a question to the person at the terminal; nothing when nobody is there to answer.
using ask_person = std::function<std::optional<std::string>(const std::string& question)>;

/// The base URL with its variables put in. Errors: "bad-url", "unset-variable".
[[nodiscard]] result<http::url> base_of(const journey::target& target, const run::variables& values);

/// Whether this target may be contacted: one that is not loopback must say who authorised the test, and the user must
/// say yes (`confirmed`, or when asked). Errors: those of base_of(), "not-authorised".
[[nodiscard]] result<void> authorise(const journey::target& target, const run::variables& values, bool confirmed,
                                     const ask_person& ask);

/// Of one run. `target` outlives it.
class guards {
 public:
  explicit guards(const journey::target& target) : target_(target) {}

  /// Counts a request to the portal at `base`, and says how long to pause before it is sent. Errors: "target-stopped",
  /// "host-not-allowed", "request-budget".
  [[nodiscard]] result<duration> admit(const http::url& request, const http::url& base);
  /// The status of each answer: 403, 429 and 500 or above end the run.
  void saw(unsigned status);
  /// Why nothing more is sent in this run; "" while all is well.
  [[nodiscard]] std::string stopped() const;

 private:
  [[nodiscard]] std::string budget_spent() const;

  const journey::target& target_;
  unsigned requests_ = 0;
  std::string stopped_;
};

}  // namespace parcours::environments
