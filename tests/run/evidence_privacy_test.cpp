// What evidence must not hold: secrets in any charset, passwords, the credentials of portals that are not ours.
#include "tests/run/evidence_stage.hpp"

#include <gmock/gmock.h>

namespace parcours::run {
namespace {

using testing::HasSubstr;

TEST_F(evidence_of_attempts, hides_passwords_in_forms_and_in_what_is_sent) {
  site["/"] = {
      html("<form method=post action=/next><label>Mot de passe <input type=password name='p&amp;w'></label>"
           "<label>Nom <input name=n></label><button>Valider</button></form>")};
  for (const char* last : {"  - click: Valider\n  - click: Absent\n", "  - click: Absent\n"}) {
    const auto kept = attempt_at("  - goto: /\n  - fill: {Mot de passe: 'S&cret', Nom: Amina}\n" + std::string(last));
    const auto page = all_of<events::page_shown>(kept).at(0);
    EXPECT_EQ(field(page, "p&w"), "********");
    EXPECT_EQ(field(page, "n"), "Amina");
    for (const auto& one : all_of<events::http_exchanged>(kept)) {
      if (one.method == "POST") {
        EXPECT_EQ(text_of(one.request), "p%26w=********&n=Amina");
      }
    }
  }
}

TEST_F(evidence_of_attempts, is_free_of_secrets) {
  chosen.redact = [](std::string text) {
    for (auto at = text.find("42"); at != std::string::npos; at = text.find("42")) text.replace(at, 2, "[redacted]");
    return text;
  };
  site["/next"] = {html("<h1>Fait 42</h1>")};
  for (const auto& one : attempt_at(walk_in_vain)) {
    for (const auto* what : events::contents_of(one)) {
      EXPECT_THAT(text_of(*what), testing::Not(HasSubstr("42")));
      EXPECT_EQ(what->size, text_of(*what).size());
    }
  }
}

TEST_F(evidence_of_attempts, is_free_of_secrets_in_other_charsets) {
  site["/"] = {http::response(200, {{"Content-Type", "text/html; charset=iso-8859-1"}},
                              "<form method=post action=/next><label>Nom <input name=n></label><button>Valider</button>"
                              "</form><a href='/next?n=x'>Suite</a> Za\xef"
                              "d")};
  std::string wide;
  for (const char c : std::string("<p>Zaxd</p>")) wide += c, wide += '\0';
  wide[10] = '\xef';
  site["/next"] = {http::response(200, {{"Content-Type", "text/html; charset=utf-16le"}}, wide)};
  on_request = [this] {
    const std::string mail =
        "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n";
    environment->witness->mail_came({"a@b.test", {"c@d.test"}}, mail + "\r\nZa=EFd\r\n", "");
    environment->witness->mail_came({"a@b.test", {"c@d.test"}}, mail + "\r\nAmina\r\n", "");
  };
  const std::string text = "  - goto: /\n  - fill: {Nom: Zaïd}\n  - click: Valider\n  - click: Absent\n";
  const auto all_bytes = [](const std::vector<events::event>& kept) {
    std::string all;
    for (const auto& one : kept) {
      all += events::to_line(one);
      for (const auto* what : events::contents_of(one)) all += text_of(*what);
    }
    return all;
  };
  EXPECT_THAT(all_bytes(attempt_at(text)), HasSubstr("n=Za%EFd")) << "as it is, where there are no secrets";
  EXPECT_EQ(field(all_of<events::page_shown>(attempt_at(text)).at(0), "n"), "Zaïd");
  chosen.redact = [](std::string from) {
    for (const std::string_view secret : {"Zaïd", "Za%C3%AFd"}) {
      for (auto at = from.find(secret); at != std::string::npos; at = from.find(secret)) {
        from.replace(at, secret.size(), "[redacted]");
      }
    }
    return from;
  };
  const auto kept = attempt_at(text);
  auto fields_apart = kept;  // their texts are cleaned with those of all events
  for (auto& one : fields_apart) {
    if (auto* page = std::get_if<events::page_shown>(&one)) page->fields.clear();
  }
  const auto bytes = all_bytes(fields_apart);
  for (const char* spelled : {"Za\xef"
                              "d",
                              "Za%EFd", "Za=EFd", "Zaïd", "Za%C3%AFd"}) {
    EXPECT_THAT(bytes, testing::Not(HasSubstr(spelled)));
  }
  EXPECT_EQ(bytes.find(wide.substr(6, 8)), std::string::npos);
  const auto pages = all_of<events::page_shown>(kept);
  EXPECT_EQ(pages.at(0).source.type, "text/html; charset=utf-8");
  EXPECT_THAT(text_of(pages.at(1).source), HasSubstr("<p>[redacted]</p>"));
  const auto mails = all_of<events::mail_received>(kept);
  EXPECT_EQ(mails.at(0).raw.sha256, "") << "left out";
  EXPECT_GT(mails.at(0).raw.size, 0U);
  EXPECT_NE(mails.at(1).raw.sha256, "");
}

TEST_F(evidence_of_attempts, has_no_credentials_of_portals_that_are_not_ours) {
  site["/"] = {html("<form method=post action=/next><button>Valider</button></form>",
                    {{"Set-Cookie", "sid=abc; Path=/; HttpOnly"}, {"Authorization", "Basic x"}})};
  site["/next"] = {html("", {{"Set-Cookie", "b=1; Path=/"}})};
  environment->is_synthetic = false;
  auto all = all_of<events::http_exchanged>(attempt_at("  - goto: /\n  - click: Valider\n  - click: Absent\n"));
  EXPECT_EQ(header(all.at(0).received, "Set-Cookie"), "sid=[cut]; Path=/; HttpOnly");
  EXPECT_EQ(header(all.at(0).received, "Authorization"), "[cut]");
  EXPECT_EQ(header(all.at(1).sent, "Cookie"), "sid=[cut]");
  environment->is_synthetic = true;
  all = all_of<events::http_exchanged>(attempt_at("  - goto: /\n  - click: Valider\n  - click: Absent\n"));
  EXPECT_EQ(header(all.at(0).received, "Set-Cookie"), "sid=abc; Path=/; HttpOnly");
  EXPECT_EQ(header(all.at(1).sent, "Cookie"), "sid=abc");
}

}  // namespace
}  // namespace parcours::run
