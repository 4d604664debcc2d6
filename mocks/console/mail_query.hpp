// The search language of Mailpit (https://mailpit.axllent.org/docs/usage/search-filters/), as far as its clients use
// it.
#pragma once

#include "harness/ports/clock.hpp"
#include "mocks/console/mail_summary.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::console {

/// Terms separated by blanks, all of which must hold: `to: from: cc: bcc: addressed: subject: message-id: before:
/// after: is:read is:unread has:attachment` and plain words. "…" keeps blanks together, a leading '-' or '!' turns a
/// term round. Case and accents make no difference. Dates are "2026-01-31", with an optional "T09:30:00Z" behind; a
/// mail's is when it came. What cannot be understood is a plain word, as in Mailpit.
class mail_query {
 public:
  static constexpr std::size_t longest = 1000;  ///< bytes; the rest of the text is not looked at

  explicit mail_query(std::string_view text);

  /// True if there are no terms.
  [[nodiscard]] bool empty() const { return terms_.empty(); }
  /// `received` is when the mail came.
  [[nodiscard]] bool holds(const smtp::stored_mail& mail, const mail_summary& summary, ports::wall_time received) const;

 private:
  enum class what { word, to, from, cc, bcc, addressed, subject, message_id, before, after, read, unread, attachment };
  struct term {
    what kind = what::word;
    std::string value;        // folded
    ports::wall_time date{};  // of before and after
    bool negated = false;
  };

  void add(std::string_view word);
  static std::optional<what> kind_named(std::string_view name);
  static bool holds(const term& one, const smtp::stored_mail& mail, const mail_summary& summary,
                    ports::wall_time received);

  std::vector<term> terms_;
};

/// Midnight or that second, UTC: "2026-01-31", "2026-01-31T09:30:00Z", "2026-01-31T09:30:00".
[[nodiscard]] std::optional<ports::wall_time> read_date(std::string_view text);

}  // namespace parcours::mocks::console
