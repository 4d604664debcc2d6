#include "harness/base/redactor.hpp"

#include "harness/base/readings.hpp"
#include "harness/base/text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace parcours {
namespace {

redactor with(std::initializer_list<std::string_view> values) {
  std::vector<secret> hidden;
  for (const auto value : values) hidden.push_back({std::string(value), std::string(value)});
  return redactor(hidden);
}
redactor with(std::string_view value) { return with({value}); }

bool leaks(const redactor& of, std::string_view text) { return of.leak_in(text).has_value(); }

TEST(redactor, refuses_secrets_that_match_everywhere) {
  for (const std::string_view value : {"", "ab", "ab\n", " \t\r\n ", "\u00E9", "\u00AD\u00AD\u00AD"}) {
    EXPECT_FALSE(redactor::hides(value)) << value;
    EXPECT_TRUE(with(value).empty()) << value;
  }
  EXPECT_TRUE(redactor::hides("abc"));
  EXPECT_FALSE(with("abc").empty());
}

// RFC 2047: mail programs cut where they like, between words and within characters.
TEST(redactor, finds_what_is_split_over_encoded_words) {
  const redactor out = with("Zo\u00E9 Benali-7319");
  for (const char* text : {
           "=?utf-8?B?Wm/DqSBCZW4=?= =?utf-8?B?YWxpLTczMTk=?=", "=?UTF-8?b?Wm/D?=\r\n =?UTF-8?b?qSBCZW5hbGktNzMxOQ==?=",
           "=?utf-8?Q?Zo=C3=A9_Ben?=\t=?utf-8?q?ali-7319?=", "=?utf-8?Q?Zo=C3?= =?utf-8?B?qSBCZW5hbGktNzMxOQ==?=",
           "=?iso-8859-1?Q?Zo=E9_Ben?= =?us-ascii?Q?ali-7319?=",
           "=?windows-1252?B?Wm/pIEJlbg==?==?windows-1252?B?YWxpLTczMTk=?=",
           "=?utf-8*fr?Q?Zo=C3=A9?=   =?utf-8*fr?Q?_Benali-?= =?utf-8*fr?Q?7319?=",
           "=?utf-8?Q?Zo=C3=A9_Ben?=\\r\\n =?utf-8?q?ali-7319?=",        // in a log
           "=?utf-8?Q?Zo=3DC3=3DA9_Ben?= =?utf-8?q?ali-7319?=",          // quoted twice
           "=3D?utf-8?Q?Zo=3DC3=3DA9_Ben?=3D =3D?utf-8?q?ali-7319?=3D",  // the whole header quoted
       }) {
    const std::string whole = "Subject: a " + std::string(text) + " z";
    EXPECT_TRUE(leaks(out, whole)) << text;
    const auto hidden = out.apply(whole);
    EXPECT_FALSE(leaks(out, hidden)) << hidden;
    EXPECT_TRUE(hidden.starts_with("Subject: a ") && hidden.ends_with(" z")) << hidden;
  }
  EXPECT_TRUE(leaks(with("\u0631\u0645\u0632 731"), "=?windows-1256?B?0eM=?= =?windows-1256?Q?=D2_731?="));
  for (const char* text : {"=?utf-8?Q?Zo=C3=A9_Ben?= x =?utf-8?q?ali-7319?=", "=?utf-8?Q?Zo=C3=A9_Ben", "=?=?=?utf-8?",
                           "=?utf-8?X?Zo?= =?"}) {
    EXPECT_EQ(out.apply(text), text);
  }
}

RC_GTEST_PROP(redactor, words_are_joined_wherever_they_were_split, ()) {
  const auto value = *rc::gen::container<std::string>(20, rc::gen::inRange('!', '~'));
  std::string header = "Subject: ";
  for (std::size_t at = 0; at < value.size();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, 8);
    std::string text;
    for (const char c : value.substr(at, size)) text += fmt::format("={:02X}", static_cast<unsigned>(c));
    header += (at == 0 ? "" : *rc::gen::element<std::string>(" ", "\r\n ", "\t")) + "=?utf-8?q?" + text + "?=";
    at += size;
  }
  const auto secrets = with(value);
  RC_ASSERT(leaks(secrets, header));
  RC_ASSERT(!leaks(secrets, secrets.apply(header)));
}

TEST(redactor, leaves_other_text_alone) {
  EXPECT_EQ(with("s3cret").apply("nothing here, not even s3cre"), "nothing here, not even s3cre");
  EXPECT_EQ(redactor().apply("s3cret"), "s3cret");
  EXPECT_FALSE(leaks(redactor(), "s3cret"));
}

TEST(redactor, takes_every_occurrence_and_the_longest_of_several) {
  const redactor two = with({"abc", "abcdef"});
  EXPECT_EQ(two.apply("abc-abcdef-abcabc"), "[redacted]-[redacted]-[redacted][redacted]");
}

TEST(redactor, does_not_take_its_own_mark_for_a_leak) {
  const redactor red = with("red");
  EXPECT_EQ(red.apply("a red car"), "a [redacted] car");
  EXPECT_FALSE(leaks(red, red.apply("a red car")));
  EXPECT_TRUE(leaks(red, "[redacted] red"));
}

// "Zoé & <Al> 1/2" + quote, in the spellings of those who write it.
TEST(redactor, finds_each_encoding) {
  const redactor out = with("Zo\u00E9 & <Al> \"1/2\"");
  for (const char* text : {
           "Zo\u00E9 & <Al> \"1/2\"",                              // raw
           "Zo%C3%A9%20%26%20%3CAl%3E%20%221%2F2%22",              // URL
           "Zo%c3%a9+%26+%3cAl%3e+%221%2f2%22",                    // form, lower case
           "Zo%C3%A9%20&%20%3CAl%3E%20%221/2%22",                  // a browser's address bar
           "Zo\u00E9 &amp; &lt;Al&gt; &quot;1/2&quot;",            // HTML
           "Zo&eacute; &#38; &#x3C;Al&#062; &#34;1&#x2f;2&quot;",  // HTML by name and number
           "Zo\u00E9 & <Al> \\\"1\\/2\\\"",                        // JSON
           "Zo\\u00e9 \\u0026 \\u003CAl> \\u00221/2\\u0022",       // JSON in ASCII
           "Zo=C3=A9 & <Al> \"1/2\"",                              // quoted-printable
           "Zo=C3=\r\n=A9 & =\r\n<Al> \"1/=\n2\"",                 // with soft line breaks
           "Zo=C3=\\r\\n=A9 & <Al> \\\"1/2\\\"",                   // that again in JSON
           "=?utf-8?Q?Zo=C3=A9_=26_=3CAl=3E_=221/2=22?=",          // RFC 2047
       }) {
    EXPECT_TRUE(leaks(out, text)) << text;
    EXPECT_FALSE(leaks(out, out.apply(text))) << out.apply(text);
  }
}

TEST(redactor, finds_surrogate_pairs) { EXPECT_TRUE(leaks(with("a\U0001F600"), "a\\uD83D\\ude00")); }

TEST(redactor, finds_a_secret_that_looks_encoded_itself) {
  EXPECT_TRUE(leaks(with("50%25off"), "x50%25off"));
  EXPECT_TRUE(leaks(with("50%25off"), "x50%2525off"));
  EXPECT_TRUE(leaks(with("a&amp;b"), "a&amp;amp;b"));
  EXPECT_TRUE(leaks(with("a+b=c"), "a+b=c"));
  EXPECT_TRUE(leaks(with("a_b"), "a_b"));
  EXPECT_FALSE(leaks(with("a b"), "a-b"));
}

TEST(redactor, finds_base64_in_wrapped_lines_and_in_the_url_alphabet) {
  const redactor out = with("a longer secret: ~?~?~?>");
  const std::string encoded = base64_encode("xa longer secret: ~?~?~?>y");
  for (const std::string_view line_end : {"\r\n", "\n", "\\r\\n"}) {
    std::string wrapped = encoded;
    EXPECT_TRUE(leaks(out, wrapped.insert(12, line_end)));
  }
  std::string url = encoded;
  for (char& c : url) c = c == '+' ? '-' : c == '/' ? '_' : c;
  ASSERT_NE(url, encoded);
  EXPECT_TRUE(leaks(out, url));
}

// White space: what a portal trims, folds or breaks.
TEST(redactor, makes_nothing_of_white_space_in_and_around_a_secret) {
  EXPECT_EQ(with("918273645\n").apply("a 918273645\tb"), "a [redacted]\tb");
  EXPECT_EQ(with("  Jean.Rabat@Example.COM ").apply("<Jean.Rabat@example.com> "), "<[redacted]> ");
  EXPECT_EQ(with("Tab\tSep-55").apply("(Tab Sep-55)"), "([redacted])");
  EXPECT_EQ(with("Tab\tSep-55").apply("(Tab\u00A0 \r\n Sep-55)"), "([redacted])");
  EXPECT_EQ(with("123456789012").apply("RIB 1234 5678 9012."), "RIB [redacted].");
  EXPECT_EQ(with("1234 5678 9012").apply("RIB 123456789012."), "RIB [redacted].");
  EXPECT_EQ(with("Zo Al").apply("Zo  Al, ZoAl, Z o Al"), "[redacted], ZoAl, Z o Al");  // short: at its places
  EXPECT_EQ(with("red").apply("more details"), "more details");
}

TEST(redactor, makes_nothing_of_case_unless_the_secret_is_short) {
  EXPECT_EQ(with("Benjelloun").apply("M. BENJELLOUN, benjelloun"), "M. [redacted], [redacted]");
  EXPECT_EQ(with("Ali").apply("Ali: Valider, ALI"), "[redacted]: Valider, ALI");
  EXPECT_EQ(with("\u00C9t\u00E9").apply("\u00C9t\u00E9 \u00E9t\u00E9 E\u0301te\u0301"),
            "[redacted] \u00E9t\u00E9 [redacted]");
}

TEST(redactor, finds_each_line_of_four_characters) {
  const redactor out = with("Ligne-Une-77\r\nabc\n\u00E9t\u00E9s\nLigne-Deux-88");
  EXPECT_EQ(out.apply("<Ligne-Une-77>"), "<[redacted]>");
  EXPECT_EQ(out.apply("<Ligne-Deux-88> <\u00E9t\u00E9s>"), "<[redacted]> <[redacted]>");
  EXPECT_EQ(out.apply("abc"), "abc");
  EXPECT_EQ(out.apply("x Ligne-Une-77 abc \u00E9t\u00E9s Ligne-Deux-88 y"), "x [redacted] y");
  EXPECT_EQ(out.apply("Ligne-Une-77\n            abc\n            \u00E9t\u00E9s\n            Ligne-Deux-88"),
            "[redacted]");
}

TEST(redactor, finds_what_was_normalised) {
  const redactor out = with("Caf\u00E9 d\u2019\u00E9t\u00E9");
  EXPECT_EQ(out.apply("(Cafe\u0301 d'e\u0301te\u0301)"), "([redacted])");
  EXPECT_EQ(out.apply("(CAF\u00C9 D\u2019\u00C9T\u00C9)"), "([redacted])");
  EXPECT_EQ(out.apply("(Caf\xE9 d'\xE9t\xE9)"), "([redacted])");  // Latin-1
  EXPECT_EQ(out.apply("(Caf%E9%20d%27%E9t%E9)"), "([redacted])");
  EXPECT_EQ(with("e\u0301te\u0301 1234").apply("\u00E9t\u00E9 1234"), "[redacted]");
  EXPECT_EQ(with("\u0645\u0651\u064E123").apply("\u0645\u064E\u0651123"), "[redacted]");  // two orders of accents
  EXPECT_EQ(with("pass\u00ADword").apply("password"), "[redacted]");
  EXPECT_EQ(with("p\xFFssword").apply("p\uFFFDssword p\xFFssword"), "[redacted] [redacted]");
}

TEST(redactor, finds_hexadecimal_digits) {
  const redactor out = with("Secret-99");
  for (const char* text : {"5365637265742d3939", "5365637265742D3939", "f5365637265742d3939a",
                           "53 65 63 72 65 74 2d 39 39", "53:65:63:72:65:74:2d:39:39", "\\x53\\x65cret-99"}) {
    EXPECT_TRUE(leaks(out, text)) << text;
    EXPECT_FALSE(leaks(out, out.apply(text))) << out.apply(text);
  }
}

TEST(redactor, finds_spellings_in_spellings) {
  const redactor out = with("Zo\u00E9 & \"Al\"");
  for (const char* text : {
           "Zo%25C3%25A9%2520%2526%2520%2522Al%2522",          // percent in percent
           "Zo\\u0025C3%A9%20%26%20%22Al%22",                  // percent in JSON
           "Zo&amp;eacute; &amp;amp; &amp;quot;Al&amp;quot;",  // HTML in HTML
           "Zo&#37;C3%A9%20%26%20%22Al%22",                    // percent in HTML
           "Zo\\\\u00e9 & \\\\\\\"Al\\\\\\\"",                 // JSON in JSON
           "Zo\\u0026eacute; \\u0026 \\\"Al&quot;",            // HTML in JSON
           "Zo=C3=A9 &amp; \\u0022Al%22",                      // each in its own way
       }) {
    EXPECT_EQ(out.apply("<" + std::string(text) + ">"), "<[redacted]>");
  }
  EXPECT_TRUE(leaks(out, base64_encode("Zo=C3=A9 & \"Al\"")));
  EXPECT_TRUE(leaks(out, base64_encode(percent_encode("Zo\u00E9 & \"Al\""))));
  EXPECT_TRUE(leaks(out, base64_encode("x" + base64_encode("Zo\u00E9 & \"Al\""))));
  EXPECT_TRUE(leaks(out, percent_encode(base64_encode("Zo\u00E9 & \"Al\" ?>~"))));
}

TEST(redactor, takes_the_secret_and_no_more) {
  const redactor out = with("p\u00E9w & <x>");
  EXPECT_EQ(out.apply("{\"a\":\"p\\u00e9w & <x>\",\"b\":1}"), "{\"a\":\"[redacted]\",\"b\":1}");
  EXPECT_EQ(out.apply("a=p%C3%A9w+%26+%3Cx%3E&b=%20"), "a=[redacted]&b=%20");
  EXPECT_EQ(out.apply("<b>p&eacute;w &amp; &lt;x&gt;</b>&nbsp;"), "<b>[redacted]</b>&nbsp;");
  EXPECT_EQ(out.apply("p=C3=A9w & =\r\n<x>=\r\nnext=20"), "[redacted]=\r\nnext=20");
  EXPECT_EQ(out.apply("Basic " + base64_encode("p\u00E9w & <x>") + " end"), "Basic [redacted] end");
  EXPECT_EQ(with("password").apply("password;&amp;%41\\n password"), "[redacted];&amp;%41\\n [redacted]");
}

TEST(redactor, names_the_secret) {
  const std::vector<secret> hidden{{"secret.a", "no"}, {"secret.b", "first-value"}, {"secret.c", "second-value"}};
  EXPECT_EQ(redactor(hidden).leak_in("x second-value"), "secret.c");
  EXPECT_EQ(redactor(hidden).leak_in("first-value"), "secret.b");
}

TEST(redactor, hides_very_long_and_very_many_secrets) {
  std::string longest;
  for (int i = 0; longest.size() < 65536; ++i) longest += std::to_string(i * 7919) + "-";
  EXPECT_EQ(with(longest).apply("<" + longest + ">"), "<[redacted]>");
  EXPECT_EQ(with(longest).apply("<" + percent_encode(longest) + ">"), "<[redacted]>");
  EXPECT_TRUE(leaks(with(longest), base64_encode("ab" + longest)));
  EXPECT_FALSE(leaks(with(longest), std::string_view(longest).substr(1)));
  std::vector<secret> many;
  for (int i = 0; i < 1000; ++i) many.push_back({std::to_string(i), "value-" + std::to_string(i * 7919 + 100000)});
  const redactor all(many);
  for (const secret& one : many) ASSERT_EQ(all.apply("<" + one.value + ">"), "<[redacted]>");
}

// A bound on what a search looks at: hostile texts and secrets cost a multiple of their length.
constexpr std::size_t most_steps = 16 * most_readings;  // for each byte of the text

std::size_t steps_of(const redactor& of, std::string_view text) {
  std::size_t steps = 0;
  (void)of.find(text, &steps);
  return steps;
}

std::string repeated(std::string_view piece, std::size_t size) {
  std::string out;
  while (out.size() < size) out += piece;
  return out;
}

TEST(redactor, is_not_slowed_by_hostile_texts) {
  const std::string slashes(36, '\\');
  EXPECT_LE(steps_of(with(slashes + "z"), std::string(80, '\\')), 80 * most_steps);
  for (const char* piece : {"%25", "%2525", "&amp;", "&amp;amp;", "\\\\", "=3D", "\\u005c", "QUJD", "4142", "%", "&",
                            "=\r\n", "+", "%25&amp;\\\\=3DQUJD4142", "\u0301", "a\u0301\u0323", "\xFF"}) {
    const std::string text = repeated(piece, 100'000);
    for (const char* value :
         {"%25%25%25%25z", "&amp;&amp;z", "aaaaaaaaaaaab", "\\\\\\\\\\\\\\\\z", "abc", "\u0301\u0301z"}) {
      EXPECT_LE(steps_of(with(value), text), text.size() * most_steps) << piece << " " << value;
    }
  }
}

TEST(redactor, takes_steps_in_proportion_to_the_text) {
  for (const char* piece : {"%25", "&amp;", "\\\\", "%25&amp;\\\\=3DQUJD4142"}) {
    const auto small = steps_of(with("%25&amp;\\\\z-z"), repeated(piece, 20'000));
    const auto large = steps_of(with("%25&amp;\\\\z-z"), repeated(piece, 200'000));
    EXPECT_LE(large, 11 * small) << piece;
  }
}

RC_GTEST_PROP(redactor_property, is_bounded_for_any_text_of_signs, ()) {
  const auto sign =
      rc::gen::element<std::string>("%", "25", "&", "amp;", "\\", "u005c", "=", "3D", "z", " ", "QUJD", "\n");
  const auto text_of = [&](std::size_t most) {
    std::string text;
    for (const auto& one : *rc::gen::container<std::vector<std::string>>(sign)) text += text.size() < most ? one : "";
    return text;
  };
  const std::string value = text_of(40) + "xyz";
  const std::string text = text_of(4000);
  RC_ASSERT(steps_of(with(value), text) <= (text.size() + 1) * most_steps);
}

// Encoders of one byte or character, as those who escape only what they must.
std::string spelled(char c, int how) {
  const auto byte = static_cast<unsigned char>(c);
  switch (how) {
    case 1:
      return fmt::format("%{:02X}", byte);
    case 2:
      return fmt::format("%{:02x}", byte);
    case 3:
      return fmt::format("={:02X}", byte);
    case 4:
      return fmt::format("&#{};", byte);
    case 5:
      return fmt::format("&#x{:X};", byte);
    case 6:
      return fmt::format("\\u{:04x}", byte);
    default:
      return {c};
  }
}

RC_GTEST_PROP(redactor_property, finds_any_mixture_of_encoders_and_changes_nothing_else, ()) {
  const auto value =
      *rc::gen::suchThat(rc::gen::container<std::string>(rc::gen::inRange(' ', '\x7F')),
                         [](const std::string& text) { return text.size() < 40 && redactor::hides(text); });
  const std::string trimmed(trim(value));
  std::string text;
  for (const char c : trimmed) text += spelled(c, *rc::gen::inRange(0, 7));
  RC_LOG() << text;
  const redactor out = with(value);
  const std::string after = out.apply("<p>" + text + "</p>");
  RC_ASSERT(!leaks(out, after));
  RC_ASSERT(after.starts_with("<p") && after.ends_with("/p>"));
  RC_ASSERT(after.contains("[redacted]"));
}

// Four encoders, and signs that stand for a space as well: some fifty readings.
TEST(redactor, finds_a_mixture_of_many_readings) {
  EXPECT_EQ(with("+     +\\+_").apply("<p>%2B  =20  +&#92;\\u002b=5F</p>"), "<p>[redacted]</p>");
}

// Of a secret of one character beyond ASCII, base64 as short as two of its characters could tell: fewer than are
// skipped for the last of the four alignments.
TEST(redactor, reads_no_run_beyond_its_end) {
  const redactor euro = with("\u20AC");
  for (const char* run : {"a", "ab", "abc", "abcd"}) {
    const std::string whole = std::string(64, '.') + run;
    const std::vector<char> bytes(whole.begin(), whole.end());  // a sanitizer sees each byte read behind it
    EXPECT_FALSE(leaks(euro, {bytes.data(), bytes.size()})) << run;
  }
}

RC_GTEST_PROP(redactor_property, leaves_texts_without_the_secret_alone, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c', ' ', '%', '4', '1', '&', ';', '\\', '='));
  RC_ASSERT(with("unlikely-secret").apply(text) == text);
}

RC_GTEST_PROP(redactor_property, finds_base64_at_any_alignment, (const std::string& before, const std::string& after)) {
  const auto secret = *rc::gen::suchThat<std::string>(
      [](const std::string& text) { return is_utf8(text) && redactor::hides(text) && text[0] > 0; });
  RC_ASSERT(leaks(with(secret), base64_encode(before + secret + "y" + after)));
}

RC_GTEST_PROP(redactor_property, finds_any_secret_in_url_and_form, ()) {
  const auto secret = *rc::gen::suchThat<std::string>(
      [](const std::string& text) { return is_utf8(text) && redactor::hides(text) && text[0] > 0; });
  const std::vector<std::pair<std::string, std::string>> fields{{"a", secret}};
  const redactor out = with(secret);
  RC_ASSERT(leaks(out, "x" + secret + "y"));
  RC_ASSERT(leaks(out, "?q=" + percent_encode(secret)));
  RC_ASSERT(leaks(out, form_encode(fields)));
}

RC_GTEST_PROP(redactor_property, what_was_redacted_leaks_no_more,
              (const std::string& before, const std::string& after)) {
  const auto secret = *rc::gen::container<std::string>(12, rc::gen::inRange('0', static_cast<char>('9' + 1)));
  const redactor out = with(secret);
  const std::string text = before + secret + after + base64_encode(secret + after);
  RC_ASSERT(leaks(out, text));
  RC_ASSERT(!leaks(out, out.apply(text)));
}

}  // namespace
}  // namespace parcours
