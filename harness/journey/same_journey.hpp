// For tests: whether two journeys are the same, wherever their files are and whatever stands where in them.
#pragma once

#include "harness/journey/model.hpp"

#include <algorithm>
#include <concepts>
#include <tuple>

namespace parcours::journey::testing_support {

// The members that make a thing what it is. A new member does not compile before it has its place here.
#define PARCOURS_PARTS(type, members, ...)  \
  inline auto parts_of(const type& whole) { \
    const auto& [__VA_ARGS__] = whole;      \
    return std::tie members;                \
  }
PARCOURS_PARTS(segment, (text, variable), text, variable, span)
PARCOURS_PARTS(template_text, (segments), segments, span)
PARCOURS_PARTS(text_pattern, (text, is_regex, compiled, plain), text, is_regex, compiled, plain)
PARCOURS_PARTS(subscriber_spec, (paid_by, by, account, email), paid_by, by, account, email, span)
PARCOURS_PARTS(named_place, (name), name, span)
PARCOURS_PARTS(smtp_faults::rejection, (code, text, after, first), code, text, after, first)
PARCOURS_PARTS(smtp_faults, (down, delay, reject), down, delay, reject)
PARCOURS_PARTS(captcha_faults, (down, slow, error), down, slow, error)
PARCOURS_PARTS(world_spec, (policy, defects, smtp, captcha), policy, defects, smtp, captcha, span)
PARCOURS_PARTS(page_is, (name), name)
PARCOURS_PARTS(message_says, (text), text)
PARCOURS_PARTS(field_error_says, (label, message), label, message)
PARCOURS_PARTS(absent_text, (text), text)
PARCOURS_PARTS(status_is, (status), status)
PARCOURS_PARTS(url_matches, (text), text)
PARCOURS_PARTS(header_is, (name, value), name, value)
PARCOURS_PARTS(cookie_is, (name, part, text, is_set), name, part, text, is_set)
PARCOURS_PARTS(mail_is, (part, field, text), part, field, text)
PARCOURS_PARTS(took_within, (length), length)
PARCOURS_PARTS(mails_are, (count), count)
PARCOURS_PARTS(account_is, (state), state)
PARCOURS_PARTS(captcha_was, (verdict), verdict)
PARCOURS_PARTS(assertion, (what), what, span)
PARCOURS_PARTS(expectation, (all), all, span)
PARCOURS_PARTS(retry_spec, (until, every, within), until, every, within, span)
PARCOURS_PARTS(open_step, (where), where)
PARCOURS_PARTS(accept_terms_step, (accept), accept)
PARCOURS_PARTS(identify_step, (by, number, issuer), by, number, issuer)
PARCOURS_PARTS(payment_step, (by, number), by, number)
PARCOURS_PARTS(request_code_step, (email), email)
PARCOURS_PARTS(read_code_step, (within, to, as, pattern, length), within, to, as, pattern, length)
PARCOURS_PARTS(submit_code_step, (code, captcha, times), code, captcha, times)
PARCOURS_PARTS(goto_step, (where), where)
PARCOURS_PARTS(fill_step::value, (field, with), field, with)
PARCOURS_PARTS(fill_step, (fields), fields)
PARCOURS_PARTS(check_step, (label, checked), label, checked)
PARCOURS_PARTS(click_step, (link, text, times), link, text, times)
PARCOURS_PARTS(capture_step::value, (name, from, where, extract), name, from, where, extract)
PARCOURS_PARTS(capture_step, (values), values)
PARCOURS_PARTS(set_cookie_step::value, (name, text), name, text, span)
PARCOURS_PARTS(set_cookie_step, (values), values)
PARCOURS_PARTS(wait_step, (length), length)
PARCOURS_PARTS(step, (keyword, what, expect, retry, comment, in), keyword, what, expect, retry, span, comment, in)
// The values say how cases are written, their label says which they are.
PARCOURS_PARTS(journey_case, (label, flow, subscriber, others, world, steps, outcome, comment), label, flow, subscriber,
               others, world, steps, outcome, values, comment)
PARCOURS_PARTS(variable_use, (name), name, span)
PARCOURS_PARTS(journey, (name, tags, description, cases, external, comments), name, tags, description, cases, external,
               comments, file, span)
#undef PARCOURS_PARTS
inline auto parts_of(const look_step& /*whole*/) { return std::tuple<>(); }
inline auto parts_of(const yaml::node& whole) { return std::tie(whole.type, whole.text, whole.items, whole.entries); }
inline auto parts_of(const yaml::node::entry& whole) { return std::tie(whole.key, whole.value); }

template <class T>
concept with_parts = requires(const T& whole) { parts_of(whole); };
template <class T>
concept simple =
    std::is_arithmetic_v<T> || std::is_enum_v<T> || std::same_as<T, std::string> || std::same_as<T, duration> ||
    std::same_as<T, std::vector<std::string>> || std::same_as<T, std::map<std::string, std::string>>;

template <simple T>
bool same(const T& a, const T& b) {
  return a == b;
}
inline bool same(const std::shared_ptr<const regex>& a, const std::shared_ptr<const regex>& b) {
  return a && b ? a->pattern() == b->pattern() : a == b;
}
template <class T>
bool same(const std::optional<T>& a, const std::optional<T>& b);
template <class T>
  requires(!simple<std::vector<T>>)
bool same(const std::vector<T>& a, const std::vector<T>& b);
template <class T>
bool same(const std::map<std::string, T>& a, const std::map<std::string, T>& b);
template <class... T>
bool same(const std::variant<T...>& a, const std::variant<T...>& b);

template <with_parts T>
bool same(const T& a, const T& b) {
  const auto left = parts_of(a);
  const auto right = parts_of(b);
  return [&]<std::size_t... At>(std::index_sequence<At...>) {
    return (same(std::get<At>(left), std::get<At>(right)) && ...);
  }(std::make_index_sequence<std::tuple_size_v<decltype(left)>>());
}
template <class T>
bool same(const std::optional<T>& a, const std::optional<T>& b) {
  return a && b ? same(*a, *b) : a.has_value() == b.has_value();
}
template <class T>
  requires(!simple<std::vector<T>>)
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::ranges::equal(a, b, [](const T& left, const T& right) { return same(left, right); });
}
template <class T>
bool same(const std::map<std::string, T>& a, const std::map<std::string, T>& b) {
  return std::ranges::equal(a, b, [](const auto& left, const auto& right) {
    return left.first == right.first && same(left.second, right.second);
  });
}
template <class... T>
bool same(const std::variant<T...>& a, const std::variant<T...>& b) {
  if (a.index() != b.index()) return false;
  return std::visit([&b]<class Which>(const Which& left) { return same(left, std::get<Which>(b)); }, a);
}

}  // namespace parcours::journey::testing_support
