// What was read of the mails that are kept: each is parsed once, whoever asks, and forgotten when it is dropped.
#pragma once

#include "harness/ports/notifier.hpp"
#include "harness/ports/worker.hpp"
#include "mocks/mailpit/mail_query.hpp"
#include "mocks/mailpit/mail_summary.hpp"
#include "mocks/mailpit/turns.hpp"
#include "mocks/smtp/mailbox.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace parcours::mocks::mailpit {

/// Good until the mailbox changes.
using mail_list = std::vector<const smtp::stored_mail*>;

/// Not thread-safe. It listens to the mailbox, which outlives its use.
class mail_index {
 public:
  mail_index(const ports::env& world, smtp::mailbox& box, const parcours::smtp::parse_limits& limits = {});
  [[nodiscard]] const parcours::smtp::parse_limits& limits() const { return limits_; }

  /// `mail` must be one of the mailbox, not a copy. Good until it is dropped. One that was not read ahead is read now.
  const mail_summary& of(const smtp::stored_mail& mail);
  /// The mails that a query finds, the newest first. Everybody else is served between the slices of a search; what went
  /// meanwhile is left out.
  static boost::asio::awaitable<mail_list> matching(std::shared_ptr<mail_index> self, mail_query query,
                                                    std::size_t most = -1);
  /// The mails that were read, the newest first: what comes while a request is answered is not in its answer, since
  /// reading it there would keep everybody waiting.
  [[nodiscard]] mail_list all() const;
  /// The ID of the last mail that was read ahead; 0: none.
  [[nodiscard]] smtp::cursor read_to() const;
  /// The mail with that ID, or the newest that the query finds for "latest". Errors: "no-mail", "long-query".
  static boost::asio::awaitable<result<const smtp::stored_mail*>> find(std::shared_ptr<mail_index> self, std::string id,
                                                                       std::string query);
  /// Reads up to `most` mails that were not read yet, oldest first and none behind `last`, so that a search need not;
  /// true if there are more. Large ones are read beside the world, which goes on meanwhile.
  static boost::asio::awaitable<bool> read_ahead(std::shared_ptr<mail_index> self, std::size_t most,
                                                 smtp::cursor last = -1);
  /// Until all mails that are there are read: before anything that looks at them.
  static boost::asio::awaitable<void> catch_up(std::shared_ptr<mail_index> self);
  /// All tags that mails which were read have, sorted.
  [[nodiscard]] std::vector<std::string> tags();
  /// The ID of the newest mail; 0: none.
  [[nodiscard]] smtp::cursor newest() const;
  /// How many it knows; and how many it ever parsed.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::uint64_t parsed() const;

 private:
  struct known;
  class turn;
  static constexpr std::size_t slice = 1U << 20U;  // bytes that a search looks at, a millisecond or so

  std::shared_ptr<const mail_summary> summary_of(const smtp::stored_mail& mail);
  class search;
  [[nodiscard]] const smtp::stored_mail* newest_before(smtp::cursor id) const;
  [[nodiscard]] const smtp::stored_mail* next_unread() const;
  static boost::asio::awaitable<void> read(std::shared_ptr<mail_index> self, const smtp::stored_mail& mail);
  boost::asio::awaitable<void> until_one_is_read();

  ports::env world_;
  smtp::mailbox& box_;
  parcours::smtp::parse_limits limits_;
  ports::notifier one_read_;  // or who reads ahead has ended
  bool reading_ = false;
  std::shared_ptr<turns> slices_;
  std::shared_ptr<known> known_;  // the mailbox's listener has no share of it
};

}  // namespace parcours::mocks::mailpit
