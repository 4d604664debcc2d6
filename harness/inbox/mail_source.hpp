// Where a journey's mail is read: the mock's mailbox, a real one, or a person. The interface that they share.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/base/result.hpp"
#include "harness/smtp/envelope.hpp"
#include "harness/smtp/message.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace parcours::inbox {

/// A place in a mailbox: the number of the last mail that was read. 0 is before all.
using cursor = std::uint64_t;

struct received_mail {
  cursor id = 0;
  std::string bytes;  ///< as received
  smtp::parsed_mail mail;
  std::optional<smtp::envelope> envelope{};  ///< none: a person has read the mail, and told its code only
};

/// Not thread-safe.
class mail_source {
 public:
  virtual ~mail_source() = default;

  /// The oldest mail to the address `to` that is newer than `after`, waiting for it up to `within` of world time.
  /// Errors: "no-mail" if there is none by then; others as the source names them.
  virtual boost::asio::awaitable<result<received_mail>> wait(std::string to, cursor after, duration within) = 0;
  /// The mails to `to` that can be seen now; nothing where only a person could count them.
  virtual std::optional<std::size_t> count(std::string to) = 0;
};

}  // namespace parcours::inbox
