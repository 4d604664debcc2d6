// Any bytes as a document: a tree in order, with text that is UTF-8, whose every question has an answer; the same from
// a parser that has read something else before.
#include "harness/base/text.hpp"
#include "harness/html/document.hpp"
#include "harness/html/selector.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace parcours::html;

void require(bool holds) {
  if (!holds) std::abort();
}

void look_through(const document& of) {
  for (node_id id = 1; id < of.size(); ++id) {
    require(of.parent(id) < id && of.end(id) > id && of.end(id) <= of.end(of.parent(id)));
    require(parcours::is_utf8(of.text(id)) && parcours::is_utf8(of.tag(id)));
    for (const auto& [name, value] : of.attributes(id)) require(of.has(id, name) && parcours::is_utf8(value));
    const auto form = of.form(id);
    require(form == no_node || of.is(form, "form"));
  }
  require(parcours::is_utf8(shown_text(of, 0)) && parcours::is_utf8(shown_text(of, 0, text_of::content)));
  static_cast<void>(selector::parse("form > input[name=a] b")->find_all(of));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static parser again;
  const std::string_view html(reinterpret_cast<const char*>(data), size);
  const auto fresh = document::parse(html);
  const auto read = again.parse(html);
  require(fresh.has_value() == read.has_value());
  if (!fresh) return 0;
  look_through(*fresh);
  require(fresh->size() == read->size() && shown_text(*fresh, 0) == shown_text(*read, 0));
  return 0;
}
