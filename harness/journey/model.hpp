// A journey: what one person does on the portal to activate an account or recover its password, and what must come of
// it.
#pragma once

#include "harness/journey/names.hpp"
#include "harness/journey/pattern.hpp"
#include "harness/journey/template_text.hpp"
#include "harness/yaml/document.hpp"

#include <concepts>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parcours::journey {

/// A synthetic person known to the mock portal.
struct subscriber_spec {
  payment_kind paid_by = payment_kind::bank_transfer;
  issuer_kind registered_with = issuer_kind::ppr;
  account_state account = account_state::inactive;  ///< active by default when the flow is recovery
  std::optional<template_text> email_on_file;       ///< none: the person's own e-mail address
  source_span span;
};

struct named_place {
  std::string name;
  source_span span;
};

/// What is wrong with the world's SMTP server.
struct smtp_faults {
  struct rejection {
    unsigned code = 451;            ///< 400–599
    std::string text;               ///< empty: the mock's own words
    unsigned after = 0;             ///< lets so many recipients pass before
    std::optional<unsigned> first;  ///< refuses only so many; none: every one
  };
  bool down = false;
  duration delay{};
  std::optional<rejection> reject;
};

/// What is wrong with the captcha verifier.
struct captcha_faults {
  bool down = false;
  duration slow{};
  std::optional<unsigned> error;  ///< answers with this HTTP status, 400–599
};

/// The bundled mocks only: against a real target a journey with a world is skipped.
struct world_spec {
  std::optional<yaml::node> policy;  ///< a mapping, for the portal to read; case values are filled in
  std::vector<named_place> defects;
  smtp_faults smtp;
  captcha_faults captcha;
  source_span span;
};

// What an expectation says, one thing each.

/// What a text must be; none: there must be no such thing.
using text_or_none = std::optional<text_pattern>;

struct page_is {
  template_text name;  ///< in the target file
};
struct message_says {
  text_pattern text;
};
struct field_error_says {
  std::optional<std::string> label;  ///< none: an error of any field
  text_pattern message;
};
struct absent_text {
  text_pattern text;  ///< that no answer of the step may hold
};
struct status_is {
  unsigned status;  ///< HTTP
};
struct url_matches {
  text_pattern text;
};
struct header_is {
  std::string name;  ///< of a field of the last answer
  text_or_none value;
};
struct cookie_is {
  std::string name;
  cookie_part part;
  text_or_none text;   ///< of `value`, `path` and `same_site`; no value: no such cookie
  bool is_set = true;  ///< of `secure` and `http_only`
};
struct mail_is {
  mail_part part;
  std::string field;  ///< of the header
  text_or_none text;
};
struct took_within {
  template_text length;  ///< of time
};
struct mails_are {
  unsigned count;  ///< received by the subscriber since the journey began
};
struct account_is {
  account_state state;
};
struct captcha_was {
  captcha_verdict verdict;
};

struct assertion {
  using what_holds = std::variant<page_is, message_says, field_error_says, absent_text, status_is, url_matches,
                                  header_is, cookie_is, mail_is, took_within, mails_are, account_is, captcha_was>;
  what_holds what;
  source_span span;  ///< of its key
};

/// What must hold after a step, or at the end, in the order of the file.
struct expectation {
  std::vector<assertion> all;
  source_span span;
};

struct retry_spec {
  expectation until;
  template_text every;   ///< length of time, "1s" by default
  template_text within;  ///< length of time, "30s" by default
  source_span span;
};

// Business steps: the flow in the leaflet's words. A target file spells them in page steps.

struct open_step {
  entrance where;
};
struct accept_terms_step {
  bool accept = true;  ///< false: go on without ticking the box
};
struct identify_step {
  identify_way by;
  template_text number;
  template_text issuer;  ///< "ppr", …; of employers and pension funds only
};
struct payment_step {
  payment_kind by;
  template_text number;
};
struct request_code_step {
  std::optional<template_text> email;  ///< none: the code is asked for again
};
struct read_code_step {
  template_text within;                       ///< length of time, "30s" by default
  std::optional<template_text> to;            ///< the mailbox; none: the subscriber's
  std::string as = "code";                    ///< the variable that takes the code
  std::shared_ptr<const regex> pattern = {};  ///< its group, or the whole match, is the code; none: the target file's
  std::optional<std::size_t> length = {};     ///< of the code
};
struct submit_code_step {
  template_text code;
  captcha_answer captcha = captcha_answer::pass;
  unsigned times = 1;  ///< as of click_step
};

// Page steps: what a person does on any page.

struct goto_step {
  template_text where;  ///< a path on the portal, or an address
};
struct fill_step {
  struct value {
    template_text field;  ///< label, else name, else CSS selector
    template_text with;
  };
  std::vector<value> fields;
};
struct check_step {
  template_text label;
  bool checked = true;  ///< false: uncheck
};
struct click_step {
  bool link = false;  ///< else a button
  template_text text;
  unsigned times = 1;  ///< 2: the same form is sent twice, as by a double click
};
struct capture_step {
  struct value {
    std::string name;  ///< of the variable
    capture_source from = capture_source::text;
    template_text where;  ///< selector, label, or name of a header or cookie; of `url` and `page` empty
    std::shared_ptr<const regex> extract;  ///< its first group (or the whole match) is kept; none: everything
  };
  std::vector<value> values;
};
/// Gives the browser cookies for the portal, or takes them away.
struct set_cookie_step {
  struct value {
    std::string name;
    std::optional<template_text> text;  ///< none: the cookie goes
    source_span span;
  };
  std::vector<value> values;
};
struct wait_step {
  template_text length;  ///< of time
};
/// Does nothing: the expectations beside it look at the page, the account and the mailbox as they are.
struct look_step {};

using action = std::variant<open_step, accept_terms_step, identify_step, payment_step, request_code_step,
                            read_code_step, submit_code_step, goto_step, fill_step, check_step, click_step,
                            capture_step, set_cookie_step, wait_step, look_step>;

/// What a target file spells in page steps.
template <class Step>
concept spelled_step =
    std::same_as<Step, open_step> || std::same_as<Step, accept_terms_step> || std::same_as<Step, identify_step> ||
    std::same_as<Step, payment_step> || std::same_as<Step, request_code_step> || std::same_as<Step, submit_code_step>;

struct step {
  std::string keyword;  ///< as written: "identify"; of a look_step "expect" or "retry"
  action what;
  std::optional<expectation> expect;
  std::optional<retry_spec> retry;  ///< repeats the step until that holds; of a look_step, looks again
  source_span span;                 ///< of the keyword, in the file that holds the step
  std::string comment = {};         ///< the lines of comment above it and in it, without '#'
  std::string in = {};              ///< the name of the browser that it is done in; "": the one without a name
};

/// What reports call a step: "identify", "identify in phone".
[[nodiscard]] inline std::string title_of(const step& of) {
  return of.in.empty() ? of.keyword : of.keyword + " in " + of.in;
}

/// A value of `cases` or `matrix` that was filled into a case.
struct case_value {
  std::string name;
  std::string text;  ///< as it is written in the file: it may have variables
  bool from_matrix = false;
};

/// A journey with one set of case values filled in, ready to run.
struct journey_case {
  std::string label;  ///< "[ttl=9m59s]", stable from run to run; "" where there are no cases
  flow_kind flow = flow_kind::activation;
  subscriber_spec subscriber;
  std::map<std::string, subscriber_spec> others;  ///< further people, by the name that "${others.NAME.amo}" uses
  std::optional<world_spec> world;
  std::vector<step> steps;
  std::optional<expectation> outcome;
  std::vector<case_value> values = {};  ///< those of its label and, where it has a name, of its row
  std::string comment = {};             ///< above its row of `cases`
};

/// A variable that comes from outside of the file: "env.HOME", "secret.amo". Look them up before the run and redact
/// them.
struct variable_use {
  std::string name;
  source_span span;
};

struct journey {
  std::string name;
  std::vector<std::string> tags;
  std::string description;             ///< the file's first comment line: what the journey protects
  std::vector<journey_case> cases;     ///< at least one
  std::vector<variable_use> external;  ///< each name once, sorted
  /// Lines of comment, without '#', by the top-level key that they stand above; "" at the end of the file.
  std::map<std::string, std::string> comments;
  std::shared_ptr<const source_file> file;
  source_span span;  ///< of the name
};

}  // namespace parcours::journey
