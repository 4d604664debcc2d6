#include "mocks/portal/defects.hpp"

#include "mocks/portal/code_mail.hpp"
#include "mocks/portal/pages.hpp"
#include "mocks/portal/testing.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace parcours::mocks::portal {
namespace {

using namespace testing;  // NOLINT: the helpers of this folder
using enum defect;

/// What a visitor sees of a portal; with the defect it must be something else.
struct scenario {
  defect id;
  std::string_view sound;
  std::string_view broken;
  std::function<std::string(site&)> visit;
  policy rules = {};
};

std::string reached(const decision& made) { return std::string(name_of(made.next)); }

policy with(std::function<void(policy&)> change) {
  policy made;
  change(made);
  return made;
}

/// A visitor who has come so far and resends once.
std::string submit_old_code(site& at) {
  visitor alice(at);
  alice.come_to_code();
  const std::string old = alice.code();
  at.now += 60s;
  alice.resend();
  return reached(alice.submit(old));
}

std::string pay_with(site& at, std::string_view rib) {
  visitor alice(at);
  alice.accept();
  alice.identify();
  return reached(alice.pay(rib));
}

std::string identify_with(site& at, std::string_view amo) {
  visitor alice(at);
  alice.accept();
  alice.identify(amo);
  return reached(alice.pay());
}

std::string first_mail(site& at, const std::function<std::string(const outgoing_code&)>& look) {
  visitor alice(at);
  alice.come_to_email();
  return look(*alice.request().mail);
}

std::string submit_with(site& at, std::string_view token) {
  visitor alice(at);
  alice.come_to_code();
  return reached(alice.submit(alice.code(), token));
}

std::vector<scenario> code_scenarios() {
  return {
      {code_accepts_expired, "code", "done",
       [](site& at) {
         visitor alice(at);
         alice.come_to_code();
         at.now += 10min;
         return reached(alice.submit(alice.code()));
       }},
      {code_reusable, "code", "password",
       [](site& at) {
         visitor first(at);
         first.come_to_code();
         const std::string used = first.code();
         first.submit(used);
         at.now += 60s;
         visitor again(at, flow_kind::recovery);
         return reached(again.come_to_code().submit(used));
       }},
      {code_old_valid_after_resend, "code", "done", submit_old_code},
      {code_not_bound, "code", "done",
       [](site& at) {
         visitor bob(at);
         bob.accept();
         bob.identify("200000001");
         bob.pay_by_e_mandat(bob_e_mandat);
         bob.request("badr@example.com");
         const std::string code_of_bob = bob.code();
         visitor alice(at);
         return reached(alice.come_to_code().submit(code_of_bob));
       }},
      {code_tries_unlimited, "code", "done",
       [](site& at) {
         visitor alice(at);
         alice.come_to_code();
         for (int i = 0; i < 5; ++i) alice.submit(other_than(alice.code()));
         return reached(alice.submit(alice.code()));
       }},
      {code_tries_reset_by_resend, "code", "done",
       [](site& at) {
         visitor alice(at);
         alice.come_to_code();
         for (int i = 0; i < 4; ++i) alice.submit(other_than(alice.code()));
         at.now += 60s;
         alice.resend();
         alice.submit(other_than(alice.code()));
         return reached(alice.submit(alice.code()));
       }},
      {code_predictable, "code", "done",
       [](site& at) {
         visitor alice(at);
         return reached(alice.come_to_code().submit("000001"));
       }},
      {code_too_short, "6", "4",
       [](site& at) { return first_mail(at, [](const auto& mail) { return std::to_string(mail.code.size()); }); }},
      {code_in_page, "hidden", "shown",
       [](site& at) {
         visitor alice(at);
         alice.come_to_code();
         const std::string html = pages(at.portal.rules(), {}).render(alice.look(state::code).view);
         return std::string(html.contains(alice.code()) ? "shown" : "hidden");
       }},
      {code_in_header, "", "000042",
       [](site& at) {
         visitor alice(at);
         return alice.come_to_code().look(state::code).view.leaked_code;
       },
       with([](policy& rules) { rules.first_code = "000042"; })},
      {code_leading_zero_dropped, "000042", "42",
       [](site& at) { return first_mail(at, [](const auto& mail) { return mail.code; }); },
       with([](policy& rules) { rules.first_code = "000042"; })},
  };
}

std::vector<scenario> captcha_scenarios() {
  return {
      {captcha_not_verified, "code", "done", [](site& at) { return submit_with(at, ""); }},
      {captcha_fails_open, "code", "done", [](site& at) { return submit_with(at, "down"); }},
      {captcha_token_reusable, "code", "done",
       [](site& at) {
         visitor alice(at);
         alice.come_to_code().submit(other_than(alice.code()), "good");
         return reached(alice.submit(alice.code(), "good"));
       }},
      {captcha_expired_accepted, "code", "done", [](site& at) { return submit_with(at, "old"); }},
      {captcha_error_taken_for_success, "code", "done", [](site& at) { return submit_with(at, "bad"); }},
      {captcha_order_leak, "captcha-refused", "code-wrong",
       [](site& at) {
         visitor alice(at);
         alice.come_to_code().submit(other_than(alice.code()), "bad");
         return alice.said(state::code);
       }},
  };
}

std::vector<scenario> identity_scenarios() {
  return {
      {rib_key_ignored, "payment", "email", [](site& at) { return pay_with(at, "011519000001205000534922"); }},
      {rib_of_another_accepted, "payment", "email", [](site& at) { return pay_with(at, bob_rib); }},
      {payment_mode_not_compared, "payment", "email",
       [](site& at) {
         visitor alice(at);
         alice.accept();
         alice.identify();
         return reached(alice.pay_by_e_mandat("1234567890"));
       }},
      {unknown_amo_accepted, "payment", "email", [](site& at) { return identify_with(at, "999999999"); }},
      {affiliation_accepted, "identify", "email", [](site& at) { return identify_with(at, "87654321"); }},
      {whitespace_stripped, "identify", "email", [](site& at) { return identify_with(at, "012 345 678"); },
       with([](policy& rules) { rules.spaces = space_rule::refuse; })},
      {leading_zeros_stripped, "identify", "email", [](site& at) { return identify_with(at, "12345678"); }},
      {enumeration_by_message, "", "number-unknown",
       [](site& at) {
         visitor nobody(at);
         nobody.accept();
         nobody.identify("999999999");
         return nobody.said(state::identify);
       }},
      {enumeration_by_status, "303", "404",
       [](site& at) {
         visitor nobody(at);
         nobody.accept();
         return std::to_string(nobody.identify("999999999").status);
       }},
      {enumeration_by_time, "same", "slower",
       [](site& at) {
         visitor alice(at);
         visitor nobody(at);
         alice.accept();
         nobody.accept();
         return std::string(nobody.identify("999999999").delay > alice.identify().delay ? "slower" : "same");
       }},
  };
}

std::vector<scenario> flow_scenarios() {
  return {
      {terms_not_enforced, "terms", "identify",
       [](site& at) {
         visitor alice(at);
         return reached(alice.send(event::accept_terms, {}));
       }},
      {step_skippable, "payment", "done",
       [](site& at) {
         visitor alice(at);
         alice.accept();
         alice.identify();
         if (alice.request().next != state::code) return std::string("payment");
         return reached(alice.submit(alice.code()));
       }},
      {csrf_not_checked, "terms", "identify",
       [](site& at) {
         visitor alice(at);
         alice.csrf = "";
         return reached(alice.accept());
       }},
      {session_id_kept, "new", "kept",
       [](site& at) {
         visitor alice(at);
         const std::string before = alice.id();
         alice.come_to_email();
         return std::string(alice.id() == before ? "kept" : "new");
       }},
      {session_never_expires, "terms", "payment",
       [](site& at) {
         visitor alice(at);
         alice.accept();
         at.now += 24h;
         return reached(alice.identify());
       }},
      {double_submit_activates_twice, "1", "2",
       [](site& at) {
         visitor alice(at);
         alice.come_to_code().submit(alice.code());
         alice.submit(alice.code());
         return std::to_string(at.portal.account_of(alice_amo)->activations);
       }},
      {active_account_activated_again, "payment", "email",
       [](site& at) {
         visitor first(at);
         first.come_to_code().submit(first.code());
         return pay_with(at, alice_rib);
       }},
      {email_not_matched, "email", "code",
       [](site& at) {
         visitor alice(at);
         return reached(alice.come_to_email().request("other@example.com"));
       },
       with([](policy& rules) { rules.email_on_file = email_rule::must_match; })},
      {personal_data_in_url, "", "?immatriculation=012345678",
       [](site& at) {
         visitor alice(at);
         alice.accept();
         return alice.identify().query;
       }},
  };
}

std::vector<scenario> mail_scenarios() {
  return {
      {mail_not_sent, "code, 1 mails", "code, 0 mails",
       [](site& at) {
         visitor alice(at);
         const std::string page = reached(alice.come_to_email().request());
         return page + ", " + std::to_string(at.mails.size()) + " mails";
       }},
      {mail_sent_twice, "1", "2",
       [](site& at) {
         visitor(at).come_to_code();
         return std::to_string(at.mails.size());
       }},
      {mail_to_another, "", "archives@cnops.test",
       [](site& at) { return first_mail(at, [](const auto& mail) { return mail.cc; }); }},
      {mail_subject_not_encoded, "encoded", "raw",
       [](site& at) {
         return first_mail(at, [&](const auto& mail) {
           const auto bytes = parcours::smtp::compose(code_mail(mail, at.portal.rules(), {}, "1@test"));
           return std::string(bytes.contains("Subject: Votre code secret CNOPS à") ? "raw" : "encoded");
         });
       }},
      {mail_code_in_subject, "Votre code secret CNOPS à usage unique",
       "Votre code secret CNOPS à usage unique : 000042",
       [](site& at) {
         return first_mail(at,
                           [&](const auto& mail) { return code_mail(mail, at.portal.rules(), {}, "1@test").subject; });
       },
       with([](policy& rules) { rules.first_code = "000042"; })},
      {mail_parts_differ, "same", "different",
       [](site& at) {
         return first_mail(at, [&](const auto& mail) {
           const auto made = code_mail(mail, at.portal.rules(), {}, "1@test");
           return std::string(made.html.contains(mail.code) ? "same" : "different");
         });
       }},
      {resend_limit_ignored, "1", "10",
       [](site& at) {
         visitor alice(at);
         alice.come_to_code();
         for (int i = 0; i < 9; ++i) alice.resend();
         return std::to_string(at.mails.size());
       }},
  };
}

std::vector<scenario> scenarios() {
  std::vector<scenario> all;
  for (auto part : {code_scenarios(), captcha_scenarios(), identity_scenarios(), flow_scenarios(), mail_scenarios()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

TEST(Defects, EachChangesWhatAVisitorSees) {
  for (const scenario& item : scenarios()) {
    site sound(item.rules);
    site broken(item.rules, {item.id});
    EXPECT_EQ(item.visit(sound), item.sound) << info_of(item.id).name;
    EXPECT_EQ(item.visit(broken), item.broken) << info_of(item.id).name;
    EXPECT_NE(item.sound, item.broken) << info_of(item.id).name;
  }
}

TEST(Defects, EachHasAScenario) {
  defect_set shown;
  for (const scenario& item : scenarios()) shown.insert(item.id);
  for (const defect_info& info : all_defects()) EXPECT_TRUE(shown.has(info.id)) << info.name;
}

// A defect is what a careless portal has, not a broken one: who makes no mistake gets through in spite of it. The few
// that anyone would notice are named here.
TEST(Defects, TheHappyPathWorksWithAllButTheLouderOnes) {
  const defect_set louder = {code_too_short, code_leading_zero_dropped, mail_not_sent};
  for (const defect_info& info : all_defects()) {
    if (louder.has(info.id)) continue;
    site at({}, {info.id});
    visitor alice(at);
    EXPECT_EQ(reached(alice.come_to_code().submit(alice.code())), "done") << info.name;
  }
}

TEST(Defects, AreNamedInTheOrderOfTheEnumeration) {
  for (std::size_t i = 0; i < defect_count; ++i) {
    const defect_info& info = all_defects()[i];
    EXPECT_EQ(static_cast<std::size_t>(info.id), i) << info.name;
    EXPECT_EQ(defect_named(info.name), info.id);
    EXPECT_FALSE(info.what.empty());
  }
  EXPECT_EQ(defect_named("code_reusable"), std::nullopt);
}

}  // namespace
// A code for nobody is sent to nobody, and nothing breaks.
TEST(defects, a_skipped_step_leaves_no_one_to_send_a_code_to) {
  site at({}, {defect::step_skippable});
  visitor stranger(at);
  EXPECT_EQ(stranger.resend().next, state::code);
  EXPECT_TRUE(at.mails.empty());
  EXPECT_NE(stranger.submit("012345").next, state::done);
}

}  // namespace parcours::mocks::portal
