// SMTP replies: a three-digit code and a text of one or more lines (RFC 5321 section 4.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parcours::smtp {

/// `text` includes the enhanced status code if there is one ("5.1.1 No such user"). The lines of a multiline reply are
/// separated by '\n'.
struct reply {
  unsigned code = 0;
  std::string text;

  [[nodiscard]] bool positive() const { return code >= 200 && code < 300; }
  [[nodiscard]] bool intermediate() const { return code >= 300 && code < 400; }
  friend bool operator==(const reply&, const reply&) = default;
};

/// "550 5.1.1 No such user", with the lines joined by " / ": for messages to people.
[[nodiscard]] std::string to_string(const reply& answer);

/// Splits a stream of bytes into replies, for clients. A bare LF ends a line too. Not thread-safe.
class reply_reader {
 public:
  /// RFC 5321 section 4.5.3.1.5 allows 512 bytes per line. A peer that sends a longer reply than this is not an SMTP
  /// server.
  static constexpr std::size_t longest_reply = 64U << 10U;

  void feed(std::string_view bytes) { unread_ += bytes; }
  /// The next complete reply, if it has arrived.
  [[nodiscard]] std::optional<reply> next();
  /// True once something other than a reply has arrived; from then on, next() returns nothing.
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  bool take_line(std::string_view line);

  std::string unread_;
  reply partial_;
  bool complete_ = false;
  bool broken_ = false;
};

}  // namespace parcours::smtp
