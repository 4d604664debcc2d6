// The mailbox of the mail sink: the accepted mails, in the order in which they became visible. A model without I/O.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/smtp/server_session.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::mocks::smtp {

/// Mails are numbered from 1 as they become visible. A reader remembers the number of the last mail it saw and asks for
/// newer ones; 0 is before all mails.
using cursor = std::uint64_t;

/// A tag of a mail: one line without a comma.
inline constexpr std::size_t most_tags = 100;    ///< per mail
inline constexpr std::size_t longest_tag = 100;  ///< bytes
[[nodiscard]] bool is_tag(const std::string& text);

struct stored_mail {
  cursor id = 0;
  parcours::smtp::envelope who;
  std::string bytes;       ///< as sent, with dot-stuffing removed
  std::string transcript;  ///< the SMTP session up to the acceptance
  duration received_at{};  ///< world time
  duration visible_at{};   ///< world time; later than received_at if delivery is delayed
  bool read = false;       ///< a person or a client has read it
  /// The tags set by a client; nothing: those of the mail's own header.
  std::optional<std::vector<std::string>> tags = {};
};

/// The number of the portal's session that sent a mail, from its header field X-Parcours-Session; 0: none.
[[nodiscard]] std::uint64_t session_of(std::string_view mail);

struct mailbox_options {
  std::size_t keep = 1000;               ///< newest mails kept
  std::size_t keep_bytes = 256U << 20U;  ///< newest mails to keep, by the sum of their bytes and transcripts
  duration delivery_delay = {};          ///< from acceptance until a mail becomes visible
};

/// Totals since the start, regardless of what is kept.
struct mailbox_counts {
  std::uint64_t accepted = 0;
  std::uint64_t accepted_bytes = 0;  ///< without transcripts
  std::uint64_t dropped = 0;         ///< deleted, or dropped because of the limits
};

struct mail_filter {
  std::string to;  ///< an envelope recipient, ASCII case ignored; empty: any
  cursor after;    ///< only mails with a greater number

  // Not an aggregate: GCC 12 copies aggregates bit by bit when they are temporaries of a co_await expression.
  mail_filter(std::string its_to = {}, cursor its_after = 0) : to(std::move(its_to)), after(its_after) {}
};

/// `now` is world time and must never decrease between calls. Pointers are valid until the next call that is not const
/// or has a later `now`. Not thread-safe.
class mailbox {
 public:
  /// The complete contents, for snapshots.
  struct image {
    cursor last = 0;                      ///< the highest number ever assigned
    std::deque<stored_mail> visible;      ///< ordered by number
    std::vector<stored_mail> on_its_way;  ///< ordered by the time at which they become visible
  };

  explicit mailbox(mailbox_options options = {}) : options_(options) {}

  void add(parcours::smtp::received_message message, duration now);
  /// Calls `told` for each mail as it is accepted. There is one listener; a new one replaces it.
  void on_add(std::function<void(const stored_mail&)> told) { added_ = std::move(told); }
  /// Calls `told` for each visible mail that is no longer kept: removed, cleared, or dropped because of the limits.
  /// There is one listener; a new one replaces it.
  void on_drop(std::function<void(cursor)> told) { dropped_ = std::move(told); }
  /// Applies to mails that arrive afterwards. With a shorter delay, a mail can overtake an earlier one.
  void set_delivery_delay(duration delay) { options_.delivery_delay = delay; }
  void clear();
  [[nodiscard]] image save(duration now);
  /// Replaces all contents; mails beyond the limits are dropped at once.
  void restore(image from);
  /// False if there is no such visible mail.
  bool remove(cursor id);
  void mark(cursor id, bool read);
  /// False if there is no such visible mail.
  bool label(cursor id, std::vector<std::string> tags);

  /// All visible mails, oldest first.
  [[nodiscard]] const std::deque<stored_mail>& all(duration now);
  /// The visible mails that match, oldest first.
  [[nodiscard]] std::vector<const stored_mail*> list(const mail_filter& wanted, duration now);
  /// The oldest visible mail that matches; null if there is none.
  [[nodiscard]] const stored_mail* first(const mail_filter& wanted, duration now);
  [[nodiscard]] const stored_mail* find(cursor id, duration now);
  /// The number of kept, visible mails for an envelope recipient.
  [[nodiscard]] std::size_t count(const std::string& recipient, duration now);
  [[nodiscard]] const mailbox_counts& counted() const { return counted_; }
  /// Total of all mails held, including transcripts.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  /// Time at which the next delayed mail becomes visible.
  [[nodiscard]] std::optional<duration> next_visible() const;

 private:
  void settle(duration now);
  void show(stored_mail mail);
  void trim();
  void drop(std::deque<stored_mail>::iterator mail);
  [[nodiscard]] std::deque<stored_mail>::iterator place_of(cursor id);
  [[nodiscard]] std::deque<stored_mail>::const_iterator after(cursor id) const;

  mailbox_options options_;
  cursor last_ = 0;
  std::size_t bytes_ = 0;  // total of all mails held, delayed or visible
  std::multimap<duration, stored_mail> on_their_way_;
  std::deque<stored_mail> visible_;
  std::function<void(const stored_mail&)> added_;
  std::function<void(cursor)> dropped_;
  mailbox_counts counted_;
};

}  // namespace parcours::mocks::smtp
