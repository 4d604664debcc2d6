// The mock portal as a web site: it listens, sends the code by SMTP and asks the captcha provider over HTTP.
//
// Every POST is answered 303 (post, redirect, get), whatever became of it; what there is to say is on the next page. An
// expired or missing session leads back to the terms, a step that was skipped to the one that is due.
#pragma once

#include "harness/http/exchange.hpp"
#include "harness/http/server.hpp"
#include "mocks/portal/exchanges.hpp"
#include "mocks/portal/faults.hpp"
#include "mocks/portal/model.hpp"
#include "mocks/portal/pages.hpp"

#include <memory>
#include <string>

namespace parcours::mocks::portal {

struct server_options {
  portal::policy policy;
  defect_set defects;
  ports::endpoint smtp;            ///< where codes are mailed to
  std::string captcha_verify_url;  ///< the provider's siteverify address, http or https
  std::string captcha_secret;
  captcha_widget captcha;                       ///< for the page
  std::string hostname = "portail.cnops.test";  ///< in EHLO and in message ids
};

/// Runs on the world's executor; not thread-safe.
class server {
 public:
  server(const ports::env& world, server_options options);
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Listens. Errors: "bad-url" (of the captcha provider), "cannot-listen".
  result<void> start(const ports::endpoint& where);
  [[nodiscard]] const ports::endpoint& address() const;
  /// "http://host:port"
  [[nodiscard]] std::string url() const;
  /// Listens no longer; requests that are being handled end without an answer.
  void stop() noexcept;

  /// `told` hears of each question to the captcha provider as it ends; after start().
  void observe_verifications(http::exchange_observer told);
  /// While it runs. The model, the pages and the mails follow from the next request on.
  void set_policy(portal::policy rules);
  /// As at the start: nobody known, no session, no journal, and these rules and defects. Requests under way are
  /// answered 503 and reach nothing of it.
  void reset(portal::policy rules, defect_set defects);

  /// What the portal knows and has decided: add subscribers here, look at accounts and the journal.
  /// Valid until reset().
  [[nodiscard]] portal::model& model();
  /// What was asked and answered, since the start or reset().
  [[nodiscard]] const exchange_log& exchanges() const;
  /// In place of them; the model is given back what it knew by model().restore(). Requests under way are answered 503.
  void restore_exchanges(std::deque<exchange> all, std::uint64_t last);
  /// What the ids of its mails are drawn from.
  [[nodiscard]] random_source& mail_ids();
  /// May be changed while requests are answered.
  [[nodiscard]] fault_plan& faults();
  /// Suspends until a request has been answered, or until the clock's wire() reaches `when`.
  boost::asio::awaitable<void> until_changed(duration when);

 private:
  struct site;
  std::shared_ptr<site> site_;
  http::server http_;
};

}  // namespace parcours::mocks::portal
