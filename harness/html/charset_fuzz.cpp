// Fuzzes the choice of a charset and both ways of its text: any bytes become well-formed UTF-8, in a time and size that
// grow with them, and what is sent holds no byte that its encoding does not know.
#include "harness/base/utf8.hpp"
#include "harness/html/charset.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parcours::html;
  static constexpr std::array<std::string_view, 8> labels = {"utf-8",   "windows-1256", "utf-16le", "shift_jis",
                                                             "gb18030", "iso-2022-jp",  "big5",     "euc-kr"};
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto page = choose_charset(input, std::nullopt, self_description::html);
  const auto text = decode(input.substr(page.mark), page.chosen);
  if (!parcours::is_utf8(text.text) || text.text.size() > 3 * input.size() + 3) std::abort();

  const auto which = *encoding::labelled(labels.at(data[0] % labels.size()));
  const auto other = decode(input, which);
  if (!parcours::is_utf8(other.text)) std::abort();
  if (decode(encode(other.text, which), which.for_output()).malformed) std::abort();
  return 0;
}
