// read(): the tree is built from yaml-cpp's events, because its own nodes lose the places of keys and hide duplicates.
#include "harness/base/text.hpp"
#include "harness/yaml/document.hpp"
#include "harness/yaml/suspicions.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace parcours::yaml {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Leaves yaml-cpp's parser from inside an event: there is no other way out of it.
struct refused {
  diagnostic why;
};

/// Turns yaml-cpp's marks (from 0, without the byte order mark) into spans.
class places {
 public:
  explicit places(std::shared_ptr<const source_file> file)
      : file_(std::move(file)), skipped_(file_->text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0) {}

  [[nodiscard]] source_span at(const YAML::Mark& mark, std::size_t length = 1) const {
    const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
    const auto column = static_cast<std::size_t>(std::max(mark.column, 0));
    return {file_, line + 1, column + 1 + (line == 0 ? skipped_ : 0), length};
  }
  [[nodiscard]] const std::shared_ptr<const source_file>& file() const { return file_; }
  [[nodiscard]] source_span whole() const { return {file_, 0, 0, 1}; }
  [[nodiscard]] std::string_view text() const { return std::string_view(file_->text).substr(skipped_); }
  [[nodiscard]] std::size_t offset(const YAML::Mark& mark) const {
    return std::min(file_->text.size(), skipped_ + static_cast<std::size_t>(std::max(mark.pos, 0)));
  }
  [[nodiscard]] std::string_view text_from(const YAML::Mark& mark) const {
    return std::string_view(file_->text).substr(offset(mark));
  }

 private:
  std::shared_ptr<const source_file> file_;
  std::size_t skipped_;
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
    throw refused{{std::move(code), std::move(message), std::move(span), std::move(hint), {}}};
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
    auto place = scalar.span;
    place.length = 1;
    refuse("yaml-syntax", "the quote opened here is not closed", place,
           fmt::format("close it with {} on the same line", source[0]));
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

/// The first byte that YAML 1.2 section 5.1 does not allow. yaml-cpp takes U+0004 for the end of the file.
std::size_t bad_character(std::string_view text) {
  const auto bad = [](char each) {
    const auto byte = static_cast<unsigned char>(each);
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
  };
  return static_cast<std::size_t>(std::ranges::find_if(text, bad) - text.begin());
}

source_span span_at(const std::shared_ptr<const source_file>& file, std::size_t offset) {
  const std::string_view before = std::string_view(file->text).substr(0, offset);
  const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n'));
  const auto start = before.rfind('\n');
  return {file, line + 1, start == std::string_view::npos ? offset + 1 : offset - start, 1};
}

/// The encoding that the first bytes are of, other than UTF-8 (YAML 1.2 section 5.2); "" if none shows.
std::string_view other_encoding(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) return "UTF-16";
  if (text.size() < 4) return "";
  const auto nothing = [text](std::size_t at) { return text[at] == '\0'; };
  if (nothing(1) && nothing(2) && nothing(3)) return "UTF-32";
  if (nothing(0) && nothing(1) && nothing(2)) return "UTF-32";
  return (nothing(1) && nothing(3)) || (nothing(0) && nothing(2)) ? "UTF-16" : "";
}

/// What a byte is in Windows-1252, of which Latin-1 is a part: the encoding of most files that are not UTF-8.
std::string as_windows_1252(unsigned char byte) {
  constexpr std::uint16_t high[] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  std::string made;
  if (byte >= 0xA0) append_code_point(made, byte);
  if (byte >= 0x80 && byte < 0xA0 && high[byte - 0x80] != 0) append_code_point(made, high[byte - 0x80]);
  return made;
}

diagnostic not_utf8(const std::shared_ptr<const source_file>& file, std::size_t at) {
  diagnostic made{"not-utf8", "the file is not UTF-8 text", span_at(file, at), "save it as UTF-8", {}};
  const auto byte = static_cast<unsigned char>(file->text[at]);
  if (const auto meant = as_windows_1252(byte); !meant.empty()) {
    made.notes.push_back(fmt::format("the byte {:02X} is '{}' in Windows-1252", byte, meant));
  }
  return made;
}

/// False, with the reason in `out`, for bytes that are not a YAML text at all.
bool check_bytes(const std::shared_ptr<const source_file>& file, std::size_t most, diagnostics& out) {
  const source_span whole{file, 0, 0, 1};
  const std::string& text = file->text;
  if (text.size() > most) {
    out.push_back({"file-too-large", fmt::format("the file is larger than {} MiB", most >> 20U), whole, "", {}});
  } else if (text.contains('\r') && !text.contains('\n')) {
    out.push_back({"bad-line-ends", "the lines end in CR alone", whole, "save it with LF or CRLF at the ends", {}});
  } else if (const auto encoding = other_encoding(text); !encoding.empty()) {
    out.push_back({"not-utf8", fmt::format("the file is {} text, not UTF-8", encoding), {file, 1, 1, 1},
                   "save it as UTF-8", {}});
  } else if (const auto wrong = first_malformed(text); wrong < text.size()) {
    out.push_back(not_utf8(file, wrong));
  } else if (const auto bad = bad_character(text); bad < text.size()) {
    const auto code = static_cast<unsigned>(static_cast<unsigned char>(text[bad]));
    out.push_back({"bad-character",
                   fmt::format("the control character U+{:04X} is not allowed", code),
                   span_at(file, bad),
                   "",
                   {}});
  } else {
    return true;
  }
  return false;
}

/// yaml-cpp's words for what people most often get wrong, in other words.
std::string explained(const std::string& words) {
  using namespace YAML::ErrorMsg;
  static const std::map<std::string_view, std::string_view> plain = {
      {END_OF_MAP_FLOW, "a '{' is not closed here, or a ',' is missing"},
      {END_OF_SEQ_FLOW, "a '[' is not closed here, or a ',' is missing"},
      {BLOCK_ENTRY, "'-' cannot stand here; is a bracket or a quote before it not closed?"},
      {MAP_KEY, "a key cannot stand here; is a bracket or a quote before it not closed?"},
      {MAP_VALUE, "a ':' cannot stand here; a text with ': ' in it must stand in quotes"},
      {END_OF_MAP, "a key is expected here; look at the indentation"},
      {END_OF_SEQ, "'-' is expected here; look at the indentation"},
      {EOF_IN_SCALAR, "a quote is not closed"},
      {UNKNOWN_ANCHOR, "this alias names nothing"},
  };
  const auto found = plain.find(words);
  return found == plain.end() ? words : std::string(found->second);
}

/// Whether a parser comes beyond a line of a text.
class probe final : public YAML::EventHandler {
 public:
  explicit probe(std::size_t line) : line_(line) {}

  bool gets_through(const std::string& text) {
    try {
      std::istringstream in{text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text};
      YAML::Parser parser(in);
      while (parser.HandleNextDocument(*this)) {
      }
    } catch (const beyond&) {
    } catch (const too_deep&) {
      return false;
    } catch (const YAML::Exception& thrown) {
      return thrown.mark.line >= static_cast<int>(line_);
    }
    return true;
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { look(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { look(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override { look(mark); }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  struct beyond {};
  struct too_deep {};

  void look(const YAML::Mark& mark) const {
    if (mark.line >= static_cast<int>(line_)) throw beyond{};
  }
  void open(const YAML::Mark& mark) {
    look(mark);
    if (++depth_ > limits::depth) throw too_deep{};
  }

  std::size_t line_;
  std::size_t depth_ = 0;
};

/// What a wrong escape is: yaml-cpp's mark is certain there.
std::optional<diagnostic> bad_escape(const YAML::Exception& thrown, const places& where) {
  using namespace YAML::ErrorMsg;
  const std::string_view words = thrown.msg;
  if (!words.starts_with(INVALID_ESCAPE) && !words.starts_with(INVALID_HEX) && !words.starts_with(INVALID_UNICODE)) {
    return std::nullopt;
  }
  const auto before = where.text().substr(0, where.text().size() - where.text_from(thrown.mark).size());
  const auto line = before.rfind('\n') + 1;  // npos + 1 is the start of the text
  const auto slash = before.rfind('\\');
  if (slash == std::string_view::npos || slash < line) return std::nullopt;
  auto place = where.at(thrown.mark, before.size() - slash);
  place.column -= before.size() - slash;
  const auto escape = before.substr(slash);
  return diagnostic{"yaml-syntax",
                    fmt::format("in \"…\" the characters {} are an escape that YAML does not know", escape),
                    std::move(place),
                    "write '…' around the text, where \\ is a character like any other",
                    {fmt::format("inside \"…\" it would be \\{}", escape)}};
}

diagnostic syntax_error(const YAML::Exception& thrown, const places& where) {
  if (auto escape = bad_escape(thrown, where)) return *std::move(escape);
  const auto line = where.at(thrown.mark).line;
  const auto further = [line](const std::string& repaired) { return probe(line).gets_through(repaired); };
  if (auto cause = find_cause(where.file(), line, further)) return *std::move(cause);
  diagnostic made{"yaml-syntax", fmt::format("broken YAML: {}", explained(thrown.msg)), where.at(thrown.mark), "", {}};
  if (thrown.msg == YAML::ErrorMsg::TAB_IN_INDENTATION) made.hint = "indent with spaces, not with tabs";
  return made;
}

}  // namespace

std::optional<node> read(std::shared_ptr<const source_file> file, diagnostics& out, const file_bounds& bounds) {
  if (!check_bytes(file, bounds.size, out)) return std::nullopt;
  const places where(std::move(file));
  try {
    std::istringstream in{std::string(where.text())};
    YAML::Parser parser(in);
    builder build(where, bounds, out);
    while (parser.HandleNextDocument(build)) {
    }
    if (!build.empty()) return build.take();
    out.push_back({"empty-file", "the file is empty", where.whole(), "", {}});
  } catch (const refused& reason) {
    out.push_back(reason.why);
  } catch (const YAML::Exception& thrown) {
    out.push_back(syntax_error(thrown, where));
  }
  return std::nullopt;
}

}  // namespace parcours::yaml
