#include "mocks/portal/policy.hpp"

#include "harness/base/text.hpp"
#include "harness/yaml/decode.hpp"
#include "mocks_portal_embedded.hpp"

#include <array>
#include <utility>

namespace parcours::mocks::portal {

namespace {

constexpr std::array<std::string_view, 2> email_rules = {"any", "must_match"};

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
  void length(duration& to, std::string_view key) {
    if (const auto value = keys_.length(key)) to = *value;
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
  void code(std::string& to, std::string_view key, std::size_t digits) {
    auto value = keys_.text(key);
    if (!value) return;
    if (value->empty() || (all_digits(*value) && value->size() == digits)) {
      to = std::move(*value);
    } else {
      refuse(key, "must have " + std::to_string(digits) + " digits, as code_length says");
    }
  }
  void email(email_rule& to, std::string_view key) {
    if (const auto value = keys_.one_of(key, email_rules)) to = static_cast<email_rule>(*value);
  }
  void finish() { keys_.finish(); }

 private:
  void refuse(std::string_view key, const std::string& why) {
    out_.push_back({"bad-value", "'" + std::string(key) + "' " + why, keys_.find(key)->span, {}, {}});
  }

  yaml::mapping_reader keys_;
  diagnostics& out_;
};

void read_identifiers(overlay& from, fakeit::identifier_rules& to) {
  constexpr std::int64_t longest = 30;
  from.number(to.amo_length, "amo_length", 1, longest);
  from.number(to.affiliation_length, "affiliation_length", 1, longest);
  from.number(to.e_mandat_length, "e_mandat_length", 1, longest);
  for (const auto& [key, name] : issuer_keys) {
    for (auto& issuer : to.issuers) {
      if (issuer.name == name) from.number(issuer.length, key, 1, longest);
    }
  }
}

}  // namespace

void apply(policy& to, const yaml::node& overlaid, diagnostics& out) {
  overlay from(overlaid, out);
  from.flag(to.terms_required, "terms_required");
  from.flag(to.hide_unknown, "hide_unknown");
  from.email(to.email_on_file, "email_on_file");
  read_identifiers(from, to.identifiers);
  from.number(to.code_length, "code_length", 4, 10);
  from.length(to.code_ttl, "code_ttl");
  from.number(to.code_tries, "code_tries", 1, 1000);
  from.code(to.first_code, "first_code", to.code_length);
  from.length(to.resend_after, "resend_after");
  from.number(to.resends_per_hour, "resends_per_hour", 0, 1000);
  from.length(to.session_ttl, "session_ttl");
  from.length(to.captcha_ttl, "captcha_ttl");
  from.length(to.captcha_timeout, "captcha_timeout");
  from.length(to.smtp_timeout, "smtp_timeout");
  from.line(to.sender_address, "sender_address");
  from.line(to.sender_name, "sender_name");
  from.line(to.subject, "subject");
  from.finish();
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
