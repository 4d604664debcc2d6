// What a journey runs against, as the runner sees it: the bundled mocks in either world, or a portal that a target file
// describes. The program composes the implementations; the runner knows none of them.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/drivers/browser.hpp"
#include "harness/fakeit/identifiers.hpp"
#include "harness/fakeit/person.hpp"
#include "harness/inbox/mail_source.hpp"
#include "harness/journey/model.hpp"
#include "harness/journey/target.hpp"
#include "harness/ports/env.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::run {

/// Values by name: of --var, or "env.HOME" and "secret.amo" by their full names.
using variables = std::map<std::string, std::string, std::less<>>;

/// A synthetic person and what the journey wants to be true of them.
struct persona {
  fakeit::person person;
  journey::subscriber_spec spec;
};

/// Everyone whom the portal knows in one attempt.
struct personas {
  persona subscriber;
  std::map<std::string, persona> others;  ///< by the name that the journey gives them
};

/// What a captcha provider was asked and answered.
struct captcha_check {
  std::string provider;
  std::string outcome;  ///< as events::captcha_checked has it
  unsigned status = 0;
  std::vector<std::string> error_codes;
  std::string site_key;
  std::string action;
  std::string hostname;
};

/// Hears of what happens in a world besides what its browsers do, as it happens.
class world_observer {
 public:
  virtual ~world_observer() = default;

  /// A mail server took a mail.
  virtual void mail_came(const smtp::envelope& who, const std::string& bytes, const std::string& transcript) = 0;
  /// The portal asked its captcha provider.
  virtual void captcha_asked(const http::exchange& one) = 0;
  virtual void captcha_checked(captcha_check what) = 0;
};

/// The world of one attempt while it is running. Used from the world's own executor only.
class environment {
 public:
  virtual ~environment() = default;

  [[nodiscard]] virtual ports::env env() = 0;
  /// How business steps are spelled on this portal.
  [[nodiscard]] virtual const journey::target& target() const = 0;
  /// A browser for the portal, kept within what may be sent there. `observer` is told of its exchanges; the environment
  /// outlives it.
  [[nodiscard]] virtual std::unique_ptr<drivers::browser> open_browser(drivers::exchange_observer observer) = 0;

  [[nodiscard]] virtual inbox::mail_source& mail() = 0;
  /// What ${world.…}, ${subscriber.…} and ${others.…} stand for here: the synthetic people of the bundled portal, or
  /// the data of a target file. Nothing if it is not known.
  [[nodiscard]] virtual std::optional<std::string> variable(std::string_view name) const = 0;
  /// A token for the captcha of the page at hand, by a way that solves none: the bundled provider mints it, a published
  /// test key goes with it, or a person ticks the box. Errors: "captcha-needs-person", and those of the way itself.
  virtual boost::asio::awaitable<result<std::string>> captcha_token(journey::captcha_answer outcome) = 0;
  /// Whether the personas are those whom the portal knows.
  [[nodiscard]] virtual bool synthetic() const = 0;
  /// How long the run itself has paused so far, between requests or for a person: time that counts against nobody.
  [[nodiscard]] virtual duration paused() const = 0;
  /// How many verifications there were so far, and how the last ended; nothing where it cannot be known.
  [[nodiscard]] virtual std::size_t captcha_checks() const = 0;
  [[nodiscard]] virtual std::optional<journey::captcha_verdict> captcha_checked() const = 0;
  /// Whether the account of an AMO number is active; nothing where it cannot be known.
  [[nodiscard]] virtual std::optional<bool> account_active(const std::string& amo) const = 0;
  /// `told` outlives the world.
  virtual void observe(world_observer& told) = 0;
  /// Lets world time pass for a `wait`. Error: "wait-too-long" on a real target.
  virtual boost::asio::awaitable<result<void>> wait(duration length) = 0;
};

/// Makes the environments of attempts. Thread-safe: attempts run on several threads at once, each in a world of its
/// own.
class environment_factory {
 public:
  virtual ~environment_factory() = default;

  /// Why this case cannot be played here at all (a reason to skip it), or "".
  [[nodiscard]] virtual std::string refusal(const journey::journey_case& what) const = 0;
  /// Why nothing more may be played in this run, or "". Asked before each journey.
  [[nodiscard]] virtual std::string stopped() const { return {}; }
  /// Whom an attempt with this seed knows: drawn by the rules for identifiers that hold there.
  [[nodiscard]] virtual personas people(const journey::journey_case& what, std::uint64_t seed) const = 0;

  using action = std::function<boost::asio::awaitable<void>(environment&, const personas&)>;

  /// Makes a world from `seed` with its people and the case's `world:` in it, runs `play` to its end and takes the
  /// world down again. The errors are those of a world that could not be made or that got stuck ("deadlock",
  /// "livelock", "interrupted", "world-not-made").
  virtual result<void> run(const journey::journey_case& what, std::uint64_t seed, action play) = 0;
};

}  // namespace parcours::run
