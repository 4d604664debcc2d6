#include "harness/http/content_coding.hpp"

#include "harness/base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include <algorithm>

namespace parcours::http {
namespace {

constexpr std::size_t plenty = 1U << 20U;

// As zlib's window bits choose the format: 31 gzip, 15 zlib, -15 bare deflate.
std::string deflated(std::string_view text, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
std::string gzip(std::string_view text) { return deflated(text, 31); }

const std::string page = "<h1>Votre compte est activé</h1>";
// What brotli's own encoder makes of "Votre compte est activé", and of 65,536 times 'x'.
const std::string words_in_brotli = *base64_decode("iwuAVm90cmUgY29tcHRlIGVzdCBhY3RpdsOpAw==");
const std::string run_in_brotli = *base64_decode("G///+CXw4rFAIPceAA==");

result<std::string> decoded(std::string body, std::string coding, std::size_t limit = plenty) {
  return decode_content(std::move(body), {{"Content-Encoding", std::move(coding)}}, limit);
}
std::string problem(const result<std::string>& of) { return of ? "none" : of.error().code + ": " + of.error().message; }

TEST(ContentCoding, WhatIsNotCodedStaysAsItIs) {
  EXPECT_EQ(decode_content(page, {}, 1), page);  // the limit is that of who reads
  EXPECT_EQ(decoded(page, "identity"), page);
  EXPECT_EQ(decoded(page, ""), page);
  EXPECT_EQ(decode_content(page, {{"Transfer-Encoding", "chunked"}}, plenty), page);
}

TEST(ContentCoding, Decodes) {
  EXPECT_EQ(decoded(gzip(page), "gzip"), page);
  EXPECT_EQ(decoded(gzip(page), "X-GZip"), page);
  EXPECT_EQ(decoded(deflated(page, 15), "deflate"), page);
  EXPECT_EQ(decoded(deflated(page, -15), "Deflate"), page);
  EXPECT_EQ(decoded(words_in_brotli, "br"), "Votre compte est activé");
  EXPECT_EQ(decoded(run_in_brotli, "BR"), std::string(65536, 'x'));
  EXPECT_EQ(decoded(gzip(""), "gzip"), "");
}

TEST(ContentCoding, UndoesSeveralTheLastFirst) {
  EXPECT_EQ(decoded(gzip(deflated(page, 15)), "deflate, gzip"), page);
  EXPECT_EQ(decoded(gzip(words_in_brotli), ",br ,\tgzip,"), "Votre compte est activé");
  EXPECT_EQ(decode_content(gzip(words_in_brotli), {{"Content-Encoding", "br"}, {"content-encoding", "gzip"}}, plenty),
            "Votre compte est activé");
  EXPECT_EQ(problem(decoded(gzip(deflated(page, 15)), "gzip, deflate")).substr(0, 18), "bad-content-coding");
}

TEST(ContentCoding, AnEmptyBodyHasNothingToDecode) {
  for (const auto* coding : {"gzip", "deflate", "br", "zstd", "gzip, gzip"}) EXPECT_EQ(decoded("", coding), "");
}

TEST(ContentCoding, OneThatIsNotKnownIsNamed) {
  EXPECT_EQ(problem(decoded(page, "zstd")),
            "unknown-content-coding: a body in the content coding 'zstd'; known and asked for are gzip, deflate, br");
  EXPECT_TRUE(problem(decoded(gzip(page), "foo, gzip")).contains("'foo'"));
  EXPECT_TRUE(problem(decoded(gzip(page), "gzip;q=1")).contains("'gzip;q=1'"));
  EXPECT_EQ(problem(decode_content(page, {{"Transfer-Encoding", "gzip, chunked"}}, plenty)),
            "unknown-transfer-coding: a body in the transfer coding 'gzip', for which nobody asked");
}

TEST(ContentCoding, WhatIsCutShortIsAnErrorWhereverItIsCut) {
  const std::pair<std::string, std::string> all[] = {
      {"gzip", gzip(page)}, {"deflate", deflated(page, 15)}, {"deflate", deflated(page, -15)}, {"br", words_in_brotli}};
  for (const auto& [coding, whole] : all) {
    for (std::size_t size = 1; size < whole.size(); ++size) {
      EXPECT_EQ(problem(decoded(whole.substr(0, size), coding)),
                "bad-content-coding: a body that cannot be decoded as " + coding + ": it is cut short")
          << size;
    }
  }
}

TEST(ContentCoding, CorruptBodiesAreErrorsWithTheCause) {
  auto wrong_sum = gzip(page);
  wrong_sum[wrong_sum.size() - 5] ^= 1;
  EXPECT_TRUE(problem(decoded(wrong_sum, "gzip")).ends_with("as gzip: incorrect data check"));
  EXPECT_TRUE(problem(decoded(page, "gzip")).ends_with("as gzip: incorrect header check"));
  EXPECT_TRUE(
      problem(decoded("\x78\xBB" + std::string(8, 'x'), "deflate")).ends_with("as deflate: needs a dictionary"));
  EXPECT_TRUE(problem(decoded("\xFF" + page, "deflate")).starts_with("bad-content-coding"));
  EXPECT_TRUE(problem(decoded("\xFF" + page, "br")).starts_with("bad-content-coding"));
}

TEST(ContentCoding, AGzipFileMayHaveMembersButNothingElseBehindIts) {
  EXPECT_EQ(decoded(gzip("Votre compte ") + gzip("est activé"), "gzip"), "Votre compte est activé");
  EXPECT_TRUE(problem(decoded(gzip(page) + "more", "gzip")).ends_with("as gzip: 4 bytes follow its end"));
  EXPECT_TRUE(problem(decoded(deflated(page, 15) + "!", "deflate")).ends_with("as deflate: 1 bytes follow its end"));
  EXPECT_TRUE(problem(decoded(words_in_brotli + "more", "br")).ends_with("as br: 4 bytes follow its end"));
}

TEST(ContentCoding, ABodyMayBecomeAsLargeAsTheLimit) {
  const std::string run(65536, 'x');
  const std::pair<std::string, std::string> all[] = {
      {"gzip", gzip(run)}, {"deflate", deflated(run, 15)}, {"deflate", deflated(run, -15)}, {"br", run_in_brotli}};
  for (const auto& [coding, coded] : all) {
    EXPECT_EQ(decoded(coded, coding, 65536), run);
    EXPECT_EQ(problem(decoded(coded, coding, 65535)),
              "response-too-large: more than 65535 bytes once " + coding + " is decoded");
  }
  EXPECT_EQ(decoded(gzip(gzip(run)), "gzip, gzip", 65536), run);
  EXPECT_FALSE(decoded(gzip(gzip(run)), "gzip, gzip", 65535));
}

TEST(ContentCoding, SoMayWhatLiesBetweenTwoCodings) {
  const auto coded = gzip(page);  // larger than what it holds
  ASSERT_GT(coded.size(), page.size());
  EXPECT_EQ(decoded(gzip(coded), "gzip, gzip", coded.size()), page);
  EXPECT_TRUE(problem(decoded(gzip(coded), "gzip, gzip", coded.size() - 1)).starts_with("response-too-large"));
}

TEST(ContentCoding, OnlySoManyAreUndone) {
  std::string coded = page;
  std::string codings = "gzip";
  for (std::size_t i = 0; i < most_codings; ++i) coded = gzip(coded);
  for (std::size_t i = 1; i < most_codings; ++i) codings += ", gzip";
  EXPECT_EQ(decoded(coded, codings), page);
  EXPECT_EQ(problem(decoded(gzip(coded), codings + ", gzip")),
            "bad-content-coding: a body coded 6 times; 5 are the most that are undone");
}

RC_GTEST_PROP(ContentCoding, GivesBackWhatWasCoded, ()) {
  const auto text = *rc::gen::arbitrary<std::string>();
  RC_ASSERT(decoded(gzip(text), "gzip").value() == text);
  RC_ASSERT(decoded(deflated(text, 15), "deflate").value() == text);
  RC_ASSERT(decoded(deflated(text, -15), "deflate").value() == text);
}

}  // namespace
}  // namespace parcours::http
