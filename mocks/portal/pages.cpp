#include "mocks/portal/pages.hpp"

#include "harness/base/utf8.hpp"
#include "mocks/portal/catalogue.hpp"
#include "mocks/portal/code_mail.hpp"
#include "mocks/portal/cut_text.hpp"
#include "mocks_portal_embedded.hpp"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

namespace parcours::mocks::portal {

namespace {

namespace mustache = kainjow::mustache;

/// What templates and texts leave open, by the names that they call it.
constexpr std::array<std::string_view, 13> figure_names = {
    "csrf",      "site_key",     "captcha_script",  "captcha_holder", "captcha_field",
    "reference", "amo_length",   "e_mandat_length", "code_length",    "code_life",
    "address",   "password_min", "password_max"};
constexpr std::size_t script_figure = 2;
static_assert(figure_names.at(script_figure) == "captcha_script");

// The template of a page has its state's name.
std::string_view source_of(state page) {
  const auto name = std::string(name_of(page)) + ".mustache";
  const auto* const found =
      std::ranges::find(embedded::files, name, &std::pair<std::string_view, std::string_view>::first);
  if (found == std::end(embedded::files)) throw std::logic_error("there is no template " + name);
  return found->second;
}

mustache::mustache parsed(std::string_view source) {
  mustache::mustache made{std::string(source)};
  if (!made.is_valid()) throw std::logic_error("a page template is broken: " + made.error_message());
  return made;
}

std::string_view title_of(flow_kind flow) {
  return flow == flow_kind::activation ? "title-activation" : "title-recovery";
}

std::string heading_of(state page, flow_kind flow, const catalogue& texts) {
  std::string id = std::string(name_of(page)) + "-heading";
  if (page == state::done) id += flow == flow_kind::activation ? "-activation" : "-recovery";
  return texts.text(id);
}

mustache::list issuers(std::string_view chosen) {
  mustache::list made;
  for (const auto& issuer : fakeit::identifier_rules{}.issuers) {
    std::string label = issuer.name;
    std::ranges::transform(label, label.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    mustache::data one;
    one.set("value", issuer.name);
    one.set("label", label);
    if (issuer.name == chosen) one.set("selected", true);
    made.push_back(one);
  }
  return made;
}

/// The leaflet's five, by the page that each begins with: the last has two.
constexpr std::array<state, 5> steps = {state::landing, state::terms, state::identify, state::payment, state::code};

/// Where a person stands; 0 where there are no steps to show: before the first, and at the end.
std::size_t step_of(state page) {
  if (page == state::landing || page == state::done) return 0;
  if (page == state::email || page == state::password) return steps.size();
  return static_cast<std::size_t>(std::ranges::find(steps, page) - steps.begin()) + 1;
}

/// A recovery ends with the new password.
std::string step_label(state step, flow_kind flow, const catalogue& texts) {
  const std::string id = "step-" + std::string(name_of(step));
  return texts.text(step == state::code && flow == flow_kind::recovery ? id + "-recovery" : id);
}

void set_steps(mustache::data& to, state page, flow_kind flow, const catalogue& texts) {
  const std::size_t here = step_of(page);
  if (here == 0) return;
  mustache::list all;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    mustache::data one;
    one.set("label", step_label(steps.at(i), flow, texts));
    one.set("current", i + 1 == here);
    one.set("behind", i + 1 < here);
    all.push_back(one);
  }
  to.set("has_steps", true);
  to.set("number", std::to_string(here));
  to.set("steps", all);
}

mustache::data as_data(const catalogue& texts) {
  mustache::data made;
  for (const auto& [id, text] : texts.all()) made.set(id, text);
  return made;
}

/// "a•••@example.com": enough for whom it belongs to, too little for whoever looks over the shoulder.
std::string masked(std::string_view email) {
  const auto sign = email.rfind('@');
  if (sign == std::string_view::npos || sign == 0) return {};
  const std::size_t first = decode_at(email, 0).size;
  return std::string(first < sign ? email.substr(0, first) : "").append("•••").append(email.substr(sign));
}

/// The texts that leave figures open. Those of the mail have their own.
std::map<std::string, mustache::mustache, std::less<>> open_texts(const catalogue& texts) {
  std::map<std::string, mustache::mustache, std::less<>> made;
  for (const auto& [id, text] : texts.all()) {
    if (!text.contains("{{") || id.starts_with("mail-")) continue;
    auto& one = made.emplace(id, parsed(text)).first->second;
    one.set_custom_escape([](const std::string& as_it_is) { return as_it_is; });  // the page's template escapes it
  }
  return made;
}

/// The parsed templates with the texts of one language, and each page without messages already cut.
class site {
 public:
  explicit site(language in) : catalogue_(texts_in(in)) {
    for (const state page : all_of<state>) content_.push_back(parsed(source_of(page)));
    for (const flow_kind flow : {flow_kind::activation, flow_kind::recovery}) {
      for (const state page : all_of<state>) {
        plain_.at(static_cast<std::size_t>(flow)).at(static_cast<std::size_t>(page)) = cut_text(plain(page, flow));
      }
    }
  }

  [[nodiscard]] const cut_text& cut(state page, flow_kind flow) const {
    return plain_.at(static_cast<std::size_t>(flow)).at(static_cast<std::size_t>(page));
  }

  [[nodiscard]] std::string render(state page, flow_kind flow, mustache::data& values) const {
    values.set("title", catalogue_.text(title_of(flow)));
    values.set("heading", heading_of(page, flow, catalogue_));
    set_steps(values, page, flow, catalogue_);
    for (auto& [id, text] : open_) values.set(id, text.render(values));
    return framed(content_[static_cast<std::size_t>(page)], values);
  }

  /// A text of the catalogue with the figures filled in.
  [[nodiscard]] std::string text(std::string_view id, const mustache::data& figures) const {
    const auto open = open_.find(id);
    return open == open_.end() ? catalogue_.text(id) : open->second.render(figures);
  }

  [[nodiscard]] std::string render_error(mustache::data& values) const {
    values.set("title", catalogue_.text("landing-heading"));
    return framed(error_, values);
  }

 private:
  // render() of the library is not const, yet it writes nothing but an error message, and that only for lambdas and
  // partials, which no template here has: so it may run on several threads at once.
  [[nodiscard]] std::string run(mustache::mustache& with, const mustache::data& values) const {
    mustache::context<std::string> context(&texts_);
    context.push(&values);
    return with.render(context);
  }
  std::string framed(mustache::mustache& content, mustache::data& values) const {
    values.set("content", run(content, values));
    return run(layout_, values);
  }
  [[nodiscard]] std::string plain(state page, flow_kind flow) const {
    mustache::data values;
    for (std::size_t i = 0; i < figure_names.size(); ++i) {
      if (i == script_figure && page != state::code) continue;
      values.set(std::string(figure_names.at(i)), cut_text::hole(i));
    }
    values.set("issuers", issuers({}));
    return render(page, flow, values);
  }

  const catalogue& catalogue_;
  mustache::data texts_ = as_data(catalogue_);
  mutable mustache::mustache layout_ = parsed(embedded::layout_mustache);
  mutable mustache::mustache error_ = parsed(embedded::error_mustache);
  mutable std::vector<mustache::mustache> content_;
  mutable std::map<std::string, mustache::mustache, std::less<>> open_ = open_texts(catalogue_);
  std::array<std::array<cut_text, all_of<state>.size()>, 2> plain_;
};

const site& site_in(language which) {
  static const site french(language::french);
  static const site arabic(language::arabic);
  return which == language::arabic ? arabic : french;
}

/// Where the link of the summary leads. The captcha's own field is not there with JavaScript; its group always is.
void add_message(mustache::data& to, mustache::list& errors, mustache::list& notices, const said& what,
                 const std::string& text) {
  mustache::data item;
  item.set("message", text);
  if (!what.field.empty()) {
    item.set("id", std::string(what.field));
    to.set(std::string(what.field) + "-error", text);
  }
  (what.error ? errors : notices).push_back(item);
}

}  // namespace

pages::pages(const policy& rules, captcha_widget captcha) : rules_(rules), captcha_(std::move(captcha)) {}

std::vector<std::string> pages::figures(const page_view& view) const {
  return {view.csrf,
          captcha_.site_key,
          captcha_.script,
          captcha_.holder,
          captcha_.field,
          view.page == state::done ? std::to_string(view.reference) : "",
          std::to_string(rules_.identifiers.amo_length),
          std::to_string(rules_.identifiers.e_mandat_length),
          std::to_string(view.code_digits),
          life_of_code(rules_.code_ttl, view.language),
          masked(view.email),
          std::to_string(rules_.password_min_length),
          std::to_string(rules_.password_max_length)};
}

std::string pages::render(const page_view& view) const {
  const bool code_differs = view.page == state::code && (captcha_.script.empty() || view.email.empty());
  const bool more_rules = view.page == state::password && rules_.password_mix;
  if (!view.messages.empty() || !view.entered.empty() || !view.leaked_code.empty() || code_differs || more_rules) {
    return with_messages(view);
  }
  std::vector<std::string> values = figures(view);
  for (auto& value : values) value = mustache::html_escape(value);
  return site_in(view.language)
      .cut(view.page, view.flow)
      .fill(std::vector<std::string_view>(values.begin(), values.end()));
}

std::string pages::with_messages(const page_view& view) const {
  const site& texts = site_in(view.language);
  mustache::data values;
  const auto all = figures(view);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool shown = !all.at(i).empty() && (i != script_figure || view.page == state::code);
    if (shown) values.set(std::string(figure_names.at(i)), all.at(i));
  }
  values.set("password_mix", rules_.password_mix);
  values.set("issuers", issuers(value_in(view.entered, "issuer")));
  if (!view.leaked_code.empty()) values.set("leaked", view.leaked_code);
  for (const auto& [field, value] : view.entered) values.set(field + "-value", value);
  mustache::list errors;
  mustache::list notices;
  for (const said& item : view.messages) add_message(values, errors, notices, item, texts.text(item.message, values));
  values.set("has_errors", !errors.empty());
  values.set("errors", errors);
  values.set("notices", notices);
  return texts.render(view.page, view.flow, values);
}

std::string pages::error(unsigned status, language in, std::string_view form_at) const {
  std::string id = "error-" + std::to_string(status);
  // Others come of faults that were asked for.
  if (!texts_in(in).has(id + "-heading")) id = status < 500 ? "error-other" : "error-503";
  mustache::data values;
  if (!form_at.empty()) values.set("form_at", std::string(form_at));
  values.set("heading", texts_in(in).text(id + "-heading"));
  values.set("text", texts_in(in).text(id + "-text"));
  return site_in(in).render_error(values);
}

std::string_view style_sheet() { return embedded::style_css; }

std::string_view icon() { return embedded::favicon_svg; }

}  // namespace parcours::mocks::portal
