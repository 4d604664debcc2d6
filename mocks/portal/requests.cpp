#include "mocks/portal/requests.hpp"

#include <algorithm>
#include <array>

namespace parcours::mocks::portal {

namespace {

using text = std::optional<std::string>;

text known(const std::string& value) { return value.empty() ? std::nullopt : text(value); }

constexpr std::array<std::string_view, 10> arabic_digits = {"٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"};
constexpr std::array<std::string_view, 8> no_addresses = {
    "aicha", "aicha@", "@example.com", "aicha@example", "a b@example.com", "a..b@example.com", "a@-b.com", "a@b@c.com"};

/// Makes values for one field.
class maker {
 public:
  maker(field_id name, const form_values& so_far, const knowledge& by, const policy& rules, random_source& random)
      : name_(name), so_far_(so_far), by_(by), rules_(rules), random_(random) {}

  text make(value_kind what) {
    switch (what) {
      case value_kind::right:
        return right();
      case value_kind::spaced:
        return spaced(right());
      case value_kind::missing:
      case value_kind::empty:
        return "";
      case value_kind::letters:
        return with_a_letter(well_formed());
      case value_kind::foreign_digits:
        return in_arabic(well_formed());
      case value_kind::too_short:
        return name_ == field_id::password ? password(rules_.password_min_length - 1) : random_.digits(length() - 1);
      case value_kind::too_long:
        return name_ == field_id::password ? password(rules_.password_max_length + 1) : random_.digits(length() + 1);
      case value_kind::malformed:
        return std::string(random_.pick(no_addresses));
      case value_kind::unknown:
        return random_.digits(length());
      case value_kind::of_another:
        return of_another();
      case value_kind::affiliation:
        return by_.who.affiliation.size() == length() ? std::nullopt : known(by_.who.affiliation);
      case value_kind::unlisted:
        return "cnss";
      case value_kind::iban:
        return fakeit::iban_of(well_formed());
      case value_kind::wrong_key:
        return with_wrong_key(well_formed());
      case value_kind::aliased_key:
        return with_aliased_key();
      case value_kind::other_account:
        return with_key(by_.who.rib.substr(0, 6) + random_.digits(16));
      case value_kind::other_mode:
        return is_paid_so() ? std::nullopt : known(own_payment());
      case value_kind::outdated:
        return known(name_ == field_id::csrf_token ? by_.old_csrf : by_.old_code);
      case value_kind::forged:
        return name_ == field_id::code ? forged_code() : random_.hex(32);
      case value_kind::expired:
        return known(by_.old_captcha);
      case value_kind::used:
        return known(by_.used_captcha);
      case value_kind::plain:
        return std::string(std::max<std::size_t>(rules_.password_min_length, 1), 'a');
      case value_kind::different:
        return std::string(value_in(so_far_, name_of(field_id::password))) + "!";
    }
    return std::nullopt;
  }

 private:
  text right() {
    switch (name_) {
      case field_id::csrf_token:
        return known(by_.csrf);
      case field_id::terms:
        return "1";
      case field_id::amo:
        return known(by_.who.amo);
      case field_id::issuer:
        return known(by_.who.issuer);
      case field_id::registration:
        return known(by_.who.registration);
      case field_id::rib:
      case field_id::e_mandat:
        return is_paid_so() ? known(own_payment()) : std::nullopt;
      case field_id::email:
        if (!by_.who.email_on_file.empty()) return by_.who.email_on_file;
        return rules_.email_on_file == email_rule::any ? text("person@example.com") : std::nullopt;
      case field_id::code:
        return known(by_.code);
      case field_id::captcha:
        return known(by_.captcha);
      case field_id::password:
        return password(rules_.password_min_length);
      case field_id::password_again:
        return std::string(value_in(so_far_, name_of(field_id::password)));
    }
    return std::nullopt;
  }

  text of_another() {
    switch (name_) {
      case field_id::csrf_token:
        return known(by_.other_csrf);
      case field_id::amo:
        return known(by_.other.amo);
      case field_id::rib:
        return known(by_.other.rib);
      case field_id::e_mandat:
        return known(by_.other.e_mandat);
      case field_id::email:
        return random_.hex(8) + "@example.com";
      case field_id::code:
        return by_.other_code == by_.code ? std::nullopt : known(by_.other_code);
      default:
        return std::nullopt;
    }
  }

  [[nodiscard]] bool is_paid_so() const {
    return (by_.who.paid_by == payment_mode::bank_transfer) == (name_ == field_id::rib);
  }
  [[nodiscard]] const std::string& own_payment() const {
    return name_ == field_id::rib ? by_.who.rib : by_.who.e_mandat;
  }

  /// In digits.
  [[nodiscard]] std::size_t length() const {
    switch (name_) {
      case field_id::amo:
        return rules_.identifiers.amo_length;
      case field_id::registration: {
        const auto& issuers = rules_.identifiers.issuers;
        const auto by = std::ranges::find(issuers, by_.who.issuer, &fakeit::issuer::name);
        return by == issuers.end() ? by_.who.registration.size() : by->length;
      }
      case field_id::rib:
        return 24;
      case field_id::e_mandat:
        return rules_.identifiers.e_mandat_length;
      default:
        return rules_.code_length;
    }
  }

  std::string well_formed() { return name_ == field_id::rib ? with_key(random_.digits(22)) : random_.digits(length()); }
  static std::string with_key(const std::string& account) { return account + fakeit::rib_key(account).value_or("00"); }

  static std::string with_wrong_key(std::string rib) {
    rib.back() = rib.back() == '9' ? '0' : static_cast<char>(rib.back() + 1);
    return rib;
  }

  // Of three accounts in 97 the key has an alias.
  std::string with_aliased_key() {
    for (;;) {
      const std::string account = random_.digits(22);
      const std::string key = fakeit::rib_key(account).value_or("");
      if (key == "97") return account + "00";
      if (key == "01") return account + "98";
      if (key == "02") return account + "99";
    }
  }

  std::string with_a_letter(std::string digits) {
    random_.pick(digits) = 'O';
    return digits;
  }
  static std::string in_arabic(const std::string& digits) {
    std::string made;
    for (const char digit : digits) made += arabic_digits.at(static_cast<std::size_t>(digit - '0'));
    return made;
  }

  text spaced(text value) {
    if (!value) return value;
    if (name_ == field_id::email) return " " + *value + "\t";
    value->insert(value->size() / 2, " ");
    return value;
  }

  text forged_code() {
    for (;;) {
      auto made = random_.digits(length());
      if (made != by_.code && made != by_.old_code && made != by_.other_code) return made;
    }
  }

  /// Of a capital, a small letter, a digit and more.
  std::string password(std::size_t size) {
    std::string made = "Aa1";
    made.resize(std::min(size, made.size()));
    return made + random_.hex(size - made.size());
  }

  field_id name_;
  const form_values& so_far_;
  const knowledge& by_;
  const policy& rules_;
  random_source& random_;
};

std::optional<made_form> filled(const form_spec& of, const knowledge& by, const policy& rules, random_source& random,
                                const auto& choose) {
  made_form made{of.on, {}, {}};
  for (const form_field& field : of.fields) {
    const entry& chosen = choose(field);
    auto value = value_of(field.name, chosen.what, made.values, by, rules, random);
    if (!value) return std::nullopt;
    made.choices.push_back({field.name, &chosen});
    if (chosen.what == value_kind::missing) continue;
    const auto name = field.name == field_id::captcha ? by.captcha_field : std::string(name_of(field.name));
    made.values.emplace_back(name, std::move(*value));
  }
  return made;
}

}  // namespace

bool made_form::is_right(const policy& rules) const {
  return std::ranges::none_of(
      choices, [&](const choice& one) { return one.value->stopped_by || refusal_of(*one.value, rules); });
}

std::optional<std::string> value_of(field_id name, value_kind what, const form_values& so_far, const knowledge& by,
                                    const policy& rules, random_source& random) {
  return maker(name, so_far, by, rules, random).make(what);
}

std::optional<made_form> fill(const form_spec& of, const knowledge& by, const policy& rules, random_source& random,
                              std::optional<made_form::choice> chosen) {
  return filled(of, by, rules, random, [&](const form_field& field) -> const entry& {
    return chosen && chosen->name == field.name ? *chosen->value : field.entries.front();
  });
}

std::optional<made_form> fill_badly(const form_spec& of, const knowledge& by, const policy& rules,
                                    random_source& random, double chance) {
  return filled(of, by, rules, random, [&](const form_field& field) -> const entry& {
    return random.chance(chance) ? random.pick(field.entries) : field.entries.front();
  });
}

}  // namespace parcours::mocks::portal
