#include "harness/environments/mailbox_source.hpp"

#include <algorithm>

namespace parcours::environments {

namespace asio = boost::asio;

namespace {

std::unexpected<error> no_mail(const std::string& to, duration within) {
  return fail("no-mail", "no mail to " + to + " came within " + format_duration(within));
}

result<inbox::received_mail> read(const mocks::smtp::stored_mail& stored) {
  auto parsed = smtp::parse(stored.bytes);
  if (!parsed) return std::unexpected(parsed.error());
  return inbox::received_mail{stored.id, stored.bytes, std::move(*parsed), stored.who};
}

}  // namespace

asio::awaitable<result<inbox::received_mail>> mailbox_source::wait(std::string to, inbox::cursor after,
                                                                   duration within) {
  const auto until = time_.now() + within;
  const mocks::smtp::mail_filter wanted{to, after};
  for (;;) {
    const auto now = time_.now();
    if (const auto* found = box_.first(wanted, now)) co_return read(*found);
    if (now >= until) co_return no_mail(to, within);
    const auto next = std::min(until, box_.next_visible().value_or(until));
    co_await time_.pass(std::max(next - now, duration(1)));
  }
}

asio::awaitable<result<inbox::received_mail>> served_mailbox_source::wait(std::string to, inbox::cursor after,
                                                                          duration within) {
  const mocks::smtp::mail_filter wanted{to, after};
  const auto found = co_await server_.wait_for(wanted, within);
  if (!found) co_return no_mail(to, within);
  co_return read(*found);
}

}  // namespace parcours::environments
