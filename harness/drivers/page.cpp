#include "harness/drivers/page.hpp"

#include "harness/base/text.hpp"
#include "harness/html/selector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parcours::drivers {
namespace {

struct provider {
  std::string_view name;  // found in the address of its script, too
  std::string_view widget_class;
  std::string_view response_field;
};

// As each provider's documentation writes its widget into a page. hCaptcha's script may say "recaptchacompat" in its
// address, so it comes first.
constexpr std::array<provider, 3> providers = {{{"hcaptcha", "h-captcha", "h-captcha-response"},
                                                {"turnstile", "cf-turnstile", "cf-turnstile-response"},
                                                {"recaptcha", "g-recaptcha", "g-recaptcha-response"}}};

const provider* provider_of(std::string_view classes) {
  const auto* found =
      std::ranges::find_if(providers, [&](const provider& one) { return html::has_word(classes, one.widget_class); });
  return found == providers.end() ? nullptr : found;
}

std::string script_of(const document& in, const provider& wanted) {
  for (node_id id = 1; id < in.size(); ++id) {
    if (!in.is(id, "script")) continue;
    const auto source = in.attribute_or(id, "src");
    const auto* first = std::ranges::find_if(providers, [&](const provider& one) { return source.contains(one.name); });
    if (first == &wanted) return std::string(source);
  }
  return {};
}

/// What the search for a field, a button or a link says of itself in messages.
struct sought {
  std::string_view kind;  // "field"
  std::string_view what;
};

std::unexpected<error> not_found(const sought& of, std::span<const std::string_view> there) {
  constexpr std::size_t named_at_most = 12;
  const auto code = fmt::format("no-such-{}", of.kind);
  if (there.empty()) return fail(code, fmt::format("no {0} is called '{1}': the page has no {0}", of.kind, of.what));
  const auto shown = there.first(std::min(there.size(), named_at_most));
  auto message = fmt::format("no {} is called '{}'; the page has '{}'{}", of.kind, of.what, fmt::join(shown, "', '"),
                             shown.size() < there.size() ? ", …" : "");
  if (const auto near = nearest(of.what, there)) message += fmt::format("; did you mean '{}'?", *near);
  return fail(code, std::move(message));
}

std::unexpected<error> ambiguous(const sought& of, std::size_t count) {
  return fail(
      fmt::format("ambiguous-{}", of.kind),
      fmt::format("{} {}s are called '{}': touch a field of the form that is meant first, or say which by a CSS "
                  "selector such as #id",
                  count, of.kind, of.what));
}

bool is_named(const control& one, std::string_view bare) {
  return std::ranges::any_of(one.labels, [&](const std::string& label) { return bare_label(label) == bare; });
}

// A selector that a label can hardly be, so that its mistakes are worth telling.
bool looks_like_selector(std::string_view what) {
  return what.starts_with('#') || what.starts_with('.') || what.starts_with('[') || what.starts_with('*');
}

result<std::vector<node_id>> select_if_selector(std::string_view what, const document& in) {
  auto parsed = html::selector::parse(what);
  if (parsed) return parsed->find_all(in);
  if (looks_like_selector(what)) return std::unexpected(std::move(parsed.error()));
  return std::vector<node_id>{};
}

using positions = std::vector<std::size_t>;

// The ways in which a person names a control, surest first: the first way that finds anything decides.
result<positions> find_called(std::span<const control> all, const positions& among, std::string_view what,
                              const document& in) {
  const auto text = normalized(what);
  const auto bare = bare_label(text);
  positions found;
  if (bare.empty()) return found;
  const auto keep_if = [&](auto&& test) {
    std::ranges::copy_if(among, std::back_inserter(found), [&](std::size_t at) { return test(all[at]); });
    return !found.empty();
  };
  if (keep_if([&](const control& one) { return is_named(one, bare); })) return found;
  if (keep_if([&](const control& one) { return bare_label(one.hint) == bare; })) return found;
  if (keep_if([&](const control& one) { return one.name == what; })) return found;
  if (keep_if([&](const control& one) {
        return one.is_button() && normalized(in.attribute_or(one.node, "value")) == text;
      })) {
    return found;
  }
  const auto selected = select_if_selector(what, in);
  if (!selected) return std::unexpected(selected.error());
  keep_if([&](const control& one) { return std::ranges::binary_search(*selected, one.node); });
  return found;
}

result<std::size_t> only_one(std::span<const control> all, const positions& found, node_id near_form,
                             const sought& of) {
  if (found.size() == 1) return found.front();
  positions near;
  std::ranges::copy_if(found, std::back_inserter(near),
                       [&](std::size_t at) { return near_form != no_node && all[at].form == near_form; });
  if (near.size() == 1) return near.front();
  return ambiguous(of, found.size());
}

result<std::size_t> find_control(std::span<const control> all, const positions& among, node_id near_form,
                                 const sought& of, const document& in) {
  const auto found = find_called(all, among, of.what, in);
  if (!found) return std::unexpected(found.error());
  if (!found->empty()) return only_one(all, *found, near_form, of);
  std::vector<std::string_view> there;
  for (const auto at : among) {
    if (const auto name = all[at].shown_name(); !name.empty()) there.push_back(name);
  }
  return not_found(of, there);
}

}  // namespace

std::string_view bare_label(std::string_view label) {
  while (!label.empty() && (label.back() == ':' || label.back() == '*' || label.back() == ' ')) label.remove_suffix(1);
  return label;
}

struct page::index {
  explicit index(const document& in) : ids(in), controls(find_controls(in, ids)) {
    for (std::size_t at = 0; at < controls.size(); ++at) {
      if (in.hidden(controls[at].node)) continue;
      (controls[at].is_button() ? buttons : fields).push_back(at);
    }
  }

  id_index ids;
  std::vector<control> controls;
  positions fields;  // those that are shown
  positions buttons;
};

page::page() = default;
page::page(document tree, answer_text source) : tree_(std::move(tree)), source_(std::move(source)) {}
page::~page() = default;
page::page(page&&) noexcept = default;
page& page::operator=(page&&) noexcept = default;

result<page> page::parse(std::string_view html, const html::document_limits& limits) {
  auto tree = document::parse(html, limits);
  if (!tree) return std::unexpected(std::move(tree.error()));
  return {page(std::move(*tree), answer_text::of_html(std::string(html)))};
}

page page::plain(answer_text source) {
  auto tree = source.unreadable() ? document() : document::plain(source.text());
  return {std::move(tree), std::move(source)};
}

const page::index& page::indexed() const {
  if (!index_) index_ = std::make_unique<index>(tree_);
  return *index_;
}

std::string page::title() const {
  for (node_id id = 1; id < tree_.size(); ++id) {
    if (tree_.is(id, "title") && !tree_.foreign(id)) return normalized(tree_.raw_text(id));
  }
  return {};
}

std::string page::heading() const {
  for (node_id id = 1; id < tree_.size(); ++id) {
    if (tree_.is(id, "h1") && !tree_.hidden(id)) return shown_line(tree_, id);
  }
  return {};
}

const std::string& page::visible_text() const {
  if (!visible_text_) visible_text_ = shown_text(tree_, 0);
  return *visible_text_;
}

std::string page::content_text() const {
  for (node_id id = 1; id < tree_.size(); ++id) {
    const bool main = tree_.is(id, "main") || tree_.attribute_or(id, "role") == "main";
    if (main && !tree_.hidden(id)) return shown_text(tree_, id, html::text_of::content);
  }
  return shown_text(tree_, 0, html::text_of::content);
}

std::vector<std::string> page::texts_with_role(std::string_view role) const {
  std::vector<std::string> all;
  for (node_id id = 1; id < tree_.size(); ++id) {
    if (tree_.attribute_or(id, "role") != role || tree_.hidden(id)) continue;
    if (auto text = shown_line(tree_, id); !text.empty()) all.push_back(std::move(text));
  }
  return all;
}

std::vector<std::string> page::alerts() const { return texts_with_role("alert"); }
std::vector<std::string> page::statuses() const { return texts_with_role("status"); }

std::vector<field_error> page::field_errors() const {
  std::vector<field_error> all;
  for (const auto at : indexed().fields) {
    const auto& one = indexed().controls[at];
    const auto invalid = tree_.attribute_or(one.node, "aria-invalid", "false");
    if (invalid.empty() || invalid == "false") continue;
    const auto described = tree_.attribute_or(one.node, "aria-describedby");
    all.push_back({std::string(one.shown_name()), std::string(one.name),
                   indexed().ids.texts_of(tree_, tree_.attribute_or(one.node, "aria-errormessage", described))});
  }
  return all;
}

std::optional<captcha_widget> page::captcha() const {
  for (node_id id = 1; id < tree_.size(); ++id) {
    const auto key = tree_.attribute(id, "data-sitekey");
    if (!key) continue;
    const auto* from = provider_of(tree_.attribute_or(id, "class"));
    if (from == nullptr) continue;
    return captcha_widget{std::string(from->name), std::string(*key), script_of(tree_, *from),
                          std::string(from->response_field)};
  }
  return std::nullopt;
}

std::string_view page::base() const {
  for (node_id id = 1; id < tree_.size(); ++id) {
    if (const auto href = tree_.is(id, "base") ? tree_.attribute(id, "href") : std::nullopt) return *href;
  }
  return {};
}

std::span<const control> page::controls() const { return indexed().controls; }

std::vector<node_id> page::forms() const {
  std::vector<node_id> all;
  for (node_id id = 1; id < tree_.size(); ++id) {
    if (tree_.is(id, "form")) all.push_back(id);
  }
  return all;
}

result<std::size_t> page::field(std::string_view what, node_id near_form) const {
  return find_control(indexed().controls, indexed().fields, near_form, {"field", what}, tree_);
}

result<std::size_t> page::button(std::string_view what, node_id near_form) const {
  return find_control(indexed().controls, indexed().buttons, near_form, {"button", what}, tree_);
}

result<node_id> page::link(std::string_view what) const {
  const sought of{"link", what};
  const auto text = normalized(what);
  std::vector<node_id> links;
  std::vector<std::string> names;
  std::vector<node_id> found;
  for (node_id id = 1; id < tree_.size(); ++id) {
    if (!tree_.is(id, "a") || tree_.hidden(id) || !tree_.has(id, "href")) continue;
    links.push_back(id);
    names.push_back(shown_line(tree_, id));
    if (names.back() == text || normalized(tree_.attribute_or(id, "aria-label")) == text) found.push_back(id);
  }
  if (found.empty()) {
    const auto selected = select_if_selector(what, tree_);
    if (!selected) return std::unexpected(selected.error());
    std::ranges::set_intersection(links, *selected, std::back_inserter(found));
  }
  if (found.empty()) return not_found(of, std::vector<std::string_view>(names.begin(), names.end()));
  const auto href = tree_.attribute(found.front(), "href");
  const bool same = std::ranges::all_of(found, [&](node_id id) { return tree_.attribute(id, "href") == href; });
  if (!same) return ambiguous(of, found.size());
  return found.front();
}

result<node_id> page::select(std::string_view css) const {
  const auto parsed = html::selector::parse(css);
  if (!parsed) return std::unexpected(parsed.error());
  const auto found = parsed->find_all(tree_);
  if (found.empty()) return fail("no-such-element", fmt::format("nothing on the page matches '{}'", css));
  return found.front();
}

result<std::string> page::text_of(std::string_view css) const {
  const auto found = select(css);
  if (!found) return std::unexpected(found.error());
  return shown_line(tree_, *found);
}

}  // namespace parcours::drivers
