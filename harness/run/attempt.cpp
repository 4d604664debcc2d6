#include "harness/run/attempt.hpp"

#include "harness/base/shortage.hpp"
#include "harness/run/interpreter.hpp"
#include "harness/run/personas.hpp"

#include <utility>

namespace parcours::run {

namespace asio = boost::asio;

events::journey_finished attempt::play(const start_callback& on_start, std::vector<events::event>& told) {
  end_.id = id_;
  end_.attempt = number_;
  end_.skip_reason = factory_.refusal(item_.its_case());
  if (!end_.skip_reason.empty()) {
    on_start(started({}, {}));
    end_.verdict = events::verdict::skipped;
    return std::move(end_);
  }
  // An exception is a shortage of the machine or a bug of ours: it costs this journey its verdict, and no other.
  try {
    const auto ran = run(on_start, told);
    if (!ran) give_up(ran.error().code, ran.error().message);
  } catch (const std::exception& thrown) {
    if (auto lacking = shortage(thrown)) {
      give_up(std::move(lacking->code), std::move(lacking->message));
    } else {
      give_up("internal",
              "a bug of Parcours, not of the portal: an exception left the journey: " + std::string(thrown.what()));
    }
  }
  if (!begun_) on_start(started({}, {}));
  return std::move(end_);
}

result<void> attempt::run(const start_callback& on_start, std::vector<events::event>& told) {
  const auto play = [this, &on_start, &told](run::environment& environment, const personas& people) {
    return perform(environment, people, on_start, told);
  };
  return factory_.run(item_.its_case(), seed_, play);
}

void attempt::give_up(std::string kind, std::string message) {
  step_failure what_happened{events::verdict::error, {}};
  what_happened.why.kind = std::move(kind);
  what_happened.why.message = std::move(message);
  what_happened.why.where = place_of(item_.journey().span);
  conclude(std::move(what_happened));
}

asio::awaitable<void> attempt::perform(run::environment& environment, const personas& people,
                                       const start_callback& on_start, std::vector<events::event>& told) {
  begun_ = true;
  auto& time = environment.env().time;
  const auto began = time.stopwatch();
  on_start(started(time.wall(), environment.synthetic() ? describe(people.subscriber.person) : std::string()));
  attempt_context here(environment, people, options_, seed_);
  const auto tell = [this, &told](events::step_finished step) {
    step.id = id_;
    step.attempt = number_;
    told.emplace_back(std::move(step));
  };
  interpreter player(here, tell);
  auto played = co_await player.play(item_.its_case());
  end_.took = time.stopwatch() - began;
  if (!played) {
    auto& why = played.error().why;
    why.page = here.page_at_hand();
    why.mail = here.last_mail;
    conclude(std::move(played.error()));
  }
}

events::journey_started attempt::started(ports::wall_time at, std::string synthetic) const {
  events::journey_started out;
  out.id = id_;
  out.file = item_.of->file;
  out.classname = item_.classname();
  out.name = item_.name();
  out.tags = item_.journey().tags;
  out.line = item_.journey().span.line;
  out.attempt = number_;
  out.order = item_.order;
  out.synthetic = std::move(synthetic);
  out.at = at;
  return out;
}

void attempt::conclude(step_failure what) {
  end_.verdict = what.verdict;
  end_.problem = std::move(what.why);
}

}  // namespace parcours::run
