#include "harness/html/document.hpp"

#include "harness/base/text.hpp"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <memory>

namespace parcours::html {
namespace {

std::string_view as_view(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : std::string_view{reinterpret_cast<const char*>(text)};
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

bool style_hides(std::string_view style) {
  std::string bare;
  for (const char c : style) {
    if (c != ' ') bare += c;
  }
  bare = ascii_lower(bare);
  return bare.contains("display:none") || bare.contains("visibility:hidden");
}

bool is_never_shown(std::string_view tag) {
  static constexpr std::array<std::string_view, 6> tags = {"head", "script", "style", "template", "title", "datalist"};
  return std::ranges::find(tags, tag) != tags.end();
}

// A copy only where the bytes need mending: libxml2 stops at NUL and guesses Latin-1 at a malformed byte.
std::string_view mended(std::string_view html, std::string& storage) {
  if (html.starts_with("\xEF\xBB\xBF")) html.remove_prefix(3);
  if (!is_utf8(html)) html = storage = to_utf8(html);
  if (!html.contains('\0')) return html;
  std::string clean;
  for (const char c : html) c == '\0' ? clean.append("\xEF\xBF\xBD") : clean.append(1, c);
  return storage = std::move(clean);
}

// Registers libxml2's tables once; C++ makes the first call the only one, whichever thread it is on.
void prepare_parser() {
  static const bool ready = (xmlInitParser(), true);
  static_cast<void>(ready);
}

}  // namespace

// Receives the parser's events (SAX) and lays the tree out flat, which spares the allocation of a node at a time.
class tree_builder {
 public:
  explicit tree_builder(const document_limits& limits) : limits_(limits) {}

  result<document> build(std::string_view html);
  void add_text(std::string_view text);

  document take() {
    while (!open_.empty()) close_last();
    return std::move(tree_);
  }

 private:
  static void on_start(void* self, const xmlChar* tag, const xmlChar** attributes);
  static void on_end(void* self, const xmlChar* tag);
  static void on_text(void* self, const xmlChar* text, int length);

  void start(std::string_view tag, const xmlChar** attributes);
  void read_attributes(document::node& into, const xmlChar** attributes);
  bool hides(const document::node& element) const;
  void end(std::string_view tag);
  void close_last();
  document::piece keep(std::string_view text);
  void stop(std::string code, std::string message);

  const document_limits& limits_;
  document tree_;
  std::vector<node_id> open_ = {0};
  xmlParserCtxt* parser_ = nullptr;
  std::optional<error> failure_;
};

document::piece tree_builder::keep(std::string_view text) {
  const document::piece at{static_cast<std::uint32_t>(tree_.pool_.size()), static_cast<std::uint32_t>(text.size())};
  tree_.pool_.insert(tree_.pool_.end(), text.begin(), text.end());
  return at;
}

void tree_builder::stop(std::string code, std::string message) {
  failure_ = error{std::move(code), std::move(message)};
  if (parser_ != nullptr) xmlStopParser(parser_);
}

void tree_builder::close_last() {
  tree_.nodes_[open_.back()].end = tree_.size();
  open_.pop_back();
}

void tree_builder::read_attributes(document::node& into, const xmlChar** attributes) {
  into.first_attribute = static_cast<std::uint32_t>(tree_.attributes_.size());
  for (; attributes != nullptr && *attributes != nullptr; attributes += 2) {
    const auto name = keep(as_view(attributes[0]));
    tree_.attributes_.push_back({name, keep(as_view(attributes[1]))});
    ++into.attributes;
  }
}

bool tree_builder::hides(const document::node& element) const {
  const auto tag = tree_.view(element.content);
  if (is_never_shown(tag)) return true;
  bool open = false;
  for (std::uint32_t i = 0; i < element.attributes; ++i) {
    const auto& [name, value] = tree_.attributes_[element.first_attribute + i];
    const auto key = tree_.view(name);
    if (key == "hidden") return true;
    if (key == "type" && tag == "input" && iequals(tree_.view(value), "hidden")) return true;
    if (key == "style" && style_hides(tree_.view(value))) return true;
    open = open || key == "open";
  }
  return tag == "dialog" && !open;
}

void tree_builder::start(std::string_view tag, const xmlChar** attributes) {
  if (open_.size() > limits_.depth) stop("page-too-deep", "the page nests elements too deeply to be read");
  if (tree_.nodes_.size() >= limits_.nodes) stop("page-too-large", "the page has too many elements to be read");
  if (failure_) return;
  document::node item{.content = keep(tag), .parent = open_.back()};
  read_attributes(item, attributes);
  item.hidden = tree_.hidden(item.parent) || hides(item);
  open_.push_back(tree_.size());
  tree_.nodes_.push_back(item);
}

void tree_builder::end(std::string_view tag) {
  const auto last = std::ranges::find_if(open_.rbegin(), open_.rend(), [&](node_id id) { return tree_.is(id, tag); });
  if (last == open_.rend()) return;
  for (auto count = last - open_.rbegin() + 1; count > 0; --count) close_last();
}

void tree_builder::add_text(std::string_view text) {
  auto& last = tree_.nodes_.back();
  // The parser cuts a text at each character reference: join the pieces again.
  if (!last.element && last.parent == open_.back() && last.content.offset + last.content.length == tree_.pool_.size()) {
    keep(text);
    last.content.length += static_cast<std::uint32_t>(text.size());
    return;
  }
  if (tree_.nodes_.size() >= limits_.nodes) return stop("page-too-large", "the page has too many texts to be read");
  document::node item{.content = keep(text), .parent = open_.back(), .element = false};
  item.hidden = tree_.hidden(item.parent);
  item.end = tree_.size() + 1;
  tree_.nodes_.push_back(item);
}

void tree_builder::on_start(void* self, const xmlChar* tag, const xmlChar** attributes) {
  static_cast<tree_builder*>(self)->start(as_view(tag), attributes);
}

void tree_builder::on_end(void* self, const xmlChar* tag) { static_cast<tree_builder*>(self)->end(as_view(tag)); }

void tree_builder::on_text(void* self, const xmlChar* text, int length) {
  static_cast<tree_builder*>(self)->add_text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
}

result<document> tree_builder::build(std::string_view html) {
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(htmlNewParserCtxt(), xmlFreeParserCtxt);
  if (!parser) throw std::bad_alloc();
  xmlSAXHandler events{};
  events.startElement = &on_start;
  events.endElement = &on_end;
  events.characters = &on_text;
  events.cdataBlock = &on_text;
  events.ignorableWhitespace = &on_text;
  *parser->sax = events;
  parser->userData = this;
  parser_ = parser.get();
  tree_.pool_.reserve(html.size());
  htmlCtxtReadMemory(parser_, html.data(), static_cast<int>(html.size()), nullptr, "UTF-8",
                     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                         HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC);
  parser_ = nullptr;
  if (failure_) return std::unexpected(*failure_);
  return take();
}

document::document() : nodes_{{.content = {}, .parent = no_node, .end = 1}} {}

result<document> document::parse(std::string_view html, const document_limits& limits) {
  if (html.size() > std::min<std::size_t>(limits.bytes, 64U << 20U)) {
    return fail("page-too-large", "the page is larger than what is read of one page");
  }
  prepare_parser();
  std::string storage;
  html = mended(html, storage);
  return html.empty() ? document() : tree_builder(limits).build(html);
}

document document::plain(std::string_view text) {
  const document_limits limits;
  tree_builder builder(limits);
  builder.add_text(text);
  return builder.take();
}

std::optional<std::string_view> document::attribute(node_id id, std::string_view name) const {
  const auto& item = nodes_[id];
  for (std::uint32_t i = 0; i < item.attributes; ++i) {
    const auto& found = attributes_[item.first_attribute + i];
    if (view(found.name) == name) return view(found.value);
  }
  return std::nullopt;
}

node_id document::ancestor(node_id id, std::string_view tag) const {
  for (auto up = parent(id); up != no_node; up = parent(up)) {
    if (is(up, tag)) return up;
  }
  return no_node;
}

std::string document::raw_text(node_id id) const {
  std::string all;
  for (auto below = id; below < end(id); ++below) all += text(below);
  return all;
}

bool has_word(std::string_view words, std::string_view wanted) {
  for (std::size_t at = words.find(wanted); at != std::string_view::npos; at = words.find(wanted, at + 1)) {
    const auto after = at + wanted.size();
    if ((at == 0 || is_blank(words[at - 1])) && (after == words.size() || is_blank(words[after]))) return true;
  }
  return false;
}

}  // namespace parcours::html
