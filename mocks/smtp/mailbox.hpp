// The mailbox of the mail sink: what was accepted, in the order in which it became visible. A model without I/O.
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
/// what is newer; 0 is before all.
using cursor = std::uint64_t;

/// A label of a mail: one line without a comma.
inline constexpr std::size_t most_tags = 100;    ///< of one mail
inline constexpr std::size_t longest_tag = 100;  ///< bytes
[[nodiscard]] bool is_tag(const std::string& text);

struct stored_mail {
  cursor id = 0;
  parcours::smtp::envelope who;
  std::string bytes;       ///< as sent, without dot-stuffing
  std::string transcript;  ///< the SMTP session up to the acceptance
  duration received_at{};  ///< world time
  duration visible_at{};   ///< world time; later than received_at where delivery is slow
  bool read = false;       ///< a person or a client has looked at it
  /// What a client has labelled it with; nothing: what its own header says.
  std::optional<std::vector<std::string>> tags = {};
};

/// The number of the portal's session in which a mail was sent, as its header field X-Parcours-Session has it; 0: none.
[[nodiscard]] std::uint64_t session_of(std::string_view mail);

struct mailbox_options {
  std::size_t keep = 1000;               ///< newest mails kept
  std::size_t keep_bytes = 256U << 20U;  ///< newest mails kept, by the sum of their bytes and transcripts
  duration delivery_delay = {};          ///< from acceptance until a mail can be seen
};

/// Since the beginning, whatever is kept.
struct mailbox_counts {
  std::uint64_t accepted = 0;
  std::uint64_t accepted_bytes = 0;  ///< without transcripts
  std::uint64_t dropped = 0;         ///< deleted, or beyond the limits
};

struct mail_filter {
  std::string to;  ///< an envelope recipient, ASCII case ignored; empty: any
  cursor after;    ///< only mails with a greater number

  // No aggregate: GCC 12 copies those bit by bit when they are temporaries of a co_await expression.
  mail_filter(std::string its_to = {}, cursor its_after = 0) : to(std::move(its_to)), after(its_after) {}
};

/// `now` is world time and must never go back from call to call. Pointers are good until the next call that is not
/// const or takes a later `now`. Not thread-safe.
class mailbox {
 public:
  /// All that it holds at one moment, to be written down and given back.
  struct image {
    cursor last = 0;                      ///< the newest number ever given
    std::deque<stored_mail> visible;      ///< by their numbers
    std::vector<stored_mail> on_its_way;  ///< by when they can be seen
  };

  explicit mailbox(mailbox_options options = {}) : options_(options) {}

  void add(parcours::smtp::received_message message, duration now);
  /// `told` hears of each mail as it is accepted. One listener, until the next.
  void on_add(std::function<void(const stored_mail&)> told) { added_ = std::move(told); }
  /// `told` hears of each mail that could be seen and is kept no longer: removed, cleared, or beyond the limits. One
  /// listener, until the next.
  void on_drop(std::function<void(cursor)> told) { dropped_ = std::move(told); }
  /// For mails that arrive from now on. A shorter delay lets a mail overtake an earlier one.
  void set_delivery_delay(duration delay) { options_.delivery_delay = delay; }
  void clear();
  [[nodiscard]] image save(duration now);
  /// In place of all; what is beyond its own limits goes at once.
  void restore(image from);
  /// False if there is no such mail to be seen.
  bool remove(cursor id);
  void mark(cursor id, bool read);
  /// False if there is no such mail to be seen.
  bool label(cursor id, std::vector<std::string> tags);

  /// All visible mails, oldest first.
  [[nodiscard]] const std::deque<stored_mail>& all(duration now);
  /// The visible mails that match, oldest first.
  [[nodiscard]] std::vector<const stored_mail*> list(const mail_filter& wanted, duration now);
  /// The oldest of them; null if there is none.
  [[nodiscard]] const stored_mail* first(const mail_filter& wanted, duration now);
  [[nodiscard]] const stored_mail* find(cursor id, duration now);
  /// Visible mails for an envelope recipient, of those that are kept.
  [[nodiscard]] std::size_t count(const std::string& recipient, duration now);
  [[nodiscard]] const mailbox_counts& counted() const { return counted_; }
  /// Of all that is held, with transcripts.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  /// When the next mail that is on its way can be seen.
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
  std::size_t bytes_ = 0;  // of all that is held, on its way or visible
  std::multimap<duration, stored_mail> on_their_way_;
  std::deque<stored_mail> visible_;
  std::function<void(const stored_mail&)> added_;
  std::function<void(cursor)> dropped_;
  mailbox_counts counted_;
};

}  // namespace parcours::mocks::smtp
