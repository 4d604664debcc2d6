// Plays the steps of a journey in one world.
#pragma once

#include "harness/events/event.hpp"
#include "harness/journey/target.hpp"
#include "harness/run/attempt_context.hpp"
#include "harness/run/expectations.hpp"
#include "harness/run/step_failure.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace parcours::run {

class interpreter {
 public:
  /// Called for each step as it ends; `id` and `attempt` are left to the caller.
  using step_callback = std::function<void(events::step_finished)>;

  interpreter(attempt_context& on, step_callback told) : context_(on), told_(std::move(told)) {}

  /// All steps, then the outcome; stops at the first step_failure.
  boost::asio::awaitable<step_result> play(const journey::journey_case& what);

 private:
  using place = const source_span&;
  using ending = boost::asio::awaitable<step_result>;

  ending play_step(const journey::step& one);
  /// Polls by doing `again`: once() for a step of the journey, part() for one that spells it.
  ending play_until(const journey::step& one, ending (interpreter::*again)(const journey::step&));
  ending once(const journey::step& one);
  ending part(const journey::step& one);
  ending act_on(const journey::step& one);
  ending holding(const journey::expectation& wanted);
  void begin_counting();
  void count_time();
  struct instant {
    duration world;
    duration stopwatch;
  };
  instant begin_waiting();
  void end_waiting(const instant& began, std::string why);
  boost::asio::awaitable<result<void>> idle(duration length, std::string why);
  void tell(std::string title, place at, events::verdict verdict, duration took);

  static ending act(const journey::look_step& step, place at);

  // business.cpp: the steps of the flow, spelled in page steps by the target file
  ending business(const journey::action& what, place at);
  ending spelled(const journey::step_list& steps);
  ending tick_captcha(journey::captcha_answer answer, place at);
  ending act(const journey::read_code_step& step, place at);

  // page_actions.cpp: what a person does on a page
  ending act(const journey::goto_step& step, place at);
  ending act(const journey::fill_step& step, place at);
  ending act(const journey::check_step& step, place at);
  ending act(const journey::click_step& step, place at);
  ending act(const journey::capture_step& step, place at);
  ending act(const journey::set_cookie_step& step, place at);
  ending act(const journey::wait_step& step, place at);
  ending fill(std::string field, std::string value, place at);
  ending set_raw(std::string field, std::optional<std::string> value, place at);
  boost::asio::awaitable<result<std::string>> captured(const journey::capture_step::value& one, std::string from);

  attempt_context& context_;
  step_callback told_;
  std::size_t index_ = 0;
  duration counted_{};   // until when on the stopwatch the attempt's time is counted
  duration idle_{};      // time of waiting since then, which is not
  unsigned clicks_ = 1;  // how often a button is pressed at once, by the business step under way
};

}  // namespace parcours::run
