#include "mocks/captcha/model.hpp"

#include <array>
#include <utility>

namespace parcours::mocks::captcha {

std::optional<outcome> outcome_from(std::string_view name) {
  static constexpr auto names = std::to_array<std::pair<std::string_view, outcome>>({{"pass", outcome::pass},
                                                                                     {"fail", outcome::fail},
                                                                                     {"expired", outcome::expired},
                                                                                     {"replayed", outcome::replayed}});
  for (const auto& [known, value] : names) {
    if (known == name) return value;
  }
  return std::nullopt;
}

std::string model::mint(outcome wanted, duration now) {
  auto name = "03A" + random_.hex(40);
  tokens_.insert_or_assign(name, token{wanted, now});
  order_.push_back(name);
  if (order_.size() > options_.kept_tokens) {
    tokens_.erase(order_.front());
    order_.pop_front();
  }
  return name;
}

const verification& model::verify(std::string_view secret, std::string_view name, duration now) {
  ++verified_;
  return last_.emplace(judge(secret, name, now));
}

verification model::judge(std::string_view secret, std::string_view name, duration now) {
  verification out{now, false, {}, {}};
  if (secret.empty()) out.error_codes.emplace_back("missing-input-secret");
  if (name.empty()) out.error_codes.emplace_back("missing-input-response");
  if (!out.error_codes.empty()) return out;
  if (secret != options_.secret && secret != test_secret) {
    out.error_codes.emplace_back("invalid-input-secret");
    return out;
  }
  const auto found = tokens_.find(name);
  if (found == tokens_.end() && secret == test_secret) {
    out.passed = true;  // the published test secret takes any token
    return out;
  }
  if (found == tokens_.end()) {
    out.error_codes.emplace_back("invalid-input-response");
    return out;
  }
  auto& held = found->second;
  out.minted = held.minted;
  const bool spent = held.wanted == outcome::replayed || std::exchange(held.used, true);
  const bool old = held.wanted == outcome::expired || now - held.minted >= options_.token_life;
  if (spent || old) {
    out.error_codes.emplace_back("timeout-or-duplicate");
  } else {
    out.passed = held.wanted == outcome::pass;
  }
  return out;
}

void model::clear() {
  tokens_.clear();
  order_.clear();
  verified_ = 0;
  last_.reset();
}

}  // namespace parcours::mocks::captcha
