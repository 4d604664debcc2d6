// Fuzzes the decoding of bodies: the result never exceeds its limit, and decoding restores what zlib has encoded.
#include "harness/http/content_coding.hpp"

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using parcours::http::decode_content;

constexpr std::size_t limit = 64U << 10U;

void decode(const std::string& body, const char* codings) {
  const auto got = decode_content(body, {{"Content-Encoding", codings}}, limit);
  if (got && got->size() > limit) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  for (const auto* codings : {"gzip", "deflate", "br", "br, gzip"}) decode(input, codings);

  auto coded_size = compressBound(static_cast<uLong>(size));
  std::string coded(coded_size, '\0');
  if (compress(reinterpret_cast<Bytef*>(coded.data()), &coded_size, data, static_cast<uLong>(size)) != Z_OK)
    std::abort();
  coded.resize(coded_size);
  if (decode_content(coded, {{"Content-Encoding", "deflate"}}, limit) != input) std::abort();
  return 0;
}
