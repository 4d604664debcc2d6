// For property tests: texts that are awkward to write in a file, with variables and as patterns.
#pragma once

#include "harness/journey/model.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::journey::testing_support {

/// Texts at the edges of YAML, of variables and of regular expressions.
inline const std::vector<std::string>& awkward_texts() {
  static const std::vector<std::string> all = {
      // clang-format off
      "", " ", "a ", " a", "yes", "No", "off", "y", "null", "~", "NULL", "Null", "012", "0x1F", "0o17", "1e3",
      "1_000", "12:30:45", "2026-01-31", "2026-01-31T10:00:00Z", ".5", "-1", "+212600000000", ".inf", ".NaN", "-",
      "- a", "-a", "?", "? a", "a?b", ":", "a:", "a: b", "a :b", "a :", ":a", "a #b", "#a", "a#b", "[a", "{a}",
      "a, b", "a,b", "]", "}", "*a", "&a", "&nbsp; a", "!a", "!!str a", "|", ">-", "%a", "@a", "`a`", "'", "''",
      "\"", "\"a\"", "'a'", "l'an", "a 'b'", "a, 'b", "[\"a", "\\", "\\d+", "a\\n\"'", "\n", "a\nb",
      "a\n", "a\n\nb\n", "a\n\n", " a\nb", "a\n b", "a\n#b", "a \nb", "\ta", "a\tb", "a\rb", "\x01",
      "\x7F", "\xC3\xA9", "\u00AB \u00E9 \u00BB", "\u201Ca\u201D", "\u2018a", "a\u00A0: b", "a\u00A0b",
      "\u200Ba", "a\u2028b", "a\u0085b", "\uFEFFa", "\U0001F600", "\u0627\u0628", "$", "$$", "a$", "$a",
      "{{a}}", "$(a)", "${", "$${", "${}", "<<", "=", "---", "...", "--- a", "/", "//", "/fr/a", "/a/i", "(a|b)",
      "2 rue X", "1d", "a b c d e f", "http://a.test/?b=c&d", "field", "with", "expect",
      "a text that is a good deal longer than the others, so that what it stands in has to be broken into lines"
      // clang-format on
  };
  return all;
}

inline rc::Gen<std::string> awkward_text() {
  return rc::gen::exec([] {
    std::string made = *rc::gen::elementOf(awkward_texts());
    const int more = *rc::gen::weightedElement<int>({{4, 0}, {2, 1}, {1, 2}});
    for (int i = 0; i < more; ++i) made += *rc::gen::elementOf(awkward_texts());
    return made;
  });
}

/// Draws texts as the reader makes them; within rc::gen::exec().
class text_maker {
 protected:
  static bool coin(int one_in = 2) { return *rc::gen::inRange(0, one_in) == 0; }
  static std::size_t number(std::size_t low, std::size_t high) { return *rc::gen::inRange(low, high + 1); }
  template <class E, std::size_t N>
  static E one_of(const std::array<std::string_view, N>& /*names*/) {
    return static_cast<E>(number(0, N - 1));
  }

  static yaml::node scalar(std::string text) {
    yaml::node made;
    made.type = yaml::kind::scalar;
    made.text = std::move(text);
    return made;
  }

  /// The variables that exist at this point of the file.
  std::vector<std::string> known(bool people) const {
    auto names = variables_;
    if (people) names.insert(names.end(), {"subscriber.amo", "subscriber.near_rib_7", "others.b2.rib"});
    return names;
  }

  /// A text as it is written in a file, of awkward texts and variables.
  std::string source(bool people = true) {
    std::string made;
    for (auto pieces = number(0, 3); pieces > 0; --pieces) {
      if (coin(3)) {
        made += fmt::format("${{{}}}", *rc::gen::elementOf(known(people)));
      } else {
        auto text = *awkward_text();
        for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at + 3)) text.insert(at, 1, '$');
        made += text;
      }
    }
    return made;
  }

  /// Pieces that meet may be a variable that nobody knows.
  bool can_be_read(const template_text& text, const diagnostics& problems, bool people) const {
    const auto names = known(people);
    return problems.empty() && std::ranges::all_of(text.segments, [&names](const segment& each) {
             return !each.variable || std::ranges::find(names, each.text) != names.end();
           });
  }

  template_text text(bool people = true) {
    diagnostics problems;
    auto made = parse_template(scalar(source(people)), problems);
    return can_be_read(made, problems, people) ? made : parse_template(scalar("x"), problems);
  }
  static template_text constant(const std::string& text) {
    return text.empty() ? template_text{} : template_text{{{text, false, {}}}, {}};
  }
  template_text time() {
    diagnostics none;
    return parse_template(scalar(*rc::gen::element<std::string>("30s", "1s", "1m30s", "10m1ms", "250ms", "1.5s", "2d",
                                                                "${fake.digits(2)}s")),
                          none);
  }
  text_pattern pattern() {
    diagnostics problems;
    const auto written = coin(3) ? *rc::gen::element<std::string>("/a+b?/", "/^\\d{6}$/", "/l'an \\\"x\\\"/", "/\\//",
                                                                  "/${subscriber.amo}/", "/a: b #c/", "/ /", "/$${a/")
                                 : source();
    auto made = parse_pattern(scalar(written), problems);
    return can_be_read(made.text, problems, true) ? made : parse_pattern(scalar("x"), problems);
  }
  text_or_none pattern_or_none() { return coin(4) ? std::nullopt : std::optional(pattern()); }
  static std::shared_ptr<const regex> expression() {
    auto made =
        regex::compile(*rc::gen::element<std::string>("a", "/a/", "(\\d+)", "^'\"$", "a: b", " #", "12", "[^ ]"));
    return std::make_shared<const regex>(*std::move(made));
  }

  std::vector<std::string> variables_ = {"world.portal", "fake.amo", "fake.digits(6)", "env.HOME", "secret.amo"};
};

}  // namespace parcours::journey::testing_support
