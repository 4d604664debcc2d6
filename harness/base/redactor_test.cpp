#include "harness/base/redactor.hpp"

#include "harness/base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace parcours {
namespace {

redactor with(std::string_view secret) {
  redactor out;
  EXPECT_TRUE(out.add(secret));
  return out;
}

TEST(redactor, refuses_secrets_that_match_everywhere) {
  redactor out;
  EXPECT_FALSE(out.add(""));
  EXPECT_FALSE(out.add("ab"));
  EXPECT_TRUE(out.empty());
  EXPECT_TRUE(out.add("abc"));
  EXPECT_FALSE(out.empty());
}

TEST(redactor, leaves_other_text_alone) {
  EXPECT_EQ(with("s3cret").apply("nothing here, not even s3cre"), "nothing here, not even s3cre");
  EXPECT_EQ(redactor().apply("s3cret"), "s3cret");
  EXPECT_FALSE(redactor().leaks("s3cret"));
}

TEST(redactor, takes_every_occurrence_and_the_longest_of_several) {
  redactor two = with("abc");
  two.add("abcdef");
  EXPECT_EQ(two.apply("abc-abcdef-abcabc"), "[redacted]-[redacted]-[redacted][redacted]");
}

TEST(redactor, does_not_take_its_own_mark_for_a_leak) {
  const redactor red = with("red");
  EXPECT_EQ(red.apply("a red car"), "a [redacted] car");
  EXPECT_FALSE(red.leaks(red.apply("a red car")));
  EXPECT_TRUE(red.leaks("[redacted] red"));
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
    EXPECT_TRUE(out.leaks(text)) << text;
    EXPECT_FALSE(out.leaks(out.apply(text))) << out.apply(text);
  }
}

TEST(redactor, finds_surrogate_pairs) { EXPECT_TRUE(with("a\U0001F600").leaks("a\\uD83D\\ude00")); }

TEST(redactor, finds_a_secret_that_looks_encoded_itself) {
  EXPECT_TRUE(with("50%25off").leaks("x50%25off"));
  EXPECT_TRUE(with("50%25off").leaks("x50%2525off"));
  EXPECT_TRUE(with("a&amp;b").leaks("a&amp;amp;b"));
  EXPECT_TRUE(with("a+b=c").leaks("a+b=c"));
  EXPECT_TRUE(with("a_b").leaks("a_b"));
  EXPECT_FALSE(with("a b").leaks("a-b"));
}

TEST(redactor, finds_base64_in_wrapped_lines_and_in_the_url_alphabet) {
  const redactor out = with("a longer secret: ~?~?~?>");
  const std::string encoded = base64_encode("xa longer secret: ~?~?~?>y");
  for (const std::string_view line_end : {"\r\n", "\n", "\\r\\n"}) {
    std::string wrapped = encoded;
    EXPECT_TRUE(out.leaks(wrapped.insert(12, line_end)));
  }
  std::string url = encoded;
  for (char& c : url) c = c == '+' ? '-' : c == '/' ? '_' : c;
  ASSERT_NE(url, encoded);
  EXPECT_TRUE(out.leaks(url));
}

RC_GTEST_PROP(redactor_property, finds_base64_at_any_alignment, (const std::string& before, const std::string& after)) {
  const auto secret = *rc::gen::suchThat<std::string>([](const std::string& text) { return text.size() >= 3; });
  RC_ASSERT(with(secret).leaks(base64_encode(before + secret + after)));
}

RC_GTEST_PROP(redactor_property, finds_any_secret_in_url_and_form, ()) {
  const auto secret = *rc::gen::suchThat<std::string>([](const std::string& text) { return text.size() >= 3; });
  const std::vector<std::pair<std::string, std::string>> fields{{"a", secret}};
  const redactor out = with(secret);
  RC_ASSERT(out.leaks("x" + secret + "y"));
  RC_ASSERT(out.leaks("?q=" + percent_encode(secret)));
  RC_ASSERT(out.leaks(form_encode(fields)));
}

RC_GTEST_PROP(redactor_property, what_was_redacted_leaks_no_more,
              (const std::string& before, const std::string& after)) {
  const auto secret = *rc::gen::container<std::string>(12, rc::gen::inRange('0', static_cast<char>('9' + 1)));
  const redactor out = with(secret);
  const std::string text = before + secret + after + base64_encode(secret + after);
  RC_ASSERT(out.leaks(text));
  RC_ASSERT(!out.leaks(out.apply(text)));
}

}  // namespace
}  // namespace parcours
