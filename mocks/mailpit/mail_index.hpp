// The parsed form of the mails in the mailbox: each mail is parsed once and forgotten when it is dropped.
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

/// Valid until the mailbox changes.
using mail_list = std::vector<const smtp::stored_mail*>;

/// Not thread-safe. It observes the mailbox, which must outlive its use.
class mail_index {
 public:
  mail_index(const ports::env& world, smtp::mailbox& box, const parcours::smtp::parse_limits& limits = {});
  [[nodiscard]] const parcours::smtp::parse_limits& limits() const { return limits_; }

  /// `mail` must be an element of the mailbox, not a copy. The reference is valid until the mail is dropped. A mail
  /// that has not been parsed yet is parsed now.
  const mail_summary& of(const smtp::stored_mail& mail);
  /// The mails that match a query, newest first. Other requests are served between the slices of a search; mails
  /// dropped in the meantime are left out.
  static boost::asio::awaitable<mail_list> matching(std::shared_ptr<mail_index> self, mail_query query,
                                                    std::size_t most = -1);
  /// The parsed mails, newest first. Mails that arrive while a request is processed are not included, since parsing
  /// them there would block other requests.
  [[nodiscard]] mail_list all() const;
  /// The ID of the last mail parsed in advance; 0: none.
  [[nodiscard]] smtp::cursor read_to() const;
  /// The mail with this ID; for "latest", the newest mail that matches the query. Errors: "no-mail", "long-query".
  static boost::asio::awaitable<result<const smtp::stored_mail*>> find(std::shared_ptr<mail_index> self, std::string id,
                                                                       std::string query);
  /// Parses up to `most` unparsed mails in advance, oldest first and up to `last`, so that a search need not do it;
  /// true if there are more. Large mails are parsed on the worker, so that the world is not blocked.
  static boost::asio::awaitable<bool> read_ahead(std::shared_ptr<mail_index> self, std::size_t most,
                                                 smtp::cursor last = -1);
  /// Waits until all present mails are parsed. Call it before using the index.
  static boost::asio::awaitable<void> catch_up(std::shared_ptr<mail_index> self);
  /// All tags of the parsed mails, sorted.
  [[nodiscard]] std::vector<std::string> tags();
  /// The ID of the newest mail; 0: none.
  [[nodiscard]] smtp::cursor newest() const;
  /// The number of mails in the index, and the number of mails ever parsed.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::uint64_t parsed() const;

 private:
  struct known;
  class turn;
  static constexpr std::size_t slice = 1U << 20U;  // bytes searched per slice, which takes about a millisecond

  std::shared_ptr<const mail_summary> summary_of(const smtp::stored_mail& mail);
  class search;
  [[nodiscard]] const smtp::stored_mail* newest_before(smtp::cursor id) const;
  [[nodiscard]] const smtp::stored_mail* next_unread() const;
  static boost::asio::awaitable<void> read(std::shared_ptr<mail_index> self, const smtp::stored_mail& mail);
  boost::asio::awaitable<void> until_one_is_read();

  ports::env world_;
  smtp::mailbox& box_;
  parcours::smtp::parse_limits limits_;
  ports::notifier one_read_;  // a mail was parsed, or the parsing coroutine has ended
  bool reading_ = false;
  std::shared_ptr<turns> slices_;
  std::shared_ptr<known> known_;  // the mailbox's listener holds no shared pointer to it
};

}  // namespace parcours::mocks::mailpit
