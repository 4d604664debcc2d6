#include "harness/drivers/form_state.hpp"

#include <gtest/gtest.h>

namespace parcours::drivers {
namespace {

using entries = std::vector<std::pair<std::string, std::string>>;

constexpr const char* two_forms =
    "<form><label>Recherche <input name=q></label></form>"
    "<form><label>Code * <input name=code value=1></label><input type=password name=p placeholder='Mot de passe'>"
    "<input type=hidden name=csrf value=t1><label><input type=checkbox name=ok value=yes checked> Accord</label>"
    "<input type=radio name=r value=a checked><input type=radio name=r value=b>"
    "<select name=s><option>u<option value=w>v</select><textarea name=t>\nx</textarea><input name=off disabled value=5>"
    "<button name=go>Go</button></form>";

std::vector<filled_field> fields_after(const entries& sent) {
  const auto page = *page::parse(two_forms);
  form_state state(page);
  state.restore(sent);
  return state.fields();
}

std::vector<filled_field> untouched() {
  return {{"Recherche", "q", "text", ""},   {"Code *", "code", "text", "1"},     {"Mot de passe", "p", "password", ""},
          {"csrf", "csrf", "hidden", "t1"}, {"Accord", "ok", "checkbox", "yes"}, {"r", "r", "radio", "a"},
          {"r", "r", "radio", ""},          {"s", "s", "select", "u"},           {"t", "t", "textarea", "x"},
          {"off", "off", "text", "5"}};
}

TEST(FormFields, AreAllButButtonsAsTheyStand) { EXPECT_EQ(fields_after({}), untouched()); }

TEST(FormFields, AreAsTheyWereWhenTheirFormWasSent) {
  auto wanted = untouched();
  wanted[1].value = "123 456";
  wanted[2].value = "secret";
  wanted[4].value = "";
  wanted[5].value = "";
  wanted[6].value = "b";
  wanted[7].value = "w";
  wanted[8].value = "two\r\nlines";
  EXPECT_EQ(fields_after({{"code", "123 456"},
                          {"p", "secret"},
                          {"csrf", "t1"},
                          {"r", "b"},
                          {"s", "w"},
                          {"t", "two\r\nlines"},
                          {"off", "7"},
                          {"go", ""},
                          {"q", "of no matter: the other form was sent"}}),
            wanted);
}

TEST(FormFields, AreUntouchedByWhatNoFormHas) { EXPECT_EQ(fields_after({{"lang", "ar"}}), untouched()); }

TEST(FormFields, OfOneNameAreFilledInTheirOrder) {
  const auto page = *page::parse("<form><input name=a><input name=a><input name=a value=z></form>");
  form_state state(page);
  state.restore({{"a", "1"}, {"a", "2"}});
  const auto fields = state.fields();
  EXPECT_EQ(fields[0].value, "1");
  EXPECT_EQ(fields[1].value, "2");
  EXPECT_EQ(fields[2].value, "z");
}

}  // namespace
}  // namespace parcours::drivers
