#include "harness/run/evidence.hpp"

#include "harness/run/evidence_writer.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace parcours::run {

namespace {

constexpr std::size_t overhead = 256;  // of an event's line beside its texts

std::size_t weight_of(const http::fields& headers) {
  std::size_t sum = 0;
  for (const auto& [name, value] : headers.all()) sum += name.size() + value.size();
  return sum;
}

bool leads_on(const http::response& answer) {
  return answer.status == 204 || answer.status == 205 ||
         (answer.status >= 300 && answer.status < 400 && answer.headers.find("Location"));
}

}  // namespace

void evidence::begin(run::environment& where) {
  time_ = &where.env().time;
  began_ = time_->stopwatch();
  synthetic_ = where.synthetic();
  where.observe(*this);
}

events::moment evidence::now() const { return {steps_ + 1, time_->wall(), time_->stopwatch() - began_}; }

template <class What>
void evidence::hold(What what, std::size_t weight) {
  all_.push_back({now(), steps_, weight + overhead, std::move(what)});
  weight_ += all_.back().weight;
  while (weight_ > limit_) drop_oldest();
}

void evidence::drop_oldest() {
  const auto weight = all_.front().weight;
  weight_ -= weight;
  cut_.bytes += weight - overhead;
  ++cut_.events;
  all_.pop_front();
}

void evidence::begin_step(std::string title, const source_span& where) {
  const auto weight = title.size();
  hold(begun_step{std::move(title), where}, weight);
}

void evidence::exchanged(const std::string& browser, const http::exchange& one,
                         std::shared_ptr<const http::response> answer) {
  hold_exchange({"browser", browser, one.where, one.sent, std::move(answer),
                 one.answer ? std::string() : one.answer.error().message, one.took});
}

void evidence::captcha_asked(const http::exchange& one) {
  hold_exchange({"portal",
                 {},
                 one.where,
                 one.sent,
                 one.answer ? std::make_shared<const http::response>(*one.answer) : nullptr,
                 one.answer ? std::string() : one.answer.error().message,
                 one.took});
}

// Bodies that are more than all that may be kept are left out; what there is to say of the exchange stays.
void evidence::hold_exchange(held_exchange what) {
  auto weight = what.where.target.size() + weight_of(what.sent.headers) + what.sent.body.size() + what.error.size();
  if (what.answer) weight += weight_of(what.answer->headers) + what.answer->body.size();
  if (weight + overhead > limit_) {
    what.left_out_sent = std::exchange(what.sent.body, {}).size();
    weight -= what.left_out_sent;
    if (what.answer) {
      what.left_out_answer = what.answer->body.size();
      weight -= what.left_out_answer;
      what.answer = std::make_shared<const http::response>(what.answer->status, what.answer->headers);
    }
    cut_.bytes += what.left_out_sent + what.left_out_answer;
  }
  hold(std::move(what), weight);
}

void evidence::looked_at(const std::string& browser, const drivers::browser& window) {
  for (auto& one : all_ | std::views::reverse) {
    auto* last = std::get_if<held_exchange>(&one.what);
    if (last == nullptr || last->by != "browser" || last->browser != browser) continue;
    if (last->answer && !leads_on(*last->answer) && last->where.text() == window.url()) last->shown = true;
    return;
  }
}

void evidence::mail_came(const smtp::envelope& who, const std::string& bytes, const std::string& transcript) {
  held_mail mail{who, std::make_shared<const std::string>(bytes), std::make_shared<const std::string>(transcript), {}};
  auto weight = bytes.size() + transcript.size();
  if (weight + overhead > limit_) {
    mail.left_out = weight;
    cut_.bytes += weight;
    mail.bytes = mail.transcript = nullptr;
    weight = 0;
  }
  hold(std::move(mail), weight);
}

void evidence::mail_read(const inbox::received_mail& mail, const std::string& code) {
  for (auto& one : all_ | std::views::reverse) {
    auto* came = std::get_if<held_mail>(&one.what);
    if (came == nullptr || !came->bytes || *came->bytes != mail.bytes) continue;
    came->code = code;
    return;
  }
  mail_came(mail.envelope.value_or(smtp::envelope{}), mail.bytes, {});
  if (all_.empty()) return;
  if (auto* came = std::get_if<held_mail>(&all_.back().what)) came->code = code;
}

void evidence::captcha_checked(captcha_check what) { hold(std::move(what), 0); }

void evidence::time_moved(duration by, std::string why) {
  if (by > duration::zero()) hold(moved{by, std::move(why)}, 0);
}

void evidence::left(const std::string& browser, std::vector<drivers::filled_field> fields) {
  fields_.insert_or_assign(browser, std::move(fields));
}

std::vector<events::event> evidence::take(std::vector<events::event> steps, const of_attempt& whose) {
  cut_.id = whose.id;
  cut_.attempt = whose.number;
  cut_.limit = limit_;
  evidence_writer writer(*this, whose);
  auto made = writer.write(std::move(steps));
  size_ = weight_ + writer.texts();
  return made;
}

}  // namespace parcours::run
