#include "harness/http/content_coding.hpp"

#include "harness/base/text.hpp"

#include <brotli/decode.h>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <ranges>
#include <vector>

namespace parcours::http {
namespace {

/// What a decoder made of the bytes that it was given.
enum class outcome { running, ended, starved, corrupt };

/// Of zlib's formats: gzip (RFC 1952), zlib (RFC 1950), bare deflate (RFC 1951).
enum class wrapping : int { gzip = 16 + MAX_WBITS, zlib = MAX_WBITS, none = -MAX_WBITS };

class inflater {
 public:
  explicit inflater(wrapping of) : wrapping_(of) {
    if (inflateInit2(&stream_, static_cast<int>(of)) != Z_OK) throw std::bad_alloc();
  }
  ~inflater() { inflateEnd(&stream_); }
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;

  outcome run(std::string_view& in, char* out, std::size_t& room) {
    stream_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(in.data()));  // NOLINT: zlib does not write it
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(room);
    const int code = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(in.size() - stream_.avail_in);
    room = stream_.avail_out;
    if (code == Z_MEM_ERROR) throw std::bad_alloc();
    if (code == Z_STREAM_END) return outcome::ended;
    if (code != Z_OK && code != Z_BUF_ERROR) return outcome::corrupt;
    return in.empty() && room > 0 ? outcome::starved : outcome::running;
  }
  [[nodiscard]] std::string cause() const { return stream_.msg == nullptr ? "needs a dictionary" : stream_.msg; }
  /// A gzip file may have several members (RFC 1952 section 2.2).
  bool begin_another(std::string_view rest) {
    return wrapping_ == wrapping::gzip && rest.starts_with("\x1F\x8B") && inflateReset(&stream_) == Z_OK;
  }

 private:
  wrapping wrapping_;
  z_stream stream_{};
};

class brotli_decoder {
 public:
  brotli_decoder() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (!state_) throw std::bad_alloc();
  }

  outcome run(std::string_view& in, char* out, std::size_t& room) {
    auto left = in.size();
    const auto* next = reinterpret_cast<const std::uint8_t*>(in.data());
    auto* into = reinterpret_cast<std::uint8_t*>(out);
    const auto made = BrotliDecoderDecompressStream(state_.get(), &left, &next, &room, &into, nullptr);
    in.remove_prefix(in.size() - left);
    if (made == BROTLI_DECODER_RESULT_SUCCESS) return outcome::ended;
    if (made == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return outcome::starved;
    return made == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT ? outcome::running : outcome::corrupt;
  }
  [[nodiscard]] std::string cause() const { return BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state_.get())); }
  static bool begin_another(std::string_view) { return false; }

 private:
  struct freed {
    void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
  };
  std::unique_ptr<BrotliDecoderState, freed> state_;
};

std::unexpected<error> spoilt(std::string_view coding, std::string_view cause) {
  return fail("bad-content-coding", fmt::format("a body that cannot be decoded as {}: {}", coding, cause));
}

template <class Decoder>
result<std::string> run_to_end(Decoder& decoder, std::string_view coding, std::string_view coded, std::size_t limit) {
  std::string out;
  std::array<char, 16384> buffer;  // NOLINT: filled by the decoder
  for (;;) {
    auto room = buffer.size();
    const auto made = decoder.run(coded, buffer.data(), room);
    out.append(buffer.data(), buffer.size() - room);
    if (out.size() > limit) {
      return fail("response-too-large", fmt::format("more than {} bytes once {} is decoded", limit, coding));
    }
    if (made == outcome::starved) return spoilt(coding, "it is cut short");
    if (made == outcome::corrupt) return spoilt(coding, decoder.cause());
    if (made == outcome::running) continue;
    if (coded.empty()) return out;
    if (!decoder.begin_another(coded)) return spoilt(coding, fmt::format("{} bytes follow its end", coded.size()));
  }
}

// "deflate" is the zlib format; as some servers send it bare, browsers read both. RFC 1950 section 2.2 has the check.
wrapping wrapping_of(std::string_view deflated) {
  if (deflated.size() < 2) return wrapping::zlib;
  const auto first = static_cast<unsigned char>(deflated[0]);
  const auto second = static_cast<unsigned char>(deflated[1]);
  const bool zlib = (first & 0x0FU) == 8 && (first * 256U + second) % 31 == 0;
  return zlib ? wrapping::zlib : wrapping::none;
}

result<std::string> decode_one(std::string_view coding, std::string body, std::size_t limit) {
  if (iequals(coding, "identity")) return body;
  if (iequals(coding, "gzip") || iequals(coding, "x-gzip")) {
    inflater decoder(wrapping::gzip);
    return run_to_end(decoder, "gzip", body, limit);
  }
  if (iequals(coding, "deflate")) {
    inflater decoder(wrapping_of(body));
    return run_to_end(decoder, "deflate", body, limit);
  }
  if (iequals(coding, "br")) {
    brotli_decoder decoder;
    return run_to_end(decoder, "br", body, limit);
  }
  return fail("unknown-content-coding",
              fmt::format("a body in the content coding '{}'; known and asked for are {}", coding, accepted_codings));
}

// The members of a list (RFC 9110 section 5.6.1) in all fields of that name.
std::vector<std::string_view> listed(const fields& headers, std::string_view name) {
  std::vector<std::string_view> all;
  for (const auto& field : headers.all()) {
    if (!iequals(field.name, name)) continue;
    for (const auto part : split(field.value, ',')) {
      if (const auto coding = trim(part); !coding.empty()) all.push_back(coding);
    }
  }
  return all;
}

}  // namespace

result<std::string> decode_content(std::string body, const fields& headers, std::size_t limit) {
  if (body.empty()) return body;
  for (const auto coding : listed(headers, "Transfer-Encoding")) {
    if (iequals(coding, "chunked") || iequals(coding, "identity")) continue;
    return fail("unknown-transfer-coding",
                fmt::format("a body in the transfer coding '{}', for which nobody asked", coding));
  }
  const auto codings = listed(headers, "Content-Encoding");
  if (codings.size() > most_codings) {
    return fail("bad-content-coding",
                fmt::format("a body coded {} times; {} are the most that are undone", codings.size(), most_codings));
  }
  for (const auto coding : std::views::reverse(codings)) {
    auto decoded = decode_one(coding, std::move(body), limit);
    if (!decoded) return decoded;
    body = std::move(*decoded);
  }
  return body;
}

}  // namespace parcours::http
