#include "harness/inbox/html_text.hpp"

#include "harness/base/text.hpp"
#include "harness/html/document.hpp"
#include "harness/html/white_space.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace parcours::inbox {

namespace {

using html::document;
using html::node_id;

// Mails are laid out with tables within tables.
constexpr html::document_limits limits{.bytes = 64U << 20U, .nodes = 2'000'000, .depth = 512, .take_what_fits = true};
constexpr std::string_view rest_left_out = "[… the rest of the HTML nests too deeply, or is too large, to be read]";

// Of a text of so many bytes, how many times as many are read to find it.
constexpr std::size_t markup = 32;

constexpr auto rows = std::to_array<std::string_view>({"tr", "table", "thead", "tfoot"});
// In every document and in every table, written or not.
constexpr auto implied = std::to_array<std::string_view>({"html", "body", "tbody", "colgroup"});
constexpr auto controls = std::to_array<std::string_view>({"button", "input", "select", "textarea"});

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// An older mail that is answered, as mail programs mark it. Others use <blockquote> for looks.
bool is_quotation(const document& in, node_id id) {
  if (in.is(id, "blockquote")) return iequals(in.attribute_or(id, "type"), "cite");
  return in.is(id, "div") && in.attribute_or(id, "class").contains("gmail_quote");
}

// What a field of a form shows.
std::string_view value_shown(const document& in, node_id id) {
  constexpr auto shown = std::to_array<std::string_view>({"", "text", "tel", "number", "email", "button", "submit"});
  return is_one_of(shown, ascii_lower(in.attribute_or(id, "type"))) ? in.attribute_or(id, "value") : std::string_view();
}

bool is_read(const document& in, node_id id) { return in.rendered(id) && !in.faint(id) && !in.is(id, "noscript"); }

// What is seen, while the elements go by.
class page {
 public:
  void open(const document& in, node_id id) {
    if (is_quotation(in, id)) ++quotations_;
    widen_gap(in, id);
    if (in.is(id, "input") && !in.hidden(id)) add(value_shown(in, id));
  }

  void close(const document& in, node_id id) {
    if (is_quotation(in, id)) --quotations_;
    if (!in.is(id, "br") && !in.is(id, "hr")) widen_gap(in, id);
  }

  void add(std::string_view text) {
    for (const char c : text) {
      if (html::is_white(c)) {  // a line end in the source is a space
        gap_.space = true;
      } else {
        close_gap();
        out_ += c;
      }
    }
  }

  [[nodiscard]] std::size_t size() const { return out_.size(); }

  std::string take() {
    close_gap();
    return std::move(out_);
  }

 private:
  struct white {
    bool space = false;
    bool cell = false;
    bool row = false;
    std::size_t lines = 0;
  };

  void widen_gap(const document& in, node_id id) {
    const auto name = in.tag(id);
    const auto shown = in.display(id);
    if (shown == html::display::cell) {
      gap_.cell = true;
    } else if (name == "br" ||
               ((shown == html::display::block || shown == html::display::flex) && !is_one_of(implied, name))) {
      ++gap_.lines;
      gap_.row = gap_.row || is_one_of(rows, name);
    } else if (is_one_of(controls, name)) {
      gap_.space = true;
    }
  }

  // The blocks within a cell do not part it from the next one, but a new row does.
  void close_gap() {
    const auto gap = std::exchange(gap_, {});
    if (gap.lines > 0 && (gap.row || !gap.cell)) {
      out_.append(std::min<std::size_t>(gap.lines, 2), '\n');
      if (quotations_ > 0) out_ += "> ";
    } else if (gap.cell) {
      if (!out_.empty()) out_ += '\t';
    } else if (gap.space) {
      out_ += ' ';
    }
  }

  std::string out_;
  white gap_;  // before the next character
  std::size_t quotations_ = 0;
};

std::string seen_of(const document& in, std::size_t most) {
  page seen;
  std::vector<node_id> open;
  const auto close_until = [&](node_id id) {
    for (; !open.empty() && in.end(open.back()) <= id; open.pop_back()) seen.close(in, open.back());
  };
  for (node_id id = 1; id < in.size() && seen.size() < most; ++id) {
    close_until(id);
    if (!is_read(in, id)) {
      id = in.end(id) - 1;
    } else if (in.is_element(id)) {
      open.push_back(id);
      seen.open(in, id);
    } else if (!in.hidden(id)) {
      seen.add(in.text(id));
    }
  }
  close_until(in.size());
  auto text = seen.take();
  if (in.cut() && text.size() < most) {
    if (!text.ends_with('\n')) text += '\n';
    text += rest_left_out;
  }
  return text;
}

}  // namespace

std::string text_of_html(std::string_view html, std::size_t most) {
  if (html.empty()) return {};
  const auto read = document::parse(html.substr(0, most < html.size() ? most * markup : html.size()), limits);
  return read ? seen_of(*read, most) : std::string();
}

}  // namespace parcours::inbox
