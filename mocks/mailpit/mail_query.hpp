// Mailpit's search language (https://mailpit.axllent.org/docs/usage/search-filters/), as far as its clients use it.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/clock.hpp"
#include "mocks/mailpit/mail_summary.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::mocks::mailpit {

/// The searchable texts of one mail, each created when a term first needs it.
class searched_mail {
 public:
  enum class part { words, from, to, cc, bcc, reply_to, subject, message_id };
  static constexpr std::size_t parts = 8;

  explicit searched_mail(std::shared_ptr<const mail_summary> summary) : summary_(std::move(summary)) {}

  [[nodiscard]] const mail_summary& summary() const { return *summary_; }
  /// Whether this part contains `wanted`, which must be searchable(); punctuation between its words is ignored.
  bool mentions(part where, const std::string& wanted);
  /// Bytes examined since the last call, as a measure of work.
  std::size_t take_effort() { return std::exchange(effort_, 0); }

 private:
  struct forms {
    std::optional<std::string> text;
    std::optional<std::string> words;  // separated by spaces
  };
  [[nodiscard]] std::string made(part which) const;
  std::string_view text(part which);
  std::string_view words(part which);

  std::shared_ptr<const mail_summary> summary_;
  std::array<forms, parts> made_;
  std::size_t effort_ = 0;
};

/// Terms separated by spaces, all of which must match: `to: from: cc: bcc: reply-to: addressed: subject: message-id:
/// before: after: larger: smaller: is:read is:unread has:attachment has:inline tag: is:tagged` and plain words. "…" is
/// a phrase, in which punctuation between words is ignored; a leading '-' or '!' negates a term. Case and accents are
/// ignored. The date of a mail is the time of its arrival. Anything else is a plain word, except an invalid date, which
/// is ignored as in Mailpit.
class mail_query {
 public:
  static constexpr std::size_t longest = 1000;  ///< bytes of the query; see read()

  explicit mail_query(std::string_view text);
  /// Error "long-query": a truncated query would match more than the complete one.
  [[nodiscard]] static result<mail_query> read(std::string_view text);

  /// True if there are no terms.
  [[nodiscard]] bool empty() const { return terms_.empty(); }
  /// The first term that was ignored; "" if there is none.
  [[nodiscard]] const std::string& left_out() const { return left_out_; }
  [[nodiscard]] std::size_t terms() const { return terms_.size(); }
  /// Whether the term with this number matches. `received` is the time of the mail's arrival.
  [[nodiscard]] bool holds(std::size_t number, searched_mail& in, const smtp::stored_mail& mail,
                           ports::wall_time received) const;
  /// Whether all terms match.
  [[nodiscard]] bool holds(const smtp::stored_mail& mail, const mail_summary& summary, ports::wall_time received) const;

 private:
  enum class what {
    word,
    to,
    from,
    cc,
    bcc,
    reply_to,
    addressed,
    subject,
    message_id,
    before,
    after,
    larger,
    smaller,
    read,
    unread,
    attachment,
    inlined,
    tag,
    tagged
  };
  struct term {
    what kind = what::word;
    std::string value;        // in searchable() form
    ports::wall_time date{};  // for before and after
    std::uint64_t size = 0;   // for larger and smaller
    bool negated = false;
  };

  void add(std::string_view word);
  // False if the value is invalid for the term.
  static bool read_value(term& into, std::string_view value);
  static std::optional<what> kind_named(std::string_view name);
  static bool holds(const term& one, searched_mail& in, const smtp::stored_mail& mail, ports::wall_time received);

  std::vector<term> terms_;
  std::string left_out_;
};

/// "2026-01-31" or "2026/01/31", meaning midnight, optionally followed by "T09:30", "T09:30:05" or "T09:30:05.250" and
/// then by "Z", "+01:00" or "+0100"; the default is UTC. A space may replace the T.
[[nodiscard]] std::optional<ports::wall_time> read_date(std::string_view text);

/// A size in bytes: "500", "2k", "2kb", "1.5M", as in Mailpit.
[[nodiscard]] std::optional<std::uint64_t> read_size(std::string_view text);

}  // namespace parcours::mocks::mailpit
