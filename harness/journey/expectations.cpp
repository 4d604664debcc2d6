// What stands beside a step: expect and retry; and the outcome of a journey.
#include "harness/journey/habits.hpp"
#include "harness/journey/step_reader.hpp"

namespace parcours::journey {

namespace {

constexpr std::int64_t most_mails = 1'000'000;

template <class E>
std::optional<E> chosen(std::optional<std::size_t> index) {
  return index ? std::optional(static_cast<E>(*index)) : std::nullopt;
}

std::optional<unsigned> number(std::optional<std::int64_t> value) {
  return value ? std::optional(static_cast<unsigned>(*value)) : std::nullopt;
}

}  // namespace

expectation step_reader::read_expectation(const yaml::node& value) {
  expectation made;
  made.span = value.span;
  yaml::mapping_reader keys(value, out_, "expect");
  read_page_keys(keys, made);
  read_state_keys(keys, made);
  if (const auto* within = keys.find("within")) made.within = time(*within, "within");
  keys.finish([](std::string_view word) { return habit_hint(word, habitat::expectation); });
  if (keys.valid() && value.entries.empty()) report("missing-value", "expect needs at least one key", value.span);
  if (value.entries.size() == 1 && made.within) {
    report("missing-value", "'within' alone expects nothing", value.span, "say what must come true within that time");
  }
  return made;
}

expectation step_reader::read_outcome(const yaml::node& value) {
  expectation made;
  made.span = value.span;
  yaml::mapping_reader keys(value, out_, "the outcome");
  read_state_keys(keys, made);
  keys.finish();
  if (keys.valid() && value.entries.empty()) report("missing-value", "the outcome needs at least one key", value.span);
  return made;
}

void step_reader::read_state_keys(yaml::mapping_reader& keys, expectation& made) {
  if (const auto* page = keys.find("page")) made.page = text(*page, "page");
  made.mails = number(keys.integer("mails", 0, most_mails));
  made.account = chosen<account_state>(keys.one_of("account", account_names));
  made.captcha = chosen<captcha_verdict>(keys.one_of("captcha", captcha_verdict_names));
}

void step_reader::read_page_keys(yaml::mapping_reader& keys, expectation& made) {
  if (const auto* message = keys.find("message")) made.message = pattern(*message, "message");
  if (const auto* errors = keys.find("field_error")) read_field_errors(*errors, made);
  made.status = number(keys.integer("status", 100, 599));
  if (const auto* absent = keys.find("absent")) made.absent = text(*absent, "absent");
  if (const auto* url = keys.find("url")) made.url = pattern(*url, "url");
}

void step_reader::read_field_errors(const yaml::node& value, expectation& made) {
  if (!value.is_mapping()) {
    made.field_errors.push_back({std::nullopt, pattern(value, "field_error")});
    return;
  }
  for (const auto& [label, message] : value.entries) {
    made.field_errors.push_back({label.text, pattern(message, label.text)});
  }
  if (value.entries.empty()) report("missing-value", "field_error needs at least one label", value.span);
}

template_text step_reader::polling_time(const yaml::node& value) {
  auto made = time(value, "every");
  const auto length = parse_duration(made.literal());
  if (made.constant() && length && *length == duration::zero()) {
    report("out-of-range", "'every' must be longer than zero", value.span);
  }
  return made;
}

retry_spec step_reader::read_retry(const yaml::node& value) {
  retry_spec made{{}, constant("1s", value.span), constant("30s", value.span), value.span};
  yaml::mapping_reader keys(value, out_, "retry");
  if (const auto* until = keys.find("until", yaml::need::required)) made.until = read_expectation(*until);
  if (const auto* every = keys.find("every")) made.every = polling_time(*every);
  if (const auto* within = keys.find("within")) made.within = time(*within, "within");
  keys.finish([](std::string_view) { return std::string("what is waited for stands in until: {…}"); });
  return made;
}

}  // namespace parcours::journey
