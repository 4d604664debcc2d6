#include "harness/run/attempt.hpp"

#include "harness/base/shortage.hpp"
#include "harness/run/interpreter.hpp"
#include "harness/run/personas.hpp"

#include <utility>

namespace parcours::run {

namespace asio = boost::asio;

attempt::attempt(const planned& item, std::uint32_t number, std::uint64_t seed, environment_factory& where,
                 const options& chosen, std::size_t evidence_limit)
    : item_(item), number_(number), seed_(seed), factory_(where), options_(chosen), id_(item.id()) {
  if (chosen.evidence != evidence_kept::none) evidence_.emplace(evidence_limit);
}

// Of an attempt that did not pass, and of the retry that it is to be compared with.
bool attempt::keeps_evidence() const {
  if (!evidence_) return false;
  return options_.evidence == evidence_kept::all || end_.verdict != events::verdict::passed || number_ > 1;
}

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
    give_up(thrown);
  }
  if (!begun_) on_start(started({}, {}));
  try {
    if (keeps_evidence()) told = evidence_->take(std::move(told), {id_, number_, options_.redact});
  } catch (const std::exception& thrown) {
    give_up(thrown);
  }
  return std::move(end_);
}

void attempt::give_up(const std::exception& thrown) {
  if (auto lacking = shortage(thrown)) return give_up(std::move(lacking->code), std::move(lacking->message));
  give_up("internal",
          "a bug of Parcours, not of the portal: an exception left the journey: " + std::string(thrown.what()));
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
  if (evidence_) evidence_->begin(environment);
  attempt_context here(environment, people, options_, seed_, evidence_ ? &*evidence_ : nullptr);
  const auto tell = [this, &told](events::step_finished step) {
    step.id = id_;
    step.attempt = number_;
    told.emplace_back(std::move(step));
    if (evidence_) evidence_->end_step();
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
  if (keeps_evidence()) here.note_forms();
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
