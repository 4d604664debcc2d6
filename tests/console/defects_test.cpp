// Each defect is switched on and off by the control API while the portal runs, and a visitor over HTTP meets it and no
// longer does.
#include "tests/console/visitor.hpp"

namespace parcours::mocks::console {
namespace {

using enum portal::defect;

struct scenario {
  portal::defect id;
  std::string_view off;
  std::string_view on;
  awaitable<std::string> (*visit)(visitor&);
};

using visit_of = awaitable<std::string>;

const scenario code_scenarios[] = {
    {code_accepts_expired, "code", "done",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_await v.advance("10m");
       co_await v.submit(v.code());
       co_return v.at;
     }},
    {code_reusable, "code", "password",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       const std::string used = v.code();
       co_await v.submit(used);
       co_await v.advance("60s");
       co_await v.come_to_code(flow_kind::recovery);
       co_await v.submit(used);
       co_return v.at;
     }},
    {code_old_valid_after_resend, "code", "done",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       const std::string old = v.code();
       co_await v.advance("60s");
       co_await v.resend();
       co_await v.submit(old);
       co_return v.at;
     }},
    {code_not_bound, "code", "done",
     [](visitor& v) -> visit_of {
       visitor other(v.t);
       co_await other.come_to_payment(bob);
       co_await other.pay_by_e_mandat(bob_e_mandat);
       co_await other.request("badr@example.com");
       co_await v.come_to_code();
       co_await v.submit(v.code(bob));
       co_return v.at;
     }},
    {code_tries_unlimited, "code", "done",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       for (int i = 0; i < 5; ++i) co_await v.submit(other_than(v.code()));
       co_await v.submit(v.code());
       co_return v.at;
     }},
    {code_tries_reset_by_resend, "email", "done",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       for (int i = 0; i < 5; ++i) co_await v.submit(other_than(v.code()));
       co_await v.advance("60s");
       co_await v.get("/fr/confirm_adresse_4");
       co_await v.request();
       if (v.at == "code") co_await v.submit(v.code());
       co_return v.at;
     }},
    {code_predictable, "code", "done",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_await v.submit("000001");
       co_return v.at;
     }},
    {code_too_short, "6 done", "4 done",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_await v.submit(v.code());
       co_return std::to_string(v.code().size()) + " " + v.at;
     }},
    {code_in_page, "hidden", "shown",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       const std::string code = v.code();
       const bool shown = v.page.body.contains(code);
       co_await v.get("/fr/confirm_adresse_1");
       co_return std::string(v.page.body.contains(code) ? "everywhere" : shown ? "shown" : "hidden");
     }},
    {code_in_header, "hidden", "shown",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_return std::string(v.page.headers.find("X-Debug-Code") == v.code() ? "shown" : "hidden");
     }},
    {code_leading_zero_dropped, "whole", "dropped",
     [](visitor& v) -> visit_of {
       co_await v.turn("PATCH", "policy", R"({"first_code": "000042"})");
       co_await v.come_to_code();
       co_return std::string(v.mail().text.contains("000042") ? "whole" : "dropped");
     }},
};

const scenario captcha_scenarios[] = {
    {captcha_not_verified, "code", "done",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_await v.submit(v.code(), "");
       co_return v.at;
     }},
    {captcha_fails_open, "code", "done",
     [](visitor& v) -> visit_of {
       co_await v.turn("POST", "captcha/outcomes", R"({"drop": true})");
       co_await v.come_to_code();
       co_await v.submit(v.code());
       co_return v.at;
     }},
    {captcha_token_reusable, "code", "done",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       const std::string token = v.mint();
       co_await v.submit(other_than(v.code()), token);
       co_await v.submit(v.code(), token);
       co_return v.at;
     }},
    {captcha_expired_accepted, "code", "done",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       const std::string token = v.mint();
       co_await v.advance("2m");
       co_await v.submit(v.code(), token);
       co_return v.at;
     }},
    {captcha_error_taken_for_success, "code", "done",
     [](visitor& v) -> visit_of {
       co_await v.turn("POST", "captcha/outcomes", R"({"status": 503})");
       co_await v.come_to_code();
       co_await v.submit(v.code());
       co_return v.at;
     }},
    {captcha_order_leak, "nothing", "the code",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_await v.submit(other_than(v.code()), v.mint(captcha::outcome::fail));
       co_return std::string(v.page.body.contains("Le code saisi est incorrect.") ? "the code" : "nothing");
     }},
};

visit_of pay_with(visitor& v, std::string_view rib) {
  co_await v.come_to_payment();
  co_await v.pay(rib);
  co_return v.at;
}

visit_of identify_with(visitor& v, std::string_view amo) {
  co_await v.come_to_payment(amo);
  co_return v.at;
}

const scenario identity_scenarios[] = {
    {rib_key_ignored, "payment", "email", [](visitor& v) { return pay_with(v, "011519000001205000534922"); }},
    {rib_of_another_accepted, "payment", "email", [](visitor& v) { return pay_with(v, bob_rib); }},
    {payment_mode_not_compared, "payment", "email",
     [](visitor& v) -> visit_of {
       co_await v.come_to_payment(bob);
       co_await v.pay(bob_rib);
       co_return v.at;
     }},
    {unknown_amo_accepted, "payment", "email",
     [](visitor& v) -> visit_of {
       co_await v.come_to_payment("999999999");
       co_await v.pay(alice_rib);
       co_return v.at;
     }},
    {affiliation_accepted, "identify", "payment", [](visitor& v) { return identify_with(v, "87654321"); }},
    {whitespace_stripped, "identify", "payment",
     [](visitor& v) -> visit_of {
       co_await v.turn("PATCH", "policy", R"({"spaces": "refuse"})");
       co_return co_await identify_with(v, "012 345 678");
     }},
    {leading_zeros_stripped, "identify", "payment", [](visitor& v) { return identify_with(v, "12345678"); }},
    {enumeration_by_message, "payment", "identify", [](visitor& v) { return identify_with(v, "999999999"); }},
    {enumeration_by_status, "303", "404",
     [](visitor& v) -> visit_of {
       co_await v.come_to_payment("999999999");
       co_return std::to_string(v.answered_with);
     }},
    {enumeration_by_time, "same", "slower",
     [](visitor& v) -> visit_of {
       co_await v.come_to_identify();
       const auto before = v.t.world_.time.now();
       co_await v.identify("999999999");
       co_return std::string(v.t.world_.time.now() - before >= 1s ? "slower" : "same");
     }},
};

const scenario flow_scenarios[] = {
    {terms_not_enforced, "terms", "identify",
     [](visitor& v) -> visit_of {
       co_await v.open();
       co_await v.post(event::accept_terms, {});
       co_return v.at;
     }},
    {step_skippable, "payment", "email",
     [](visitor& v) -> visit_of {
       co_await v.come_to_payment();
       co_await v.get("/fr/confirm_adresse_4");
       co_return v.at;
     }},
    {csrf_not_checked, "403", "identify",
     [](visitor& v) -> visit_of {
       co_await v.open();
       v.page.body = "name=\"csrf_token\" value=\"00000000000000000000000000000000\"";
       co_await v.accept();
       co_return v.at;
     }},
    {session_id_kept, "new", "kept",
     [](visitor& v) -> visit_of {
       co_await v.come_to_payment();
       const std::string before = v.cookie;
       co_await v.pay(alice_rib);
       co_return std::string(v.cookie == before ? "kept" : "new");
     }},
    {session_never_expires, "terms", "identify",
     [](visitor& v) -> visit_of {
       co_await v.open();
       co_await v.advance("30m");
       co_await v.accept();
       co_return v.at;
     }},
    {double_submit_activates_twice, "1", "2",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       const std::string code = v.code();
       co_await v.submit(code);
       co_await v.submit(code);
       co_return std::to_string(v.model().account_of(alice)->activations);
     }},
    {active_account_activated_again, "payment", "email",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_await v.submit(v.code());
       co_return co_await pay_with(v, alice_rib);
     }},
    {email_not_matched, "email", "code",
     [](visitor& v) -> visit_of {
       co_await v.turn("PATCH", "policy", R"({"email_on_file": "must_match"})");
       co_await pay_with(v, alice_rib);
       co_await v.request("other@example.com");
       co_return v.at;
     }},
    {personal_data_in_url, "/fr/confirm_adresse_3", "/fr/confirm_adresse_3?immatriculation=012345678",
     [](visitor& v) -> visit_of {
       co_await v.come_to_payment();
       co_return v.first_place;
     }},
};

const scenario mail_scenarios[] = {
    {mail_not_sent, "code 1", "code 0",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_return v.at + " " + v.mails_to(address);
     }},
    {mail_sent_twice, "1", "2",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_return v.mails_to(address);
     }},
    {mail_to_another, "0", "1",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_return v.mails_to("archives@cnops.test");
     }},
    {mail_subject_not_encoded, "encoded", "raw",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       const auto* const mail = v.t.mocks_->mailbox().first({std::string(address), 0}, v.t.world_.time.now());
       co_return std::string(mail->bytes.contains("Subject: Votre code secret CNOPS à") ? "raw" : "encoded");
     }},
    {mail_code_in_subject, "hidden", "shown",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_return std::string(v.mail().subject.contains(v.code()) ? "shown" : "hidden");
     }},
    {mail_parts_differ, "same", "different",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       co_return std::string(v.mail().html.contains(v.code()) ? "same" : "different");
     }},
    {resend_limit_ignored, "1", "5",
     [](visitor& v) -> visit_of {
       co_await v.come_to_code();
       for (int i = 0; i < 4; ++i) co_await v.resend();
       co_return v.mails_to(address);
     }},
};

std::vector<scenario> scenarios() {
  std::vector<scenario> all;
  all.insert(all.end(), std::begin(code_scenarios), std::end(code_scenarios));
  all.insert(all.end(), std::begin(captcha_scenarios), std::end(captcha_scenarios));
  all.insert(all.end(), std::begin(identity_scenarios), std::end(identity_scenarios));
  all.insert(all.end(), std::begin(flow_scenarios), std::end(flow_scenarios));
  all.insert(all.end(), std::begin(mail_scenarios), std::end(mail_scenarios));
  return all;
}

TEST_F(Console, EachDefectIsSwitchedOnAndOffWhileThePortalRuns) {
  auto main = [](Console& t) -> awaitable<void> {
    for (const auto& item : scenarios()) {
      const auto name = portal::info_of(item.id).name;
      for (const bool on : {false, true, false}) {
        std::string switched;
        if (on) switched = "\"" + std::string(name) + "\"";
        co_await begin_anew(t, switched);
        visitor v(t);
        const std::string seen = co_await item.visit(v);
        EXPECT_EQ(seen, on ? item.on : item.off) << name << (on ? " on" : " off");
      }
    }
  };
  run(main(*this));
}

TEST_F(Console, EachDefectIsMetOverHttp) {
  portal::defect_set met;
  for (const auto& item : scenarios()) met.insert(item.id);
  for (const auto& info : portal::all_defects()) EXPECT_TRUE(met.has(info.id)) << info.name;
}

}  // namespace
}  // namespace parcours::mocks::console
