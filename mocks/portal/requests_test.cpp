// Each kind of value that the table of the forms names does to the model what it says there.
#include "mocks/portal/browsing.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parcours::mocks::portal {
namespace {

using namespace testing;  // NOLINT: the helpers of this folder

std::uint32_t applications(const std::vector<std::uint32_t>& since, const model& of, request_kind kind,
                           condition when) {
  std::uint32_t sum = 0;
  for (const rule& one : flow_rules()) {
    const auto outcome = outcome_index(one);
    if (one.of == kind && one.when == when) sum += of.coverage()[outcome] - since[outcome];
  }
  return sum;
}

bool anything(const transition& /*row*/, guard /*ask*/) { return true; }

/// One field of a form is filled in in one way, all others rightly.
struct trial {
  const form_spec& form;
  const form_field& field;
  const entry& value;

  [[nodiscard]] std::string name() const {
    std::string text(name_of(form.on));
    return text.append(" ").append(name_of(field.name)).append(" ").append(name_of(value.what));
  }
};

void expect_what_the_table_says(const trial& of, const decision& made, const std::vector<std::uint32_t>& since,
                                const model& portal) {
  const auto refused_by = refusal_of(of.value, portal.rules());
  const auto& row = transition_of_form(of.form.on);
  EXPECT_EQ(refusals(since, portal, anything), refused_by ? 1U : 0U) << of.name();
  if (of.value.stopped_by) {
    EXPECT_EQ(applications(since, portal, request_kind::form, *of.value.stopped_by), 1U) << of.name();
    EXPECT_EQ(made.verdict, verdict::forged) << of.name();
  } else if (refused_by) {
    const event asked_on = of.value.answered.value_or(of.form.on);
    const auto named = [&](const transition& one, guard ask) {
      return one.from == row.from && one.on == asked_on && ask == *refused_by;
    };
    EXPECT_EQ(refusals(since, portal, named), 1U) << of.name();
    EXPECT_EQ(made.verdict, verdict::refused) << of.name();
  } else {
    EXPECT_EQ(made.verdict, verdict::moved) << of.name();
    EXPECT_EQ(portal.coverage()[outcome_index(row)], since[outcome_index(row)] + 1) << of.name();
  }
}

/// False where the person cannot send it.
bool try_out(const trial& of, const policy& rules, const subscriber& who, const subscriber& other) {
  town at(rules);
  browser another(at, other, who);
  another.walk_to(state::code);
  browser one(at, who, other);
  one.knows.other_csrf = another.knows.csrf;
  one.knows.other_code = another.knows.code;
  if (!one.walk_to(transition_of_form(of.form.on).from)) return false;
  at.now += rules.resend_after;
  if (of.field.name == field_id::code) one.complete(one.right(event::resend_code).value());
  at.now += of.form.on == event::resend_code ? rules.resend_after : duration{};
  const auto form = one.filled(of.form, made_form::choice{of.field.name, &of.value});
  if (!form) return false;
  const auto since = counted(at.portal);
  expect_what_the_table_says(of, one.complete(*form), since, at.portal);
  return true;
}

policy lax() {
  policy made;
  made.terms_required = false;
  return made;
}

TEST(Requests, EachKindOfValueDoesWhatItsRowSays) {
  std::set<std::string> missed;
  std::set<std::string> tried;
  for (const policy& rules : {policy(), strict(), lax()}) {
    for (std::size_t i = 0; i < people.size(); ++i) {
      const auto& other = people.at(i % 2 == 0 ? i + 1 : i - 1);
      for (const form_spec& form : all_forms()) {
        for (const form_field& field : form.fields) {
          for (const entry& value : field.entries) {
            const trial one{form, field, value};
            (try_out(one, rules, people.at(i), other) ? tried : missed).insert(one.name());
          }
        }
      }
    }
  }
  // Before the person is known a visit has had no other token.
  for (const event early : {event::accept_terms, event::identify_by_amo, event::identify_by_registration,
                            event::pay_by_transfer, event::pay_by_e_mandat}) {
    tried.insert(std::string(name_of(early)) + " csrf_token outdated");
  }
  for (const auto& name : missed) EXPECT_TRUE(tried.contains(name)) << name;
}

TEST(Requests, EachGuardThatLooksAtTheFormIsMetByAKindOfValue) {
  for (const form_spec& form : all_forms()) {
    for (const check& item : transition_of_form(form.on).checks) {
      const auto met = [&](const form_field& field) {
        return std::ranges::find(field.entries, item.ask, [](const entry& one) {
                 return one.refused_by.value_or(guard::never);
               }) != field.entries.end();
      };
      EXPECT_TRUE(!item.of_form || std::ranges::any_of(form.fields, met)) << name_of(item.ask);
    }
  }
}

}  // namespace
}  // namespace parcours::mocks::portal
