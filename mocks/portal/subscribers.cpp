#include "mocks/portal/subscribers.hpp"

#include "harness/base/text.hpp"
#include "harness/yaml/decode.hpp"
#include "mocks/portal/email.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

namespace parcours::mocks::portal {

namespace {

struct text_field {
  std::string_view key;
  std::string subscriber::* value;
};
constexpr auto text_fields = std::to_array<text_field>({{"amo", &subscriber::amo},
                                                        {"name", &subscriber::name},
                                                        {"affiliation", &subscriber::affiliation},
                                                        {"issuer", &subscriber::issuer},
                                                        {"registration", &subscriber::registration},
                                                        {"rib", &subscriber::rib},
                                                        {"e_mandat", &subscriber::e_mandat},
                                                        {"email", &subscriber::email_on_file}});

/// Looks for what nobody could enter, whatever the portal's defects. What is empty is not given.
class examination {
 public:
  examination(const yaml::node& from, const subscriber& who, diagnostics& out) : from_(from), who_(who), out_(out) {}

  void of(const fakeit::identifier_rules& rules) {
    if (who_.amo.empty()) refuse("amo", "must have " + std::to_string(rules.amo_length) + " digits");
    number("amo", who_.amo, rules.amo_length);
    number("affiliation", who_.affiliation, rules.affiliation_length);
    number("e_mandat", who_.e_mandat, rules.e_mandat_length);
    registration(rules.issuers);
    rib();
    const bool sound = who_.email_on_file.empty() || is_email(who_.email_on_file);
    if (!sound) refuse("email", "must be an e-mail address");
    payment();
  }

 private:
  void refuse(std::string_view key, const std::string& why) {
    out_.push_back({"bad-value", "'" + std::string(key) + "' " + why, from_.find(key)->span, {}, {}});
  }
  void miss(std::string_view key, std::string_view because) {
    out_.push_back({"missing-value",
                    "'" + std::string(key) + "' is missing, beside '" + std::string(because) + "'",
                    from_.find(because)->span,
                    {},
                    {}});
  }
  void number(std::string_view key, std::string_view value, std::size_t length) {
    const bool sound = value.empty() || (all_digits(value) && value.size() == length);
    if (!sound) refuse(key, "must have " + std::to_string(length) + " digits");
  }
  void registration(const std::vector<fakeit::issuer>& issuers) {
    if (who_.issuer.empty() && who_.registration.empty()) return;
    if (who_.issuer.empty()) return miss("issuer", "registration");
    if (who_.registration.empty()) return miss("registration", "issuer");
    const auto by = std::ranges::find(issuers, who_.issuer, &fakeit::issuer::name);
    if (by != issuers.end()) return number("registration", who_.registration, by->length);
    std::vector<std::string_view> names;
    names.reserve(issuers.size());
    for (const auto& one : issuers) names.push_back(one.name);
    refuse("issuer", "must be " + yaml::one_of_text(names));
  }
  void rib() {
    if (who_.rib.empty()) return;
    const auto found = fakeit::check_rib(who_.rib);
    if (found == fakeit::rib_check::not_24_digits) refuse("rib", "must have 24 digits");
    if (found == fakeit::rib_check::wrong_key) {
      refuse("rib", "has a wrong key: it must end in " + fakeit::rib_key(who_.rib.substr(0, 22)).value());
    }
  }
  void payment() {
    if (!from_.find("paid_by")) return;
    const bool transfer = who_.paid_by == payment_mode::bank_transfer;
    if ((transfer ? who_.rib : who_.e_mandat).empty()) miss(transfer ? "rib" : "e_mandat", "paid_by");
  }

  const yaml::node& from_;
  const subscriber& who_;
  diagnostics& out_;
};

/// Where each number was seen first.
class first_lines {
 public:
  explicit first_lines(diagnostics& out) : out_(out) {}
  void expect_new(const std::string& number, const yaml::node& at, const std::string& called) {
    const auto [first, fresh] = lines_.emplace(number, at.span.line);
    if (fresh) return;
    out_.push_back({"duplicate-subscriber",
                    "two subscribers have " + called,
                    at.span,
                    "the first is on line " + std::to_string(first->second),
                    {}});
  }

 private:
  diagnostics& out_;
  std::map<std::string, std::size_t> lines_;
};

}  // namespace

std::optional<std::string> wrong_with(const subscriber& who) {
  constexpr std::size_t longest = 320;  // bytes: an address of mail has no more (RFC 5321 4.5.3.1)
  const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
  for (const auto& field : text_fields) {
    const auto& text = who.*field.value;
    if (text.size() <= longest && is_utf8(text) && std::ranges::none_of(text, control)) continue;
    return "'" + std::string(field.key) + "' must be one line of at most 320 bytes";
  }
  if (!all_digits(who.amo)) return "'amo' must be digits";
  return std::nullopt;
}

subscriber to_subscriber(const fakeit::person& who, payment_mode paid_by, std::string email_on_file) {
  subscriber out;
  out.name = who.given_name + " " + who.family_name;
  out.amo = who.amo;
  out.affiliation = who.affiliation;
  out.issuer = who.issuer;
  out.registration = who.registration;
  out.rib = who.rib;
  out.e_mandat = who.e_mandat;
  out.paid_by = paid_by;
  out.email_on_file = std::move(email_on_file);
  return out;
}

std::optional<subscriber> read_subscriber(const yaml::node& from, const fakeit::identifier_rules& rules,
                                          diagnostics& out) {
  const auto before = out.size();
  yaml::mapping_reader keys(from, out, "a subscriber");
  subscriber made;
  for (const auto& field : text_fields) {
    const bool needed = field.key == "amo";
    if (auto value = keys.text(field.key, needed ? yaml::need::required : yaml::need::optional)) {
      made.*field.value = std::move(*value);
    }
  }
  if (const auto mode = keys.one_of("paid_by", payment_modes)) made.paid_by = static_cast<payment_mode>(*mode);
  if (const auto active = keys.boolean("active")) made.active = *active;
  for (const auto* told : {"activations", "resets"}) (void)keys.find(told);  // what became of the account
  keys.finish();
  if (keys.valid() && out.size() == before) examination(from, made, out).of(rules);
  if (keys.valid() && out.size() == before) {
    if (auto wrong = wrong_with(made)) out.push_back({"bad-value", std::move(*wrong), from.span, {}, {}});
  }
  return out.size() == before ? std::optional(std::move(made)) : std::nullopt;
}

std::optional<std::vector<subscriber>> read_subscribers(const yaml::node& list, const fakeit::identifier_rules& rules,
                                                        diagnostics& out) {
  const auto before = out.size();
  if (!list.is_sequence()) {
    out.push_back({"wrong-type", "subscribers must be a list", list.span, {}, {}});
    return std::nullopt;
  }
  std::vector<subscriber> all;
  first_lines numbers(out);
  first_lines registrations(out);
  for (const auto& item : list.items) {
    auto one = read_subscriber(item, rules, out);
    if (!one) continue;
    numbers.expect_new(one->amo, item, "the AMO number " + one->amo);
    if (!one->registration.empty()) {
      const std::string meant = one->issuer + " " + one->registration;
      registrations.expect_new(meant, item, meant);
    }
    all.push_back(std::move(*one));
  }
  return out.size() == before ? std::optional(std::move(all)) : std::nullopt;
}

std::optional<std::vector<subscriber>> read_subscribers(std::shared_ptr<const source_file> file,
                                                        const fakeit::identifier_rules& rules, diagnostics& out) {
  const auto tree = yaml::read(std::move(file), out, yaml::large_file);
  return tree && !yaml::has_errors(out) ? read_subscribers(*tree, rules, out) : std::nullopt;
}

std::span<const std::string_view> subscriber_keys() {
  static constexpr auto names = [] {
    std::array<std::string_view, text_fields.size() + 2> all{"paid_by", "active"};
    for (std::size_t i = 0; i < text_fields.size(); ++i) all[i + 2] = text_fields[i].key;
    return all;
  }();
  return names;
}

boost::json::object to_json(const person& who) {
  boost::json::object made;
  for (const auto& field : text_fields) made[field.key] = who.data.*field.value;
  made["paid_by"] = payment_modes[static_cast<std::size_t>(who.data.paid_by)];
  made["active"] = who.account.active;
  made["activations"] = who.account.activations;
  made["resets"] = who.account.resets;
  return made;
}

}  // namespace parcours::mocks::portal
