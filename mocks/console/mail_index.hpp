// What was read of the mails that are kept: each is parsed once, whoever asks, and forgotten when it is dropped.
#pragma once

#include "harness/ports/env.hpp"
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
  mail_index(const ports::env& world, smtp::mailbox& box);

  /// `mail` must be one of the mailbox, not a copy. Good until it is dropped.
  const mail_summary& of(const smtp::stored_mail& mail);
  /// The mails that a query finds, the newest first.
  std::vector<const smtp::stored_mail*> matching(const mail_query& query, std::size_t most = -1);
  /// The mail with that ID, or the newest that the query finds for "latest". Errors: "no-mail", "long-query".
  result<const smtp::stored_mail*> find(std::string_view id, std::string_view query);
  /// Reads up to `most` mails that were not read yet, oldest first, so that a search need not; true if there are more.
  bool read_ahead(std::size_t most);
  /// The ID of the newest mail; 0: none.
  [[nodiscard]] smtp::cursor newest() const;
  /// How many it knows; and how many it ever parsed.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::uint64_t parsed() const;

 private:
  struct known;

  ports::env world_;
  smtp::mailbox& box_;
  std::shared_ptr<known> known_;  // the mailbox's listener has no share of it
};

}  // namespace parcours::mocks::console
