#include "mocks/captcha/model.hpp"

#include <algorithm>
#include <utility>

namespace parcours::mocks::captcha {

namespace {

const test_key* test_key_of(std::string_view site_key) {
  for (const auto& one : all_providers()) {
    const auto found = std::ranges::find(one.test_keys, site_key, &test_key::site_key);
    if (found != one.test_keys.end()) return &*found;
  }
  return nullptr;
}

}  // namespace

std::string model::mint(outcome wanted, duration now) {
  order made;
  made.fares = wanted;
  return mint(made, now);
}

std::string model::mint(const order& wanted, duration now) {
  token made{wanted, outcome::pass, now, false, {}, {}};
  if (made.of.site_key.empty()) made.of.site_key = options_.site_key;
  if (!made.of.provider) made.of.provider = options_.provider;
  if (const auto* key = test_key_of(made.of.site_key)) made.fares = key->fares;
  if (wanted.fares) made.fares = *wanted.fares;
  auto name = std::string(traits_of(*made.of.provider).token_prefix) + random_.hex(40);
  tokens_.insert_or_assign(name, std::move(made));
  order_.push_back(name);
  if (order_.size() > options_.kept_tokens) {
    tokens_.erase(order_.front());
    order_.pop_front();
  }
  return name;
}

duration model::life_of(captcha::provider by, std::string_view site_key) const {
  return site_key == options_.site_key ? options_.token_life : traits_of(by).token_life;
}

std::optional<plan> model::strike(const question& asked) {
  const auto held = tokens_.find(asked.token);
  const std::string_view key = held != tokens_.end() ? held->second.of.site_key : asked.site_key;
  const auto meant = [&](const plan& one) {
    return (one.site_key.empty() || one.site_key == key) && (one.session == 0 || one.session == asked.session);
  };
  const auto found = std::ranges::find_if(plans_, meant);
  if (found == plans_.end()) return std::nullopt;
  plan struck = *found;
  if (found->times == 1) {
    plans_.erase(found);
  } else if (found->times != plan::always) {
    --found->times;
  }
  return struck;
}

const verification& model::verify(std::string_view secret, std::string_view name, duration now) {
  question asked;
  asked.to = options_.provider;
  asked.secret = secret;
  asked.token = name;
  return verify(asked, now);
}

const verification& model::verify(const question& asked, duration now, const plan& planned) {
  verification out;
  out.number = ++verified_;
  out.at = now;
  out.to = asked.to;
  out.remote_ip = asked.remote_ip;
  out.session = asked.session;
  judge(asked, now, planned, out);
  ++(out.passed ? passed_ : refused_);
  checks_.push_back(std::move(out));
  if (checks_.size() > options_.kept_checks) checks_.pop_front();
  return checks_.back();
}

// How an unknown token fares with this secret; nothing where the secret is none of ours.
std::optional<outcome> model::secret_says(const question& asked) const {
  for (const auto& key : traits_of(asked.to).test_keys) {
    if (key.secret == asked.secret) return key.fares;
  }
  return std::nullopt;
}

void model::judge(const question& asked, duration now, const plan& planned, verification& out) {
  const auto& how = traits_of(asked.to);
  const auto refuse = [&](std::string_view code) {
    out.passed = false;
    if (!code.empty()) out.error_codes.emplace_back(code);
  };
  if (!asked.readable) return refuse("bad-request");
  if (asked.secret.empty()) refuse("missing-input-secret");
  if (asked.token.empty()) refuse("missing-input-response");
  if (!out.error_codes.empty()) return;
  const auto by_test_key = secret_says(asked);
  const bool ours = asked.to == options_.provider && asked.secret == options_.secret;
  if (!ours && !by_test_key) return refuse("invalid-input-secret");

  const auto held = tokens_.find(asked.token);
  if (held != tokens_.end()) {
    out.minted = held->second.minted;
    out.site_key = held->second.of.site_key;
    out.score = held->second.of.score;
    out.action = held->second.of.action;
    out.hostname = held->second.of.hostname;
  }
  const bool other_key = !asked.site_key.empty() && ours && asked.site_key != options_.site_key;
  if (other_key && !how.mismatch.empty()) return refuse(how.mismatch);
  if (planned.score) out.score = planned.score;
  const auto fare = [&](outcome as) {
    out.passed = as == outcome::pass;
    if (as == outcome::fail) refuse(how.failed);
    if (as == outcome::expired) refuse(how.expired);
    if (as == outcome::replayed) refuse(how.spent);
  };
  switch (planned.what) {
    case plan::kind::pass:
      return fare(outcome::pass);
    case plan::kind::fail:
      return fare(outcome::fail);
    case plan::kind::expired:
      return fare(outcome::expired);
    case plan::kind::replayed:
      return fare(outcome::replayed);
    case plan::kind::internal_error:
      return refuse(how.internal);
    case plan::kind::as_is:
      break;
  }
  if (held != tokens_.end() && held->second.of.provider == asked.to) return judge_token(held->second, asked, now, out);
  if (by_test_key) return fare(*by_test_key);
  refuse("invalid-input-response");
}

void model::judge_token(token& held, const question& asked, duration now, verification& out) {
  const auto& how = traits_of(asked.to);
  if (!asked.idempotency_key.empty() && held.answer && held.idempotency_key == asked.idempotency_key) {
    out.passed = held.answer->passed;
    out.error_codes = held.answer->error_codes;
    return;
  }
  const bool spent = held.fares == outcome::replayed || std::exchange(held.used, true);
  const bool old = held.fares == outcome::expired || now - held.minted >= life_of(asked.to, held.of.site_key);
  if (spent) {
    out.error_codes.emplace_back(how.spent);
  } else if (old) {
    out.error_codes.emplace_back(how.expired);
  } else if (held.fares == outcome::fail) {
    if (!how.failed.empty()) out.error_codes.emplace_back(how.failed);
  } else {
    out.passed = true;
  }
  if (!held.answer) {
    held.idempotency_key = asked.idempotency_key;
    held.answer = out;
  }
}

model::image model::save() const {
  image made{random_, {}, plans_, verified_, checks_};
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
