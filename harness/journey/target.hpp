// A target file: how one portal spells the steps of a journey, how its pages are recognised, and what a run may do to
// it.
#pragma once

#include "harness/journey/model.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::journey {

/// A page is this one when all that is set here matches.
struct page_mark {
  std::string name;
  std::optional<text_pattern> heading;  ///< of the page's h1
  std::optional<text_pattern> url;      ///< path and query
  source_span span;
};

/// Where a page says what went wrong. CSS selectors; "aria-describedby" means what that attribute of the field names.
struct message_marks {
  std::string message = "[role=alert]";
  std::string field_error = "aria-describedby";
};

/// How a token for submit_code is come by. No captcha is ever solved: see docs/journeys.md, "Target files".
struct captcha_source {
  enum class kind {
    none,    ///< the portal has no captcha
    mint,    ///< the bundled captcha mock makes one: GET `value`, "${outcome}" is pass, fail, expired or replayed
    token,   ///< `value` is what a provider publishes for tests
    person,  ///< the run stops and hands over to a person
  };
  kind how = kind::none;
  template_text value;
  std::string field = "g-recaptcha-response";  ///< set on the form just before the first click of submit_code; the
                                               ///< answer "missing" leaves it out
};

/// Where the mailed code is read.
struct mail_source {
  enum class kind {
    bundled,  ///< the world's own inbox
    smtp,     ///< an inbox of ours listens on `listen` for the mail of a portal that is elsewhere
    prompt,   ///< the tester types the code in
  };
  kind how = kind::prompt;
  std::string listen;                   ///< "127.0.0.1:2525"
  std::shared_ptr<const regex> code{};  ///< finds the code in a mail by its group; none: the words around it do
};

/// What a run may ask of the portal. Not applied where environment is bundled: each world has a portal of its own.
struct run_limits {
  unsigned requests = 200;                   ///< of one run
  duration pause = std::chrono::seconds(1);  ///< between two requests, at least
};

using step_list = std::vector<step>;

struct target {
  std::string name;
  template_text base_url;  ///< may be "${world.portal}"
  environment_kind environment = environment_kind::bundled;
  std::string authorised_by;       ///< who allowed the test; empty: nobody
  std::string ca_file;             ///< PEM; empty: the system's authorities
  std::vector<std::string> allow;  ///< "load", "explore", "lockout": only ever set where environment is staging
  std::vector<page_mark> pages;    ///< in the order in which they are tried
  std::map<std::string, std::map<std::string, step_list, std::less<>>, std::less<>> steps;  ///< business step, way
  message_marks messages;
  captcha_source captcha;
  mail_source mail;
  std::map<std::string, template_text, std::less<>> subscriber;  ///< the tester's own data, by subscriber_fields
  run_limits limits;
  std::vector<variable_use> external;  ///< as journey::external
  std::shared_ptr<const source_file> file;

  /// Whether it is the bundled mock portal, perhaps spelled in other words: its base_url is ${world.portal}.
  [[nodiscard]] bool bundled() const;
  /// The spelling of a business step; nullptr if the portal has none (or `what` is a page step).
  [[nodiscard]] const step_list* spelling(const action& what) const;
  [[nodiscard]] const page_mark* page(std::string_view page_name) const;
};

/// nullopt exactly when an error was added to `out`. Beside those of a journey: "unknown-way", "missing-authorisation"
/// (staging and production need authorised_by), "not-allowed-here".
[[nodiscard]] std::optional<target> read_target(std::shared_ptr<const source_file> file, diagnostics& out);

/// The business step and the way that `what` is spelled under: {"identify", "amo"}; of submit_code the way is "".
/// Nothing for page steps and for read_code, which no page spells.
[[nodiscard]] std::optional<std::pair<std::string_view, std::string_view>> spelled_as(const action& what);

/// The variables that a spelling may use beside those of every target file: {"employer", …}, {"issuer", …}. Views of
/// `what`.
[[nodiscard]] std::vector<std::pair<std::string_view, const template_text*>> parameters_of(const action& what);

/// Reports what `wanted` asks of a portal that `on` does not describe: "unknown-page", "not-spelled".
void check_fit(const journey& wanted, const target& on, diagnostics& out);

}  // namespace parcours::journey
