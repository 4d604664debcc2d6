// What the mock portal decides, without any I/O: events and world time in, decisions out.
//
// The flow is the table of flow.hpp, the rules are the policy, and each known defect is one switch asked where the
// decision is made.
#pragma once

#include "harness/base/random.hpp"
#include "mocks/portal/defects.hpp"
#include "mocks/portal/flow.hpp"
#include "mocks/portal/policy.hpp"
#include "mocks/portal/population.hpp"
#include "mocks/portal/session.hpp"

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::portal {

/// A mail with a code that is to be sent now.
struct outgoing_code {
  std::string to;
  std::string cc;             ///< empty: none
  std::string code;           ///< as the text part shows it
  std::string html_code;      ///< as the HTML part shows it
  std::string file_number;    ///< digits that are not the code
  unsigned copies = 1;        ///< 0: pretend
  std::uint64_t session = 0;  ///< whose it is, by its number
  bool code_in_subject = false;
  bool raw_subject = false;
};

/// What to do and where to send the browser.
struct decision {
  portal::verdict verdict = verdict::moved;
  state next = state::terms;          ///< the page to show
  std::string session;                ///< not empty: the new session id
  std::optional<outgoing_code> mail;  ///< send it, then handle() mail_sent or mail_failed with the same form
  bool verify_captcha = false;        ///< ask the provider, then handle() what judge() says with the same form
  unsigned status = 303;              ///< 404 by the defect enumeration-by-status
  duration delay{};                   ///< before answering, by the defect enumeration-by-time
  std::string query;                  ///< to add to the address, by the defect personal-data-in-url
};

/// What the provider said about a token.
struct captcha_answer {
  bool reached = false;  ///< false: no answer in time, an HTTP error, or no JSON
  bool success = false;
  std::vector<std::string> errors;  ///< "error-codes"
  bool broken = false;              ///< not reached, though there was an answer: an HTTP error, or no JSON
};

/// A page, or where to go instead.
struct look_result {
  bool shown = true;
  page_view view;       ///< if shown
  state redirect{};     ///< if not
  std::string session;  ///< not empty: the new session id
};

struct session_info {
  std::uint64_t number = 0;
  flow_kind flow = flow_kind::activation;
  state at = state::terms;
  duration seen{};  ///< world time of the last request
};

/// One line of what happened. Holds no secret: no session id, no code, nothing that was entered.
struct journal_entry {
  std::uint64_t number = 0;   ///< from 1, in order; they go on where the world begins anew
  std::uint64_t session = 0;  ///< its number
  duration at{};              ///< world time
  std::string event;          ///< an event of the flow
  std::string detail;         ///< the state reached, the message of the refusal, or what else became of it
};

/// All that a model knows at one moment, apart from its rules and defects: to be written down and given back.
struct model_image {
  struct visit {
    std::string id;
    session data;                    ///< its `who` is null
    std::optional<std::size_t> who;  ///< place in `people`
  };
  random_source random{0};
  std::vector<person> people;
  std::vector<visit> visits;
  std::uint64_t opened = 0;
  std::uint64_t codes_issued = 0;
  std::vector<std::uint64_t> passed_tokens;
  std::deque<journal_entry> journal;
  std::uint64_t noted = 0;
};

/// Not thread-safe. Requests of one session may interleave between a decision and the answers that it asks for: an
/// answer counts only in the state that waits for it, so that a form sent twice at once takes effect once.
class model {
 public:
  model(portal::policy rules, defect_set defects, random_source random);
  model(const model&) = delete;
  model& operator=(const model&) = delete;

  /// In place of one whom the defect unknown-amo-accepted made up.
  void add_subscriber(subscriber who);
  /// False if nobody has this AMO number. The person's sessions end.
  bool remove_subscriber(std::string_view amo);
  /// Everyone whom the portal knows, in the order of adding.
  [[nodiscard]] const std::list<person>& people() const { return people_.all(); }
  /// By AMO number; null also for one whom the defect unknown-amo-accepted made up.
  [[nodiscard]] const person* subscriber_with(std::string_view amo) const;
  /// The first to be added of those with this number of this issuer.
  [[nodiscard]] const person* subscriber_at(std::string_view issuer, std::string_view registration) const;
  /// By AMO number.
  [[nodiscard]] std::optional<account> account_of(std::string_view amo) const;
  /// How often everyone was looked through. Only a defect asks for it: the time that it takes tells who exists.
  [[nodiscard]] std::uint64_t searches() const { return searches_; }

  /// Opens a session at the terms and returns its id: 32 hexadecimal digits.
  std::string open(flow_kind flow, duration now);
  /// The number of a session; 0 if there is none of that id.
  [[nodiscard]] std::uint64_t number_of(std::string_view session) const;
  /// Forgets a session: its browser has begun anew.
  void close(std::string_view session);

  /// Takes one event, a form or an answer. `form` is what the browser sent, for answers that of the form which asked.
  /// `now` is world time.
  decision handle(std::string_view session, event on, const form_values& form, duration now);

  /// Which event the provider's answer is.
  event judge(const captcha_answer& answer, std::string_view token);

  /// The page for a GET. Messages are shown once. `entrance`: what the address asks for, at the page of the terms.
  look_result look(std::string_view session, state page, duration now, std::optional<flow_kind> entrance = {});

  /// The newest entries, oldest first; older ones are dropped.
  [[nodiscard]] const std::deque<journal_entry>& journal() const { return journal_; }
  static constexpr std::size_t journal_limit = 4096;
  /// How often each outcome of the table was seen: see outcome_index().
  [[nodiscard]] std::span<const std::uint32_t> coverage() const { return coverage_; }
  [[nodiscard]] const portal::policy& rules() const { return rules_; }
  [[nodiscard]] const defect_set& defects() const { return defects_; }
  [[nodiscard]] std::size_t open_sessions() const { return sessions_.size(); }
  /// Of the sessions that are held, what may be told: no id, nothing that was entered. By their numbers; with `now`
  /// without those that have expired by then.
  [[nodiscard]] std::vector<session_info> sessions(std::optional<duration> now = {}) const;
  static constexpr std::size_t most_sessions = 10'000;  ///< beyond, those that have been idle for longest are forgotten

  [[nodiscard]] model_image save() const;
  /// In place of all; its places must be there, and a visit at the code or beyond has a person. The journal's numbers
  /// go on behind the larger of those given here and there.
  void restore(model_image from);
  /// The same, with everyone of its `people` made into a population already. Returns those who were here.
  population restore(model_image from, population people);
  /// Without sessions. Returns those who were here.
  population replace_people(population by);
  /// The newest number of the journal, and what the next one is to follow.
  [[nodiscard]] std::uint64_t noted() const { return noted_; }
  void note_after(std::uint64_t number) { noted_ = number; }

  /// From the next event on. What has been decided stays.
  void set_rules(portal::policy rules) { rules_ = std::move(rules); }
  void set_defects(defect_set defects) { defects_ = defects; }

 private:
  using session_map = std::map<std::string, session, std::less<>>;

  /// A request on its way through the model.
  struct attempt {
    request_kind kind;
    std::string_view id;          ///< of the session that the browser named
    session_map::iterator place;  ///< sessions_.end(): there is none of that id
    session* in;                  ///< never null: without a session an empty one
    state step;                   ///< that the page or the form is of
    event on;                     ///< not of a page
    std::optional<flow_kind> entrance;
    const form_values& form;
    duration now;
    decision& out;
  };

  // model.cpp: people, sessions and the tables
  [[nodiscard]] bool expired(const session& one, duration now) const;
  void prune(duration now);
  void forget_idle();
  [[nodiscard]] std::size_t prune_next() const;
  void decide(attempt& of);
  [[nodiscard]] const rule& rule_for(const attempt& of) const;
  [[nodiscard]] const transition* row_for(const attempt& of) const;
  void take(const transition& row, attempt& of);
  bool form_in_order(const transition& row, attempt& of);
  void refuse(const transition& row, const check& by, attempt& of);
  void say(session& in, state page, said what);
  void note(const attempt& of, std::string_view detail);
  void mark(std::size_t outcome) { ++coverage_[outcome]; }
  [[nodiscard]] page_view view_of(session& in, state page);

  // guards.cpp: what is the case, and what must hold
  [[nodiscard]] bool has(defect id) const { return defects_.has(id); }
  [[nodiscard]] bool is_so(condition what, const attempt& of) const;
  [[nodiscard]] bool holds(guard ask, const attempt& of) const;
  [[nodiscard]] bool account_fits(guard ask, const session& in) const;
  [[nodiscard]] std::string typed(const attempt& of, field_id field) const;
  [[nodiscard]] bool digits_of(std::string_view value, std::size_t length) const;
  [[nodiscard]] bool same_number(std::string_view a, std::string_view b) const;
  [[nodiscard]] person* find_person(const attempt& of) const;
  [[nodiscard]] person* find_by_number(const attempt& of) const;
  [[nodiscard]] person* search(const attempt& of) const;
  [[nodiscard]] bool exists(const person& who) const;
  [[nodiscard]] const fakeit::issuer* issuer_in(const form_values& form) const;
  [[nodiscard]] bool amo_well_formed(const attempt& of) const;
  [[nodiscard]] bool payment_matches(const attempt& of) const;
  [[nodiscard]] bool rib_matches(std::string_view rib, const person& who) const;
  [[nodiscard]] const issued_code* code_of(const session& in) const;
  [[nodiscard]] bool code_matches(const attempt& of) const;
  [[nodiscard]] bool passes_by_defect(std::string_view value, const attempt& of) const;
  [[nodiscard]] std::size_t code_digits() const;
  [[nodiscard]] std::size_t code_digits(const session& in) const;

  // effects.cpp: what is done
  void apply(effect what, attempt& of);
  void begin_anew(attempt& of);
  void open_session(attempt& of);
  void remember_person(attempt& of);
  void renew_session(attempt& of);
  void issue_code(attempt& of);
  void send_code(attempt& of);
  void withdraw_code(attempt& of);
  void verify_captcha(attempt& of);
  void complete(attempt& of);
  std::string next_code();
  void remember_token(std::uint64_t hash);

  portal::policy rules_;
  defect_set defects_;
  random_source random_;
  population people_;
  mutable std::uint64_t searches_ = 0;
  session_map sessions_;
  std::uint64_t opened_ = 0;
  std::size_t prune_at_ = 1024;
  std::uint64_t codes_issued_ = 0;
  // Hashes of the newest tokens that passed, in their order and to be looked up: a defect may be switched on later.
  std::deque<std::uint64_t> passed_tokens_;
  std::set<std::uint64_t> passed_before_;
  std::deque<journal_entry> journal_;
  std::uint64_t noted_ = 0;
  std::vector<std::uint32_t> coverage_;
};

}  // namespace parcours::mocks::portal
