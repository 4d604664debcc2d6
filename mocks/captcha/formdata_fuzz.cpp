// Fuzzes FormData bodies: the first line of the input is the header field, the others are the body.
#include "mocks/captcha/multipart.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parcours::mocks::captcha;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto read = read_multipart(text.substr(0, line), text.substr(line + 1));
  std::size_t held = 0;
  for (const auto& [name, value] : read.value_or(std::vector<std::pair<std::string, std::string>>{})) {
    held += name.size() + value.size();
  }
  if (held > size || (read && read->size() > most_parts)) std::abort();
  return 0;
}
