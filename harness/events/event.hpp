// What happens in a run, as events: a journey starts, a step ends, a verdict falls. One event is one line of the run's
// log (NDJSON, one JSON object a line), and every report is made from that log alone.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/base/redactor.hpp"
#include "harness/base/result.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parcours::events {

/// Dates of the log are kept to the microsecond, lengths of time too.
using wall_time = std::chrono::sys_time<duration>;

enum class verdict : std::uint8_t {
  passed,
  failed,   ///< the portal did not do what the journey expects
  error,    ///< the run itself could not go on: refused connection, time-out of the harness, bad target
  skipped,  ///< not run, with a reason
};
[[nodiscard]] std::string_view to_string(verdict value);

/// A place in a journey file; line and column count from 1, 0 is unknown.
struct place {
  std::string file{};
  std::size_t line = 0;
  std::size_t column = 0;
  friend bool operator==(const place&, const place&) = default;
};
/// "file:line:column", or as much of it as is known.
[[nodiscard]] std::string to_string(const place& where);

/// How the message of a failed expectation ends, after what it is of: "the page is not what the journey expects".
inline constexpr std::string_view not_as_expected = " is not what the journey expects";

/// One more thing that was not as the step expects.
struct finding {
  std::string message{};
  std::string expected{};
  std::string seen{};
  place where{};
  friend bool operator==(const finding&, const finding&) = default;
};

/// Why a journey failed or could not be carried out, with what a person needs to understand it. Every text may be
/// empty.
struct problem {
  std::string kind{};     ///< stable kebab-case name: "expectation", "step", "target", "timeout", "mail"…
  std::string message{};  ///< one sentence
  std::string expected{};
  std::string seen{};
  place where{};       ///< the step or expectation in its file
  std::string page{};  ///< the page at hand: title, URL, excerpt of its visible text; may have several lines
  std::string mail{};  ///< the last mail at hand, in short
  std::vector<std::string> attachments{};  ///< paths of files that belong to the failure
  std::vector<finding> further{};          ///< what else the same step expects in vain
  friend bool operator==(const problem&, const problem&) = default;
};

struct run_started {
  std::string version{};
  std::uint64_t seed = 0;
  std::string world{};   ///< "local", "sim" or "target"
  std::string target{};  ///< the target file, empty for the bundled mocks
  std::string hostname{};
  wall_time at{};
  std::size_t planned = 0;  ///< journeys, a case or a repeat counting as one
  std::string again{};      ///< the command that runs the same again; with --name and an id, one case of it
  friend bool operator==(const run_started&, const run_started&) = default;
};

/// What is going to be run of one journey file; these lines follow run_started and stand in the order of the plan. Ids
/// and names of the cases are made of it by case_id() and case_name(): a journey that is repeated a million times takes
/// one line.
struct journey_planned {
  std::string file{};       ///< "scenarios/journeys/x.yaml"
  std::string classname{};  ///< as in journey_started
  std::string name{};       ///< of the journey
  std::vector<std::string> tags{};
  std::size_t line = 0;
  std::vector<std::string> cases{};  ///< their labels; none: one case without a label
  std::uint32_t repeats = 1;         ///< of each case
  std::size_t order = 0;             ///< place of the first in the plan, from 0
  friend bool operator==(const journey_planned&, const journey_planned&) = default;
};

/// An attempt at a journey begins. `id` is stable from run to run and unique in the plan.
struct journey_started {
  std::string id{};         ///< "scenarios/journeys/x.yaml", with "#case" for a case
  std::string file{};       ///< "scenarios/journeys/x.yaml"
  std::string classname{};  ///< dotted path of the file without extension: "scenarios.journeys.x"
  std::string name{};       ///< unique within the file: journey name, case label, " #n" for repeats
  std::vector<std::string> tags{};
  std::size_t line = 0;
  std::uint32_t attempt = 1;
  std::size_t order = 0;    ///< place in the plan, from 0
  std::string synthetic{};  ///< what was generated, as reports mark it: "AMO 012345678 (synthetic)"
  wall_time at{};
  friend bool operator==(const journey_started&, const journey_started&) = default;
};

struct step_finished {
  std::string id{};
  std::uint32_t attempt = 1;
  std::size_t index = 0;  ///< from 1
  std::string title{};
  place where{};
  events::verdict verdict = events::verdict::passed;
  duration took{};
  friend bool operator==(const step_finished&, const step_finished&) = default;
};

struct journey_finished {
  std::string id{};
  std::uint32_t attempt = 1;
  events::verdict verdict = events::verdict::passed;
  duration took{};
  std::optional<events::problem> problem{};  ///< of a failed or error verdict
  std::string skip_reason{};
  bool last = true;  ///< no retry follows
  friend bool operator==(const journey_finished&, const journey_finished&) = default;
};

// What happened within an attempt: its evidence. These stand between its start and its end, in the order in which they
// happened, and only where the run keeps evidence.

/// Bytes that belong to an event. They stand in the folder "evidence" beside the log, in a file named by their SHA-256.
struct content {
  std::string type{};                          ///< media type: "text/html; charset=utf-8"
  std::uint64_t size = 0;                      ///< bytes
  std::string sha256{};                        ///< hexadecimal; empty: nothing was kept of them
  std::shared_ptr<const std::string> bytes{};  ///< on their way to the folder; never of an event that was read
  friend bool operator==(const content& one, const content& other) {
    return one.type == other.type && one.size == other.size && one.sha256 == other.sha256;
  }
};

/// When something happened.
struct moment {
  std::size_t step = 0;  ///< the index of the step under way; 0: none was
  wall_time at{};        ///< by the world's calendar
  duration elapsed{};    ///< since the attempt began, by the stopwatch
  friend bool operator==(const moment&, const moment&) = default;
};

struct step_started {
  std::string id{};
  std::uint32_t attempt = 1;
  moment when{};
  std::string title{};
  place where{};
  friend bool operator==(const step_started&, const step_started&) = default;
};

struct header_field {
  std::string name{};
  std::string value{};
  friend bool operator==(const header_field&, const header_field&) = default;
};

/// One HTTP request and what came of it. `when` is its end.
struct http_exchanged {
  std::string id{};
  std::uint32_t attempt = 1;
  moment when{};
  duration took{};
  std::string by{};       ///< "browser", or "portal" where that verifies a captcha
  std::string browser{};  ///< its name where the journey has several
  std::string method{};
  std::string url{};
  std::vector<header_field> sent{};
  content request{};
  std::uint64_t status = 0;  ///< 0: there was no answer
  std::vector<header_field> received{};
  content response{};
  std::string error{};  ///< why there was none
  friend bool operator==(const http_exchanged&, const http_exchanged&) = default;
};

/// A field of a form, as it was when its page was left or the attempt ended.
struct form_field {
  std::string label{};
  std::string name{};
  std::string kind{};   ///< "text", "checkbox", "hidden" …
  std::string value{};  ///< what it would send; of a password dots
  friend bool operator==(const form_field&, const form_field&) = default;
};

/// A browser shows another page.
struct page_shown {
  std::string id{};
  std::uint32_t attempt = 1;
  moment when{};
  std::string browser{};
  std::string url{};
  std::uint64_t status = 0;
  std::string title{};
  content source{};
  content text{};  ///< what a person reads on it
  std::vector<form_field> fields{};
  friend bool operator==(const page_shown&, const page_shown&) = default;
};

/// A mail server of ours took a mail, or a person told of one.
struct mail_received {
  std::string id{};
  std::uint32_t attempt = 1;
  moment when{};
  std::string from{};  ///< of the envelope
  std::vector<std::string> to{};
  std::string subject{};
  content raw{};
  content transcript{};  ///< of the SMTP session up to the acceptance
  std::string code{};    ///< that the journey read in it
  friend bool operator==(const mail_received&, const mail_received&) = default;
};

/// A captcha provider of ours was asked about a token.
struct captcha_checked {
  std::string id{};
  std::uint32_t attempt = 1;
  moment when{};
  std::string provider{};
  std::string outcome{};     ///< "passed", "refused", "fault" (an HTTP status in place of a verdict) or "dropped"
  std::uint64_t status = 0;  ///< of a fault
  std::vector<std::string> error_codes{};
  std::string site_key{};
  std::string action{};
  std::string hostname{};
  friend bool operator==(const captcha_checked&, const captcha_checked&) = default;
};

/// World time passed because the journey waited.
struct time_moved {
  std::string id{};
  std::uint32_t attempt = 1;
  moment when{};  ///< its end
  duration by{};
  std::string why{};  ///< "wait", "retry" or "mail"
  friend bool operator==(const time_moved&, const time_moved&) = default;
};

/// The evidence before this, or a part of it, was more than is kept of a journey.
struct evidence_cut {
  std::string id{};
  std::uint32_t attempt = 1;
  std::uint64_t events = 0;  ///< that were left out whole, the oldest
  std::uint64_t bytes = 0;   ///< that were left out, of them and of contents
  std::uint64_t limit = 0;   ///< bytes
  friend bool operator==(const evidence_cut&, const evidence_cut&) = default;
};

/// The user stopped the run; what follows are the ends of journeys that were still running.
struct run_interrupted {
  wall_time at{};
  friend bool operator==(const run_interrupted&, const run_interrupted&) = default;
};

struct run_finished {
  wall_time at{};
  duration took{};
  std::string stopped{};  ///< why a part of the plan was not run; empty: all of it was
  friend bool operator==(const run_finished&, const run_finished&) = default;
};

/// The last line of a log that is whole.
struct log_closed {
  std::uint64_t lines = 0;  ///< how many stand before it
  std::string sha256{};     ///< of their bytes, line ends included: `head -n -1 events.ndjson | sha256sum`
  friend bool operator==(const log_closed&, const log_closed&) = default;
};

using event = std::variant<run_started, journey_planned, journey_started, step_finished, journey_finished,
                           run_interrupted, run_finished, log_closed, step_started, http_exchanged, page_shown,
                           mail_received, captcha_checked, time_moved, evidence_cut>;

/// The types of events that tell what happened within an attempt.
template <class E>
concept evidence = std::same_as<E, step_started> || std::same_as<E, http_exchanged> || std::same_as<E, page_shown> ||
                   std::same_as<E, mail_received> || std::same_as<E, captcha_checked> || std::same_as<E, time_moved> ||
                   std::same_as<E, evidence_cut>;

/// The contents that an event names.
[[nodiscard]] std::vector<content*> contents_of(event& item);
[[nodiscard]] std::vector<const content*> contents_of(const event& item);
std::vector<const content*> contents_of(const event&& item) = delete;  ///< they point into the event

/// Appends the event to `out` as one line of JSON with a fixed order of keys, the line's number (from 1) last; values
/// that are empty, zero or false are left out, "attempt" and "repeats" when they are 1. Bytes that are not UTF-8 become
/// U+FFFD. Secrets are taken out of each text on its own, before escaping, so that a secret that looks like a number or
/// a key cannot break the line.
void append_line(std::string& out, const event& item, const redactor& secrets, std::uint64_t number = 0);

/// The event with its texts passed through `secrets`.
[[nodiscard]] event redacted(event item, const redactor& secrets);

/// The event as one line of JSON, ending in '\n'.
[[nodiscard]] std::string to_line(const event& item, std::uint64_t number = 0);

struct numbered_event {
  result<event> item;
  std::uint64_t number = 0;  ///< 0: the line has none, as in logs of earlier versions, or cannot be read
};

/// Reads a line back. Keys that are not known are ignored, missing ones have their defaults: logs of newer versions can
/// be read. Errors: "unknown-event" for a type of event that this version does not know, "bad-event" for anything else.
[[nodiscard]] numbered_event read_line(std::string_view line);
[[nodiscard]] result<event> from_line(std::string_view line);

}  // namespace parcours::events
