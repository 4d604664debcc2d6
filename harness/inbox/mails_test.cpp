// Mails that people get, and what their code is: harness/inbox/mails. Each is tried as it stands and in the forms that
// mails come in.
#include "harness/base/text.hpp"
#include "harness/inbox/code.hpp"
#include "harness/inbox/testing.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace parcours::inbox {
namespace {

struct example {
  std::string name;
  std::string codes;  // "604815|NONE": either
  std::string subject;
  std::string body;
};

std::string content_of(const std::string& file) {
  std::ifstream in(PARCOURS_SOURCE_DIR "/harness/inbox/mails/" + file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string next_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const std::string line(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// "=== name | codes", the subject, the body.
std::vector<example> examples_of(const std::string& file) {
  constexpr std::string_view mark = "\n=== ";
  const auto all = content_of(file);
  std::vector<example> found;
  for (auto at = all.find(mark); at != std::string::npos;) {
    const auto next = all.find(mark, at + 1);
    auto block =
        std::string_view(all).substr(at + mark.size(), next == std::string::npos ? next : next - at - mark.size());
    at = next;
    const auto head = next_line(block);
    const auto bar = head.find(" | ");
    auto subject = next_line(block);
    found.push_back({head.substr(0, bar), head.substr(bar + 3), std::move(subject), std::string(block)});
  }
  return found;
}

bool is_right(const std::string& codes, const std::optional<std::string>& found) {
  const auto all = split(codes, '|');
  return std::ranges::find(all, found ? std::string_view(*found) : "NONE") != all.end();
}

std::string explained(const code_search& found) {
  std::string out = found.code ? *found.code : "none, since " + found.reason;
  for (const auto& one : found.candidates) {
    out +=
        fmt::format("\n    {} in {}, line {}: {}, {}", one.value, name_of(one.where), one.line, one.score, one.reason);
  }
  return out;
}

void expect(const example& one, const std::string& form, const smtp::parsed_mail& mail) {
  const auto found = find_code(mail);
  EXPECT_TRUE(is_right(one.codes, found.code)) << "MAIL " << (found.code ? "WRONG " : "none ") << one.name << form
                                               << ": wanted " << one.codes << ", got " << explained(found);
}

std::string html_of(std::string_view text) {
  std::string out = "<p>";
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\n':
        if (text.substr(i).starts_with("\n\n")) {
          out += "</p>\n<p>";
          ++i;
        } else {
          out += "<br>\n";
        }
        break;
      default:
        out += text[i];
    }
  }
  return out + "</p>";
}

std::string framed(const std::string& body) {
  return "Caisse du Sud\n\n" + body +
         "\n\nCaisse du Sud, 12 avenue des Pins, 20250 Casablanca\nTél. : 0522 12 34 56 - www.caisse.test\n© 2026\n";
}

class mails : public testing::TestWithParam<std::string> {};

TEST_P(mails, text) {
  for (const auto& one : examples_of(GetParam())) {
    expect(one, "", mail_of(one.subject, one.body, ""));
    expect(one, " as HTML", mail_of(one.subject, "", html_of(one.body)));
    expect(one, " with a footer", mail_of(one.subject, framed(one.body), ""));
    expect(one, " with a footer as HTML", mail_of(one.subject, "", html_of(framed(one.body))));
    expect(one, " in both parts", mail_of(one.subject, one.body, html_of(framed(one.body))));
  }
}

INSTANTIATE_TEST_SUITE_P(examples, mails,
                         testing::Values("announced.txt", "no_code.txt", "shaped.txt", "provoking.txt"),
                         [](const auto& one) { return one.param.substr(0, one.param.find('.')); });

TEST(html_mails, each) {
  for (const auto& one : examples_of("html.txt")) expect(one, "", mail_of(one.subject, "", one.body));
}

// As they came, header and all.
TEST(raw_mails, each) {
  std::istringstream list(content_of("expected.tsv"));
  std::size_t count = 0;
  for (std::string line; std::getline(list, line); ++count) {
    const auto tab = line.find('\t');
    const auto parsed = smtp::parse(content_of(line.substr(0, tab)));
    ASSERT_TRUE(parsed) << line;
    expect({line.substr(0, tab), line.substr(tab + 1), "", ""}, "", *parsed);
  }
  EXPECT_GT(count, 50U);
}

}  // namespace
}  // namespace parcours::inbox
