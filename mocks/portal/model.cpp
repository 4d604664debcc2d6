#include "mocks/portal/model.hpp"

#include "harness/base/utf8.hpp"

#include <algorithm>
#include <utility>

namespace parcours::mocks::portal {

namespace {

/// What may be shown again after a refusal: never the code, a password, the token of the captcha or that of the form.
constexpr field_id shown_again[] = {field_id::terms, field_id::amo,      field_id::issuer, field_id::registration,
                                    field_id::rib,   field_id::e_mandat, field_id::email};

constexpr std::size_t longest_shown = 256;  // bytes: a whole visit is small, whatever was sent

form_values worth_showing(const form_values& form) {
  form_values kept;
  for (const auto name : shown_again) {
    const auto found = std::ranges::find(form, name_of(name), &form_values::value_type::first);
    if (found != form.end()) kept.emplace_back(name_of(name), first_bytes(found->second, longest_shown));
  }
  return kept;
}

}  // namespace

model::model(portal::policy rules, defect_set defects, random_source random)
    : rules_(std::move(rules)), defects_(defects), random_(random), coverage_(outcome_count()) {}

void model::add_subscriber(subscriber who) {
  if (const auto* known = people_.with_amo(who.amo); known != nullptr && known->invented) remove_subscriber(who.amo);
  people_.add(std::move(who));
}

bool model::remove_subscriber(std::string_view amo) {
  const auto* gone = people_.with_amo(amo);
  if (gone == nullptr) return false;
  std::erase_if(sessions_, [&](const auto& item) { return item.second.who == gone; });
  people_.remove(gone);
  return true;
}

population model::replace_people(population by) {
  sessions_.clear();
  std::swap(people_, by);
  return by;
}

const person* model::subscriber_with(std::string_view amo) const {
  const auto* found = people_.with_amo(amo);
  return found == nullptr || found->invented ? nullptr : found;
}

const person* model::subscriber_at(std::string_view issuer, std::string_view registration) const {
  return people_.at(issuer, registration);
}

std::optional<account> model::account_of(std::string_view amo) const {
  const auto* found = people_.with_amo(amo);
  if (found == nullptr) return std::nullopt;
  return found->account;
}

std::vector<session_info> model::sessions(std::optional<duration> now) const {
  std::vector<session_info> all;
  all.reserve(sessions_.size());
  for (const auto& [id, one] : sessions_) {
    if (!now || !expired(one, *now)) all.push_back({one.number, one.flow, one.at, one.seen});
  }
  std::ranges::sort(all, {}, &session_info::number);
  return all;
}

model_image model::save() const {
  model_image made{random_,
                   {people().begin(), people().end()},
                   {},
                   opened_,
                   codes_issued_,
                   {passed_tokens_.begin(), passed_tokens_.end()},
                   journal_,
                   noted_};
  std::map<const person*, std::size_t> places;  // of who has a session: few of many
  for (const auto& [id, one] : sessions_) {
    if (one.who) places.emplace(one.who, 0);
  }
  std::size_t place = 0;
  for (const auto& one : people()) {
    const auto meant = places.empty() ? places.end() : places.find(&one);
    if (meant != places.end()) meant->second = place;
    ++place;
  }
  for (const auto& [id, one] : sessions_) {
    auto& visit = made.visits.emplace_back(id, one, std::nullopt);
    if (one.who) visit.who = places.at(one.who);
    visit.data.who = nullptr;
  }
  return made;
}

void model::restore(model_image from) {
  population people(std::move(from.people));
  (void)restore(std::move(from), std::move(people));
}

population model::restore(model_image from, population people) {
  auto before = replace_people(std::move(people));
  const auto places = people_.places();
  for (auto& [id, one, who] : from.visits) {
    if (who) one.who = places.at(*who);
    sessions_.emplace(std::move(id), std::move(one));
  }
  random_ = from.random;
  opened_ = from.opened;
  prune_at_ = prune_next();
  codes_issued_ = from.codes_issued;
  passed_tokens_.clear();
  passed_before_.clear();
  for (const auto hash : from.passed_tokens) remember_token(hash);
  journal_ = std::move(from.journal);
  while (journal_.size() > journal_limit) journal_.pop_front();
  noted_ = std::max(noted_, from.noted);
  return before;
}

std::uint64_t model::number_of(std::string_view session) const {
  const auto found = sessions_.find(session);
  return found == sessions_.end() ? 0 : found->second.number;
}

std::string model::open(flow_kind flow, duration now) {
  prune(now);
  session made;
  made.number = ++opened_;
  made.flow = flow;
  made.seen = now;
  decision out;
  const form_values nothing;
  const event on = flow == flow_kind::activation ? event::open_activation : event::open_recovery;
  attempt of{request_kind::page, {}, sessions_.end(), &made, state::terms, on, flow, nothing, now, out};
  take(*find_transition(state::landing, on), of);
  return std::move(out.session);
}

void model::close(std::string_view session) {
  if (const auto found = sessions_.find(session); found != sessions_.end()) sessions_.erase(found);
}

bool model::expired(const session& one, duration now) const {
  return now - one.seen >= rules_.session_ttl && !has(defect::session_never_expires);
}

// Looking at every session costs as much as there are: it is done once they have doubled in number.
std::size_t model::prune_next() const { return std::clamp<std::size_t>(2 * sessions_.size(), 1024, most_sessions); }

void model::prune(duration now) {
  if (sessions_.size() < prune_at_) return;
  std::erase_if(sessions_, [&](const auto& item) { return expired(item.second, now); });
  if (sessions_.size() >= most_sessions) forget_idle();
  prune_at_ = prune_next();
}

// An eighth at once, so that the search for them costs each new session next to nothing.
void model::forget_idle() {
  std::vector<session_map::iterator> all;
  for (auto one = sessions_.begin(); one != sessions_.end(); ++one) all.push_back(one);
  const auto last = all.begin() + most_sessions / 8;
  std::ranges::nth_element(all, last, {}, [](auto one) { return std::pair(one->second.seen, one->second.number); });
  std::for_each(all.begin(), last, [&](auto one) { sessions_.erase(one); });
}

decision model::handle(std::string_view id, event on, const form_values& form, duration now) {
  const request_kind kind = kind_of(on);
  const auto place = sessions_.find(id);
  session none;
  session* const in = place == sessions_.end() ? &none : &place->second;
  const state step = kind == request_kind::form ? transition_of_form(on).from : in->at;
  decision out;
  attempt of{kind, id, place, in, step, on, {}, form, now, out};
  decide(of);
  return out;
}

void model::decide(attempt& of) {
  const rule& by = rule_for(of);
  mark(outcome_index(by));
  of.out.verdict = by.answered;
  if (!by.noted.empty()) note(of, by.noted);
  for (const effect item : by.effects) apply(item, of);
  if (of.kind != request_kind::answer) of.in->seen = of.now;
  of.out.next = by.leads_to.value_or(of.in->at);
  if (by.notice) say(*of.in, of.out.next, {dashed_name_of(*by.notice), {}, false});
  if (by.answered == verdict::moved) take(*row_for(of), of);
}

const rule& model::rule_for(const attempt& of) const {
  return *std::ranges::find_if(flow_rules(), [&](const rule& by) { return by.of == of.kind && is_so(by.when, of); });
}

const transition* model::row_for(const attempt& of) const {
  if (of.kind == request_kind::form) return &transition_of_form(of.on);
  const auto rows = flow_table();
  const auto row = std::ranges::find_if(rows, [&](const transition& one) {
    return one.from == of.in->at && one.on == of.on && (!one.where || holds(*one.where, of));
  });
  return row == rows.end() ? nullptr : &*row;
}

void model::take(const transition& row, attempt& of) {
  of.in->messages.clear();
  of.in->entered.clear();
  if (!form_in_order(row, of)) return;
  for (std::size_t i = 0; i < row.checks.size(); ++i) {
    const check& item = row.checks[i];
    if (item.of_form || holds(item.ask, of)) continue;
    mark(outcome_index(row, i));
    refuse(row, item, of);
    return;
  }
  mark(outcome_index(row));
  of.in->at = of.out.next = row.to;
  note(of, name_of(row.to));
  if (row.notice) say(*of.in, row.to, {dashed_name_of(*row.notice), {}, false});
  for (const effect item : row.effects) apply(item, of);
}

bool model::form_in_order(const transition& row, attempt& of) {
  bool in_order = true;
  for (std::size_t i = 0; i < row.checks.size(); ++i) {
    const check& item = row.checks[i];
    const auto same_field = [&](const said& other) { return item.field && other.field == name_of(*item.field); };
    if (!item.of_form || std::ranges::any_of(of.in->messages, same_field) || holds(item.ask, of)) continue;
    mark(outcome_index(row, i));
    refuse(row, item, of);
    in_order = false;
  }
  return in_order;
}

void model::refuse(const transition& row, const check& by, attempt& of) {
  of.out.verdict = verdict::refused;
  of.out.next = row.from;
  apply(by.on_refusal, of);
  const bool failed = of.on == event::captcha_refused || of.on == event::captcha_unavailable;
  const bool leaks = failed && has(defect::captcha_order_leak) && !code_matches(of);
  const message_id told = leaks ? message_id::code_wrong : by.message;
  const auto beside = leaks ? field_id::code : by.field;
  say(*of.in, row.from, {dashed_name_of(told), beside ? name_of(*beside) : std::string_view{}});
  if (!is_answer(of.on)) of.in->entered = worth_showing(of.form);
  note(of, dashed_name_of(by.message));
}

void model::say(session& in, state page, said what) {
  if (in.said_on != page) in.messages.clear();
  in.said_on = page;
  const auto same = [&](const said& other) { return other.message == what.message && other.field == what.field; };
  if (std::ranges::none_of(in.messages, same)) in.messages.push_back(what);
}

look_result model::look(std::string_view id, state page, duration now, std::optional<flow_kind> entrance) {
  const auto place = sessions_.find(id);
  session none;
  session* const in = place == sessions_.end() ? &none : &place->second;
  const form_values nothing;
  decision out;
  attempt of{request_kind::page, id, place, in, page, {}, entrance, nothing, now, out};
  decide(of);
  look_result made;
  made.session = std::move(out.session);
  made.shown = out.verdict == verdict::shown;
  if (made.shown) {
    made.view = view_of(*of.in, page);
  } else {
    made.redirect = out.next;
  }
  return made;
}

page_view model::view_of(session& in, state page) {
  page_view view;
  view.page = page;
  view.flow = in.flow;
  view.csrf = in.csrf;
  if (in.said_on == page) {
    view.messages = std::exchange(in.messages, {});
    view.entered = std::exchange(in.entered, {});
  }
  view.code_digits = code_digits(in);
  if (page == state::code) view.email = in.email;
  if (page == state::done) view.reference = in.number * 100 + (in.who ? in.who->account.activations : 0);
  const bool leaks = page == state::code && (has(defect::code_in_page) || has(defect::code_in_header));
  if (const issued_code* code = leaks ? code_of(in) : nullptr) view.leaked_code = code->value;
  return view;
}

void model::note(const attempt& of, std::string_view detail) {
  if (journal_.size() == journal_limit) journal_.pop_front();
  journal_.push_back({++noted_, of.in->number, of.now, std::string(name_of(of.on)), std::string(detail)});
}

}  // namespace parcours::mocks::portal
