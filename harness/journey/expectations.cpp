// What stands beside a step: expect and retry; and the outcome of a journey.
#include "harness/journey/habits.hpp"
#include "harness/journey/step_reader.hpp"
#include "harness/yaml/suspicions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

constexpr std::int64_t most_mails = 1'000'000;

// RFC 9110 section 5.6.2.
bool is_token_character(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

/// What a reader of words chose; the first where it has reported that there is none.
template <class E>
E chosen(std::optional<std::size_t> index) {
  return static_cast<E>(index.value_or(0));
}

}  // namespace

const step_reader::expect_key step_reader::expect_keys[] = {
    {"page", true, &step_reader::expect_page},
    {"message", false, &step_reader::expect_message},
    {"field_error", false, &step_reader::expect_field_error},
    {"absent", false, &step_reader::expect_absent},
    {"status", false, &step_reader::expect_status},
    {"url", false, &step_reader::expect_url},
    {"header", false, &step_reader::expect_header},
    {"cookie", false, &step_reader::expect_cookie},
    {"mail", false, &step_reader::expect_mail},
    {"within", false, &step_reader::expect_within},
    {"mails", true, &step_reader::expect_mails},
    {"account", true, &step_reader::expect_account},
    {"captcha", true, &step_reader::expect_captcha},
};

namespace {

/// "expect: code" as it was perhaps meant.
std::string as_expectation(const yaml::node& text) {
  auto slip = text.plain ? yaml::slip_in(text.text) : std::string();
  return slip.empty() ? fmt::format("write {{page: {}}}, or the key that it is", text.text) : slip;
}

}  // namespace

expectation step_reader::read_expectation(const yaml::node& value) { return read_keys(value, "expect", false); }

expectation step_reader::read_outcome(const yaml::node& value) { return read_keys(value, "the outcome", true); }

expectation step_reader::read_keys(const yaml::node& value, std::string what, bool outcome) {
  expectation made{{}, value.span};
  if (value.is_sequence() || value.is_scalar()) {
    const auto hint = value.is_sequence() ? "write its keys without dashes" : as_expectation(value);
    report("wrong-type", fmt::format("{} must be a mapping of keys to values, this is {}", what, describe(value)),
           value.span, hint);
    return made;
  }
  yaml::mapping_reader keys(value, out_, what);
  for (const auto& key : expect_keys) {
    if (key.of_outcome || !outcome) keys.find(key.name);
  }
  keys.finish([outcome](std::string_view word) {
    if (outcome && word == "expect") return std::string("the outcome takes its keys without another 'expect'");
    return habit_hint(word, habitat::expectation);
  });
  for (const auto& entry : value.entries) {
    const auto* known = std::ranges::find(expect_keys, entry.key.text, &expect_key::name);
    if (known == std::end(expect_keys) || (outcome && !known->of_outcome)) continue;
    (this->*known->read)(entry, made);
  }
  if (keys.valid() && value.entries.empty()) report("missing-value", what + " needs at least one key", value.span);
  return made;
}

void step_reader::expect_page(const yaml::node::entry& entry, expectation& made) {
  const auto name = pattern(entry.value, "page");
  if (name.is_regex) {
    report("bad-value", "'page' takes the name of a page, not a regular expression", entry.value.span,
           "'url' and 'message' take one");
  }
  made.all.push_back({page_is{name.text}, entry.key.span});
}

void step_reader::expect_message(const yaml::node::entry& entry, expectation& made) {
  made.all.push_back({message_says{pattern(entry.value, "message")}, entry.key.span});
}

void step_reader::expect_field_error(const yaml::node::entry& entry, expectation& made) {
  if (!entry.value.is_mapping()) {
    made.all.push_back({field_error_says{std::nullopt, pattern(entry.value, "field_error")}, entry.key.span});
    return;
  }
  for (const auto& [label, message] : entry.value.entries) {
    if (parse_pattern(label, out_).is_regex) {
      report("bad-value", "a field is named by its label, not by a regular expression", label.span);
    }
    made.all.push_back({field_error_says{label.text, pattern(message, label.text)}, label.span});
  }
  if (entry.value.entries.empty()) {
    report("missing-value", "field_error needs at least one label", entry.value.span);
  }
}

void step_reader::expect_absent(const yaml::node::entry& entry, expectation& made) {
  made.all.push_back({absent_text{pattern(entry.value, "absent")}, entry.key.span});
}

void step_reader::expect_status(const yaml::node::entry& entry, expectation& made) {
  const auto status = yaml::integer_of(entry.value, "status", out_, 100, 599);
  made.all.push_back({status_is{static_cast<unsigned>(status.value_or(0))}, entry.key.span});
}

void step_reader::expect_url(const yaml::node::entry& entry, expectation& made) {
  made.all.push_back({url_matches{pattern(entry.value, "url")}, entry.key.span});
}

void step_reader::expect_header(const yaml::node::entry& entry, expectation& made) {
  const yaml::mapping_reader shape(entry.value, out_, "header");
  for (const auto& [name, value] : entry.value.entries) {
    if (!is_token(name, "header field")) continue;
    made.all.push_back({header_is{name.text, pattern_or_none(value, name.text)}, name.span});
  }
  if (shape.valid() && entry.value.entries.empty()) {
    report("missing-value", "header needs at least one field", entry.value.span);
  }
}

void step_reader::expect_cookie(const yaml::node::entry& entry, expectation& made) {
  yaml::mapping_reader keys(entry.value, out_, "cookie");
  const auto* name = keys.find("name", yaml::need::required);
  for (const auto part : cookie_part_names) keys.find(part);
  keys.finish();
  if (!name || !yaml::text_of(*name, "name", out_) || !is_token(*name, "cookie")) return;
  for (const auto& each : entry.value.entries) {
    if (each.key.text != "name") expect_cookie_part(name->text, each, made);
  }
  if (entry.value.entries.size() > 1) return;
  report("missing-key", fmt::format("cookie needs {} beside the name", yaml::one_of_text(cookie_part_names)),
         entry.value.span, "value: null expects that there is no such cookie");
}

void step_reader::expect_cookie_part(const std::string& name, const yaml::node::entry& entry, expectation& made) {
  const auto found = std::ranges::find(cookie_part_names, entry.key.text);
  if (found == cookie_part_names.end()) return;
  cookie_is part{name, static_cast<cookie_part>(found - cookie_part_names.begin()), {}, true};
  if (part.part == cookie_part::secure || part.part == cookie_part::http_only) {
    part.is_set = yaml::boolean_of(entry.value, entry.key.text, out_).value_or(true);
  } else {
    part.text = pattern_or_none(entry.value, entry.key.text);
  }
  if (part.part == cookie_part::same_site && part.text && part.text->text.constant()) {
    (void)yaml::index_of(entry.value, "same_site", out_, same_site_names);
  }
  made.all.push_back({std::move(part), entry.key.span});
}

void step_reader::expect_mail(const yaml::node::entry& entry, expectation& made) {
  yaml::mapping_reader keys(entry.value, out_, "mail");
  for (const auto part : mail_part_names) keys.find(part);
  keys.finish();
  for (const auto& [key, value] : entry.value.entries) {
    const auto found = std::ranges::find(mail_part_names, key.text);
    if (found == mail_part_names.end()) continue;
    const auto part = static_cast<mail_part>(found - mail_part_names.begin());
    if (part == mail_part::header) {
      expect_mail_fields(value, made);
    } else if (part == mail_part::absent) {
      made.all.push_back({mail_is{part, {}, pattern(value, key.text)}, key.span});
    } else {
      made.all.push_back({mail_is{part, {}, pattern_or_none(value, key.text)}, key.span});
    }
  }
  if (keys.valid() && entry.value.entries.empty()) {
    report("missing-value", "mail needs at least one key", entry.value.span);
  }
}

void step_reader::expect_mail_fields(const yaml::node& fields, expectation& made) {
  const yaml::mapping_reader shape(fields, out_, "header");
  for (const auto& [name, value] : fields.entries) {
    if (!is_token(name, "header field")) continue;
    made.all.push_back({mail_is{mail_part::header, name.text, pattern_or_none(value, name.text)}, name.span});
  }
  if (shape.valid() && fields.entries.empty()) report("missing-value", "header needs at least one field", fields.span);
}

void step_reader::expect_within(const yaml::node::entry& entry, expectation& made) {
  made.all.push_back({took_within{time(entry.value, "within")}, entry.key.span});
}

void step_reader::expect_mails(const yaml::node::entry& entry, expectation& made) {
  const auto count = yaml::integer_of(entry.value, "mails", out_, 0, most_mails);
  made.all.push_back({mails_are{static_cast<unsigned>(count.value_or(0))}, entry.key.span});
}

void step_reader::expect_account(const yaml::node::entry& entry, expectation& made) {
  const auto state = yaml::index_of(entry.value, "account", out_, account_names);
  made.all.push_back({account_is{chosen<account_state>(state)}, entry.key.span});
}

void step_reader::expect_captcha(const yaml::node::entry& entry, expectation& made) {
  const auto verdict = yaml::index_of(entry.value, "captcha", out_, captcha_verdict_names);
  made.all.push_back({captcha_was{chosen<captcha_verdict>(verdict)}, entry.key.span});
}

text_or_none step_reader::pattern_or_none(const yaml::node& value, std::string_view what) {
  if (value.type == yaml::kind::null) return std::nullopt;
  return pattern(value, what);
}

bool step_reader::is_token(const yaml::node& name, std::string_view what) {
  if (!name.text.empty() && std::ranges::all_of(name.text, is_token_character)) return true;
  report("bad-name", fmt::format("'{}' cannot name a {}", name.text, what), name.span);
  return false;
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
