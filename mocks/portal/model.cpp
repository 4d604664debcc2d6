#include "mocks/portal/model.hpp"

#include "harness/base/utf8.hpp"

#include <algorithm>
#include <utility>

namespace parcours::mocks::portal {

namespace {

/// What may be shown again after a refusal: never the code, a password, the token of the captcha or that of the form.
constexpr std::string_view shown_again[] = {"terms", "amo", "issuer", "registration", "rib", "e_mandat", "email"};

constexpr std::size_t longest_shown = 256;  // bytes: a whole visit is small, whatever was sent

form_values worth_showing(const form_values& form) {
  form_values kept;
  for (const auto name : shown_again) {
    const auto found = std::ranges::find(form, name, &form_values::value_type::first);
    if (found != form.end()) kept.emplace_back(name, first_bytes(found->second, longest_shown));
  }
  return kept;
}

/// The last form once more, or what the provider says of it where both were sent at once: the token is spent by then.
bool ends_again(event on) {
  return on == event::submit_code || on == event::captcha_passed || on == event::captcha_refused ||
         on == event::set_password;
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
  made.csrf = random_.hex(32);
  made.flow = flow;
  made.seen = now;
  const event on = flow == flow_kind::activation ? event::open_activation : event::open_recovery;
  mark(*find_transition(state::landing, on));
  note(made, now, name_of(on), name_of(made.at));
  std::string id = random_.hex(32);
  sessions_.emplace(id, std::move(made));
  return id;
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

model::session_map::iterator model::live(std::string_view id, duration now) {
  const auto found = sessions_.find(id);
  return found == sessions_.end() || expired(found->second, now) ? sessions_.end() : found;
}

std::string model::lost(std::string_view id, duration now) {
  const auto old = sessions_.find(id);
  const flow_kind flow = old == sessions_.end() ? flow_kind::activation : old->second.flow;
  if (old != sessions_.end()) sessions_.erase(old);
  std::string fresh = open(flow, now);
  say(sessions_.find(fresh)->second, state::terms, {"session-expired", {}, false});
  return fresh;
}

decision model::handle(std::string_view id, event on, const form_values& form, duration now) {
  decision out;
  const auto place = live(id, now);
  if (place == sessions_.end()) {
    out.verdict = verdict::expired;
    out.session = lost(id, now);
    return out;
  }
  attempt of{place, place->second, on, form, now, out};
  out.next = of.in.at;
  if (!is_answer(on)) {
    of.in.seen = now;
    if (value_in(form, "csrf_token") != of.in.csrf && !has(defect::csrf_not_checked)) {
      out.verdict = verdict::forged;
      note(of.in, now, name_of(on), "forged");
      return out;
    }
  }
  decide(of);
  return out;
}

void model::decide(attempt& of) {
  if (of.in.at == state::done && has(defect::double_submit_activates_twice) && ends_again(of.on)) {
    complete(of);
    return;
  }
  if (const transition* row = row_for(of)) {
    take(*row, of);
    return;
  }
  const bool early = of.in.at != state::done && !is_answer(of.on);
  of.out.verdict = early ? verdict::out_of_order : verdict::ignored;
  if (early) say(of.in, of.in.at, {"step-order", {}, false});
  note(of.in, of.now, name_of(of.on), early ? "out of order" : "ignored");
}

// A subscriber may go back and fill an earlier form in anew, until the end is reached.
const transition* model::row_for(const attempt& of) const {
  if (is_answer(of.on)) {
    const auto counts = [&](const transition& row) {
      return row.from == of.in.at && row.on == of.on && (!row.where || holds(*row.where, of));
    };
    const auto rows = flow_table();
    const auto row = std::ranges::find_if(rows, counts);
    return row == rows.end() ? nullptr : &*row;
  }
  const transition& row = transition_of_form(of.on);
  const bool reached = row.from <= of.in.at && row.from != state::landing;
  if (of.in.at == state::done || !(reached || has(defect::step_skippable))) return nullptr;
  return &row;
}

void model::take(const transition& row, attempt& of) {
  of.in.messages.clear();
  of.in.entered.clear();
  if (!form_in_order(row, of)) return;
  for (std::size_t i = 0; i < row.checks.size(); ++i) {
    const check& item = row.checks[i];
    if (item.of_form || holds(item.ask, of)) continue;
    mark(row, i);
    refuse(row, item, of);
    return;
  }
  mark(row);
  of.in.at = of.out.next = row.to;
  note(of.in, of.now, name_of(of.on), name_of(row.to));
  if (!row.notice.empty()) say(of.in, row.to, {row.notice, {}, false});
  for (const effect item : row.effects) apply(item, of);
}

bool model::form_in_order(const transition& row, attempt& of) {
  bool in_order = true;
  for (std::size_t i = 0; i < row.checks.size(); ++i) {
    const check& item = row.checks[i];
    const auto same_field = [&](const said& other) { return other.field == item.field; };
    if (!item.of_form || std::ranges::any_of(of.in.messages, same_field) || holds(item.ask, of)) continue;
    mark(row, i);
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
  say(of.in, row.from, leaks ? said{"code-wrong", "code"} : said{by.message, by.field});
  if (!is_answer(of.on)) of.in.entered = worth_showing(of.form);
  note(of.in, of.now, name_of(of.on), by.message);
}

void model::say(session& in, state page, said what) {
  if (in.said_on != page) in.messages.clear();
  in.said_on = page;
  const auto same = [&](const said& other) { return other.message == what.message && other.field == what.field; };
  if (std::ranges::none_of(in.messages, same)) in.messages.push_back(what);
}

look_result model::look(std::string_view id, state page, duration now) {
  look_result out;
  const auto place = live(id, now);
  if (place == sessions_.end()) {
    out.shown = false;
    out.redirect = state::terms;
    out.session = lost(id, now);
    return out;
  }
  session& in = place->second;
  in.seen = now;
  const bool back = page <= in.at && in.at != state::done;
  if (page != in.at && !back && !has(defect::step_skippable)) {
    out.shown = false;
    out.redirect = in.at;
    if (in.at != state::done) say(in, in.at, {"step-order", {}, false});
    return out;
  }
  out.view.page = page;
  out.view.flow = in.flow;
  out.view.csrf = in.csrf;
  if (in.said_on == page) {
    out.view.messages = std::exchange(in.messages, {});
    out.view.entered = std::exchange(in.entered, {});
  }
  out.view.code_digits = code_digits(in);
  if (page == state::code) out.view.email = in.email;
  if (page == state::done)
    out.view.reference = in.who ? in.number * 100 + in.who->account.activations : in.number * 100;
  const bool leaks = page == state::code && (has(defect::code_in_page) || has(defect::code_in_header));
  if (const issued_code* code = leaks ? code_of(in) : nullptr) out.view.leaked_code = code->value;
  return out;
}

void model::note(const session& in, duration at, std::string_view on, std::string_view detail) {
  if (journal_.size() == journal_limit) journal_.pop_front();
  journal_.push_back({++noted_, in.number, at, std::string(on), std::string(detail)});
}

void model::mark(const transition& row, std::optional<std::size_t> refused_by) {
  ++coverage_[outcome_index(row, refused_by)];
}

}  // namespace parcours::mocks::portal
