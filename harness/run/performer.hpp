// Plays the steps of a journey in one world.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "harness/events/event.hpp"
#include "harness/journey/model.hpp"
#include "harness/run/expectations.hpp"
#include "harness/run/mishap.hpp"
#include "harness/run/scene.hpp"

namespace parcours::run {

class performer {
 public:
  /// Called for each step of the journey as it ends.
  using step_callback = std::function<void(events::step_finished)>;

  performer(scene& on, step_callback told) : scene_(on), told_(std::move(told)) {}

  /// All steps, then the outcome; stops at the first mishap.
  boost::asio::awaitable<step_result> play(const journey::journey& what);

 private:
  boost::asio::awaitable<step_result> play_step(const journey::step& step);
  boost::asio::awaitable<step_result> play_until(const journey::step& step);
  boost::asio::awaitable<step_result> once(const journey::step& step);

  // business.cpp: the steps of the flow, spelled in page steps by the target file
  boost::asio::awaitable<step_result> act(const journey::open_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::accept_terms_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::identify_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::payment_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::request_code_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::read_code_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::submit_code_step& step, const source_span& where);

  // pages.cpp: what a person does on a page
  boost::asio::awaitable<step_result> act(const journey::goto_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::fill_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::check_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::click_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::capture_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::expect_step& step, const source_span& where);
  boost::asio::awaitable<step_result> act(const journey::wait_step& step, const source_span& where);

  /// A business step as the target file spells it.
  boost::asio::awaitable<step_result> spelled(std::string name, std::map<std::string, std::string> parameters,
                                              source_span where);

  scene& scene_;
  step_callback told_;
  std::size_t index_ = 0;
};

}  // namespace parcours::run
