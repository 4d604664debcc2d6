// Business steps and their spellings in a target file.
#include "harness/journey/target.hpp"
#include "harness/yaml/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace parcours::journey {

namespace {

using named_way = std::pair<std::string_view, std::string_view>;
using parameters = std::vector<std::pair<std::string_view, const template_text*>>;

struct way_of {
  std::optional<named_way> operator()(const open_step& step) const { return named_way("open", to_string(step.where)); }
  std::optional<named_way> operator()(const accept_terms_step& step) const {
    return named_way("accept_terms", step.accept ? "accept" : "refuse");
  }
  std::optional<named_way> operator()(const identify_step& step) const {
    return named_way("identify", to_string(step.by));
  }
  std::optional<named_way> operator()(const payment_step& step) const {
    return named_way("payment", payment_names[static_cast<std::size_t>(step.by)]);
  }
  std::optional<named_way> operator()(const request_code_step& step) const {
    return named_way("request_code", step.email ? "email" : "again");
  }
  std::optional<named_way> operator()(const submit_code_step&) const { return named_way("submit_code", ""); }
  template <class Other>
    requires(!spelled_step<Other>)
  std::optional<named_way> operator()(const Other&) const {
    return std::nullopt;
  }
};

struct parameters_in {
  parameters operator()(const identify_step& step) const {
    parameters made{{to_string(step.by), &step.number}};
    if (step.by != identify_way::amo) made.emplace_back("issuer", &step.issuer);
    return made;
  }
  parameters operator()(const payment_step& step) const {
    return {{payment_names[static_cast<std::size_t>(step.by)], &step.number}};
  }
  parameters operator()(const request_code_step& step) const {
    return step.email ? parameters{{"email", &*step.email}} : parameters{};
  }
  parameters operator()(const submit_code_step& step) const { return {{"code", &step.code}}; }
  parameters operator()(const open_step&) const { return {}; }
  parameters operator()(const accept_terms_step&) const { return {}; }
  template <class Other>
    requires(!spelled_step<Other>)
  parameters operator()(const Other&) const {
    return {};
  }
};

class fit_checker {
 public:
  fit_checker(const target& on, diagnostics& out) : on_(on), out_(out) {
    for (const auto& each : on_.pages) pages_.push_back(each.name);
  }

  void check(const journey_case& wanted) {
    for (const auto& each : wanted.steps) {
      check_spelling(each);
      if (each.expect) check_pages(*each.expect);
      if (each.retry) check_pages(each.retry->until);
    }
    if (wanted.outcome) check_pages(*wanted.outcome);
  }

 private:
  void check_spelling(const step& wanted) {
    const auto way = spelled_as(wanted.what);
    if (!way || on_.spelling(wanted.what)) return;
    const auto name = way->second.empty() ? std::string(way->first) : fmt::format("{}: {}", way->first, way->second);
    report("not-spelled", fmt::format("the target '{}' does not say how to do '{}'", on_.name, name), wanted.span, "");
  }

  void check_pages(const expectation& wanted) {
    for (const auto& each : wanted.all) {
      if (const auto* page = std::get_if<page_is>(&each.what)) check_page(page->name);
    }
  }

  void check_page(const template_text& wanted) {
    if (!wanted.constant()) return;
    const auto name = wanted.literal();
    if (std::ranges::find(pages_, name) != pages_.end()) return;
    report("unknown-page", fmt::format("the target '{}' has no page '{}'", on_.name, name), wanted.span,
           yaml::did_you_mean(name, pages_));
  }

  void report(std::string code, std::string message, const source_span& span, std::string hint) {
    if (!reported_.insert(span.place() + message).second) return;  // every case has the same steps
    out_.push_back({std::move(code), std::move(message), span, std::move(hint), {}});
  }

  const target& on_;
  diagnostics& out_;
  std::vector<std::string_view> pages_;
  std::set<std::string> reported_;
};

}  // namespace

std::optional<named_way> spelled_as(const action& what) { return std::visit(way_of{}, what); }

parameters parameters_of(const action& what) { return std::visit(parameters_in{}, what); }

const step_list* target::spelling(const action& what) const {
  const auto way = spelled_as(what);
  if (!way) return nullptr;
  const auto spelled = steps.find(way->first);
  if (spelled == steps.end()) return nullptr;
  const auto found = spelled->second.find(way->second);
  return found == spelled->second.end() ? nullptr : &found->second;
}

bool target::bundled() const {
  return std::ranges::any_of(base_url.segments,
                             [](const segment& each) { return each.variable && each.text == "world.portal"; });
}

const page_mark* target::page(std::string_view page_name) const {
  const auto found = std::ranges::find(pages, page_name, &page_mark::name);
  return found == pages.end() ? nullptr : &*found;
}

namespace {

bool looks(const step& one) { return one.expect || one.retry; }

/// Something that can turn out wrong though every page has the fields that the steps want.
bool expects_something(const journey_case& what, const target& on) {
  return what.outcome || std::ranges::any_of(what.steps, [&on](const step& one) {
           const auto* spelled = on.spelling(one.what);
           return looks(one) || (spelled && std::ranges::any_of(*spelled, looks));
         });
}

}  // namespace

void check_fit(const journey& wanted, const target& on, diagnostics& out) {
  fit_checker checker(on, out);
  for (const auto& each : wanted.cases) checker.check(each);
  if (std::ranges::all_of(wanted.cases, [&on](const auto& each) { return expects_something(each, on); })) return;
  out.push_back({"expects-nothing",
                 fmt::format("'{}' expects nothing: it passes whatever the portal says", wanted.name),
                 wanted.span,
                 "give a step 'expect', or the journey an 'outcome'",
                 {},
                 severity::warning});
}

}  // namespace parcours::journey
