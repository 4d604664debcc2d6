#include "harness/drivers/form_state.hpp"

#include <gtest/gtest.h>

namespace parcours::drivers {
namespace {

// One page with its forms, spoken to by the names of the fields.
class filled_page {
 public:
  explicit filled_page(std::string_view html) : page_(*page::parse(html)), state_(page_) {}

  std::size_t at(std::string_view name, std::size_t nth = 0) const {
    for (std::size_t i = 0; i < page_.controls().size(); ++i) {
      if (page_.controls()[i].name == name && nth-- == 0) return i;
    }
    throw std::runtime_error("no field");
  }
  form_state& state() { return state_; }
  std::string sent(std::optional<std::size_t> button = {}) const { return submission(button)->encoded; }
  result<struct submission> submission(std::optional<std::size_t> button = {}) const {
    return state_.submit(page_.forms().front(), button);
  }
  node_id form() const { return page_.forms().front(); }

 private:
  page page_;
  form_state state_;
};

std::string code(const result<void>& of) { return of ? "" : of.error().code; }

TEST(FormState, SendsSuccessfulControlsInTreeOrder) {
  filled_page page(
      "<form><input name=a value='1 &amp; é'><input type=checkbox name=b checked><input type=checkbox name=c>"
      "<input type=radio name=d value=x><input type=radio name=d value=y checked><input name=e disabled value=5>"
      "<input value=nameless><textarea name=f>\nx\ny</textarea><select name=g><option>u<option value=w "
      "selected>v</select>"
      "<button name=h value=8>Go</button><input type=hidden name=i value=9><input type=button name=j value=b>"
      "<input type=hidden name=_charset_></form><input name=outside value=z>");
  EXPECT_EQ(page.sent(), "a=1+%26+%C3%A9&b=on&d=y&f=x%0D%0Ay&g=w&i=9&_charset_=UTF-8");
  EXPECT_EQ(page.sent(page.at("h")), "a=1+%26+%C3%A9&b=on&d=y&f=x%0D%0Ay&g=w&h=8&i=9&_charset_=UTF-8");
}

TEST(FormState, AFieldMayBelongToAFormThatItIsNotIn) {
  filled_page page("<form id=f><input name=a value=1><input name=b form=other></form><input name=c value=2 form=f>");
  EXPECT_EQ(page.sent(), "a=1&c=2");
}

TEST(FormState, SendsWhatTheParserGaveToTheForm) {
  EXPECT_EQ(filled_page("<table><tr><form><td><input name=a value=1></td><td><textarea name=b>\n<b>&amp;</b></textarea>"
                        "</td></form></tr></table><input name=c value=3>")
                .sent(),
            "a=1&b=%3Cb%3E%26%3C%2Fb%3E");
}

TEST(FormState, AFieldsetDisablesAllButItsLegend) {
  filled_page page(
      "<form><fieldset disabled><legend><input name=a></legend><input name=b><fieldset><legend><input name=c></legend>"
      "</fieldset></fieldset><fieldset><input name=d></fieldset></form>");
  EXPECT_EQ(page.sent(), "a=&d=");
  EXPECT_EQ(code(page.state().fill(page.at("b"), "1")), "field-disabled");
}

TEST(FormState, Fills) {
  filled_page page("<form><input name=a><textarea name=b></textarea><input type=email name=c><input name=d readonly>");
  EXPECT_TRUE(page.state().fill(page.at("a"), "00\n12"));
  EXPECT_TRUE(page.state().fill(page.at("b"), "x\r\ny\rz"));
  EXPECT_TRUE(page.state().fill(page.at("c"), " a@b.test "));
  EXPECT_EQ(code(page.state().fill(page.at("d"), "1")), "field-read-only");
  EXPECT_EQ(page.sent(), "a=0012&b=x%0D%0Ay%0D%0Az&c=a%40b.test&d=");
  EXPECT_EQ(page.state().value_of(page.at("a")), "0012");
}

TEST(FormState, Chooses) {
  filled_page page(
      "<form><select name=s><option value='' disabled>Choisir<option value=p>PPR – Trésorerie&nbsp;générale"
      "<optgroup disabled><option>SOM</optgroup><option label=CMR value=p2>x</select><input name=t>");
  EXPECT_EQ(page.sent(), "s=p&t=");  // the first that may be chosen
  EXPECT_TRUE(page.state().choose(page.at("s"), "CMR"));
  EXPECT_EQ(page.state().value_of(page.at("s")), "p2");
  EXPECT_TRUE(page.state().fill(page.at("s"), "PPR – Trésorerie générale"));
  EXPECT_EQ(page.sent(), "s=p&t=");
  EXPECT_TRUE(page.state().choose(page.at("s"), "p2"));
  EXPECT_EQ(page.sent(), "s=p2&t=");
  EXPECT_EQ(code(page.state().choose(page.at("s"), "SOM")), "no-such-option");
  EXPECT_EQ(page.state().choose(page.at("s"), "CMS").error().message,
            "'s' has no option 'CMS'; it has 'PPR – Trésorerie générale', 'CMR'; did you mean 'CMR'?");
  EXPECT_EQ(code(page.state().choose(page.at("t"), "x")), "not-a-select");
}

TEST(FormState, AListOfSeveralKeepsEachChoice) {
  filled_page page("<form><select name=s multiple><option>a<option>b<option>c</select>");
  EXPECT_EQ(page.sent(), "");
  EXPECT_TRUE(page.state().choose(page.at("s"), "c"));
  EXPECT_TRUE(page.state().choose(page.at("s"), "a"));
  EXPECT_EQ(page.sent(), "s=a&s=c");
}

TEST(FormState, TicksBoxesAndPicksRadioButtons) {
  filled_page page(
      "<form><input type=checkbox name=c value=1><input type=radio name=r value=a checked><input type=radio name=r "
      "value=b "
      "checked><input type=radio name=r value=c></form><form><input type=radio name=r value=d checked></form>");
  EXPECT_EQ(page.sent(), "r=b");
  EXPECT_TRUE(page.state().check(page.at("c"), true));
  EXPECT_TRUE(page.state().check(page.at("r", 2), true));
  EXPECT_EQ(page.sent(), "c=1&r=c");
  EXPECT_EQ(page.state().value_of(page.at("r", 3)), "d");
  EXPECT_TRUE(page.state().check(page.at("c"), false));
  EXPECT_EQ(page.sent(), "r=c");
  EXPECT_EQ(code(page.state().check(page.at("r", 2), false)), "radio-button");
  EXPECT_EQ(code(page.state().fill(page.at("c"), "1")), "not-a-text-field");
}

TEST(FormState, ABoxThatIsDisabledIsNotTicked) {
  filled_page page("<form><input type=checkbox name=a disabled><input type=radio name=b disabled>");
  EXPECT_EQ(code(page.state().check(page.at("a"), true)), "field-disabled");
  EXPECT_EQ(code(page.state().check(page.at("b"), true)), "field-disabled");
}

TEST(FormState, SendsRawValues) {
  filled_page page("<form><input type=hidden name=csrf value=t><input name=a value=1><input type=checkbox name=box>");
  page.state().set_raw("csrf", "forged");
  page.state().set_raw("g-recaptcha-response", "token");
  EXPECT_EQ(page.sent(), "csrf=forged&a=1&g-recaptcha-response=token");
  page.state().set_raw("csrf", std::nullopt);
  page.state().set_raw("a", "2");
  EXPECT_EQ(page.sent(), "a=2&g-recaptcha-response=token");
  EXPECT_TRUE(page.state().fill(page.at("a"), "3"));  // the latest word counts
  EXPECT_EQ(page.sent(), "a=3&g-recaptcha-response=token");
}

TEST(FormState, Resets) {
  filled_page page("<form><input name=a value=1><input type=checkbox name=b checked>");
  EXPECT_TRUE(page.state().fill(page.at("a"), "2"));
  EXPECT_TRUE(page.state().check(page.at("b"), false));
  EXPECT_EQ(page.sent(), "a=2");
  page.state().reset(page.form());
  EXPECT_EQ(page.sent(), "a=1&b=on");
}

TEST(FormState, TheButtonMaySayWhereAndHow) {
  filled_page page("<form action=' /a ' method=POST><button name=x formaction=/b formmethod=get>B</button>");
  EXPECT_EQ(page.submission()->method, "POST");
  EXPECT_EQ(page.submission()->action, "/a");
  EXPECT_EQ(page.submission(page.at("x"))->method, "GET");
  EXPECT_EQ(page.submission(page.at("x"))->action, "/b");
  EXPECT_EQ(filled_page("<form>").submission()->method, "GET");
}

TEST(FormState, AnImageSendsWhereItWasPressed) {
  filled_page page("<form><input type=image name=i alt=Go>");
  EXPECT_EQ(page.sent(page.at("i")), "i.x=0&i.y=0");
}

TEST(FormState, RefusesMultipartByName) {
  const auto refused = filled_page("<form method=post enctype=multipart/form-data>").submission();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "unsupported-enctype");
  EXPECT_NE(refused.error().message.find("multipart/form-data"), std::string::npos);
  EXPECT_TRUE(filled_page("<form enctype=multipart/form-data>").submission());  // a GET has no body to encode
}

}  // namespace
}  // namespace parcours::drivers
