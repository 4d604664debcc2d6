// SMTP replies: three digits, and a text of one or more lines (RFC 5321 section 4.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parcours::smtp {

/// `text` keeps the enhanced status code where there is one ("5.1.1 No such user"); the lines of a longer reply are
/// separated by '\n'.
struct reply {
  unsigned code = 0;
  std::string text;

  [[nodiscard]] bool positive() const { return code >= 200 && code < 300; }
  [[nodiscard]] bool intermediate() const { return code >= 300 && code < 400; }
  friend bool operator==(const reply&, const reply&) = default;
};

/// "550 5.1.1 No such user", the lines joined by " / ": for messages to people.
[[nodiscard]] std::string to_string(const reply& answer);

/// Cuts a stream of bytes into replies, as a client reads them. A lone LF ends a line too. Not thread-safe.
class reply_reader {
 public:
  /// RFC 5321 section 4.5.3.1.5 allows 512 bytes a line; whoever sends more than this in one reply is no SMTP server.
  static constexpr std::size_t longest_reply = 64U << 10U;

  void feed(std::string_view bytes) { unread_ += bytes; }
  /// The next whole reply, if it has arrived.
  [[nodiscard]] std::optional<reply> next();
  /// True once something arrived that is no reply; next() returns nothing from then on.
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  bool take_line(std::string_view line);

  std::string unread_;
  reply partial_;
  bool complete_ = false;
  bool broken_ = false;
};

}  // namespace parcours::smtp
