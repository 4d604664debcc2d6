// What a person sees of a page: its text in lines, without what is hidden.
#include "harness/base/text.hpp"
#include "harness/html/document.hpp"
#include "harness/html/white_space.hpp"

#include <algorithm>
#include <array>

namespace parcours::html {
namespace {

bool is_block(display one) { return one == display::block || one == display::flex; }

bool is_entered(std::string_view tag) { return tag == "textarea" || tag == "select"; }

// Collects words into lines.
class line_writer {
 public:
  void text(std::string_view characters) {
    for (const char c : characters) {
      if (!is_white(c))
        line_ += c;
      else if (!line_.empty() && line_.back() != ' ')
        line_ += ' ';
    }
  }

  void break_line() {
    if (line_.empty()) return;
    const auto line = normalized(line_);
    line_.clear();
    if (line.empty()) return;
    if (!all_.empty()) all_ += '\n';
    all_ += line;
  }

  std::string take() {
    break_line();
    return std::move(all_);
  }

 private:
  std::string all_;
  std::string line_;
};

void write_element(line_writer& out, const document& from, node_id id) {
  if (is_block(from.display(id)) || from.is(id, "br")) {
    out.break_line();
  } else if (from.display(id) == display::cell) {
    out.text(" ");
  } else if (from.is(id, "img") && !from.hidden(id)) {
    out.text(from.attribute_or(id, "alt"));
  }
}

// The list of a page's steps, or of its neighbours: it tells where one is (WAI-ARIA 1.2 section 6.6, aria-current).
bool shows_the_way(const document& from, node_id list) {
  if (from.tag(list) != "ol" && from.tag(list) != "ul") return false;
  for (auto id = list + 1; id < from.end(list); ++id) {
    const auto current = from.is_element(id) ? from.attribute(id, "aria-current") : std::nullopt;
    if (current && !current->empty() && *current != "false") return true;
  }
  return false;
}

// The landmarks around a page's content, by the elements and the roles that make them. A header or footer of an article
// is no landmark (HTML accessibility API mappings 1.0), and is short.
bool is_around_content(const document& from, node_id id) {
  constexpr std::array<std::string_view, 4> tags{"nav", "header", "footer", "aside"};
  constexpr std::array<std::string_view, 4> roles{"navigation", "banner", "contentinfo", "complementary"};
  if (!from.is_element(id)) return false;
  if (shows_the_way(from, id)) return true;
  const auto role = from.attribute(id, "role");
  return role ? std::ranges::find(roles, *role) != roles.end() : std::ranges::find(tags, from.tag(id)) != tags.end();
}

}  // namespace

std::string shown_text(const document& from, node_id top, text_of what) {
  line_writer out;
  std::vector<node_id> open_blocks;
  // aria-labelledby may name by something hidden: then what lies below it counts.
  const bool show_hidden = from.hidden(top);
  for (auto id = top; id < from.end(top); ++id) {
    while (!open_blocks.empty() && from.end(open_blocks.back()) <= id) {
      open_blocks.pop_back();
      out.break_line();
    }
    const bool left_out = what == text_of::content && is_around_content(from, id);
    if ((!from.rendered(id) && !show_hidden) || is_entered(from.tag(id)) || left_out) {
      id = from.end(id) - 1;
    } else if (from.is_element(id)) {
      write_element(out, from, id);
      if (is_block(from.display(id))) open_blocks.push_back(id);
    } else if (!from.hidden(id) || show_hidden) {
      out.text(from.text(id));
    }
  }
  return out.take();
}

std::string shown_line(const document& from, node_id top) {
  auto text = shown_text(from, top);
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace parcours::html
