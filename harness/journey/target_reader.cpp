// Reads target files.
#include "harness/base/text.hpp"
#include "harness/journey/scope.hpp"
#include "harness/journey/step_reader.hpp"
#include "harness/journey/target.hpp"
#include "harness/yaml/decode.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

struct way {
  std::string_view step;
  std::string_view name;                      // "" for a step that is spelled in one way
  std::string_view parameters[2] = {"", ""};  // "": none
};

constexpr way ways[] = {
    {"open", "activation"},
    {"open", "recovery"},
    {"open", "landing"},
    {"accept_terms", "accept"},
    {"accept_terms", "refuse"},
    {"identify", "amo", {"amo"}},
    {"identify", "employer", {"employer", "issuer"}},
    {"identify", "pension_fund", {"pension_fund", "issuer"}},
    {"payment", "rib", {"rib"}},
    {"payment", "e_mandat", {"e_mandat"}},
    {"request_code", "email", {"email"}},
    {"request_code", "again"},
    {"submit_code", "", {"code"}},
};

constexpr std::string_view allowable[] = {"load", "explore", "lockout"};

class target_reader {
 public:
  explicit target_reader(diagnostics& out) : out_(out) {
    known_.people = false;
    known_.fake = false;
  }

  target read(const yaml::node& tree) {
    yaml::mapping_reader keys(tree, out_, "a target file");
    made_.name = keys.text("target", yaml::need::required).value_or("");
    if (const auto* url = keys.find("base_url", yaml::need::required)) made_.base_url = text(*url, "base_url");
    known_.world = made_.bundled();
    safety(keys);
    made_.ca_file = keys.text("ca_file").value_or("");
    if (const auto* pages = keys.mapping("pages", yaml::need::required)) read_pages(*pages);
    if (const auto* steps = keys.mapping("steps", yaml::need::required)) read_steps(*steps);
    if (const auto* messages = keys.mapping("messages")) read_messages(*messages);
    if (const auto* captcha = keys.mapping("captcha")) read_captcha(*captcha);
    if (const auto* mail = keys.mapping("mail", yaml::need::required)) read_mail(*mail);
    if (const auto* subscriber = keys.mapping("subscriber")) read_subscriber(*subscriber);
    if (const auto* limits = keys.mapping("limits")) read_limits(*limits);
    keys.finish();
    for (const auto& [name, span] : known_.external) made_.external.push_back({name, span});
    return std::move(made_);
  }

 private:
  void report(std::string code, std::string message, const source_span& span, std::string hint = {}) {
    out_.push_back({std::move(code), std::move(message), span, std::move(hint), {}});
  }

  template_text text(const yaml::node& value, std::string_view what) {
    return step_reader(known_, out_, false).text(value, what);
  }

  void safety(yaml::mapping_reader& keys) {
    const auto environment = keys.one_of("environment", environment_names, yaml::need::required);
    made_.environment = static_cast<environment_kind>(environment.value_or(0));
    made_.authorised_by = keys.text("authorised_by").value_or("");
    const bool foreign =
        made_.environment == environment_kind::staging || made_.environment == environment_kind::production;
    if (environment && foreign && trim(made_.authorised_by).empty()) {
      report("missing-authorisation",
             fmt::format("a target in {} needs 'authorised_by': who allowed the test", to_string(made_.environment)),
             keys.span());
    }
    const auto* allow = keys.list("allow");
    if (!allow) return;
    if (made_.environment != environment_kind::staging) {
      report("not-allowed-here", "'allow' goes with 'environment: staging' only", allow->span);
    }
    for (const auto& item : allow->items) {
      if (const auto index = yaml::index_of(item, "allow", out_, allowable))
        made_.allow.emplace_back(allowable[*index]);
    }
  }

  void read_pages(const yaml::node& pages) {
    for (const auto& [name, value] : pages.entries) {
      page_mark page{name.text, {}, {}, name.span};
      step_reader values(known_, out_, false);
      yaml::mapping_reader keys(value, out_, fmt::format("the page '{}'", name.text));
      if (const auto* heading = keys.find("heading")) page.heading = values.pattern(*heading, "heading");
      if (const auto* url = keys.find("url")) page.url = values.pattern(*url, "url");
      keys.finish();
      if (keys.valid() && value.entries.empty()) report("missing-value", "a page needs a heading or a url", value.span);
      made_.pages.push_back(std::move(page));
    }
  }

  void read_steps(const yaml::node& steps) {
    std::vector<std::string_view> names;
    for (const auto& each : ways) names.push_back(each.step);
    for (const auto& [name, value] : steps.entries) {
      if (name.text == "submit_code") {
        read_way({}, name, value, *std::prev(std::end(ways)));
      } else if (std::ranges::find(names, name.text) == names.end()) {
        report("unknown-step", fmt::format("'{}' is not a step that a target spells", name.text), name.span,
               yaml::did_you_mean(name.text, names));
      } else {
        read_ways(name, value);
      }
    }
  }

  void read_ways(const yaml::node& step, const yaml::node& value) {
    const yaml::mapping_reader shape(value, out_, fmt::format("the spelling of '{}'", step.text));
    std::vector<std::string_view> names;
    for (const auto& each : ways) {
      if (each.step == step.text) names.push_back(each.name);
    }
    for (const auto& [name, list] : value.entries) {
      const auto found =
          std::ranges::find_if(ways, [&](const way& each) { return each.step == step.text && each.name == name.text; });
      if (found != std::end(ways)) {
        read_way(name.text, step, list, *found);
      } else {
        report("unknown-way", fmt::format("'{}' is not a way to do '{}'", name.text, step.text), name.span,
               yaml::did_you_mean(name.text, names));
      }
    }
  }

  void read_way(const std::string& name, const yaml::node& step, const yaml::node& list, const way& how) {
    if (!list.is_sequence()) {
      report("wrong-type", fmt::format("a spelling is a list of steps, this is {}", yaml::describe(list)), list.span);
      return;
    }
    scope inside = known_;
    inside.people = true;
    for (const auto parameter : how.parameters) {
      if (!parameter.empty()) inside.names.emplace(parameter);
    }
    made_.steps[step.text][name] = step_reader(inside, out_, false).read(list);
    known_.external.merge(inside.external);
  }

  void read_messages(const yaml::node& value) {
    yaml::mapping_reader keys(value, out_, "messages");
    if (const auto message = keys.text("message")) made_.messages.message = *message;
    if (const auto error = keys.text("field_error")) made_.messages.field_error = *error;
    keys.finish();
  }

  /// The one key of `names` that is set, with its index.
  std::optional<std::size_t> choice(yaml::mapping_reader& keys, std::string_view what,
                                    std::span<const std::string_view> names) {
    std::optional<std::size_t> only;
    for (std::size_t at = 0; at < names.size(); ++at) {
      if (!keys.find(names[at])) continue;
      if (only)
        report("too-many-keys", fmt::format("{} takes only one of {}", what, yaml::one_of_text(names)), keys.span());
      only = at;
    }
    if (!only) report("missing-key", fmt::format("{} needs {}", what, yaml::one_of_text(names)), keys.span());
    return only;
  }

  void must_be_true(const yaml::node& value, std::string_view what) {
    if (yaml::boolean_of(value, what, out_) == false) {
      report("bad-value", fmt::format("'{}' can only be true", what), value.span);
    }
  }

  void read_captcha(const yaml::node& value) {
    constexpr std::string_view names[] = {"mint", "token", "person"};
    using kind = captcha_source::kind;
    yaml::mapping_reader keys(value, out_, "captcha");
    if (const auto how = choice(keys, "captcha", names)) {
      made_.captcha.how = static_cast<kind>(*how + 1);
      const auto& given = *value.find(names[*how]);
      scope inside = known_;
      if (made_.captcha.how == kind::mint) inside.names.insert("outcome");
      if (made_.captcha.how == kind::person)
        must_be_true(given, "person");
      else
        made_.captcha.value = step_reader(inside, out_, false).text(given, names[*how]);
      known_.external.merge(inside.external);
    }
    if (const auto field = keys.text("field")) made_.captcha.field = *field;
    keys.finish();
  }

  void read_mail(const yaml::node& value) {
    constexpr std::string_view names[] = {"bundled", "smtp", "prompt"};
    yaml::mapping_reader keys(value, out_, "mail");
    if (const auto how = choice(keys, "mail", names)) {
      made_.mail.how = static_cast<mail_source::kind>(*how);
      const auto& given = *value.find(names[*how]);
      if (made_.mail.how == mail_source::kind::bundled && !made_.bundled()) {
        report("not-allowed-here", "'bundled' is the inbox of the bundled mocks, and base_url is not ${world.portal}",
               given.span, "write smtp: HOST:PORT, where the portal sends its mail, or prompt: true");
      }
      if (made_.mail.how != mail_source::kind::smtp)
        must_be_true(given, names[*how]);
      else
        made_.mail.listen = yaml::text_of(given, "smtp", out_).value_or("");
    }
    if (const auto* code = keys.find("code")) {
      made_.mail.code = step_reader(known_, out_, false).code_pattern(*code, "code");
    }
    keys.finish();
  }

  void read_subscriber(const yaml::node& value) {
    for (const auto& [field, given] : value.entries) {
      if (std::ranges::find(subscriber_fields, field.text) == subscriber_fields.end()) {
        report("unknown-key", fmt::format("'{}' is not known of a subscriber", field.text), field.span,
               yaml::did_you_mean(field.text, subscriber_fields));
      }
      made_.subscriber.emplace(field.text, text(given, field.text));
    }
  }

  void read_limits(const yaml::node& value) {
    constexpr std::int64_t most_requests = 100'000;
    yaml::mapping_reader keys(value, out_, "limits");
    if (const auto requests = keys.integer("requests", 1, most_requests)) {
      made_.limits.requests = static_cast<unsigned>(*requests);
    }
    if (const auto pause = keys.length("pause")) made_.limits.pause = *pause;
    keys.finish();
  }

  diagnostics& out_;
  scope known_;
  target made_;
};

}  // namespace

std::optional<target> read_target(std::shared_ptr<const source_file> file, diagnostics& out) {
  diagnostics found;
  auto tree = yaml::read(file, found);
  std::optional<target> made;
  if (tree) made = target_reader(found).read(*tree);
  if (made) made->file = std::move(file);
  if (yaml::has_errors(found)) made.reset();
  out.insert(out.end(), found.begin(), found.end());
  return made;
}

}  // namespace parcours::journey
