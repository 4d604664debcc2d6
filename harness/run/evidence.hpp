// What an attempt leaves behind: its exchanges, pages, mails, captcha checks and waits. It is held in memory while the
// attempt goes on, and made into events only once it is known to be kept: an attempt that passes pays for a copy.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/drivers/browser.hpp"
#include "harness/events/event.hpp"
#include "harness/ports/clock.hpp"
#include "harness/run/environment.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parcours::run {

/// Bounded: beyond `limit` bytes the oldest go. Belongs to the thread of its attempt.
class evidence final : public world_observer {
 public:
  explicit evidence(std::size_t limit) : limit_(limit) {}

  /// What follows happens here.
  void begin(run::environment& where);
  void begin_step(std::string title, const source_span& where);
  /// A step_finished was told.
  void end_step() { ++steps_; }
  /// `answer` is the exchange's own, if there was one.
  void exchanged(const std::string& browser, const http::exchange& one, std::shared_ptr<const http::response> answer);
  /// If the browser's last exchange has brought another page, it is this one.
  void looked_at(const std::string& browser, const drivers::browser& window);
  /// The journey has read a mail, and this code in it.
  void mail_read(const inbox::received_mail& mail, const std::string& code);
  void time_moved(duration by, std::string why);
  /// The attempt is over: how it leaves the forms of a browser's page.
  void left(const std::string& browser, std::vector<drivers::filled_field> fields);

  void mail_came(const smtp::envelope& who, const std::string& bytes, const std::string& transcript) override;
  void captcha_asked(const http::exchange& one) override;
  void captcha_checked(captcha_check what) override;

  /// Of which attempt, and what takes the secrets out of a text (empty: there are none).
  struct of_attempt {
    const std::string& id;
    std::uint32_t number;
    const std::function<std::string(std::string)>& redact;
  };
  /// The events of the attempt, those of its steps among them. To be asked for once.
  [[nodiscard]] std::vector<events::event> take(std::vector<events::event> steps, const of_attempt& whose);
  /// The bytes that take() has given out, what repeats counted each time.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  friend class evidence_writer;

  struct begun_step {
    std::string title;
    source_span where;
  };
  struct held_exchange {
    std::string by;
    std::string browser;
    http::url where;
    http::request sent;
    std::shared_ptr<const http::response> answer;
    std::string error;
    duration took{};
    bool shown = false;  // as a page
    std::uint64_t left_out_sent = 0;
    std::uint64_t left_out_answer = 0;
  };
  struct held_mail {
    smtp::envelope who;
    std::shared_ptr<const std::string> bytes;
    std::shared_ptr<const std::string> transcript;
    std::string code;
    std::uint64_t left_out = 0;
  };
  struct moved {
    duration by;
    std::string why;
  };
  struct held {
    events::moment when{};
    std::size_t steps = 0;  // that had ended
    std::size_t weight = 0;
    std::variant<begun_step, held_exchange, held_mail, captcha_check, moved> what{};
  };

  [[nodiscard]] events::moment now() const;
  template <class What>
  void hold(What what, std::size_t weight);
  void hold_exchange(held_exchange what);
  void drop_oldest();

  std::size_t limit_;
  ports::clock* time_ = nullptr;
  duration began_{};
  bool synthetic_ = true;
  std::size_t steps_ = 0;
  std::deque<held> all_;
  std::size_t weight_ = 0;
  std::size_t size_ = 0;
  std::map<std::string, std::vector<drivers::filled_field>> fields_;  // by browser
  events::evidence_cut cut_;
};

}  // namespace parcours::run
