#include "mocks/captcha/model.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace parcours::mocks::captcha {

namespace {

std::optional<outcome> outcome_of(plan::kind what) {
  switch (what) {
    case plan::kind::pass:
      return outcome::pass;
    case plan::kind::fail:
      return outcome::fail;
    case plan::kind::expired:
      return outcome::expired;
    case plan::kind::replayed:
      return outcome::replayed;
    case plan::kind::internal_error:
    case plan::kind::as_is:
      break;
  }
  return std::nullopt;
}

void refuse(verification& out, std::string_view code) {
  out.passed = false;
  if (!code.empty()) out.error_codes.emplace_back(code);
}

void fare(verification& out, const provider_traits& how, outcome as) {
  out.passed = as == outcome::pass;
  if (as == outcome::fail) refuse(out, how.failed);
  if (as == outcome::expired) refuse(out, how.expired);
  if (as == outcome::replayed) refuse(out, how.spent);
}

bool is_dummy(const provider_traits& how, std::string_view token) {
  return !how.dummy_token.empty() && token == how.dummy_token;
}

std::string_view idempotency_key_of(const question& asked) {
  return traits_of(asked.to).is_idempotent ? std::string_view(asked.idempotency_key) : std::string_view();
}

// A test secret takes nothing but its provider's dummy token, where there is one: a real token must not pass with it.
void judge_by_test_secret(const test_secret& by, const question& asked, verification& out) {
  const auto& how = traits_of(asked.to);
  const bool other_key = !asked.site_key.empty() && test_key_named(how, asked.site_key) == nullptr;
  if (by.fares != outcome::pass) return fare(out, how, by.fares);
  if (!how.dummy_token.empty() && asked.token != how.dummy_token) return refuse(out, "invalid-input-response");
  if (how.compares_site_key && other_key) return refuse(out, how.mismatch);
  fare(out, how, outcome::pass);
}

}  // namespace

/// Whose secret a question came with.
struct model::party {
  const test_secret* test = nullptr;
  bool ours = false;

  [[nodiscard]] bool known() const { return test != nullptr || ours; }
};

model::party model::who_asks(const question& asked) const {
  const auto* test = test_secret_named(traits_of(asked.to), asked.secret);
  return {test, test == nullptr && asked.to == options_.provider && asked.secret == options_.secret};
}

std::string model::mint(outcome wanted, duration now) {
  order made;
  made.fares = wanted;
  return mint(made, now);
}

std::string model::mint(const order& wanted, duration now) {
  token made{wanted, wanted.fares.value_or(outcome::pass), now, false, {}, {}};
  auto& of = made.of;
  of.provider = provider_of(wanted);
  if (of.site_key.empty()) of.site_key = options_.site_key;
  const auto& how = traits_of(*of.provider);
  if (!how.dummy_token.empty() && test_key_named(how, of.site_key) != nullptr) return std::string(how.dummy_token);
  if (!how.has_score) of.score.reset();
  if (!how.has_action) of.action.clear();
  if (!how.has_custom_data) of.custom_data.clear();
  auto name = std::string(how.token_prefix) + random_.hex(40);
  tokens_.insert_or_assign(name, std::move(made));
  order_.push_back(name);
  if (order_.size() > options_.kept_tokens) {
    tokens_.erase(order_.front());
    order_.pop_front();
  }
  return name;
}

captcha::provider model::provider_of(const order& wanted) const {
  const auto* by = provider_of_test_key(wanted.site_key);
  return wanted.provider.value_or(by != nullptr ? by->id : options_.provider);
}

duration model::life_of(captcha::provider by, std::string_view site_key) const {
  const bool ours = by == options_.provider && site_key == options_.site_key;
  return ours && options_.token_life > duration::zero() ? options_.token_life : traits_of(by).token_life;
}

model::token* model::token_of(const question& asked) {
  const auto held = tokens_.find(asked.token);
  return held != tokens_.end() && held->second.of.provider == asked.to ? &held->second : nullptr;
}

std::optional<plan> model::strike(const question& asked) {
  if (!objections(asked).empty()) return std::nullopt;
  const auto by = who_asks(asked);
  const auto* held = token_of(asked);
  // A token that was not minted here does not say which of the test keys it is of.
  const auto is_of = [&](std::string_view key) {
    if (held != nullptr) return held->of.site_key == key;
    return by.ours ? options_.site_key == key : test_key_named(traits_of(asked.to), key) != nullptr;
  };
  const auto meant = [&](const plan& one) {
    return (one.site_key.empty() || is_of(one.site_key)) && (one.session == 0 || one.session == asked.session);
  };
  for (auto item = plans_.begin(); item != plans_.end(); ++item) {
    if (!meant(*item)) continue;
    const auto struck = item->when.count_down(random_);
    if (struck == schedule::strike::none) continue;
    plan found = *item;
    if (struck == schedule::strike::last) plans_.erase(item);
    return found;
  }
  return std::nullopt;
}

const verification& model::verify(std::string_view secret, std::string_view name, duration now) {
  question asked;
  asked.to = options_.provider;
  asked.secret = secret;
  asked.token = name;
  return verify(asked, now);
}

const verification& model::verify(const question& asked, duration now, const plan& planned) {
  auto out = begun(asked, now);
  judge(asked, now, planned, out);
  ++verified_;
  ++(out.passed ? passed_ : refused_);
  return keep(std::move(out));
}

const verification& model::note_fault(const question& asked, duration now, unsigned status, bool dropped) {
  auto out = begun(asked, now);
  out.status = dropped ? 0 : status;
  out.dropped = dropped;
  return keep(std::move(out));
}

verification model::begun(const question& asked, duration now) {
  verification out;
  out.number = ++asked_;
  out.at = now;
  out.to = asked.to;
  out.remote_ip = asked.remote_ip;
  out.session = asked.session;
  if (!objections(asked).empty()) return out;
  const auto by = who_asks(asked);
  out.by_test_secret = by.test != nullptr;
  out.site_key = by.ours ? std::string_view(options_.site_key) : by.test->site_key;
  // A test secret that takes its dummy token alone knows nothing of another.
  const bool knows = by.ours || traits_of(asked.to).dummy_token.empty();
  if (const auto* held = knows ? token_of(asked) : nullptr) {
    out.minted = held->minted;
    out.site_key = held->of.site_key;
    out.score = held->of.score;
    out.action = held->of.action;
    out.custom_data = held->of.custom_data;
    out.hostname = held->of.hostname;
  }
  if (by.test != nullptr) out.hostname = traits_of(asked.to).test_hostname;
  return out;
}

const verification& model::keep(verification made) {
  checks_.push_back(std::move(made));
  if (checks_.size() > options_.kept_checks) checks_.pop_front();
  return checks_.back();
}

const verification* model::last() const {
  const auto newest = std::ranges::find_if(checks_ | std::views::reverse, &verification::has_verdict);
  return newest == std::ranges::rend(checks_) ? nullptr : &*newest;
}

// Why a question is refused before its token is looked at; empty: it is not.
std::vector<std::string> model::objections(const question& asked) const {
  const auto& how = traits_of(asked.to);
  const bool long_key = idempotency_key_of(asked).size() > question::longest_idempotency_key;
  if (!asked.readable || long_key) return {"bad-request"};
  std::vector<std::string> missing;
  if (asked.secret.empty()) missing.emplace_back("missing-input-secret");
  if (asked.token.empty()) missing.emplace_back("missing-input-response");
  if (how.response_first) std::ranges::reverse(missing);
  if (!missing.empty()) return missing;
  const bool known = who_asks(asked).known();
  const bool dummy = is_dummy(how, asked.token) && !how.dummy_misused.empty();
  if (dummy && who_asks(asked).test == nullptr) return {std::string(how.dummy_misused)};
  if (!known) return {"invalid-input-secret"};
  if (asked.token.size() > how.longest_token) return {"invalid-input-response"};
  return {};
}

void model::judge(const question& asked, duration now, const plan& planned, verification& out) {
  out.error_codes = objections(asked);
  if (!out.error_codes.empty()) return;
  const auto& how = traits_of(asked.to);
  const auto by = who_asks(asked);
  auto* held = by.ours ? token_of(asked) : nullptr;
  if (planned.score && how.has_score) out.score = planned.score;
  if (planned.what == plan::kind::internal_error) {
    refuse(out, how.internal);
  } else if (const auto wanted = outcome_of(planned.what)) {
    fare(out, how, *wanted);
    if (held != nullptr) held->settle(idempotency_key_of(asked), out);
  } else if (by.test != nullptr) {
    judge_by_test_secret(*by.test, asked, out);
  } else {
    judge_token(held, asked, now, out);
  }
  if (out.passed && !out.minted) out.minted = now;  // a success always tells when
}

void model::judge_token(token* held, const question& asked, duration now, verification& out) {
  const auto& how = traits_of(asked.to);
  if (held == nullptr) return refuse(out, "invalid-input-response");
  const bool other_key = held->of.site_key != options_.site_key;
  const bool other_asked = how.compares_site_key && !asked.site_key.empty() && asked.site_key != held->of.site_key;
  if (other_key || other_asked) return refuse(out, how.mismatch);
  const auto key = idempotency_key_of(asked);
  if (!key.empty() && held->answer && held->idempotency_key == key) {
    out.passed = held->answer->passed;
    out.error_codes = held->answer->error_codes;
    return;
  }
  auto fares = held->fares;
  if (now - held->minted >= life_of(asked.to, held->of.site_key)) fares = outcome::expired;
  if (held->used || held->fares == outcome::replayed) fares = outcome::replayed;
  fare(out, how, fares);
  held->settle(key, out);
}

void model::token::settle(std::string_view key, const verification& said) {
  used = true;
  if (answer && idempotency_key != key) return;
  idempotency_key = key;
  answer = said;
}

model::image model::save() const {
  image made{random_, {}, plans_, asked_, verified_, checks_};
  for (const auto& name : order_) {
    if (const auto held = tokens_.find(name); held != tokens_.end()) made.tokens.emplace_back(*held);
  }
  return made;
}

void model::restore(image from) {
  clear();
  random_ = from.random;
  const auto kept = from.tokens.end() - std::min(from.tokens.size(), options_.kept_tokens);
  from.tokens.erase(from.tokens.begin(), kept);
  for (auto& [name, held] : from.tokens) {
    if (tokens_.emplace(name, std::move(held)).second) order_.push_back(name);
  }
  plans_ = std::move(from.plans);
  asked_ = std::max(asked_, from.asked);
  verified_ = std::max(verified_, from.verified);
  checks_ = std::move(from.checks);
  while (checks_.size() > options_.kept_checks) checks_.pop_front();
}

void model::clear() {
  ++generation_;
  tokens_.clear();
  order_.clear();
  plans_.clear();
  checks_.clear();
}

}  // namespace parcours::mocks::captcha
