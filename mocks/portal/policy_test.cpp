#include "mocks/portal/policy.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::portal {
namespace {

using namespace std::chrono_literals;

std::optional<policy> read(std::string text, diagnostics& out) {
  return read_policy(std::make_shared<source_file>(source_file{"policy.yaml", std::move(text)}), out);
}

/// Code and line of each diagnostic: "unknown-key:2 out-of-range:3".
std::string mistakes_in(std::string text) {
  diagnostics out;
  EXPECT_FALSE(read(std::move(text), out));
  std::string all;
  for (const auto& item : out) {
    all += (all.empty() ? "" : " ") + item.code + ":" + std::to_string(item.span.line);
  }
  return all;
}

// The documented file and the defaults of the code must not drift apart.
TEST(Policy, TheDocumentedFileHoldsTheDefaults) {
  diagnostics out;
  const auto read_back = read(std::string(default_policy_text()), out);
  ASSERT_TRUE(read_back) << render(out);
  const policy built_in;
  EXPECT_EQ(read_back->terms_required, built_in.terms_required);
  EXPECT_EQ(read_back->hide_unknown, built_in.hide_unknown);
  EXPECT_EQ(read_back->email_on_file, built_in.email_on_file);
  EXPECT_EQ(read_back->spaces, built_in.spaces);
  EXPECT_EQ(read_back->new_password, built_in.new_password);
  EXPECT_EQ(read_back->password_min_length, built_in.password_min_length);
  EXPECT_EQ(read_back->password_max_length, built_in.password_max_length);
  EXPECT_EQ(read_back->password_mix, built_in.password_mix);
  EXPECT_EQ(read_back->identifiers.amo_length, built_in.identifiers.amo_length);
  EXPECT_EQ(read_back->identifiers.affiliation_length, built_in.identifiers.affiliation_length);
  EXPECT_EQ(read_back->identifiers.e_mandat_length, built_in.identifiers.e_mandat_length);
  for (std::size_t i = 0; i < built_in.identifiers.issuers.size(); ++i) {
    EXPECT_EQ(read_back->identifiers.issuers[i].length, built_in.identifiers.issuers[i].length) << i;
  }
  EXPECT_EQ(read_back->code_length, built_in.code_length);
  EXPECT_EQ(read_back->code_ttl, built_in.code_ttl);
  EXPECT_EQ(read_back->code_tries, built_in.code_tries);
  EXPECT_EQ(read_back->first_code, built_in.first_code);
  EXPECT_EQ(read_back->resend_after, built_in.resend_after);
  EXPECT_EQ(read_back->resends_per_hour, built_in.resends_per_hour);
  EXPECT_EQ(read_back->session_ttl, built_in.session_ttl);
  EXPECT_EQ(read_back->captcha_ttl, built_in.captcha_ttl);
  EXPECT_EQ(read_back->captcha_timeout, built_in.captcha_timeout);
  EXPECT_EQ(read_back->smtp_timeout, built_in.smtp_timeout);
  EXPECT_EQ(read_back->sender_address, built_in.sender_address);
  EXPECT_EQ(read_back->sender_name, built_in.sender_name);
  EXPECT_EQ(read_back->subject, built_in.subject);
}

TEST(Policy, APasswordOf64CharactersIsAlwaysTaken) {
  EXPECT_EQ(mistakes_in("password_min_length: 65\n"), "out-of-range:1");
  EXPECT_EQ(mistakes_in("spaces: accept\npassword_max_length: 63\n"), "out-of-range:2");
  EXPECT_EQ(mistakes_in("spaces: keep\n"), "bad-value:1");
  diagnostics out;
  EXPECT_TRUE(read("{password_min_length: 64, password_max_length: 64, spaces: refuse}", out)) << render(out);
}

TEST(Policy, AnOverlaySetsWhatItNamesAndLeavesTheRest) {
  diagnostics out;
  const auto made = read("{code_ttl: 30s, email_on_file: must_match, cmr_length: 9, first_code: '000042'}", out);
  ASSERT_TRUE(made) << render(out);
  EXPECT_EQ(made->code_ttl, 30s);
  EXPECT_EQ(made->email_on_file, email_rule::must_match);
  EXPECT_EQ(made->identifiers.issuers[3].length, 9U);
  EXPECT_EQ(made->first_code, "000042");
  EXPECT_EQ(made->code_tries, 5U);
}

TEST(Policy, AllMistakesAreToldInOnePass) {
  EXPECT_EQ(mistakes_in("code_length: 3\ncode_ttl: soon\nemail_on_file: maybe\nhide_unknown: 1\nfirst_code: abc\n"
                        "subject: \"a\\nBcc: b\"\ncode_tll: 1m\n"),
            "bad-boolean:4 bad-value:3 out-of-range:1 bad-duration:2 bad-value:5 bad-value:6 unknown-key:7");
}

TEST(Policy, TheLengthOfACodeHasItsLimits) {
  diagnostics out;
  EXPECT_TRUE(read("code_length: 4", out));
  EXPECT_TRUE(read("code_length: 10", out));
  EXPECT_EQ(mistakes_in("code_length: 3"), "out-of-range:1");
  EXPECT_EQ(mistakes_in("code_length: 11"), "out-of-range:1");
  EXPECT_EQ(mistakes_in("code_ttl: 999ms\nsession_ttl: 0s"), "bad-value:1 bad-value:2");
  EXPECT_TRUE(read("{code_ttl: 1s, session_ttl: 1s, resend_after: 0s}", out));
}

TEST(Policy, TheFirstCodeHasTheLengthOfACode) {
  diagnostics out;
  EXPECT_TRUE(read("{code_length: 4, first_code: '0042'}", out));
  EXPECT_EQ(mistakes_in("first_code: '0042'"), "bad-value:1");
}

}  // namespace
}  // namespace parcours::mocks::portal
