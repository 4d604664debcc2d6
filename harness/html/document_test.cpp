#include "harness/html/document.hpp"

#include "harness/base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parcours::html {
namespace {

document read(std::string_view html) {
  auto read = document::parse(html);
  if (!read) throw std::runtime_error(read.error().message);
  return std::move(*read);
}

node_id first(const document& in, std::string_view tag) {
  for (node_id id = 0; id < in.size(); ++id) {
    if (in.is(id, tag)) return id;
  }
  return no_node;
}

std::string nested(std::size_t depth) {
  std::string html;
  for (std::size_t i = 0; i < depth; ++i) html += "<div>";
  return html + "x";
}

TEST(Document, IsATreeInOrder) {
  const auto tree = read("<body><p id=one>a<b>b</b></p><p>c</p>");
  const auto p = first(tree, "p");
  const auto b = first(tree, "b");
  EXPECT_TRUE(tree.contains(p, b));
  EXPECT_EQ(tree.parent(b), p);
  EXPECT_EQ(tree.raw_text(p), "ab");
  EXPECT_EQ(tree.tag(tree.end(p)), "p");
  EXPECT_EQ(tree.ancestor(b, "body"), first(tree, "body"));
  EXPECT_EQ(tree.ancestor(b, "form"), no_node);
  EXPECT_EQ(tree.attribute(p, "id"), "one");
  EXPECT_FALSE(tree.has(p, "class"));
}

TEST(Document, ReadsUtf8WhateverThePageDeclares) {
  const auto tree =
      read("<meta charset=iso-8859-1><p title='l\u2019\u00e9t\u00e9'>d\u00e9j\u00e0 &eacute;&amp;&#x2026;</p>");
  EXPECT_EQ(tree.attribute(first(tree, "p"), "title"), "l\u2019\u00e9t\u00e9");
  EXPECT_EQ(tree.raw_text(first(tree, "p")), "d\u00e9j\u00e0 \u00e9&\u2026");
}

TEST(Document, JoinsATextThatReferencesCut) {
  const auto tree = read("<p>a&amp;b&lt;c</p>");
  const auto p = first(tree, "p");
  EXPECT_EQ(tree.end(p), p + 2);
  EXPECT_EQ(tree.text(p + 1), "a&b<c");
}

TEST(Document, MendsBytesThatAreNotText) {
  const auto tree = read(std::string_view("\xEF\xBB\xBF<p>a\xFF\0b</p><p>c</p>", 21));
  EXPECT_EQ(shown_text(tree, 0), "a\uFFFD\uFFFDb\nc");
}

TEST(Document, ReadsMalformedHtmlAsBrowsersDo) {
  EXPECT_EQ(shown_text(read("<p>a<p>b</div></p></p>c<b>d"), 0), "a\nb\ncd");
  EXPECT_EQ(shown_text(read("a < b & c <"), 0), "a < b & c <");
  const auto tree = read("<form><label>A <input name=a></form><input name=b disabled value='<\">'");
  EXPECT_EQ(tree.attribute(first(tree, "input"), "name"), "a");
}

TEST(Document, EmptyIsARootAlone) {
  EXPECT_EQ(read("").size(), 1U);
  EXPECT_EQ(document().end(0), 1U);
  EXPECT_EQ(shown_text(document::plain(""), 0), "");
}

TEST(Document, PlainTextIsNotHtml) { EXPECT_EQ(shown_text(document::plain("<b>1 &lt; 2</b>"), 0), "<b>1 &lt; 2</b>"); }

TEST(Document, SizeIsBounded) {
  const document_limits limits{.bytes = 10};
  EXPECT_TRUE(document::parse("<p>123</p>", limits));
  EXPECT_EQ(document::parse("<p>1234</p>", limits).error().code, "page-too-large");
}

TEST(Document, NumberOfNodesIsBounded) {
  const document_limits limits{.nodes = 6};  // the root, html, body, p, a text, b
  EXPECT_TRUE(document::parse("<body><p>x<b></b>", limits));
  EXPECT_EQ(document::parse("<body><p>x<b>y</b>", limits).error().code, "page-too-large");
  EXPECT_EQ(document::parse("<body><p>x<b></b><i></i>", limits).error().code, "page-too-large");
}

TEST(Document, DepthIsBounded) {
  const auto within = document_limits{}.depth - 2;  // html and body are two
  EXPECT_TRUE(document::parse(nested(within)));
  EXPECT_EQ(document::parse(nested(within + 1)).error().code, "page-too-deep");
  EXPECT_EQ(document::parse(nested(300'000)).error().code, "page-too-deep");
}

TEST(Document, SaysWhatIsNotShown) {
  const auto tree = read(
      "<title>t</title><style>s</style><script>if (a < b) c('</p>')</script><p>shown <span hidden>h</span>"
      "<i style='color:red; DISPLAY : none'>n</i><template>x</template></p><dialog>d</dialog><dialog open>o</dialog>"
      "<noscript>without scripts</noscript><select><option>one</select><textarea>typed</textarea>");
  EXPECT_EQ(shown_text(tree, 0), "shown\no\nwithout scripts");
}

TEST(ShownText, PutsBlocksOnLinesAndCollapsesBlanks) {
  const auto tree = read(
      "<h1> Votre\n compte </h1><ul><li>un<li>deux</ul>a<br>b<table><tr><th>Nom<td>Alami</table>"
      "<p>l\u2019adresse\u00a0: <b>x</b>y <img alt='logo'></p>");
  EXPECT_EQ(shown_text(tree, 0), "Votre compte\nun\ndeux\na\nb\nNom Alami\nl'adresse : xy logo");
  EXPECT_EQ(shown_line(tree, first(tree, "ul")), "un deux");
}

RC_GTEST_PROP(Document, ReadsAnyBytes, (const std::vector<std::string>& words)) {
  static const std::vector<std::string> pieces = {
      "<p>", "</p>", "<form>", "<input name=a>",   "<!--",   "-->", "<script>",
      "</",  "&#",   "\xC3",   "<select><option>", "<html>", "\"",  "<table>"};
  std::string html;
  for (const auto& word : words) html += word + pieces[word.size() % pieces.size()];
  const auto tree = document::parse(html);
  if (!tree) return;
  for (node_id id = 1; id < tree->size(); ++id) {
    RC_ASSERT(tree->parent(id) < id);
    RC_ASSERT(tree->end(id) > id);
    RC_ASSERT(tree->end(id) <= tree->end(tree->parent(id)));
    RC_ASSERT(is_utf8(tree->text(id)));
  }
}

}  // namespace
}  // namespace parcours::html
