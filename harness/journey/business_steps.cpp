// The steps of the leaflet: open, accept_terms, identify, payment, request_code, read_code, submit_code.
#include "harness/journey/step_reader.hpp"

#include <algorithm>

namespace parcours::journey {

namespace {

template <class E>
E chosen(std::optional<std::size_t> index, E otherwise) {
  return index ? static_cast<E>(*index) : otherwise;
}

/// The place of a key in the table that it was chosen from.
template <class E>
E index_in(std::span<const std::string_view> names, std::string_view key) {
  return static_cast<E>(std::ranges::find(names, key) - names.begin());
}

}  // namespace

action step_reader::open(const yaml::node& value) {
  return open_step{chosen(yaml::index_of(value, "open", out_, entrance_names), entrance::activation)};
}

action step_reader::accept_terms(const yaml::node& value) {
  accept_terms_step made;
  if (value.type == yaml::kind::null) return made;
  yaml::mapping_reader keys(value, out_, "accept_terms");
  made.accept = keys.boolean("accept").value_or(true);
  keys.finish();
  return made;
}

action step_reader::identify(const yaml::node& value) {
  constexpr std::string_view beside[] = {"issuer"};
  const auto* by = only_one(value, "identify", identify_names, beside);
  if (!by) return identify_step{identify_way::amo, {}, {}};
  identify_step made{index_in<identify_way>(identify_names, by->key.text), text(by->value, by->key.text), {}};
  const auto* issuer = value.find("issuer");
  if (made.by == identify_way::amo) {
    if (issuer) report("unknown-key", "'issuer' goes with 'employer' or 'pension_fund' only", issuer->span);
  } else if (issuer) {
    made.issuer = text(*issuer, "issuer");
  } else {
    made.issuer = {{{"subscriber.issuer", true, by->key.span}}, by->key.span};
  }
  return made;
}

action step_reader::payment(const yaml::node& value) {
  const auto* by = only_one(value, "payment", payment_names);
  if (!by) return payment_step{payment_kind::bank_transfer, {}};
  return payment_step{index_in<payment_kind>(payment_names, by->key.text), text(by->value, by->key.text)};
}

action step_reader::request_code(const yaml::node& value) {
  constexpr std::string_view ways[] = {"email", "again"};
  const auto* by = only_one(value, "request_code", ways);
  if (!by) return request_code_step{};
  if (by->key.text == "email") return request_code_step{text(by->value, "email")};
  if (yaml::boolean_of(by->value, "again", out_) == false) {
    report("bad-value", "'again' can only be true", by->value.span, "give an 'email' for the first code");
  }
  return request_code_step{};
}

action step_reader::read_code(const yaml::node& value) {
  read_code_step made{constant("30s", value.span), {}, "code"};
  if (value.type != yaml::kind::null) {
    yaml::mapping_reader keys(value, out_, "read_code");
    if (const auto* within = keys.find("within")) made.within = time(*within, "within");
    if (const auto* to = keys.find("to")) made.to = text(*to, "to");
    if (const auto as = keys.text("as")) made.as = *as;
    if (const auto* pattern = keys.find("pattern")) made.pattern = code_pattern(*pattern, "pattern");
    if (const auto length = keys.integer("length", 4, 24)) made.length = static_cast<std::size_t>(*length);
    keys.finish();
  }
  const auto* as = value.find("as");
  define(made.as, as ? as->span : value.span);
  return made;
}

action step_reader::submit_code(const yaml::node& value) {
  submit_code_step made;
  yaml::mapping_reader keys(value, out_, "submit_code");
  if (const auto* code = keys.find("code", yaml::need::required)) made.code = text(*code, "code");
  made.captcha = chosen(keys.one_of("captcha", captcha_answer_names), captcha_answer::pass);
  made.times = static_cast<unsigned>(keys.integer("times", 1, most_times).value_or(1));
  keys.finish();
  return made;
}

}  // namespace parcours::journey
