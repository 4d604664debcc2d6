// A portal that a target file describes as the environment of journeys. It may be anybody's, so it is driven with care:
// who authorised it is asked first, only its own host is contacted, with a pause between requests and a budget of them,
// one journey at a time, and the run stops at the first sign that the portal wants it to.
#pragma once

#include "harness/cli/outside.hpp"
#include "harness/http/url.hpp"
#include "harness/run/environment.hpp"

#include <atomic>

namespace parcours::cli {

/// Whether this target may be contacted: one that is not loopback must say who authorised the test, and the user must
/// say yes (`confirmed`, or at the terminal). Errors: "bad-url", "not-authorised".
[[nodiscard]] result<void> authorise(const journey::target& target, const outside_values& outside, bool confirmed);

/// The base URL with its variables put in. Errors: "bad-url", "unset-variable".
[[nodiscard]] result<http::url> base_of(const journey::target& target, const variables& values);

struct target_options {
  duration timeout;
  duration max_wait;
  variables values;  ///< "env.…" and "secret.…" of the target file
};

/// How the run stands with the portal.
struct target_standing {
  unsigned requests = 0;
  std::string stopped;  ///< why nothing more is sent; "" while all is well
};

/// For one thread. `target` and `stop` outlive it.
class target_factory final : public run::environment_factory {
 public:
  target_factory(const journey::target& target, target_options chosen, const std::atomic<bool>& stop)
      : target_(target), options_(std::move(chosen)), stop_(stop) {}

  /// What a foreign portal cannot be made to be: a world with faults, further people, an account in a given state.
  [[nodiscard]] std::string refusal(const journey::journey_case& what) const override;
  [[nodiscard]] std::string stopped() const override;
  [[nodiscard]] fakeit::identifier_rules rules(const journey::journey_case&) const override { return {}; }
  result<void> stage(const journey::journey_case& what, const run::personas& people, std::uint64_t seed,
                     std::function<boost::asio::awaitable<void>(run::environment&)> play) override;

 private:
  const journey::target& target_;
  target_options options_;
  const std::atomic<bool>& stop_;
  target_standing standing_;  // of the whole run
};

}  // namespace parcours::cli
