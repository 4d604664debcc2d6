// Shared by the tests of this library: sample mails and the expected results of parsing them.
#pragma once

#include "harness/smtp/message.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace parcours::smtp {

struct text_case {
  std::string name;
  std::string mail;
  std::string text;
  std::string html = {};
};

inline void expect_read_as_meant(const text_case& one) {
  const auto read = parse(one.mail);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text, one.text);
  EXPECT_EQ(read->html, one.html);
}

inline std::string part(std::string_view type, std::string_view body) {
  return "Content-Type: " + std::string(type) + "\r\n\r\n" + std::string(body);
}

}  // namespace parcours::smtp
