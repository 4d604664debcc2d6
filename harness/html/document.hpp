// An HTML document as a browser without JavaScript holds it: a tree of elements and text, built by the algorithm of
// the HTML standard, section 13.2.
#pragma once

#include "harness/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::html {

/// A place in the tree. Nodes are numbered in tree order: what lies below node n is exactly n + 1 … end(n) - 1.
using node_id = std::uint32_t;
inline constexpr node_id no_node = 0xffffffff;

struct document_limits {
  std::size_t bytes = 4U << 20U;  ///< of HTML, 64 MiB at most; above: error "page-too-large"
  std::size_t nodes = 200'000;    ///< elements and texts; above: error "page-too-large"
  std::size_t depth = 256;        ///< elements within elements; above: error "page-too-deep"
  /// Instead of an error: as much as fits, and document::cut() says that there was more. What nests more deeply stands
  /// beside what it stood in, as in Chromium; up to four times as deeply it is read.
  bool take_what_fits = false;
};

/// How an element stands among what is around it. The two `flex` kinds (flex and grid) make blocks of their children.
enum class display : std::uint8_t { none, in_line, block, cell, flex, in_line_flex };

/// How a browser lays a document out, by its document type (section 13.2.6.4.1).
enum class layout_mode : std::uint8_t { standards, limited_quirks, quirks };

/// Immutable once read, so it may be read from several threads; move-only, and views into it stay valid when it is
/// moved.
class document {
 public:
  document();  ///< empty: a root and nothing else
  document(document&&) = default;
  document& operator=(document&&) = default;

  /// Reads any bytes as HTML in UTF-8. Whatever they are, they are a document; malformed UTF-8 becomes U+FFFD. Scripts
  /// do not run and what stands in <noscript> is content. Fetches nothing and writes nothing to stderr.
  [[nodiscard]] static result<document> parse(std::string_view html, const document_limits& limits = {});
  /// A document that holds one text: what a browser shows of text/plain.
  [[nodiscard]] static document plain(std::string_view text);

  [[nodiscard]] node_id size() const { return static_cast<node_id>(nodes_.size()); }
  [[nodiscard]] bool is_element(node_id id) const { return nodes_[id].element; }
  [[nodiscard]] bool is(node_id id, std::string_view tag) const { return nodes_[id].element && content(id) == tag; }
  /// The name of an element, lower-case but for some of SVG's; "" for the root.
  [[nodiscard]] std::string_view tag(node_id id) const { return is_element(id) ? content(id) : std::string_view{}; }
  /// The characters of a text node; "" for an element.
  [[nodiscard]] std::string_view text(node_id id) const { return is_element(id) ? std::string_view{} : content(id); }
  [[nodiscard]] node_id parent(node_id id) const { return nodes_[id].parent; }  ///< no_node above the root, node 0
  [[nodiscard]] node_id end(node_id id) const { return nodes_[id].end; }
  [[nodiscard]] bool contains(node_id outer, node_id inner) const { return outer <= inner && inner < end(outer); }
  /// True for an element of SVG or MathML.
  [[nodiscard]] bool foreign(node_id id) const { return nodes_[id].foreign; }
  /// True for what is not shown: what is not rendered(), invisible elements and their text, text of font-size 0.
  [[nodiscard]] bool hidden(node_id id) const { return nodes_[id].hidden; }
  /// False for what takes no place at all, nor anything below it: scripts, templates, the head, hidden inputs, what is
  /// not open, and what a style attribute, a <style> or else [hidden] gives display: none.
  [[nodiscard]] bool rendered(node_id id) const { return nodes_[id].rendered; }
  [[nodiscard]] html::display display(node_id id) const { return nodes_[id].display; }
  /// True for what is shown, but not meant to be read: struck out, transparent, without height (see style.hpp).
  [[nodiscard]] bool faint(node_id id) const { return nodes_[id].faint; }

  [[nodiscard]] std::optional<std::string_view> attribute(node_id id, std::string_view name) const;
  [[nodiscard]] std::string_view attribute_or(node_id id, std::string_view name,
                                              std::string_view otherwise = {}) const {
    return attribute(id, name).value_or(otherwise);
  }
  [[nodiscard]] bool has(node_id id, std::string_view name) const { return attribute(id, name).has_value(); }
  [[nodiscard]] std::size_t attribute_count(node_id id) const { return nodes_[id].attributes; }
  /// All of an element's attributes, in the order of the source.
  [[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> attributes(node_id id) const;
  /// The nearest element of that name above a node, or no_node.
  [[nodiscard]] node_id ancestor(node_id id, std::string_view tag) const;
  /// The form that a button, input, select or textarea belongs to, unless its form="…" names another one, or no_node.
  /// Not always one around it: what follows a form that ends too early, or stands in a table's row, belongs to it too.
  [[nodiscard]] node_id form(node_id id) const;
  /// All characters below a node as they stand in the source, hidden ones too.
  [[nodiscard]] std::string raw_text(node_id id) const;

  [[nodiscard]] layout_mode mode() const { return mode_; }
  /// True if a limit left something out: see document_limits.
  [[nodiscard]] bool cut() const { return cut_; }

 private:
  friend class parser;
  friend class tree_builder;
  friend class styler;
  struct piece {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
  };
  struct node {
    piece content;  // an element's tag or a text's characters
    node_id parent = no_node;
    node_id end = 0;
    std::uint32_t first_attribute = 0;
    std::uint32_t attributes = 0;
    bool element = true;
    bool foreign = false;
    bool hidden = false;
    bool rendered = true;
    bool invisible = false;  // inherited, as tiny is
    bool tiny = false;       // an element's text has no size
    bool faint = false;
    html::display display = html::display::in_line;
  };
  struct named_value {
    piece name;
    piece value;
  };

  [[nodiscard]] std::string_view view(piece at) const { return {pool_.data() + at.offset, at.length}; }
  [[nodiscard]] std::string_view content(node_id id) const { return view(nodes_[id].content); }

  std::vector<node> nodes_;
  std::vector<named_value> attributes_;
  std::vector<std::pair<node_id, node_id>> owners_;  // a control and its form, as the parser says; in tree order
  layout_mode mode_ = layout_mode::standards;
  bool cut_ = false;
  std::vector<char> pool_;  // not a string: a short string would move its bytes when it is moved
};

/// Reads one document after another in the same memory, which saves most of the time of a small page.
class parser {
 public:
  parser();
  ~parser();
  parser(const parser&) = delete;
  parser& operator=(const parser&) = delete;

  [[nodiscard]] result<document> parse(std::string_view html, const document_limits& limits = {});

 private:
  friend class tree_builder;
  class machine;
  std::unique_ptr<machine> machine_;
};

/// True if a list separated by white space, such as a class attribute, holds `wanted`.
[[nodiscard]] bool has_word(std::string_view words, std::string_view wanted);

/// What of a page is read: all of it, or what it is about, without the landmarks around it (banner, navigation,
/// complementary, contentinfo: WAI-ARIA 1.2) and lists that tell where one is.
enum class text_of : std::uint8_t { all, content };

/// What a person reads below a node: white space collapsed, one line for each block, each line in the form of
/// parcours::normalized(). Left out is what is hidden and what a person entered or may choose (text areas, options).
/// Images stand as their alternative text.
[[nodiscard]] std::string shown_text(const document& from, node_id top, text_of what = text_of::all);
/// The same on one line: how a label, a button or a heading is named.
[[nodiscard]] std::string shown_line(const document& from, node_id top);

}  // namespace parcours::html
