// The stage of the tests that play steps: a page with one of each control, and what a step's end must be.
#pragma once

#include "tests/run/stage.hpp"

#include <cstddef>
#include <string>

namespace parcours::run {

class steps : public stage {
 protected:
  steps() {
    site["/"].push_back(html(
        "<h1>Code</h1><form method=post action=/next><label>Code <input name=code></label>"
        "<label>Accord <input type=checkbox name=ok></label><label>Liste <select name=l><option>A<option>B"
        "</select></label><label>Fixe <input name=fix value=1 readonly></label><label>Hors <input disabled></label>"
        "<label>Choix <input type=radio name=r></label>"
        "<label>Deux <input name=d1></label><label>Deux <input name=d2></label>"
        "<input type=hidden name=csrf value=t1><button>Valider</button><button disabled>Fermé</button></form>"
        "<form method=post enctype=multipart/form-data><button>Envoyer tout</button></form><a href=/next>Suite</a>",
        {{"Set-Cookie", "s=abc; Path=/"}, {"X-Ref", "n° 42."}}));
    site["/next"].push_back(html("<h1>Fait</h1>"));
    site["/terms"].push_back(html("<h1>Fait</h1>"));
  }

  void expect_failure(const step_result& played, const std::string& message, std::size_t line = 4) {
    ASSERT_FALSE(played);
    EXPECT_EQ(played.error().verdict, events::verdict::failed) << played.error().why.message;
    EXPECT_THAT(played.error().why.message, testing::HasSubstr(message));
    EXPECT_EQ(played.error().why.where.line, line);
  }
  void expect_error(const step_result& played, const std::string& kind) {
    ASSERT_FALSE(played);
    EXPECT_EQ(played.error().verdict, events::verdict::error);
    EXPECT_EQ(played.error().why.kind, kind) << played.error().why.message;
  }
  smtp::mail mail_with(const std::string& code) {
    smtp::mail sent;
    sent.from = {"", "no-reply@example.com"};
    sent.to = {{"", "amina@example.com"}};
    sent.subject = "Votre code à usage unique";
    sent.text = "Votre code secret : " + code + "\n";
    sent.html = "<p>Votre code secret : <b>" + code + "</b></p>";
    sent.message_id = "1@example.com";
    return sent;
  }
  void add(const smtp::mail& sent) { environment->mails.add(sent, {"no-reply@example.com", {"amina@example.com"}}); }
  step_result read_code() { return play("  - goto: /\n  - read_code\n"); }
};

}  // namespace parcours::run
