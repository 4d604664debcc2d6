// One attempt while it is played: the browsers, the people, the variables and the mail at hand.
#pragma once

#include "harness/drivers/browser.hpp"
#include "harness/fakeit/generator.hpp"
#include "harness/run/environment.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/runner.hpp"
#include "harness/run/step_failure.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::run {

class attempt_context {
 public:
  attempt_context(run::environment& environment, const personas& people, const options& chosen, std::uint64_t seed,
                  run::evidence* kept = nullptr);

  [[nodiscard]] run::environment& environment() { return environment_; }
  /// Steps are in the browser of that name from now on; one that has no name yet is opened.
  void turn_to(const std::string& browser_name);
  /// The one at hand.
  [[nodiscard]] drivers::browser& browser() { return *at_hand_->browser; }
  /// The error that names what the browser is not capable of, at the place of what needs it.
  [[nodiscard]] step_result need(drivers::capability what, const source_span& place) const;
  [[nodiscard]] const personas& people() const { return people_; }
  /// What keeps the attempt's evidence; nullptr: nobody does.
  [[nodiscard]] run::evidence* evidence() { return evidence_; }
  /// For the evidence: the browser may show another page since the last exchange.
  void note_page();
  /// For the evidence: the forms of the pages at hand, as the attempt leaves them.
  void note_forms();

  /// What the variables of templates stand for now.
  [[nodiscard]] const journey::resolver& values() const { return values_; }
  /// A template with its variables put in. Errors: "unset-variable", and those of synthetic data.
  [[nodiscard]] result<std::string> text(const journey::template_text& from);
  [[nodiscard]] result<duration> length(const journey::template_text& from);
  /// Sets ${name} from now on: captured values, the code of a mail.
  void remember(std::string name, std::string value) { captured_[std::move(name)] = std::move(value); }
  /// The parameters of a target file's business step, before all others while they are set.
  void set_parameters(std::map<std::string, std::string, std::less<>> values) { parameters_ = std::move(values); }

  /// The address whose mails count: where the code was asked to be sent in the browser at hand, at first the
  /// subscriber's own.
  [[nodiscard]] std::string& address() { return at_hand_->address; }
  /// The last token that was sent with a code, for `captcha: replayed`.
  std::optional<std::string> last_token;
  /// The newest mail that was read, by address: a later one is waited for.
  std::map<std::string, std::uint64_t> mail_cursors;
  /// Verifications of captchas before the last form with one was sent.
  std::size_t checks_before = 0;
  /// The last mail that was read, and the code in it.
  std::optional<inbox::received_mail> mail;
  std::string mailed_code;
  /// The same in short, for failure reports.
  std::string last_mail;
  /// World time that the step under way has taken.
  duration step_took{};

  /// One answer of the portal and the address that it came from.
  struct answer {
    std::string target;  ///< path and query
    std::shared_ptr<const http::response> what;
  };
  /// Of the last step in the browser at hand that asked for any: redirects too, and those that a double click shows
  /// nobody.
  [[nodiscard]] const std::vector<answer>& answers() const { return at_hand_->answers; }
  /// The next request begins the answers of another step.
  void begin_step() { at_hand_->step_begins = true; }

  /// The page at hand in short: title, address, the beginning of what it says.
  [[nodiscard]] std::string page_at_hand() const;

  /// Time that counts against --timeout: all but `wait` and waiting for mail.
  void spend(duration length) { spent_ += length; }
  [[nodiscard]] bool out_of_time() const { return spent_ >= options_.timeout; }
  [[nodiscard]] const options& chosen() const { return options_; }

 private:
  [[nodiscard]] std::optional<std::string> variable(std::string_view name);

  /// A browser and what belongs to it.
  struct window {
    std::string name;
    std::unique_ptr<drivers::browser> browser;
    std::string address;
    std::vector<answer> answers;
    bool step_begins = true;
  };
  void observe(const drivers::exchange& one, window& of);

  run::environment& environment_;
  const personas& people_;
  const options& options_;
  journey::resolver values_;
  fakeit::generator fake_;
  std::optional<error> fake_error_;
  std::map<std::string, std::string, std::less<>> captured_;
  std::map<std::string, std::string, std::less<>> parameters_;
  run::evidence* evidence_;
  duration spent_{};
  std::map<std::string, window> windows_;  // by the name of the browser
  window* at_hand_ = nullptr;
};

}  // namespace parcours::run
