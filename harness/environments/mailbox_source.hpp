// The SMTP mock's mailbox as a journey's inbox.
#pragma once

#include "harness/inbox/mail_source.hpp"
#include "harness/ports/clock.hpp"
#include "mocks/smtp/mailbox.hpp"
#include "mocks/smtp/server.hpp"

namespace parcours::environments {

/// For the bundled world, whose portal answers only when its mail has been taken: what is not there by now is either on
/// its way at a known time or never comes, so waiting lets world time pass and never sleeps.
class mailbox_source final : public inbox::mail_source {
 public:
  mailbox_source(mocks::smtp::mailbox& box, ports::clock& time) : box_(box), time_(time) {}

  boost::asio::awaitable<result<inbox::received_mail>> wait(std::string to, inbox::cursor after,
                                                            duration within) override;
  std::optional<std::size_t> count(std::string to) override { return box_.count(to, time_.now()); }

 private:
  mocks::smtp::mailbox& box_;
  ports::clock& time_;
};

/// For a portal elsewhere that sends its mail to a server of ours: waits for it in real time.
class served_mailbox_source final : public inbox::mail_source {
 public:
  served_mailbox_source(mocks::smtp::server& server, mocks::smtp::mailbox& box, ports::clock& time)
      : server_(server), box_(box), time_(time) {}

  boost::asio::awaitable<result<inbox::received_mail>> wait(std::string to, inbox::cursor after,
                                                            duration within) override;
  std::optional<std::size_t> count(std::string to) override { return box_.count(to, time_.now()); }

 private:
  mocks::smtp::server& server_;
  mocks::smtp::mailbox& box_;
  ports::clock& time_;
};

}  // namespace parcours::environments
