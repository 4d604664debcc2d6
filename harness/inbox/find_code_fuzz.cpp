// Fuzzes the search for a mail's code: whatever a mail holds, a code that is found has the length of one and stands in
// the mail, digit for digit.
#include "harness/base/text.hpp"
#include "harness/inbox/code.hpp"
#include "harness/inbox/fold.hpp"
#include "harness/inbox/html_text.hpp"
#include "harness/inbox/numbers.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace parcours::inbox;

void check(const std::string& code, std::string_view text) {
  if (code.size() < shortest_code || code.size() > longest_key) std::abort();
  if (parcours::all_digits(code) && code.size() > longest_code) std::abort();
  if (!digits_of(folded(text)).contains(digits_of(code))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  parcours::smtp::parsed_mail mail;
  mail.subject = "Votre code secret";  // has no number
  mail.text = input;
  if (const auto found = find_code(mail); found.code) check(*found.code, mail.text);
  if (const auto found = find_code_in_text(input)) check(*found, input);
  mail.html.swap(mail.text);
  if (const auto found = find_code(mail); found.code) check(*found.code, text_of_html(mail.html));
  return 0;
}
