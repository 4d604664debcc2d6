// What was read of the mails that are kept: each is parsed once, whoever asks, and forgotten when it is dropped.
#pragma once

#include "harness/ports/notifier.hpp"
#include "harness/ports/worker.hpp"
#include "mocks/console/mail_query.hpp"
#include "mocks/console/mail_summary.hpp"
#include "mocks/smtp/mailbox.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace parcours::mocks::console {

/// Not thread-safe. It listens to the mailbox, which outlives its use.
class mail_index {
 public:
  mail_index(const ports::env& world, smtp::mailbox& box, const parcours::smtp::parse_limits& limits = {});
  [[nodiscard]] const parcours::smtp::parse_limits& limits() const { return limits_; }

  /// `mail` must be one of the mailbox, not a copy. Good until it is dropped.
  const mail_summary& of(const smtp::stored_mail& mail);
  /// The mails that a query finds, the newest first.
  std::vector<const smtp::stored_mail*> matching(const mail_query& query, std::size_t most = -1);
  /// The mail with that ID, or the newest that the query finds for "latest". Errors: "no-mail", "long-query".
  result<const smtp::stored_mail*> find(std::string_view id, std::string_view query);
  /// Reads up to `most` mails that were not read yet, oldest first, so that a search need not; true if there are more.
  /// Large ones are read beside the world, which goes on meanwhile.
  static boost::asio::awaitable<bool> read_ahead(std::shared_ptr<mail_index> self, std::size_t most);
  /// Until all mails that are there are read: before anything that looks at them.
  static boost::asio::awaitable<void> catch_up(std::shared_ptr<mail_index> self);
  /// All tags that mails have, sorted.
  [[nodiscard]] std::vector<std::string> tags();
  /// The ID of the newest mail; 0: none.
  [[nodiscard]] smtp::cursor newest() const;
  /// How many it knows; and how many it ever parsed.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::uint64_t parsed() const;

 private:
  struct known;
  class turn;
  [[nodiscard]] const smtp::stored_mail* next_unread() const;

  ports::env world_;
  smtp::mailbox& box_;
  parcours::smtp::parse_limits limits_;
  ports::notifier free_;  // who reads ahead has ended
  bool reading_ = false;
  std::shared_ptr<known> known_;  // the mailbox's listener has no share of it
};

}  // namespace parcours::mocks::console
