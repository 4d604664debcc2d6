// Reads HTML by the algorithm of the HTML standard (section 13.2), which MyHTML follows, and lays its tree out flat.
#include "harness/base/text.hpp"
#include "harness/html/charset.hpp"
#include "harness/html/document.hpp"
#include "harness/html/styler.hpp"

#include <fmt/format.h>
#include <myhtml/myhtml.h>

#include <algorithm>
#include <memory>
#include <new>

namespace parcours::html {
namespace {

// How much is read before the limits are looked at. What an element more costs may grow with how many are open, so
// that little is read of what nests too deeply; and with how many portions there are, among which MyHTML looks for each
// name. A portion ends before a '<': MyHTML loses an end tag that is cut.
constexpr std::size_t least_portion = 4096;
constexpr std::size_t most_portion = 128U << 10U;
constexpr std::size_t portions = 64;

// What was larger does not leave its memory behind.
constexpr std::size_t kept_at_most = 64U << 10U;

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

std::string_view view_of(const char* text, std::size_t length) {
  return text == nullptr ? std::string_view{} : std::string_view{text, length};
}

bool has_form_owner(myhtml_tag_id_t tag) {
  return tag == MyHTML_TAG_BUTTON || tag == MyHTML_TAG_INPUT || tag == MyHTML_TAG_SELECT || tag == MyHTML_TAG_TEXTAREA;
}

std::unexpected<error> too_deep() { return fail("page-too-deep", "the page nests elements too deeply to be read"); }
std::unexpected<error> too_many() { return fail("page-too-large", "the page has too many elements to be read"); }

// A copy only where the bytes need mending. The standard drops NUL in texts and has U+FFFD for it elsewhere; MyHTML
// cuts a text that has several, so they are dropped everywhere.
std::string_view mended(std::string_view html, std::string& storage) {
  if (html.starts_with("\xEF\xBB\xBF")) html.remove_prefix(3);
  if (!is_utf8(html)) html = storage = decode(html, encoding::utf_8()).text;
  if (!html.contains('\0')) return html;
  std::string clean(html);
  std::erase(clean, '\0');
  return storage = std::move(clean);
}

}  // namespace

// MyHTML, on this thread. Each control's `data` is the form that owns it by the parser's form pointer.
class parser::machine {
 public:
  machine() : library_(myhtml_create()) {
    if (!library_) throw std::bad_alloc();
    check(myhtml_init(library_.get(), MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0));
    tree_.reset(myhtml_tree_create());
    if (!tree_) throw std::bad_alloc();
    check(myhtml_tree_init(tree_.get(), library_.get()));
    myhtml_callback_tree_node_insert_set(tree_.get(), &on_insert, this);
  }

  result<void> read(std::string_view html, const document_limits& limits);
  [[nodiscard]] const myhtml_tree_node_t* document() const { return myhtml_tree_get_document(tree_.get()); }
  [[nodiscard]] bool styled() const { return styled_; }  // there is a style element
  [[nodiscard]] bool cut() const { return cut_; }
  [[nodiscard]] layout_mode mode() const;
  [[nodiscard]] std::string_view tag(const myhtml_tree_node_t& of) const {
    std::size_t length = 0;
    const auto* name = myhtml_tag_name_by_id(tree_.get(), of.tag_id, &length);
    return view_of(name, length);
  }

 private:
  static void check(mystatus_t status) {
    if (status != MyCORE_STATUS_OK) throw std::bad_alloc();
  }

  // Section 13.2.6.1, "create an element for a token". The adoption agency moves nodes: the first insertion counts.
  static void on_insert(myhtml_tree_t* tree, myhtml_tree_node_t* node, void* self) {
    auto& own = *static_cast<machine*>(self);
    ++own.inserted_;
    if (node->tag_id == MyHTML_TAG_STYLE) own.styled_ = true;
    if (has_form_owner(node->tag_id) && node->data == nullptr) node->data = tree->node_form;
  }

  std::unique_ptr<myhtml_t, freed_by<&myhtml_destroy>> library_;
  std::unique_ptr<myhtml_tree_t, freed_by<&myhtml_tree_destroy>> tree_;
  std::size_t inserted_ = 0;
  bool styled_ = false;
  bool cut_ = false;
};

// MyHTML does not tell the limited quirks mode (section 13.2.6.4.1) from the standard one.
layout_mode parser::machine::mode() const {
  if (tree_->compat_mode == MyHTML_TREE_COMPAT_MODE_QUIRKS) return layout_mode::quirks;
  const auto& type = tree_->doctype;
  if (type.attr_public == nullptr || *type.attr_public == '\0') return layout_mode::standards;
  const auto name = ascii_lower(type.attr_public);
  const auto is_of = [&](std::string_view version) {
    return name.starts_with(fmt::format("-//w3c//dtd {} transitional//", version)) ||
           name.starts_with(fmt::format("-//w3c//dtd {} frameset//", version));
  };
  if (is_of("xhtml 1.0")) return layout_mode::limited_quirks;
  if (!is_of("html 4.01")) return layout_mode::standards;
  const bool named = type.attr_system != nullptr && *type.attr_system != '\0';
  return named ? layout_mode::limited_quirks : layout_mode::quirks;
}

result<void> parser::machine::read(std::string_view html, const document_limits& limits) {
  myhtml_tree_clean(tree_.get());
  myhtml_encoding_set(tree_.get(), MyENCODING_UTF_8);
  inserted_ = 0;
  styled_ = false;
  cut_ = false;
  const auto portion = std::clamp(html.size() / portions, least_portion, most_portion);
  const auto most_open = limits.take_what_fits ? 4 * limits.depth : limits.depth;
  if (html.empty()) html = "\n";  // which makes no difference, but for MyHTML, which must be fed something
  while (!html.empty() && !cut_) {
    const auto next = html.substr(0, html.find('<', portion));
    check(myhtml_parse_chunk(tree_.get(), next.data(), next.size()));
    const bool deep = tree_->open_elements->length > most_open;
    const bool many = inserted_ / 2 > limits.nodes;  // some are moved, some are comments
    html.remove_prefix(next.size());
    cut_ = deep || many;
    if (cut_ && !limits.take_what_fits) return deep ? too_deep() : too_many();
  }
  check(myhtml_parse_chunk_end(tree_.get()));
  return {};
}

// Bytes of names, values and texts. Formatting elements are opened anew in each paragraph, with their attributes, so a
// small page may make many; offsets have 32 bits, and one node adds no more than a page.
constexpr std::size_t most_kept = 128U << 20U;

// Takes nodes in tree order.
class tree_builder {
 public:
  explicit tree_builder(const document_limits& limits) : limits_(limits) {}

  result<void> lay_out(const parser::machine& from, std::size_t bytes);
  document take();
  result<void> add_text(std::string_view text);

 private:
  result<void> add(const parser::machine& from, const myhtml_tree_node_t& node);
  result<void> start(const parser::machine& from, const myhtml_tree_node_t& element);
  void read_attributes(document::node& into, const myhtml_tree_node_t& element);
  void note_form(const myhtml_tree_node_t& element);
  void resolve_owners();
  [[nodiscard]] node_id around() const;
  void close_last();
  document::piece keep(std::string_view text);

  const document_limits& limits_;
  bool styled_ = false;
  document tree_;
  std::vector<node_id> open_ = {0};
  std::vector<std::pair<const void*, node_id>> forms_;
  std::vector<std::pair<node_id, const void*>> owned_;
};

document::piece tree_builder::keep(std::string_view text) {
  const document::piece at{static_cast<std::uint32_t>(tree_.pool_.size()), static_cast<std::uint32_t>(text.size())};
  tree_.pool_.insert(tree_.pool_.end(), text.begin(), text.end());
  return at;
}

// What is too deep stands in the deepest that is not.
node_id tree_builder::around() const { return open_[std::min(open_.size(), limits_.depth + 1) - 1]; }

void tree_builder::close_last() {
  if (open_.size() <= limits_.depth + 1) tree_.nodes_[open_.back()].end = tree_.size();
  open_.pop_back();
}

void tree_builder::read_attributes(document::node& into, const myhtml_tree_node_t& element) {
  into.first_attribute = static_cast<std::uint32_t>(tree_.attributes_.size());
  const auto* each = element.token == nullptr ? nullptr : element.token->attr_first;
  for (; each != nullptr; each = each->next) {
    const auto name = keep(view_of(each->key.data, each->key.length));
    tree_.attributes_.push_back({name, keep(view_of(each->value.data, each->value.length))});
    ++into.attributes;
  }
}

void tree_builder::note_form(const myhtml_tree_node_t& element) {
  if (element.tag_id == MyHTML_TAG_FORM) forms_.emplace_back(&element, tree_.size());
  if (element.data != nullptr) owned_.emplace_back(tree_.size(), element.data);
}

result<void> tree_builder::start(const parser::machine& from, const myhtml_tree_node_t& element) {
  if (open_.size() > limits_.depth && !limits_.take_what_fits) return too_deep();
  if (tree_.nodes_.size() >= limits_.nodes) return too_many();
  if (tree_.pool_.size() > most_kept) return fail("page-too-large", "the page repeats too much to be read");
  document::node item{.content = keep(from.tag(element)), .parent = around(), .end = tree_.size() + 1};
  item.foreign = element.ns != MyHTML_NAMESPACE_HTML;
  read_attributes(item, element);
  note_form(element);
  open_.push_back(tree_.size());
  tree_.nodes_.push_back(item);
  return {};
}

result<void> tree_builder::add_text(std::string_view text) {
  if (tree_.nodes_.size() >= limits_.nodes) return too_many();
  tree_.nodes_.push_back({.content = keep(text), .parent = around(), .end = tree_.size() + 1, .element = false});
  return {};
}

result<void> tree_builder::add(const parser::machine& from, const myhtml_tree_node_t& node) {
  if (node.tag_id == MyHTML_TAG__COMMENT || node.tag_id == MyHTML_TAG__DOCTYPE) return {};
  if (node.tag_id != MyHTML_TAG__TEXT) return start(from, node);
  return node.token == nullptr ? result<void>() : add_text(view_of(node.token->str.data, node.token->str.length));
}

// Without recursion: how deep the tree is, is known only when it is walked.
result<void> tree_builder::lay_out(const parser::machine& from, std::size_t bytes) {
  tree_.pool_.reserve(bytes);
  tree_.mode_ = from.mode();
  tree_.cut_ = from.cut();
  styled_ = from.styled();
  const auto* top = from.document();
  const auto* node = top->child;
  while (node != nullptr) {
    const auto before = open_.size();
    if (auto added = add(from, *node); !added) {
      tree_.cut_ = true;
      return limits_.take_what_fits ? result<void>() : added;
    }
    if (open_.size() > before && node->child != nullptr) {
      node = node->child;
      continue;
    }
    if (open_.size() > before) close_last();
    while (node != top && node->next == nullptr) {
      node = node->parent;
      if (node != top) close_last();
    }
    node = node == top ? nullptr : node->next;
  }
  return {};
}

// A form may stand behind what it owns: a control within a table, but in no cell, is moved before the table.
void tree_builder::resolve_owners() {
  std::ranges::sort(forms_);
  for (const auto& [control, form] : owned_) {
    const auto found = std::ranges::lower_bound(forms_, std::pair(form, node_id{0}));
    if (found != forms_.end() && found->first == form) tree_.owners_.emplace_back(control, found->second);
  }
}

document tree_builder::take() {
  while (!open_.empty()) close_last();
  resolve_owners();
  styler(tree_).apply(styled_);
  return std::move(tree_);
}

parser::parser() = default;
parser::~parser() = default;

result<document> parser::parse(std::string_view html, const document_limits& limits) {
  const auto most = std::min<std::size_t>(limits.bytes, 64U << 20U);
  const bool too_large = html.size() > most;
  if (too_large && !limits.take_what_fits) {
    return fail("page-too-large", "the page is larger than what is read of one page");
  }
  html = html.substr(0, most);
  std::string storage;
  html = mended(html, storage);
  if (!machine_) machine_ = std::make_unique<machine>();
  tree_builder builder(limits);
  auto done = machine_->read(html, limits);
  if (done) done = builder.lay_out(*machine_, html.size());
  if (!done || html.size() > kept_at_most) machine_.reset();
  if (!done) return std::unexpected(std::move(done.error()));
  auto made = builder.take();
  made.cut_ = made.cut_ || too_large;
  return made;
}

result<document> document::parse(std::string_view html, const document_limits& limits) {
  return parser().parse(html, limits);
}

document document::plain(std::string_view text) {
  const document_limits limits;
  tree_builder builder(limits);
  static_cast<void>(builder.add_text(text));
  return builder.take();
}

}  // namespace parcours::html
