#include "mocks/portal/pages.hpp"

#include "mocks/portal/catalogue.hpp"
#include "mocks/portal/cut_text.hpp"
#include "mocks_portal_embedded.hpp"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace parcours::mocks::portal {

namespace {

namespace mustache = kainjow::mustache;

enum hole : std::size_t { csrf_hole, site_key_hole, script_hole, holder_hole, field_hole, reference_hole, hole_count };

constexpr std::array<std::string_view, 7> sources = {
    embedded::landing_mustache, embedded::terms_mustache, embedded::identify_mustache, embedded::payment_mustache,
    embedded::email_mustache,   embedded::code_mustache,  embedded::done_mustache};

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
  if (page == state::email) return steps.size();
  return static_cast<std::size_t>(std::ranges::find(steps, page) - steps.begin()) + 1;
}

void set_steps(mustache::data& to, state page, const catalogue& texts) {
  const std::size_t here = step_of(page);
  if (here == 0) return;
  mustache::list all;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    mustache::data one;
    one.set("label", texts.text("step-" + std::string(name_of(steps.at(i)))));
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

/// The parsed templates with the texts of one language, and each page without messages already cut.
class site {
 public:
  explicit site(language in) : catalogue_(texts_in(in)) {
    for (std::size_t page = 0; page < sources.size(); ++page) {
      content_.push_back(parsed(sources[page]));
    }
    for (const flow_kind flow : {flow_kind::activation, flow_kind::recovery}) {
      for (std::size_t page = 0; page < sources.size(); ++page) {
        plain_.at(static_cast<std::size_t>(flow)).at(page) = cut_text(plain(static_cast<state>(page), flow));
      }
    }
  }

  [[nodiscard]] const cut_text& cut(state page, flow_kind flow) const {
    return plain_.at(static_cast<std::size_t>(flow)).at(static_cast<std::size_t>(page));
  }

  [[nodiscard]] std::string render(state page, flow_kind flow, mustache::data& values) const {
    values.set("title", catalogue_.text(title_of(flow)));
    values.set("heading", heading_of(page, flow, catalogue_));
    set_steps(values, page, catalogue_);
    return framed(content_[static_cast<std::size_t>(page)], values);
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
    values.set("csrf", cut_text::hole(csrf_hole));
    values.set("reference", cut_text::hole(reference_hole));
    values.set("issuers", issuers({}));
    if (page == state::code) {
      values.set("site_key", cut_text::hole(site_key_hole));
      values.set("captcha_script", cut_text::hole(script_hole));
      values.set("captcha_holder", cut_text::hole(holder_hole));
      values.set("captcha_field", cut_text::hole(field_hole));
    }
    return render(page, flow, values);
  }

  const catalogue& catalogue_;
  mustache::data texts_ = as_data(catalogue_);
  mutable mustache::mustache layout_ = parsed(embedded::layout_mustache);
  mutable mustache::mustache error_ = parsed(embedded::error_mustache);
  mutable std::vector<mustache::mustache> content_;
  std::array<std::array<cut_text, sources.size()>, 2> plain_;
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

pages::pages(const policy& rules, captcha_widget captcha)
    : captcha_(std::move(captcha)),
      captcha_html_{mustache::html_escape(captcha_.site_key), mustache::html_escape(captcha_.script),
                    mustache::html_escape(captcha_.holder), mustache::html_escape(captcha_.field)},
      amo_length_(std::to_string(rules.identifiers.amo_length)),
      e_mandat_length_(std::to_string(rules.identifiers.e_mandat_length)) {}

std::string pages::render(const page_view& view) const {
  const bool script_missing = view.page == state::code && captcha_.script.empty();
  if (!view.messages.empty() || !view.entered.empty() || !view.leaked_code.empty() || script_missing) {
    return with_messages(view);
  }
  const std::string reference = view.page == state::done ? std::to_string(view.reference) : std::string();
  const std::array<std::string_view, hole_count> values = {
      view.csrf, captcha_html_.site_key, captcha_html_.script, captcha_html_.holder, captcha_html_.field, reference};
  return site_in(view.language).cut(view.page, view.flow).fill(values);
}

std::string pages::with_messages(const page_view& view) const {
  mustache::data values;
  values.set("csrf", view.csrf);
  values.set("reference", std::to_string(view.reference));
  values.set("issuers", issuers(value_in(view.entered, "issuer")));
  values.set("site_key", captcha_.site_key);
  values.set("captcha_holder", captcha_.holder);
  values.set("captcha_field", captcha_.field);
  if (view.page == state::code && !captcha_.script.empty()) values.set("captcha_script", captcha_.script);
  if (!view.leaked_code.empty()) values.set("leaked", view.leaked_code);
  for (const auto& [field, value] : view.entered) values.set(field + "-value", value);
  mustache::list errors;
  mustache::list notices;
  for (const said& item : view.messages) add_message(values, errors, notices, item, message(item.message, view));
  values.set("has_errors", !errors.empty());
  values.set("errors", errors);
  values.set("notices", notices);
  return site_in(view.language).render(view.page, view.flow, values);
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

std::string pages::message(std::string_view id, const page_view& view) const {
  const std::string& text = texts_in(view.language).text(id);
  if (!text.contains("{{")) return text;
  mustache::data figures;
  figures.set("amo_length", amo_length_);
  figures.set("e_mandat_length", e_mandat_length_);
  figures.set("code_length", std::to_string(view.code_digits));
  return mustache::mustache(text).render(figures);
}

std::string_view style_sheet() { return embedded::style_css; }

std::string_view icon() { return embedded::favicon_svg; }

}  // namespace parcours::mocks::portal
