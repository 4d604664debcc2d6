#include "harness/fakeit/generator.hpp"

#include "harness/base/text.hpp"
#include "harness/fakeit/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

namespace parcours::fakeit {
namespace {

constexpr int draws_before_giving_up = 1000;
constexpr std::size_t longest_value = 1000;
constexpr std::array<std::string_view, 2> sized_kinds{"digits(n)", "hex(n)"};

// The base letters of U+00C0 to U+00FF, '?' where there is none.
constexpr std::string_view latin1_letters = "aaaaaaaceeeeiiiidnooooo?ouuuuy?saaaaaaaceeeeiiiidnooooo?ouuuuy?y";
static_assert(latin1_letters.size() == 64);

// As mail administrators spell a name: "Idrissi-Kaïtouni" becomes "idrissikaitouni".
void append_folded(std::string& out, std::string_view name) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c >= 'a' && c <= 'z') {
      out += c;
    } else if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if (c == '\xC3' && i + 1 < name.size()) {
      out += latin1_letters[static_cast<unsigned char>(name[++i]) - 0x80U];
    }
  }
}

// "digits(6)" as its name and "6"; nothing if it has no argument.
std::optional<std::pair<std::string_view, std::string_view>> call_of(std::string_view kind) {
  const std::size_t open = kind.find('(');
  if (open == std::string_view::npos || !kind.ends_with(')')) return std::nullopt;
  return std::pair(kind.substr(0, open), kind.substr(open + 1, kind.size() - open - 2));
}

}  // namespace

struct generator::entry {
  std::string_view name;
  std::string (*draw)(generator&);
};

const generator::entry generator::table[] = {
    {"first_name", [](generator& g) { return std::string(g.random_.pick(given_names)); }},
    {"last_name", [](generator& g) { return std::string(g.random_.pick(family_names)); }},
    {"name",
     [](generator& g) {
       std::string out(g.random_.pick(given_names));
       return out.append(" ").append(g.random_.pick(family_names));
     }},
    {"user_name",
     [](generator& g) {
       const std::string_view given = g.random_.pick(given_names);
       return g.user_name(given, g.random_.pick(family_names));
     }},
    {"cin", [](generator& g) { return g.cin(); }},
    {"phone", [](generator& g) { return g.phone("0"); }},
    {"phone_international", [](generator& g) { return g.phone("+212"); }},
    {"email",
     [](generator& g) {
       const std::string_view given = g.random_.pick(given_names);
       return g.email(given, g.random_.pick(family_names));
     }},
    {"amo", [](generator& g) { return g.random_.digits(g.rules_.amo_length); }},
    {"affiliation", [](generator& g) { return g.random_.digits(g.rules_.affiliation_length); }},
    {"rib", [](generator& g) { return g.rib(); }},
    {"wrong_key_rib", [](generator& g) { return with_wrong_key(g.rib()); }},
    {"iban", [](generator& g) { return iban_of(g.rib()).value(); }},
    {"e_mandat", [](generator& g) { return g.random_.digits(g.rules_.e_mandat_length); }},
    {"city", [](generator& g) { return std::string(g.random_.pick(cities)); }},
    {"birth_date", [](generator& g) { return g.birth_date(); }},
    {"uuid", [](generator& g) { return g.uuid(); }},
    {"word", [](generator& g) { return std::string(g.random_.pick(words)); }},
    {"sentence", [](generator& g) { return g.sentence(); }},
};

generator::generator(random_source random, identifier_rules rules) : random_(random), rules_(std::move(rules)) {
  if (rules_.bank_code.size() != 3 || !all_digits(rules_.bank_code))
    throw std::invalid_argument(fmt::format("'{}' is no bank code: three digits", rules_.bank_code));
}

result<std::string> generator::draw(std::string_view name) {
  if (const auto* const known = std::ranges::find(table, name, &entry::name); known != std::end(table))
    return known->draw(*this);
  if (const auto from = std::ranges::find(rules_.issuers, name, &issuer::name); from != rules_.issuers.end())
    return random_.digits(from->length);
  if (const auto call = call_of(name); call && (call->first == "digits" || call->first == "hex"))
    return draw_sized(call->first, call->second);
  const std::optional<std::string> meant = nearest(name, kinds());
  return fail("unknown-kind", fmt::format("'{}' is no kind of synthetic data{}", name,
                                          meant ? fmt::format("; did you mean '{}'?", *meant) : ""));
}

result<std::string> generator::draw_sized(std::string_view name, std::string_view argument) {
  std::size_t length = 0;
  const char* const end = argument.data() + argument.size();
  const auto [stop, problem] = std::from_chars(argument.data(), end, length);
  if (problem != std::errc() || stop != end || length < 1 || length > longest_value)
    return fail("bad-argument", fmt::format("'{}({})' needs a length from 1 to {}", name, argument, longest_value));
  return name == "hex" ? random_.hex(length) : random_.digits(length);
}

template <class Draw>
result<std::string> generator::fresh(std::string_view kind, Draw draw_one) {
  auto seen = seen_.find(kind);
  if (seen == seen_.end()) seen = seen_.emplace(kind, std::unordered_set<std::string>()).first;
  for (int i = 0; i < draws_before_giving_up; ++i) {
    result<std::string> value = draw_one();
    if (!value || seen->second.insert(*value).second) return value;
  }
  return fail("exhausted", fmt::format("{} draws of '{}' in a row gave nothing new; {} values were given out",
                                       draws_before_giving_up, kind, seen->second.size()));
}

template <class Draw>
std::string generator::fresh_or_any(std::string_view kind, Draw draw_one) {
  result<std::string> value = fresh(kind, [&draw_one]() -> result<std::string> { return draw_one(); });
  return value ? std::move(*value) : draw_one();
}

person generator::person() {
  struct person out;
  out.given_name = random_.pick(given_names);
  out.family_name = random_.pick(family_names);
  out.cin = cin();
  out.phone = phone("0");
  out.email = fresh_or_any("email", [&] { return email(out.given_name, out.family_name); });
  out.amo = fresh_or_any("amo", [this] { return random_.digits(rules_.amo_length); });
  out.affiliation = random_.digits(rules_.affiliation_length);
  if (!rules_.issuers.empty()) {
    const issuer& from = random_.pick(rules_.issuers);
    out.issuer = from.name;
    out.registration = fresh_or_any(from.name, [&] { return random_.digits(from.length); });
    out.registration_kind = to_string(from.kind);
  }
  out.rib = rib();
  out.iban = iban_of(out.rib).value();
  out.e_mandat = random_.digits(rules_.e_mandat_length);
  return out;
}

result<std::string> generator::draw_unique(std::string_view kind) {
  return fresh(kind, [&] { return draw(kind); });
}

result<std::string> generator::text(std::string_view pattern) {
  std::string out;
  for (std::size_t open = pattern.find("{{"); open != std::string_view::npos; open = pattern.find("{{")) {
    const std::size_t close = pattern.find("}}", open);
    if (close == std::string_view::npos)
      return fail("bad-template", fmt::format("'{}' is not closed by '}}}}'", pattern.substr(open)));
    const result<std::string> value = draw(trim(pattern.substr(open + 2, close - open - 2)));
    if (!value) return value;
    out.append(pattern.substr(0, open)).append(*value);
    pattern.remove_prefix(close + 2);
  }
  return out.append(pattern);
}

std::vector<std::string_view> generator::kinds() const {
  std::vector<std::string_view> names;
  for (const entry& each : table) names.push_back(each.name);
  for (const issuer& each : rules_.issuers) names.push_back(each.name);
  names.insert(names.end(), sized_kinds.begin(), sized_kinds.end());
  return names;
}

std::string generator::cin() {
  std::string out;
  for (std::uint64_t letters = 1 + random_.below(2); letters > 0; --letters)
    out += static_cast<char>('A' + random_.below(26));
  return out += random_.digits(5 + static_cast<std::size_t>(random_.below(2)));
}

std::string generator::phone(std::string_view trunk) {
  const auto prefixes = mobile_prefixes();
  std::string out(trunk);
  return out.append(fmt::format_int(random_.pick(prefixes)).str()).append(random_.digits(6));
}

std::string generator::user_name(std::string_view given, std::string_view family) {
  std::string out;
  out.reserve(given.size() + family.size() + 1);
  append_folded(out, given);
  out += '.';
  append_folded(out, family);
  return out;
}

std::string generator::email(std::string_view given, std::string_view family) {
  std::string out = user_name(given, family);
  return out.append(random_.digits(4)).append("@").append(random_.pick(mail_domains));
}

std::string generator::rib() {
  std::string out = rules_.bank_code + random_.digits(19);  // city and account
  return out.append(rib_key(out).value());
}

// Version 4, variant 10: RFC 9562 section 5.4.
std::string generator::uuid() {
  std::string out = random_.hex(32);
  out[12] = '4';
  out[16] = "89ab"[random_.below(4)];
  for (const std::size_t at : {8U, 13U, 18U, 23U}) out.insert(at, 1, '-');
  return out;
}

// An adult's, as HTML date fields send it. Days after the 28th are left out, so that every date exists.
std::string generator::birth_date() {
  const auto year = random_.between(1945, 2005);
  const auto month = random_.between(1, 12);
  return fmt::format("{}-{:02}-{:02}", year, month, random_.between(1, 28));
}

std::string generator::sentence() {
  const std::uint64_t count = 4 + random_.below(5);
  std::string out = "À joindre :";
  for (std::uint64_t i = 0; i < count; ++i) {
    out += i == 0 ? " " : i + 1 == count ? " et " : ", ";
    out += random_.pick(words);
  }
  return out += '.';
}

}  // namespace parcours::fakeit
