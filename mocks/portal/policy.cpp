#include "mocks/portal/policy.hpp"

#include "harness/base/text.hpp"
#include "harness/smtp/address.hpp"
#include "harness/yaml/decode.hpp"
#include "mocks_portal_embedded.hpp"

#include <boost/json/object.hpp>

#include <array>
#include <span>
#include <utility>

namespace parcours::mocks::portal {

namespace {

constexpr std::array<std::string_view, 2> email_rules = {"any", "must_match"};
constexpr std::array<std::string_view, 2> space_rules = {"accept", "refuse"};

/// Characters. A password of 64 is always taken (ASVS 5.0, 6.2.9).
constexpr std::int64_t sure_password = 64;
constexpr std::int64_t longest_password = 1000;

/// With less nobody could go from one page to the next.
constexpr duration shortest_life = std::chrono::seconds(1);

/// Which key sets the length of the numbers of which issuer.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> issuer_keys = {{{"ppr_length", "ppr"},
                                                                                       {"som_length", "som"},
                                                                                       {"doti_length", "doti"},
                                                                                       {"cmr_length", "cmr"},
                                                                                       {"rcar_length", "rcar"}}};

/// One overlay: each member sets a field of the policy if its key is there.
class overlay {
 public:
  overlay(const yaml::node& from, diagnostics& out) : keys_(from, out, "the policy"), out_(out) {}

  void flag(bool& to, std::string_view key) {
    if (const auto value = keys_.boolean(key)) to = *value;
  }
  template <class Number>
  void number(Number& to, std::string_view key, std::int64_t low, std::int64_t high) {
    if (const auto value = keys_.integer(key, low, high)) to = static_cast<Number>(*value);
  }
  void length(duration& to, std::string_view key, duration least = {}) {
    const auto value = keys_.length(key);
    if (!value) return;
    if (*value >= least) {
      to = *value;
    } else {
      refuse(key, "must be at least " + format_duration(least));
    }
  }
  /// One line, since it goes into header fields of mails.
  void line(std::string& to, std::string_view key) {
    auto value = keys_.text(key);
    if (!value) return;
    if (value->find_first_of("\r\n") == std::string::npos) {
      to = std::move(*value);
    } else {
      refuse(key, "must be one line");
    }
  }
  /// What MAIL FROM says.
  void address(std::string& to, std::string_view key) {
    auto value = keys_.text(key);
    if (!value) return;
    if (parcours::smtp::is_address(*value)) {
      to = std::move(*value);
    } else {
      refuse(key, "must be an e-mail address");
    }
  }
  void code(std::string& to, std::string_view key, std::size_t digits) {
    auto value = keys_.text(key);
    if (!value) return;
    if (value->empty() || (all_digits(*value) && value->size() == digits)) {
      to = std::move(*value);
    } else {
      refuse(key, "must have " + std::to_string(digits) + " digits, as code_length says");
    }
  }
  template <class Rule>
  void choice(Rule& to, std::string_view key, std::span<const std::string_view> names) {
    if (const auto value = keys_.one_of(key, names)) to = static_cast<Rule>(*value);
  }
  void finish() { keys_.finish(); }

 private:
  void refuse(std::string_view key, const std::string& why) {
    out_.push_back({"bad-value", "'" + std::string(key) + "' " + why, keys_.find(key)->span, {}, {}});
  }

  yaml::mapping_reader keys_;
  diagnostics& out_;
};

/// Writes what the overlay reads.
class description {
 public:
  void flag(bool from, std::string_view key) { out_[key] = from; }
  template <class Number>
  void number(Number from, std::string_view key, std::int64_t, std::int64_t) {
    out_[key] = static_cast<std::int64_t>(from);
  }
  void length(duration from, std::string_view key, duration = {}) { out_[key] = format_duration(from); }
  void line(const std::string& from, std::string_view key) { out_[key] = from; }
  void address(const std::string& from, std::string_view key) { out_[key] = from; }
  void code(const std::string& from, std::string_view key, std::size_t) { out_[key] = from; }
  template <class Rule>
  void choice(Rule from, std::string_view key, std::span<const std::string_view> names) {
    out_[key] = names[static_cast<std::size_t>(from)];
  }
  [[nodiscard]] boost::json::object take() { return std::move(out_); }

 private:
  boost::json::object out_;
};

template <class Rules, class Visitor>
void visit_identifiers(Rules& rules, Visitor& with) {
  constexpr std::int64_t longest = 30;
  with.number(rules.amo_length, "amo_length", 1, longest);
  with.number(rules.affiliation_length, "affiliation_length", 1, longest);
  with.number(rules.e_mandat_length, "e_mandat_length", 1, longest);
  for (const auto& [key, name] : issuer_keys) {
    for (auto& issuer : rules.issuers) {
      if (issuer.name == name) with.number(issuer.length, key, 1, longest);
    }
  }
}

/// Every key of a policy with its limits, for reading and writing alike.
template <class Rules, class Visitor>
void visit(Rules& rules, Visitor& with) {
  with.flag(rules.terms_required, "terms_required");
  with.flag(rules.hide_unknown, "hide_unknown");
  with.choice(rules.email_on_file, "email_on_file", email_rules);
  with.choice(rules.spaces, "spaces", space_rules);
  visit_identifiers(rules.identifiers, with);
  with.number(rules.code_length, "code_length", 4, 10);
  with.length(rules.code_ttl, "code_ttl", shortest_life);
  with.number(rules.code_tries, "code_tries", 1, 1000);
  with.code(rules.first_code, "first_code", rules.code_length);
  with.length(rules.resend_after, "resend_after");
  with.number(rules.resends_per_hour, "resends_per_hour", 0, 1000);
  with.length(rules.session_ttl, "session_ttl", shortest_life);
  with.flag(rules.new_password, "new_password");
  with.number(rules.password_min_length, "password_min_length", 1, sure_password);
  with.number(rules.password_max_length, "password_max_length", sure_password, longest_password);
  with.flag(rules.password_mix, "password_mix");
  with.length(rules.captcha_ttl, "captcha_ttl");
  with.length(rules.captcha_timeout, "captcha_timeout");
  with.length(rules.smtp_timeout, "smtp_timeout");
  with.address(rules.sender_address, "sender_address");
  with.line(rules.sender_name, "sender_name");
  with.line(rules.subject, "subject");
  with.line(rules.subject_ar, "subject_ar");
}

}  // namespace

void apply(policy& to, const yaml::node& overlaid, diagnostics& out) {
  overlay from(overlaid, out);
  visit(to, from);
  from.finish();
  // What was there before must fit what is new.
  const auto* length = overlaid.find("code_length");
  if (length == nullptr || to.first_code.empty() || overlaid.find("first_code") != nullptr) return;
  if (to.first_code.size() == to.code_length) return;
  out.push_back({"bad-value",
                 "'first_code' has " + std::to_string(to.first_code.size()) + " digits: set it anew with 'code_length'",
                 length->span,
                 {},
                 {}});
}

boost::json::object to_json(const policy& rules) {
  description made;
  visit(rules, made);
  return made.take();
}

std::optional<policy> read_policy(std::shared_ptr<const source_file> file, diagnostics& out) {
  const auto before = out.size();
  const auto tree = yaml::read(std::move(file), out);
  if (!tree) return std::nullopt;
  policy made;
  apply(made, *tree, out);
  if (out.size() != before) return std::nullopt;
  return made;
}

std::string_view default_policy_text() { return embedded::policy_yaml; }

}  // namespace parcours::mocks::portal
