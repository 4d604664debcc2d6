// Sequences of requests that are made up from the portal's tables alone, of several people at once: whoever makes one
// mistake is told of it, nobody activates twice, and every row and every rule is reached.
#include "mocks/portal/browsing.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>
#include <set>

namespace parcours::mocks::portal {
namespace {

using namespace testing;  // NOLINT: the helpers of this folder

template <class T>
const T& any(std::span<const T> all, random_source& random) {
  return random.pick(all);
}

/// What happens in a play, drawn anew for each: how often each thing is done, so that some go far and others stay in a
/// corner; a form that is sent again and again; and a slip that is made whenever it can be.
struct habits {
  explicit habits(random_source& random) {
    const bool straight = random.chance(0.4);
    for (auto& weight : weights) weight = straight ? 0 : random.pick(amounts);
    wrong = static_cast<double>(random.below(4)) / 10;
    liked = any(all_forms(), random).on;
    const auto fields = any(all_forms(), random).fields;
    const auto& field = any(fields.subspan(fields.size() > 1 ? 1 : 0), random);
    slip = {field.name, &any(field.entries, random)};
  }
  std::size_t pick(random_source& random) const {
    auto left = random.below(std::accumulate(weights.begin(), weights.end(), 8U));
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (left < weights.at(i)) return i;
      left -= weights.at(i);
    }
    return weights.size();
  }
  static constexpr std::array<unsigned, 6> amounts = {0, 0, 0, 0, 1, 4};
  std::array<unsigned, 8> weights{};
  double wrong = 0;
  event liked{};
  made_form::choice slip{};
};

/// Several people at once who do anything, in any order.
class play {
 public:
  play(policy rules, std::uint64_t seed) : random_(seed), at_(std::move(rules)), habits_(random_) {
    for (std::size_t i = 0; i <= people.size(); ++i) {  // the first of them at two browsers
      browsers_.emplace_back(at_, people.at(i % people.size()), people.at((i + 1) % people.size()));
      browsers_.back().random = random_source(random_.next());
    }
    busy_[0] = random_.below(browsers_.size());
    busy_[1] = random_.chance(0.5) ? people.size() - busy_[0] : busy_[0];
  }

  void step() {
    browser& who = browsers_.at(random_.chance(0.9) ? random_.pick(busy_) : random_.below(browsers_.size()));
    switch (habits_.pick(random_)) {
      case 0:
        return send(who, who.right(any(all_forms(), random_).on));
      case 1:
        return send(who, who.filled_badly(any(all_forms(), random_).on, habits_.wrong));
      case 2:
        return who.go(random_.pick(all_of<state>));
      case 3:
        return begin(who);
      case 4:
        at_.now += random_.pick(whiles);
        return;
      case 5:
        at_.mail_works = random_.chance(0.7);
        who.provider_works = random_.chance(0.7);
        return;
      case 6:
        at_.now += at_.portal.rules().resend_after;
        return send(who, who.right(habits_.liked));
      case 7:
        if (random_.chance(0.3)) who.id = random_.chance(0.5) ? "" : random_.hex(32);
        return;
      default:
        return go_on(who);
    }
  }

  [[nodiscard]] const model& portal() const { return at_.portal; }

 private:
  // Mostly with what the person needs.
  void begin(browser& who) {
    const auto needed = who.knows.who.active ? flow_kind::recovery : flow_kind::activation;
    who.go(state::terms, random_.chance(0.8) ? needed : random_.pick(all_of<flow_kind>));
  }

  void go_on(browser& who) {
    if (waiting_.empty() || random_.chance(0.3)) {
      if (who.here == state::email && random_.chance(0.3)) at_.now += at_.portal.rules().resend_after;
      return send(who, next_of(who));
    }
    const auto place = waiting_.begin() + static_cast<std::ptrdiff_t>(random_.below(waiting_.size()));
    const question about = *place;
    if (random_.chance(0.9)) waiting_.erase(place);  // else it is answered twice
    who.hear(about);
  }

  /// Any form of the page, or of the one before: the browser's button leads back there.
  std::optional<made_form> near(browser& who) {
    std::vector<event> all;
    for (const form_spec& form : all_forms()) {
      const auto from = static_cast<int>(transition_of_form(form.on).from);
      const auto here = static_cast<int>(who.here);
      if (from == here || from == here - 1) all.push_back(form.on);
    }
    return all.empty() ? std::nullopt : who.right(random_.pick(all));
  }

  std::optional<made_form> next_of(browser& who) {
    if (random_.chance(0.15)) return near(who);
    auto form = who.next();
    if (!form || random_.chance(0.2)) return form;
    auto slipped =
        random_.chance(0.9) ? who.filled(form_of(form->on), habits_.slip) : who.filled_badly(form->on, habits_.wrong);
    return slipped ? slipped : form;
  }

  void send(browser& who, const std::optional<made_form>& form) {
    if (!form) return;
    for (const browser& other : browsers_) {
      if (&other == &who) continue;
      who.knows.other_code = other.knows.code;
      who.knows.other_csrf = other.knows.csrf;
    }
    const auto since = counted(at_.portal);
    const decision made = who.send(*form, waiting_);
    check(*form, made, since);
  }

  /// What can be told of the form alone: who makes one mistake is told of that one.
  void check(const made_form& form, const decision& made, const std::vector<std::uint32_t>& since) const {
    const auto& row = transition_of_form(form.on);
    const auto looks_at_form = [](const transition& of, guard ask) {
      return std::ranges::any_of(of.checks, [&](const auto& one) { return one.of_form && one.ask == ask; });
    };
    const bool let_through = made.verdict == verdict::moved || made.verdict == verdict::refused;
    std::set<guard> slips;
    for (const auto& [name, value] : form.choices) {
      if (let_through) RC_ASSERT(!value->stopped_by);
      const auto by = refusal_of(*value, at_.portal.rules());
      if (by && looks_at_form(row, *by)) slips.insert(*by);
    }
    const auto told = refusals(since, at_.portal, looks_at_form);
    if (!let_through || slips.empty()) RC_ASSERT(told == 0U);
    if (!let_through || slips.size() != 1) return;
    RC_ASSERT(made.verdict == verdict::refused);
    RC_ASSERT(refusals(since, at_.portal, [&](const auto&, guard ask) { return ask == *slips.begin(); }) == 1U);
  }

  static constexpr std::array<duration, 6> whiles = {1s, 60s, 61s, 5min, 10min, 30min};
  random_source random_;
  town at_;
  habits habits_;
  std::deque<browser> browsers_;
  std::vector<question> waiting_;
  std::array<std::size_t, 2> busy_{};  // of the browsers
};

RC_GTEST_PROP(RequestsProperty, WhoMakesOneMistakeIsToldOfItAndNobodyActivatesTwice, (std::uint32_t seed)) {
  play one(seed % 2 == 0 ? policy() : strict(), seed);
  for (int i = 0; i < 100; ++i) one.step();
  for (const auto& who : one.portal().people()) RC_ASSERT(who.account.activations <= 1);
}

TEST(Requests, ReachEveryRowAndEveryRule) {
  std::vector<std::uint64_t> reached(outcome_count());
  for (std::uint64_t seed = 0; seed < 6000; ++seed) {
    play one(seed % 2 == 0 ? policy() : strict(), seed);
    for (int i = 0; i < 100; ++i) one.step();
    std::ranges::transform(reached, one.portal().coverage(), reached.begin(), std::plus());
  }
  for (std::size_t i = 0; i < reached.size(); ++i) {
    EXPECT_EQ(reached[i] > 0, outcome_possible(i)) << outcome_name(i) << ": " << reached[i];
  }
}

}  // namespace
}  // namespace parcours::mocks::portal
