// The words of journey and target files that stand for a choice. One table each, for readers, reports and the schema.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace parcours::journey {

/// How many browsers a journey may name, beside the one that has no name.
inline constexpr std::size_t most_browsers = 8;

enum class flow_kind { activation, recovery };
inline constexpr std::array<std::string_view, 2> flow_names = {"activation", "recovery"};

enum class entrance { activation, recovery, landing };
inline constexpr std::array<std::string_view, 3> entrance_names = {"activation", "recovery", "landing"};

enum class identify_way { amo, employer, pension_fund };
inline constexpr std::array<std::string_view, 3> identify_names = {"amo", "employer", "pension_fund"};

/// How the insurer pays the person (leaflet, step 4).
enum class payment_kind { bank_transfer, e_mandat };
inline constexpr std::array<std::string_view, 2> paid_by_names = {"bank_transfer", "e_mandat"};
/// What the person enters for it, in the same order.
inline constexpr std::array<std::string_view, 2> payment_names = {"rib", "e_mandat"};

/// Who gave the identifier of the employer (the first three) or pension fund.
enum class issuer_kind { ppr, som, doti, cmr, rcar };
inline constexpr std::array<std::string_view, 5> issuer_names = {"ppr", "som", "doti", "cmr", "rcar"};

enum class account_state { inactive, active };
inline constexpr std::array<std::string_view, 2> account_names = {"inactive", "active"};

enum class captcha_answer { pass, fail, missing, expired, replayed };
inline constexpr std::array<std::string_view, 5> captcha_answer_names = {"pass", "fail", "missing", "expired",
                                                                         "replayed"};

/// What the verifier last said of the subscriber's captcha.
enum class captcha_verdict { passed, failed, not_checked };
inline constexpr std::array<std::string_view, 3> captcha_verdict_names = {"passed", "failed", "not_checked"};

/// Where a captured value is read; `page` is the visible text of the page.
enum class capture_source { text, field, header, cookie, url, page };
inline constexpr std::array<std::string_view, 5> capture_names = {"text", "field", "header", "cookie", "url"};

/// What can be expected of a cookie as the browser keeps it.
enum class cookie_part { value, path, same_site, secure, http_only };
inline constexpr std::array<std::string_view, 5> cookie_part_names = {"value", "path", "same_site", "secure",
                                                                      "http_only"};
inline constexpr std::array<std::string_view, 3> same_site_names = {"Strict", "Lax", "None"};

/// What can be expected of the last mail that was read. `sender` and `recipients` are those of the envelope; `header`
/// is one field of it; `absent` is what no part of it may hold.
enum class mail_part { from, to, cc, reply_to, subject, sender, recipients, code, text, html, absent, header };
inline constexpr std::array<std::string_view, 12> mail_part_names = {
    "from", "to", "cc", "reply_to", "subject", "sender", "recipients", "code", "text", "html", "absent", "header"};

enum class environment_kind { bundled, staging, production, test };
inline constexpr std::array<std::string_view, 4> environment_names = {"bundled", "staging", "production", "test"};

[[nodiscard]] constexpr std::string_view to_string(flow_kind value) {
  return flow_names[static_cast<std::size_t>(value)];
}
[[nodiscard]] constexpr std::string_view to_string(entrance value) {
  return entrance_names[static_cast<std::size_t>(value)];
}
[[nodiscard]] constexpr std::string_view to_string(identify_way value) {
  return identify_names[static_cast<std::size_t>(value)];
}
[[nodiscard]] constexpr std::string_view to_string(payment_kind value) {
  return paid_by_names[static_cast<std::size_t>(value)];
}
[[nodiscard]] constexpr std::string_view to_string(issuer_kind value) {
  return issuer_names[static_cast<std::size_t>(value)];
}
[[nodiscard]] constexpr std::string_view to_string(account_state value) {
  return account_names[static_cast<std::size_t>(value)];
}
[[nodiscard]] constexpr std::string_view to_string(captcha_answer value) {
  return captcha_answer_names[static_cast<std::size_t>(value)];
}
[[nodiscard]] constexpr std::string_view to_string(captcha_verdict value) {
  return captcha_verdict_names[static_cast<std::size_t>(value)];
}
[[nodiscard]] constexpr std::string_view to_string(cookie_part value) {
  return cookie_part_names[static_cast<std::size_t>(value)];
}
[[nodiscard]] constexpr std::string_view to_string(mail_part value) {
  return mail_part_names[static_cast<std::size_t>(value)];
}
[[nodiscard]] constexpr std::string_view to_string(environment_kind value) {
  return environment_names[static_cast<std::size_t>(value)];
}

/// What "${subscriber.FIELD}" may ask for: the fields of a synthetic person, then what is derived from them for
/// journeys about slips of the pen.
inline constexpr std::array<std::string_view, 17> subscriber_fields = {
    "given_name",   "family_name",       "cin", "phone", "email",    "amo",           "affiliation",    "issuer",
    "registration", "registration_kind", "rib", "iban",  "e_mandat", "wrong_key_rib", "transposed_rib", "near_amo",
    "spaced_amo"};

/// And "${subscriber.near_FIELD_N}", the digit at place N one higher: of these fields, with N up to their length at
/// most.
struct near_field {
  std::string_view name;
  std::size_t longest;
};
inline constexpr std::array<near_field, 4> near_fields = {
    {{"rib", 22}, {"e_mandat", 30}, {"amo", 30}, {"registration", 30}}};
struct near_miss {
  std::string_view field;
  std::size_t place;
};
/// "near_rib_7"; nothing for any other name.
[[nodiscard]] std::optional<near_miss> near_miss_named(std::string_view name);

/// What "${world.NAME}" may ask for: where the bundled mocks listen ("http://127.0.0.1:8080", "127.0.0.1:2525").
inline constexpr std::array<std::string_view, 3> world_fields = {"portal", "captcha", "smtp"};

}  // namespace parcours::journey
