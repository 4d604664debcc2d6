#include "harness/base/leak_check.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace parcours {
namespace {

redactor hiding(std::initializer_list<std::string_view> values) {
  std::vector<secret> hidden;
  for (const auto value : values) hidden.push_back({"secret." + std::string(value), std::string(value)});
  return redactor(hidden);
}

TEST(leak_check, names_the_secret_that_was_written) {
  const auto secrets = hiding({"731904586", "Zo\u00E9 & Al"});
  EXPECT_EQ(leak_in("{\"title\":\"fill 731904586\"}", secrets), "secret.731904586");
  EXPECT_EQ(leak_in("<testcase name=\"731904586\"/>", secrets), "secret.731904586");
  EXPECT_EQ(leak_in("<testcase name=\"Zo&#xE9; &amp; Al\"/>", secrets), "secret.Zo\u00E9 & Al");
  EXPECT_EQ(leak_in("{\"title\":\"NzMxOTA0NTg2\"}", secrets), "secret.731904586");
  EXPECT_EQ(leak_in("{\"title\":\"fill [redacted]\"}", secrets), std::nullopt);
  EXPECT_EQ(leak_in("731904586", redactor()), std::nullopt);
}

TEST(leak_check, takes_an_artefacts_own_words_for_no_leak) {
  const auto secrets = hiding({"took_us", "passed", "testcase", "classname", "1234", "2026", "time"});
  EXPECT_EQ(leak_in("{\"event\":\"step_finished\",\"verdict\":\"passed\",\"took_us\":1234}", secrets), std::nullopt);
  EXPECT_EQ(leak_in("{\"at_us\":1795712349958520}", secrets), std::nullopt);
  EXPECT_EQ(leak_in("<testcase classname=\"a\" time=\"0.1234\" timestamp=\"2026-11-28T08:12:34\"/>", secrets),
            std::nullopt);
  EXPECT_EQ(leak_in("<testsuite tests=\"1234\">a.yaml:1234:5</testsuite>", secrets), std::nullopt);
  EXPECT_EQ(leak_in("<testcase name=\"1234\"/>", secrets), "secret.1234");
  EXPECT_EQ(leak_in("<failure>seen: 1234</failure>", secrets), "secret.1234");
  EXPECT_EQ(leak_in("{\"title\":\"typed took_us\"}", secrets), "secret.took_us");
  EXPECT_EQ(leak_in("{\"title\":\"<took_us \\\"took_us\\\":1>\"}", secrets), "secret.took_us");
}

TEST(leak_check, finds_a_secret_anywhere_in_a_long_stream) {
  const auto secrets = hiding({"731904586"});
  constexpr std::size_t part = 4U << 20U;
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{100}, part - 9, part - 5, part - 1, part, part + 1, 2 * part - 4}) {
    std::string text(at, '\n');
    text += "<731904586>";
    text += std::string(part, '\n');
    std::istringstream from(text);
    EXPECT_EQ(leak_in(from, secrets), "secret.731904586") << at;
  }
  std::istringstream clean(std::string(3 * part, 'x'));
  EXPECT_EQ(leak_in(clean, secrets), std::nullopt);
}

TEST(leak_check, finds_a_very_long_secret_across_parts) {
  std::string value;
  for (int i = 0; value.size() < 65536; ++i) value += std::to_string(i * 7919) + "-";
  const redactor secrets(std::vector<secret>{{"long", value}});
  std::istringstream from(std::string((4U << 20U) - 30000, '\n') + value + "\n");
  EXPECT_EQ(leak_in(from, secrets), "long");
}

}  // namespace
}  // namespace parcours
