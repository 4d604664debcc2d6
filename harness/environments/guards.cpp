#include "harness/environments/guards.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::environments {

result<http::url> base_of(const journey::target& target, const run::variables& values) {
  const auto value_of = [&values](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
  const auto text = journey::resolve(target.base_url, value_of);
  if (!text) return std::unexpected(text.error());
  return http::parse_url(*text);
}

result<void> authorise(const journey::target& target, const run::variables& values, bool confirmed,
                       const ask_person& ask) {
  const auto base = base_of(target, values);
  if (!base) return std::unexpected(base.error());
  if (http::is_loopback(base->host)) return {};
  if (target.authorised_by.empty() || target.environment == journey::environment_kind::bundled) {
    return fail("not-authorised", base->origin() +
                                      " is not this machine: its target file must say `authorised_by:` and "
                                      "`environment: staging`, `test` or `production`");
  }
  if (confirmed) return {};
  const auto answer = ask(fmt::format("This contacts {} ({}), authorised by {}. Go on? Type yes: ", base->origin(),
                                      to_string(target.environment), target.authorised_by));
  if (answer && *answer == "yes") return {};
  return fail("not-authorised",
              "contacting " + base->origin() + " needs a yes at the terminal or --yes-i-am-authorised");
}

result<duration> guards::admit(const http::url& request, const http::url& base) {
  if (!stopped_.empty()) return fail("target-stopped", stopped_);
  if (!iequals(request.origin(), base.origin())) {
    return fail("host-not-allowed",
                "the portal leads to " + request.origin() + ", which the target file does not name");
  }
  if (requests_ >= target_.limits.requests) return fail("request-budget", budget_spent());
  return requests_++ == 0 ? duration::zero() : std::max(target_.limits.pause, duration::zero());
}

void guards::saw(unsigned status) {
  if (status != 403 && status != 429 && status < 500) return;
  stopped_ = fmt::format("the portal answered {}: nothing more is sent to it in this run", status);
}

std::string guards::stopped() const {
  if (!stopped_.empty()) return stopped_;
  return requests_ < target_.limits.requests ? std::string() : budget_spent();
}

std::string guards::budget_spent() const {
  return fmt::format("the run's budget of {} requests is spent (limits: requests:)", target_.limits.requests);
}

}  // namespace parcours::environments
