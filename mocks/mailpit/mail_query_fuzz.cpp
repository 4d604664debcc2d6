// Fuzzes queries on mails: the first line is the query, the rest is the mail. Every query gives a result, its negation
// matches exactly what it does not, and a summary stays within its limits.
#include "harness/base/text.hpp"
#include "mocks/mailpit/mail_query.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using parcours::mocks::mailpit::mail_query;
using parcours::mocks::mailpit::mail_summary;

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(input.find('\n'), input.size());
  parcours::mocks::smtp::stored_mail mail;
  mail.who = {"a@b.test", {"c@d.test"}};
  mail.bytes = input.substr(std::min(end + 1, input.size()));
  const auto summary = parcours::mocks::mailpit::summarise(mail);
  check(parcours::is_utf8(summary.words) && parcours::is_utf8(summary.snippet) && parcours::is_utf8(summary.subject));
  check(summary.subject.size() <= mail_summary::most_text && summary.to.size() <= mail_summary::most_people);
  const auto query = mail_query::read(input.substr(0, end));
  check(query.has_value() == (end <= mail_query::longest));
  if (!query) return 0;
  static_cast<void>(query->holds(mail, summary, {}));
  const std::string word(input.substr(0, end));
  if (word.find_first_of(" \t\"") != std::string::npos || word.starts_with('-') || word.starts_with('!')) return 0;
  const mail_query opposite("-" + word);
  if (query->empty() || opposite.empty()) return 0;
  check(query->holds(mail, summary, {}) != opposite.holds(mail, summary, {}));
  return 0;
}
