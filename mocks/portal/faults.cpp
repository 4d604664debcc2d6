#include "mocks/portal/faults.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace parcours::mocks::portal {

namespace {

// Evenly from (0, 1]: its logarithm is finite.
double unit(random_source& random) { return static_cast<double>((random.next() >> 11U) + 1) * 0x1p-53; }

// Box and Muller, 1958.
double normal(random_source& random) {
  const double radius = std::sqrt(-2 * std::log(unit(random)));
  return radius * std::cos(2 * std::numbers::pi * unit(random));
}

}  // namespace

duration delay_law::draw(random_source& random) const {
  switch (law) {
    case kind::fixed:
      return std::min(low, longest);
    case kind::uniform:
      return std::min(duration(random.between(low.count(), high.count())), longest);
    case kind::log_normal:
      break;
  }
  const double drawn = static_cast<double>(low.count()) * std::exp(sigma * normal(random));
  return drawn < static_cast<double>(longest.count()) ? duration(static_cast<duration::rep>(drawn)) : longest;
}

bool fault::intercepts() const {
  using enum http::abort_by;
  return !handled && (status != 0 || abort == close || abort == reset || abort == bare_bytes);
}

std::string fault::name() const {
  if (abort != http::abort_by::none) return std::string(name_of(abort));
  if (status != 0) return "status " + std::to_string(status);
  return pieces.count > 1 ? "pieces" : "delay";
}

std::optional<fault> fault_plan::strike(std::string_view method, std::string_view path, std::uint64_t session) {
  for (auto& [what, struck, seen] : items_) {
    // Of requests without a session nobody can say whose they are: counted together, one test would take another's
    // fault.
    const bool of_nobody = what.each_session && session == 0;
    const bool fits = !of_nobody && glob_matches(what.path, path) && (what.method.empty() || what.method == method) &&
                      (what.session == 0 || what.session == session);
    if (!fits) continue;
    const auto key = what.each_session ? session : 0;
    const bool strikes = what.when.strikes(seen[key], random_);
    if (seen.size() > most_sessions) seen.erase(seen.begin()->first == key ? std::next(seen.begin()) : seen.begin());
    if (!strikes) continue;
    ++struck;
    ++struck_;
    fault hit = what;
    if (what.delay)
      hit.delay =
          delay_law{delay_law::kind::fixed, what.delay->draw(what.when.random ? *what.when.random : random_), {}, 0};
    return hit;
  }
  return std::nullopt;
}

}  // namespace parcours::mocks::portal
