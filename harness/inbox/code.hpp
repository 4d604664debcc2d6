// Finds the secret code in a mail, as its reader does: by the words around it.
#pragma once

#include "harness/base/regex.hpp"
#include "harness/smtp/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::inbox {

enum class place : std::uint8_t { subject, text, html };
[[nodiscard]] std::string_view name_of(place where);  // "subject", "text", "html"

/// A number of the mail, or what stands in the place of one, and why it was taken or not.
struct candidate {
  std::string value;  ///< digits without what stands between them; letters and digits as they are written
  place where = place::text;
  std::size_t line = 0;  ///< from 1, of the text as it is seen
  int score = 0;         ///< 0: nothing announces it, or something tells that it is another number
  bool taken = false;
  std::string reason = {};
};

struct code_options {
  std::optional<regex> pattern{};       ///< its first group, or the whole match, is the code; words do not count then
  std::optional<std::size_t> length{};  ///< characters without what stands between groups
};

/// What the text part and the HTML part say, where they differ.
struct disagreement {
  std::string text;
  std::string html;
};

struct code_search {
  std::optional<std::string> code;          ///< none rather than a wrong one
  std::optional<disagreement> conflicting;  ///< then there is no code
  std::string reason;                       ///< why there is none
  std::vector<candidate> candidates;        ///< at most 20 of each place, the likeliest; in the order of the mail
};

inline constexpr std::size_t most_candidates = 20;
/// Bytes of the subject, of the text part and of what is seen of the HTML part. What is beyond is not looked at: who
/// waits for a code would wait for all of it.
inline constexpr std::size_t longest_text = 64U << 10U;
/// See regex::search(): of one mail. A pattern that needs more finds nothing, and `reason` says so.
inline constexpr std::uint64_t most_steps = 4'000'000;

/// What of a mail is looked at.
struct mail_texts {
  std::string_view subject;
  std::string_view text;
  std::string_view html;  ///< what is seen of it: text_of_html()
};

/// The code is what "code secret", "رمز التحقق", "verification code" and the like announce: what follows or precedes
/// them, what stands alone on a line near them, or in their column. Numbers that words or their looks tell to be others
/// (evidence.cpp has the rules and their weights) do not count wherever they stand. Upper case, accents, no-break
/// spaces, Arabic-Indic and full-width digits, bidirectional marks and "123 456" for "123456" are understood. There is
/// no code where two numbers are announced alike, where the parts of the mail differ, or where something that is no
/// code stands in its place ("${code}"). Time grows with the length of the texts, not faster.
[[nodiscard]] code_search find_code(const mail_texts& mail, const code_options& options = {});
[[nodiscard]] code_search find_code(const smtp::parsed_mail& mail, const code_options& options = {});

/// The same in one plain text.
[[nodiscard]] std::optional<std::string> find_code_in_text(std::string_view text);

}  // namespace parcours::inbox
