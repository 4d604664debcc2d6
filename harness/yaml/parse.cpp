// read(): builds the tree from yaml-cpp's events, because yaml-cpp's own nodes lose the positions of keys and hide
// duplicates.
#include "harness/base/text.hpp"
#include "harness/yaml/bytes.hpp"
#include "harness/yaml/document.hpp"
#include "harness/yaml/places.hpp"
#include "harness/yaml/slips.hpp"
#include "harness/yaml/suspicions.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <variant>

namespace parcours::yaml {

namespace {

/// Leaves yaml-cpp's parser from inside an event: there is no other way out of it.
struct refused {
  slip why;
};

/// How many bytes of its first line a scalar takes, with its quotes. Looks no further than the scalar: a file may be
/// one very long line.
std::size_t written_length(std::string_view source, std::string_view text) {
  const char quote = source.empty() ? '\0' : source.front();
  if (quote != '"' && quote != '\'') {
    constexpr std::size_t enough = 80;  // text over several lines: a part of the first one shows the place
    if (source.starts_with(text)) return std::max<std::size_t>(text.size(), 1);
    source = source.substr(0, enough);
    return std::max<std::size_t>(source.substr(0, source.find_first_of("\r\n")).size(), 1);
  }
  std::size_t at = 1;
  for (; at < source.size() && source[at] != '\n'; ++at) {
    const bool escapes = quote == '"' ? source[at] == '\\' : source.substr(at, 2) == "''";
    if (escapes) {
      ++at;
    } else if (source[at] == quote) {
      return at + 1;
    }
  }
  return std::min(at, source.size());
}

class builder final : public YAML::EventHandler {
 public:
  builder(const places& where, const file_bounds& bounds, diagnostics& out)
      : where_(where), bounds_(bounds), out_(out) {}

  [[nodiscard]] bool empty() const { return root_.type == kind::null; }
  [[nodiscard]] node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1)
      refuse("too-many-documents", "a second document begins here, a file holds one", where_.at(mark));
  }
  // "message: &nbsp; ici" names the text "ici": what was meant is all of it.
  void OnDocumentEnd() override {
    for (const auto& [anchor, what] : anchored_) {
      if (what.used) continue;
      out_.push_back({"unused-anchor",
                      "'&' gives this value a name, which no '*' uses",
                      what.made.span,
                      "put a text that begins with '&' into '…'",
                      {},
                      severity::warning});
    }
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    node made = make(kind::null, mark);
    const bool written =
        where_.text_from(mark).starts_with('~') || iequals(where_.text_from(mark).substr(0, 4), "null");
    made.span.length = !written ? 1 : where_.text_from(mark).starts_with('~') ? 1 : 4;
    // A value that was left out has no place of its own: its key's is the one to show.
    if (!written && wants_value()) made.span = open_.back().made.entries.back().key.span;
    add_leaf(std::move(made), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    node made = make(kind::scalar, mark);
    made.text = value;
    made.plain = tag == "?";
    made.span.length = written_length(where_.text_from(mark), value);
    check_closed(mark, made);
    // "!" is also how yaml-cpp calls what stands in quotes.
    const bool alone = tag == "!" && where_.text_from(mark).starts_with('!');
    check_tag(alone ? "! " : tag, made.span);
    add_leaf(std::move(made), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { end(); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) refuse("recursive-alias", "this alias stands inside what it names", where_.at(mark));
    found->second.used = true;
    count(found->second.size, where_.at(mark));
    if (open_.size() + found->second.size.height > limits::depth) too_deep(where_.at(mark));
    place(node(found->second.made));
  }

 private:
  struct open_node {
    node made;
    YAML::anchor_t anchor;
    bool has_key = false;  // of a mapping: the next node is the value
  };
  struct measure {
    std::size_t nodes = 0;
    std::size_t height = 0;
    std::size_t weight = 0;
  };
  struct anchored_node {
    node made;
    measure size;
    bool used = false;  // by an alias
  };

  [[noreturn]] static void refuse(std::string code, std::string message, source_span span, std::string hint = {}) {
    throw refused{{{std::move(code), std::move(message), std::move(span), std::move(hint), {}}}};
  }
  [[noreturn]] static void too_deep(source_span span) {
    refuse("too-deep", fmt::format("nested more than {} levels deep", limits::depth), std::move(span));
  }

  [[nodiscard]] node make(kind type, const YAML::Mark& mark) {
    node made;
    made.type = type;
    made.span = where_.at(mark);
    made.offset = where_.offset(mark);
    return made;
  }

  void count(const measure& more, const source_span& span) {
    counted_.nodes += more.nodes;
    counted_.weight += more.weight;
    if (counted_.nodes > bounds_.nodes) {
      refuse("too-many-nodes", fmt::format("more than {} values once aliases are expanded", bounds_.nodes), span);
    }
    if (counted_.weight > bounds_.weight) refuse("too-many-nodes", "too much text once aliases are expanded", span);
  }

  [[nodiscard]] bool wants_value() const {
    return !open_.empty() && open_.back().made.is_mapping() && open_.back().has_key;
  }
  [[nodiscard]] bool wants_key() const {
    return !open_.empty() && open_.back().made.is_mapping() && !open_.back().has_key;
  }

  void check_tag(const std::string& tag, const source_span& span) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    out_.push_back({"unsupported-tag",
                    fmt::format("the tag '{}' is not supported", tag),
                    span,
                    "write the value in quotes to keep it as text",
                    {}});
  }

  // yaml-cpp takes the end of the file for a closing quote.
  void check_closed(const YAML::Mark& mark, const node& scalar) {
    if (scalar.plain) return;
    const auto source = where_.text_from(mark);
    if (!source.starts_with('"') && !source.starts_with('\'')) return;
    if (closing_quote(source, 0) != std::string_view::npos) return;
    throw refused{unclosed_quote(where_, mark)};
  }

  void begin(kind type, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (open_.size() >= limits::depth) too_deep(where_.at(mark));
    if (wants_key()) refuse_key(where_.at(mark), is_mustache(mark) ? "a variable is written \"${name}\"" : "");
    node made = make(type, mark);
    count({.nodes = 1, .weight = sizeof(node)}, made.span);
    check_tag(tag, made.span);
    open_.push_back({std::move(made), anchor});
  }

  void end() {
    open_node done = std::move(open_.back());
    open_.pop_back();
    if (done.made.is_mapping()) check_keys(done.made);
    add(std::move(done.made), done.anchor);
  }

  void add_leaf(node made, YAML::anchor_t anchor) {
    count({.nodes = 1, .weight = sizeof(node) + made.text.size()}, made.span);
    add(std::move(made), anchor);
  }

  void add(node made, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      const measure size = measured(made);
      count(size, made.span);  // what is kept for aliases takes memory too
      anchored_[anchor] = {made, size};
    }
    place(std::move(made));
  }

  static measure measured(const node& of) {
    measure all{1 + of.entries.size(), 0, sizeof(node) + of.text.size()};
    const auto add_child = [&all](const node& child) {
      const measure below = measured(child);
      all.nodes += below.nodes;
      all.height = std::max(all.height, below.height);
      all.weight += below.weight;
    };
    for (const auto& item : of.items) add_child(item);
    for (const auto& entry : of.entries) {
      all.weight += sizeof(node) + entry.key.text.size();
      add_child(entry.value);
    }
    all.height += of.is_mapping() || of.is_sequence() ? 1 : 0;
    return all;
  }

  [[noreturn]] static void refuse_key(source_span span, std::string hint = {}) {
    refuse("bad-key", "a key must be text", std::move(span), std::move(hint));
  }
  [[nodiscard]] bool is_mustache(const YAML::Mark& mark) const {
    const auto at = where_.offset(mark);
    return at > 0 && where_.file()->text[at - 1] == '{' && where_.text_from(mark).starts_with('{');
  }

  void place(node made) {
    if (open_.empty()) {
      root_ = std::move(made);
    } else if (open_node& parent = open_.back(); parent.made.is_sequence()) {
      parent.made.items.push_back(std::move(made));
    } else if (parent.has_key) {
      parent.made.entries.back().value = std::move(made);
      parent.has_key = false;
    } else {
      if (!made.is_scalar()) refuse_key(made.span);
      parent.made.entries.push_back({std::move(made), {}});
      parent.has_key = true;
    }
  }

  /// Each key once; what comes twice keeps its first value.
  void check_keys(node& mapping) {
    std::map<std::string, source_span> seen;
    std::erase_if(mapping.entries, [&](const node::entry& each) {
      if (each.key.text == "<<" && each.key.plain) {
        out_.push_back({"merge-key",
                        "merge keys (<<) are not supported",
                        each.key.span,
                        "write the keys out, or share steps with 'use:'",
                        {}});
        return true;
      }
      const auto [first, is_new] = seen.emplace(each.key.text, each.key.span);
      if (is_new) return false;
      out_.push_back({"duplicate-key",
                      fmt::format("'{}' stands here twice", each.key.text),
                      each.key.span,
                      "",
                      {fmt::format("the first one is at {}", first->second.place())}});
      return true;
    });
  }

  const places& where_;
  const file_bounds& bounds_;
  diagnostics& out_;
  node root_;
  std::vector<open_node> open_;
  std::map<YAML::anchor_t, anchored_node> anchored_;
  measure counted_;
  int documents_ = 0;
};

std::variant<node, slip> parse(const places& where, const file_bounds& bounds, diagnostics& out) {
  try {
    std::istringstream in{std::string(where.text())};
    YAML::Parser parser(in);
    builder build(where, bounds, out);
    while (parser.HandleNextDocument(build)) {
    }
    if (!build.empty()) return build.take();
    return slip{{"empty-file", "the file is empty", where.whole(), "", {}}};
  } catch (const refused& reason) {
    return reason.why;
  } catch (const YAML::Exception& thrown) {
    return syntax_error(thrown, where);
  }
}

/// The further slips of a file whose first one is put right, as far as each is the proven cause of a failure. What the
/// file then says is not looked at, since a repair is a guess; nor is a repaired line, and one slip that goes on from
/// line to line is told once.
void report_further(slip last, const std::shared_ptr<const source_file>& file, diagnostics& out) {
  constexpr int most = 10;
  constexpr std::size_t longest = 16U << 10U;  // bytes of a file that is read so often
  if (file->text.size() > longest) return;
  for (int trial = 1; trial < most && !last.repaired.empty(); ++trial) {
    const places where(std::make_shared<const source_file>(source_file{file->path, std::move(last.repaired)}));
    diagnostics ignored;
    auto made = parse(where, {}, ignored);
    auto* next = std::get_if<slip>(&made);
    if (next == nullptr || next->repaired.empty() || next->found.span.line < last.found.span.line) return;
    const auto lines = next->found.span.line - last.found.span.line;
    const bool goes_on = lines == 1 && next->found.message == last.found.message;
    last = std::move(*next);
    if (lines == 0 || goes_on) continue;
    out.push_back(last.found);
    out.back().span.file = file;
  }
}

}  // namespace

std::optional<node> read(std::shared_ptr<const source_file> file, diagnostics& out, const file_bounds& bounds) {
  if (!check_bytes(file, bounds.size, out)) return std::nullopt;
  const places where(file);
  auto made = parse(where, bounds, out);
  if (auto* tree = std::get_if<node>(&made)) return std::move(*tree);
  auto& first = std::get<slip>(made);
  out.push_back(first.found);
  report_further(std::move(first), file, out);
  return std::nullopt;
}

}  // namespace parcours::yaml
