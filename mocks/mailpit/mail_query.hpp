// The search language of Mailpit (https://mailpit.axllent.org/docs/usage/search-filters/), as far as its clients use
// it.
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

/// What a query looks at of one mail: each text is made when the first term asks for it.
class searched_mail {
 public:
  enum class part { words, from, to, cc, bcc, reply_to, subject, message_id };
  static constexpr std::size_t parts = 8;

  explicit searched_mail(std::shared_ptr<const mail_summary> summary) : summary_(std::move(summary)) {}

  [[nodiscard]] const mail_summary& summary() const { return *summary_; }
  /// Whether `wanted`, as searchable() has it, stands there; several words whatever punctuation is between them.
  bool mentions(part where, const std::string& wanted);
  /// Bytes that were looked at since the last call: so much work it was.
  std::size_t take_effort() { return std::exchange(effort_, 0); }

 private:
  struct forms {
    std::optional<std::string> text;
    std::optional<std::string> words;  // a blank between them
  };
  [[nodiscard]] std::string made(part which) const;
  std::string_view text(part which);
  std::string_view words(part which);

  std::shared_ptr<const mail_summary> summary_;
  std::array<forms, parts> made_;
  std::size_t effort_ = 0;
};

/// Terms separated by blanks, all of which must hold: `to: from: cc: bcc: reply-to: addressed: subject: message-id:
/// before: after: larger: smaller: is:read is:unread has:attachment has:inline tag: is:tagged` and plain words. "…"
/// keeps blanks together, whatever punctuation stands between them; a leading '-' or '!' turns a term round. Case and
/// accents make no difference. A mail's date is when it came. What cannot be understood is a plain word, but a date
/// that is none is left out, as in Mailpit.
class mail_query {
 public:
  static constexpr std::size_t longest = 1000;  ///< bytes of its text; see read()

  explicit mail_query(std::string_view text);
  /// Error "long-query": half a query would find more than the whole.
  [[nodiscard]] static result<mail_query> read(std::string_view text);

  /// True if there are no terms.
  [[nodiscard]] bool empty() const { return terms_.empty(); }
  /// The first term that was left out; "" if there is none.
  [[nodiscard]] const std::string& left_out() const { return left_out_; }
  [[nodiscard]] std::size_t terms() const { return terms_.size(); }
  /// Whether the term of that number holds. `received` is when the mail came.
  [[nodiscard]] bool holds(std::size_t number, searched_mail& in, const smtp::stored_mail& mail,
                           ports::wall_time received) const;
  /// Whether all do.
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
    std::string value;        // searchable
    ports::wall_time date{};  // of before and after
    std::uint64_t size = 0;   // of larger and smaller
    bool negated = false;
  };

  void add(std::string_view word);
  // False where the value is none of that kind.
  static bool read_value(term& into, std::string_view value);
  static std::optional<what> kind_named(std::string_view name);
  static bool holds(const term& one, searched_mail& in, const smtp::stored_mail& mail, ports::wall_time received);

  std::vector<term> terms_;
  std::string left_out_;
};

/// "2026-01-31" or "2026/01/31", which is midnight, with an optional "T09:30", "T09:30:05" or "T09:30:05.250" behind,
/// and behind that "Z", "+01:00" or "+0100"; without it UTC is meant. A blank may stand for the T.
[[nodiscard]] std::optional<ports::wall_time> read_date(std::string_view text);

/// Bytes: "500", "2k", "2kb", "1.5M", as Mailpit reads them.
[[nodiscard]] std::optional<std::uint64_t> read_size(std::string_view text);

}  // namespace parcours::mocks::mailpit
