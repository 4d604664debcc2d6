// Steps, and what stands beside them, as trees of their file.
#include "harness/journey/drafter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

// Slashes hold a pattern whose own would be taken for them.
std::string bare(const std::string& pattern) {
  const bool has_slashes = pattern.size() >= 2 && pattern.starts_with('/') && pattern.ends_with('/');
  return has_slashes ? between_slashes(pattern) : pattern;
}

bool is_beside(std::string_view key) { return key == "expect" || key == "retry"; }

}  // namespace

/// What stands behind a step's keyword, and the keyword.
struct action_drafter {
  using keyed = std::pair<std::string_view, yaml::draft>;
  case_drafter& with;

  static yaml::draft one(std::string_view key, yaml::draft value) {
    auto made = yaml::mapping_draft();
    made.add(std::string(key), std::move(value));
    return made;
  }
  static yaml::draft times(unsigned count) { return implied_if(count == 1, number_draft(count)); }

  keyed operator()(const open_step& from) const { return {"open", yaml::token_draft(to_string(from.where))}; }
  keyed operator()(const accept_terms_step& from) const {
    return {"accept_terms", one("accept", implied_if(from.accept, boolean_draft(from.accept)))};
  }
  keyed operator()(const identify_step& from) const {
    auto made = one(to_string(from.by), with.text(from.number));
    if (from.by == identify_way::amo) return {"identify", std::move(made)};
    auto issuer = with.text(from.issuer);
    issuer.implied = issuer.text == "${subscriber.issuer}";
    made.add("issuer", std::move(issuer));
    return {"identify", std::move(made)};
  }
  keyed operator()(const payment_step& from) const {
    return {"payment", one(payment_names[static_cast<std::size_t>(from.by)], with.text(from.number))};
  }
  keyed operator()(const request_code_step& from) const {
    return {"request_code", from.email ? one("email", with.text(*from.email)) : one("again", boolean_draft(true))};
  }
  keyed operator()(const read_code_step& from) const {
    auto made = one("within", with.time(from.within, "30s"));
    if (from.to) made.add("to", with.text(*from.to));
    made.add("as", implied_if(from.as == "code", yaml::text_draft(from.as)));
    if (from.pattern) made.add("pattern", yaml::text_draft(between_slashes(from.pattern->pattern())));
    if (from.length) made.add("length", number_draft(*from.length));
    return {"read_code", std::move(made)};
  }
  keyed operator()(const submit_code_step& from) const {
    auto made = one("code", with.text(from.code));
    made.add("captcha", implied_if(from.captcha == captcha_answer::pass, yaml::token_draft(to_string(from.captcha))));
    made.add("times", times(from.times));
    return {"submit_code", std::move(made)};
  }
  keyed operator()(const goto_step& from) const { return {"goto", with.text(from.where)}; }
  keyed operator()(const fill_step& from) const { return {"fill", fields(from)}; }
  keyed operator()(const check_step& from) const { return {from.checked ? "check" : "uncheck", with.text(from.label)}; }
  keyed operator()(const click_step& from) const {
    auto made = one(from.link ? "link" : "button", with.text(from.text));
    if (!from.link) made.add("times", times(from.times));
    return {"click", std::move(made)};
  }
  keyed operator()(const capture_step& from) const {
    auto made = yaml::mapping_draft();
    for (const auto& each : from.values) {
      if (is_beside(each.name)) with.refuse(fmt::format("'{}' cannot name what is captured", each.name));
      with.add(made, each.name, captured(each));
    }
    return {"capture", std::move(made)};
  }
  keyed operator()(const set_cookie_step& from) const {
    auto made = yaml::mapping_draft();
    for (const auto& each : from.values) {
      if (is_beside(each.name)) with.refuse(fmt::format("'{}' cannot name a cookie here", each.name));
      with.add(made, each.name, each.text ? with.text(*each.text) : yaml::draft());
    }
    return {"set_cookie", std::move(made)};
  }
  keyed operator()(const wait_step& from) const { return {"wait", with.time(from.length)}; }
  keyed operator()(const look_step&) const { return {}; }

  /// One field in the long form: its name may differ between cases, where a key cannot.
  [[nodiscard]] yaml::draft fields(const fill_step& from) const {
    if (from.fields.size() == 1) {
      auto made = one("field", with.text(from.fields[0].field));
      made.add("with", with.text(from.fields[0].with));
      return made;
    }
    auto made = yaml::mapping_draft();
    const auto named = [&from](std::string_view name) {
      return std::ranges::any_of(from.fields, [name](const auto& each) { return each.field.literal() == name; });
    };
    // Beside another these names are taken for a slip in the long form.
    constexpr std::string_view slips[] = {"value", "text", "to", "by", "content"};
    const bool slip = named("field") && from.fields.size() == 2 && std::ranges::any_of(slips, named);
    if (named("with") || slip) with.refuse("labels of fields look like 'field' and 'with'");
    for (const auto& each : from.fields) {
      if (!each.field.constant()) with.refuse("one of several fields is named by a variable");
      with.add(made, each.field.literal(), with.text(each.with));
    }
    return made;
  }

  [[nodiscard]] yaml::draft captured(const capture_step::value& from) const {
    auto made = yaml::mapping_draft();
    if (from.from == capture_source::url) {
      made.add("url", boolean_draft(true));
    } else if (from.from != capture_source::page) {
      made.add(std::string(capture_names[static_cast<std::size_t>(from.from)]), with.text(from.where));
    }
    if (from.extract) made.add("regex", yaml::text_draft(bare(from.extract->pattern())));
    return made;
  }
};

/// Adds what one assertion says to the mapping of its expectation.
struct assertion_drafter {
  case_drafter& with;
  yaml::draft& to;

  void operator()(const page_is& from) const { with.add(to, "page", with.pattern(text_pattern{from.name})); }
  void operator()(const message_says& from) const { with.add(to, "message", with.pattern(from.text)); }
  void operator()(const field_error_says& from) const {
    if (from.label) {
      with.add(with.group(to, "field_error"), *from.label, with.pattern(from.message));
    } else {
      with.add(to, "field_error", with.pattern(from.message));
    }
  }
  void operator()(const absent_text& from) const { with.add(to, "absent", with.pattern(from.text)); }
  void operator()(const status_is& from) const { with.add(to, "status", number_draft(from.status)); }
  void operator()(const url_matches& from) const { with.add(to, "url", with.pattern(from.text)); }
  void operator()(const header_is& from) const {
    with.add(with.group(to, "header"), from.name, with.pattern(from.value));
  }
  void operator()(const cookie_is& from) const {
    auto& cookie = with.group(to, "cookie");
    if (cookie.entries.empty()) cookie.add("name", yaml::text_draft(from.name));
    if (cookie.find("name")->text != from.name) with.refuse("one expectation has two cookies");
    const bool flag = from.part == cookie_part::secure || from.part == cookie_part::http_only;
    with.add(cookie, to_string(from.part), flag ? boolean_draft(from.is_set) : with.pattern(from.text));
  }
  void operator()(const mail_is& from) const {
    auto& mail = with.group(to, "mail");
    if (from.part == mail_part::header) {
      with.add(with.group(mail, "header"), from.field, with.pattern(from.text));
    } else {
      with.add(mail, to_string(from.part), with.pattern(from.text));
    }
  }
  void operator()(const took_within& from) const { with.add(to, "within", with.time(from.length)); }
  void operator()(const mails_are& from) const { with.add(to, "mails", number_draft(from.count)); }
  void operator()(const account_is& from) const { with.add(to, "account", yaml::token_draft(to_string(from.state))); }
  void operator()(const captcha_was& from) const {
    with.add(to, "captcha", yaml::token_draft(to_string(from.verdict)));
  }
};

yaml::draft case_drafter::expectation_draft(const expectation& from) {
  auto made = yaml::mapping_draft();
  if (from.all.empty()) refuse("an expectation is empty");
  for (const auto& each : from.all) std::visit(assertion_drafter{*this, made}, each.what);
  return made;
}

yaml::draft case_drafter::retry_draft(const retry_spec& from) {
  auto made = yaml::mapping_draft();
  made.add("until", expectation_draft(from.until));
  made.add("every", time(from.every, "1s"));
  made.add("within", time(from.within, "30s"));
  return made;
}

yaml::draft case_drafter::browser(const std::string& name) {
  if (!is_identifier(name)) refuse(fmt::format("'{}' cannot name a browser", name));
  browsers_.insert(name);
  if (browsers_.size() > most_browsers) refuse(fmt::format("it names more than {} browsers", most_browsers));
  return yaml::text_draft(name);
}

yaml::draft case_drafter::step_draft(const step& from) {
  auto made = yaml::mapping_draft(true);
  made.comment = from.comment;
  auto [keyword, value] = std::visit(action_drafter{*this}, from.what);
  if (!keyword.empty()) made.add(std::string(keyword), std::move(value));
  if (!from.in.empty()) made.add("in", browser(from.in));
  const bool looks = keyword.empty();
  if (looks && !from.expect && !from.retry) refuse("a step does nothing and expects nothing");
  // What is waited for holds before the rest is looked at; of a step that only looks, the first key is its name.
  if (from.retry && !(looks && from.keyword == "expect")) made.add("retry", retry_draft(*from.retry));
  if (from.expect) made.add("expect", expectation_draft(*from.expect));
  if (from.retry && !made.find("retry")) made.add("retry", retry_draft(*from.retry));
  return made;
}

namespace {

/// A variable in the name of a field has no place in a key; these names mean something else there.
bool can_be_label(const yaml::draft& field) {
  return !field.text.contains("${") && field.text != "field" && field.text != "with" && !is_beside(field.text);
}

void shorten(yaml::draft& step) {
  auto& [keyword, value] = step.entries.front();
  if (keyword == "click" && value.find("button") && value.find("times")->implied) {
    value = yaml::draft(*value.find("button"));
  } else if (keyword == "fill" && value.find("field") && value.find("with") && can_be_label(*value.find("field"))) {
    value = action_drafter::one(value.find("field")->text, *value.find("with"));
  } else if (keyword == "accept_terms" || keyword == "read_code") {
    const bool bare = std::ranges::all_of(value.entries, [](const auto& each) { return each.value.implied; });
    if (!bare) return;
    if (step.entries.size() > 1) {
      value.entries.front().value.implied = false;
      return;
    }
    auto word = yaml::token_draft(keyword);
    word.comment = step.comment;
    step = std::move(word);
  }
}

}  // namespace

void shorten_steps(yaml::draft& steps) {
  for (auto& each : steps.items) shorten(each);
}

}  // namespace parcours::journey
