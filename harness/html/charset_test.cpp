// The charsets against what Chromium says of them: charsets/*.tsv, written by tests/browser/record_charsets.mjs.
#include "harness/html/charset.hpp"

#include "harness/base/text.hpp"
#include "harness/html/document.hpp"
#include "harness/html/recorded.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

namespace parcours::html {
namespace {

using testing::bytes_of;
using testing::recorded;

std::string name_of(std::string_view label) {
  const auto found = encoding::labelled(label);
  return found ? std::string(found->name()) : "none";
}

TEST(Charset, LabelsAreThoseOfBrowsers) {
  std::size_t count = 0;
  for (const auto& cells : recorded("harness/html/charsets/labels.tsv")) {
    EXPECT_TRUE(iequals(name_of(cells[0]), cells[1])) << cells[0];
    ++count;
  }
  EXPECT_EQ(count, 228U);
  EXPECT_EQ(name_of(" \t\n\f\rLATIN1 "), "windows-1252");
  for (const auto* unknown : {"", " ", "utf-7", "utf-32", "cp1252 cp1256", "latin", "windows-1252,", "\xC3\xA9"}) {
    EXPECT_EQ(name_of(unknown), "none") << unknown;
  }
}

std::string utf8(std::uint32_t character) {
  std::string out;
  append_code_point(out, character);
  return out;
}

TEST(Charset, BytesAreTheCharactersOfBrowsersAndBack) {
  for (const auto& cells : recorded("harness/html/charsets/bytes.tsv")) {
    const auto which = *encoding::labelled(cells[0]);
    EXPECT_EQ(which.name(), cells[0]);
    std::istringstream characters(cells[1]);
    for (unsigned byte = 0x80; byte < 0x100; ++byte) {
      std::uint32_t character = 0;
      characters >> std::hex >> character;
      const std::string one(1, static_cast<char>(byte));
      const auto got = decode(one, which);
      EXPECT_EQ(got.text, utf8(character)) << cells[0] << " " << byte;
      EXPECT_EQ(got.malformed, character == 0xFFFD) << cells[0] << " " << byte;
      if (character != 0xFFFD) {
        EXPECT_EQ(encode(got.text, which), one) << cells[0] << " " << byte;
        EXPECT_TRUE(has_all_of(which, got.text));
      }
    }
    EXPECT_EQ(decode("plain ~\\", which).text, "plain ~\\");
  }
}

TEST(Charset, EachCanBeOpened) {
  for (const auto& cells : recorded("harness/html/charsets/labels.tsv")) {
    const auto which = *encoding::labelled(cells[0]);
    if (which.is_replacement() || which.is_utf_16()) continue;
    EXPECT_EQ(decode("a<b>", which).text, "a<b>") << cells[0];
    EXPECT_EQ(encode("a<b>", which), "a<b>") << cells[0];
  }
}

self_description description_of(std::string_view type) {
  if (type.starts_with("text/html")) return self_description::html;
  if (type.contains("xml")) return self_description::xml;
  return type.starts_with("application/json") ? self_description::utf_8 : self_description::none;
}

// Of the field itself drivers know more; here it is as simple as the rows that are tried.
std::optional<std::string_view> label_of(std::string_view type) {
  const auto at = type.find("; charset=");
  return at == std::string_view::npos ? std::nullopt : std::optional(type.substr(at + 10));
}

// Where nothing says what a page is in, Chromium looks for languages, but not for UTF-8.
const std::map<std::string, std::string> guessed_otherwise = {{"<p>activ\\xC3\\xA9</p>", "UTF-8"},
                                                              {"activ\\xC3\\xA9", "UTF-8"},
                                                              {"<p>\\xE3\\xD1\\xCD\\xC8\\xC7</p>", "windows-1252"}};

TEST(Charset, PagesAreReadAsBrowsersReadThem) {
  std::size_t tried = 0;
  for (const auto& cells : recorded("harness/html/charsets/pages.tsv")) {
    const auto& type = cells[0];
    if (type.contains('"') || type.contains('\'') || type.contains("a=b") ||
        type.find("charset") != type.rfind("charset") || type.contains(" = ") || type.contains("CHARSET")) {
      continue;  // a matter of the field
    }
    const auto page = bytes_of(cells[1]);
    const auto chosen = choose_charset(page, label_of(type), description_of(type));
    const auto otherwise = chosen.guessed ? guessed_otherwise.find(cells[1]) : guessed_otherwise.end();
    const auto expected = otherwise == guessed_otherwise.end() ? cells[2] : otherwise->second;
    EXPECT_EQ(chosen.chosen.name(), expected) << type << " " << cells[1];
    if (otherwise != guessed_otherwise.end()) continue;
    const auto decoded = decode(std::string_view(page).substr(chosen.mark), chosen.chosen);
    const auto text = description_of(type) == self_description::html || type.contains("xml")
                          ? shown_line(*document::parse(decoded.text), 0)
                          : normalized(decoded.text);
    EXPECT_EQ(text, normalized(bytes_of(cells[3]))) << type << " " << cells[1];
    EXPECT_EQ(decoded.malformed, cells[3].contains("\\xEF\\xBF\\xBD")) << type << " " << cells[1];
    ++tried;
  }
  EXPECT_GT(tried, 100U);
}

TEST(Charset, OnlySoMuchOfAPageIsSearched) {
  const auto found = [](std::size_t before, std::string_view around) {
    const auto page = std::string(around) + std::string(before - around.size(), ' ') + "<meta charset=macintosh>";
    return choose_charset(page, std::nullopt, self_description::html).chosen.name();
  };
  EXPECT_EQ(found(1023, "<body>"), "macintosh");
  EXPECT_EQ(found(1024, "<body>"), "windows-1252");
  EXPECT_EQ(found(1024, "<head>"), "macintosh");
}

TEST(Charset, AGuessSaysThatItIsOne) {
  EXPECT_TRUE(choose_charset("\xE9", std::nullopt, self_description::html).guessed);
  EXPECT_TRUE(choose_charset("\xE9", "unknown", self_description::none).guessed);
  EXPECT_FALSE(choose_charset("\xE9", "latin1", self_description::html).guessed);
  EXPECT_FALSE(choose_charset("<meta charset=latin1>\xE9", std::nullopt, self_description::html).guessed);
  EXPECT_FALSE(choose_charset("\xEF\xBB\xBF", std::nullopt, self_description::html).guessed);
}

TEST(Charset, WhatAnEncodingDoesNotHaveBecomesAReference) {
  EXPECT_EQ(encode("é€ م😀", encoding::windows_1252()), "\xE9\x80 &#1605;&#128512;");
  EXPECT_EQ(encode("é م", *encoding::labelled("windows-1256")), "\xE9 \xE3");
  EXPECT_EQ(encode("é€", *encoding::labelled("utf-16")), "é€");
  EXPECT_EQ(encode("é€", *encoding::labelled("iso-2022-kr")), "é€");
  EXPECT_EQ(encode("\xFF", encoding::windows_1252()), "&#65533;");
  EXPECT_FALSE(has_all_of(encoding::windows_1252(), "é م"));
  EXPECT_TRUE(has_all_of(encoding::windows_1252(), "été €"));
}

TEST(Charset, ATextHasASpellingInEachThatHasAllOfIt) {
  EXPECT_TRUE(legacy_spellings("Zoe").empty());
  EXPECT_TRUE(legacy_spellings("é م😀").empty());
  EXPECT_EQ(legacy_spellings("خد"), (std::vector<std::string>{"\xCE\xCF"}));  // windows-1256 and ISO-8859-6 agree
  EXPECT_EQ(legacy_spellings("يم"), (std::vector<std::string>{"\xEA\xE5", "\xED\xE3"}));
}

RC_GTEST_PROP(Charset, AnyBytesBecomeText, ()) {
  const auto rows = recorded("harness/html/charsets/labels.tsv");
  const auto which = *encoding::labelled((*rc::gen::elementOf(rows))[0]);
  const auto bytes = *rc::gen::arbitrary<std::string>();
  RC_ASSERT(is_utf8(decode(bytes, which).text));
  const auto text = to_utf8(bytes);
  RC_ASSERT(is_utf8(decode(encode(text, which), which.for_output()).text));
}

}  // namespace
}  // namespace parcours::html
