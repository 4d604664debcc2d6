// Boost.JSON's parser reports values but not their positions. The positions are found by scanning the same text one
// token behind the parser, which is easy because that part of the text is known to be well-formed.
#include "harness/yaml/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace parcours::yaml {

namespace json = boost::json;

namespace {

using error_code = json::error_code;

struct token {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::size_t line = 1;
  std::size_t column = 1;
};

class token_walk {
 public:
  explicit token_walk(std::string_view text) : text_(text) {}

  /// The next token that is no ',' or ':'.
  token next() {
    skip();
    const token found{at_, length_here(), line_, at_ - line_start_ + 1};
    at_ += found.length;  // no token goes over a line's end
    return found;
  }
  /// The place of a byte that is not before what was walked over.
  token place_of(std::size_t offset) {
    while (at_ < std::min(offset, text_.size())) step();
    return {at_, 1, line_, at_ - line_start_ + 1};
  }
  [[nodiscard]] std::string_view text_of(const token& of) const { return text_.substr(of.offset, of.length); }

 private:
  void step() {
    if (text_[at_++] != '\n') return;
    ++line_;
    line_start_ = at_;
  }
  void skip() {
    while (at_ < text_.size() && std::string_view(" \t\r\n,:").contains(text_[at_])) step();
  }
  [[nodiscard]] std::size_t length_here() const {
    const auto rest = text_.substr(at_);
    if (rest.empty() || std::string_view("{}[]").contains(rest.front())) return 1;
    if (rest.front() != '"') return std::min(rest.find_first_of(" \t\r\n,:]}"), rest.size());
    std::size_t end = 1;
    while (end < rest.size() && rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
    return std::min(end + 1, rest.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
};

// What both readers do alike with what Boost.JSON tells. `Self` has begin(token, is_object), end(), key(token, text),
// string(token, text), scalar(token, json_type) and null(token); they return false to stop.
template <class Self>
class handler {
 private:
  friend Self;
  explicit handler(std::string_view text) : walk_(text) {}

 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) { return goes_on(self().begin(walk_.next(), true), ec); }
  bool on_array_begin(error_code& ec) { return goes_on(self().begin(walk_.next(), false), ec); }
  bool on_object_end(std::size_t, error_code& ec) { return ends(ec); }
  bool on_array_end(std::size_t, error_code& ec) { return ends(ec); }
  bool on_key_part(json::string_view part, std::size_t, error_code&) { return collect(part); }
  bool on_string_part(json::string_view part, std::size_t, error_code&) { return collect(part); }
  bool on_key(json::string_view last, std::size_t, error_code& ec) {
    collect(last);
    return goes_on(self().key(walk_.next(), std::exchange(text_, {})), ec);
  }
  bool on_string(json::string_view last, std::size_t, error_code& ec) {
    collect(last);
    return goes_on(self().string(walk_.next(), std::exchange(text_, {})), ec);
  }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, error_code& ec) { return number(ec); }
  bool on_uint64(std::uint64_t, json::string_view, error_code& ec) { return number(ec); }
  bool on_double(double, json::string_view, error_code& ec) { return number(ec); }
  bool on_bool(bool, error_code& ec) { return goes_on(self().scalar(walk_.next(), json_type::boolean), ec); }
  bool on_null(error_code& ec) { return goes_on(self().null(walk_.next()), ec); }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

  [[nodiscard]] token_walk& walk() { return walk_; }

 private:
  Self& self() { return static_cast<Self&>(*this); }
  bool collect(json::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool number(error_code& ec) { return goes_on(self().scalar(walk_.next(), json_type::number), ec); }
  bool ends(error_code& ec) {
    (void)walk_.next();
    return goes_on(self().end(), ec);
  }
  static bool goes_on(bool well, error_code& ec) {
    if (!well) ec = make_error_code(json::error::exception);
    return well;
  }

  token_walk walk_;
  std::string text_;
};

struct syntax_error {
  std::size_t offset = 0;
  std::string what;
};

// What keeps `with` from reading all of the text; `stopped` where its handler did.
template <class Parser>
std::optional<syntax_error> parse(Parser& with, std::string_view text, bool& stopped) {
  error_code failed;
  const auto read = with.write_some(false, text.data(), text.size(), failed);
  stopped = failed == json::error::exception;
  if (stopped) return std::nullopt;
  if (failed == json::error::incomplete) return syntax_error{text.size(), "it ends too early"};
  if (failed) return syntax_error{read, failed.message()};
  if (read < text.size()) return syntax_error{read, "something stands behind its end"};
  return std::nullopt;
}

json::parse_options strict() { return {}; }  // 32 levels, no comments, no trailing commas, UTF-8

class tree_builder : public handler<tree_builder> {
 public:
  tree_builder(std::shared_ptr<const source_file> file, diagnostics& out)
      : handler(file->text), file_(std::move(file)), out_(out) {}

  bool begin(const token& at, bool is_object) {
    auto made = make(is_object ? kind::mapping : kind::sequence, at);
    if (!counts(made)) return false;
    open_.push_back(std::move(made));
    return true;
  }
  bool end() {
    auto done = std::move(open_.back());
    open_.pop_back();
    if (done.is_mapping()) check_keys(done);
    return place(std::move(done));
  }
  bool key(const token& at, std::string text) {
    auto made = leaf(at, std::move(text), json_type::text);
    if (!counts(made)) return false;
    open_.back().entries.push_back({std::move(made), {}});
    return true;
  }
  bool string(const token& at, std::string text) { return add(leaf(at, std::move(text), json_type::text)); }
  bool scalar(const token& at, json_type type) { return add(leaf(at, std::string(walk().text_of(at)), type)); }
  bool null(const token& at) { return add(make(kind::null, at)); }

  [[nodiscard]] node take() { return std::move(root_); }

 private:
  [[nodiscard]] node make(kind type, const token& at) const {
    node made;
    made.type = type;
    made.span = {file_, at.line, at.column, at.length};
    made.offset = at.offset;
    made.plain = false;
    made.json = json_type::other;
    return made;
  }
  [[nodiscard]] node leaf(const token& at, std::string text, json_type type) const {
    auto made = make(kind::scalar, at);
    made.text = std::move(text);
    made.json = type;
    return made;
  }
  bool counts(const node& more) {
    weight_ += sizeof(node) + more.text.size();
    if (++nodes_ <= limits::nodes && weight_ <= limits::weight) return true;
    out_.push_back({"too-many-nodes", fmt::format("more than {} values", limits::nodes), more.span, "", {}});
    return false;
  }
  bool add(node made) { return counts(made) && place(std::move(made)); }
  bool place(node made) {
    if (open_.empty()) {
      root_ = std::move(made);
    } else if (open_.back().is_sequence()) {
      open_.back().items.push_back(std::move(made));
    } else {
      open_.back().entries.back().value = std::move(made);
    }
    return true;
  }
  void check_keys(const node& object) {
    std::set<std::string_view> seen;
    for (const auto& each : object.entries) {
      if (seen.insert(each.key.text).second) continue;
      out_.push_back({"duplicate-key", fmt::format("'{}' stands here twice", each.key.text), each.key.span, "", {}});
    }
  }

  std::shared_ptr<const source_file> file_;
  diagnostics& out_;
  node root_;
  std::vector<node> open_;
  std::size_t nodes_ = 0;
  std::size_t weight_ = 0;
};

class key_checker {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  explicit key_checker(json_bounds bounds) : bounds_(bounds) {}

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) { return begin(true, ec); }
  bool on_array_begin(error_code& ec) { return begin(false, ec); }
  bool on_object_end(std::size_t, error_code&) { return end(); }
  bool on_array_end(std::size_t, error_code&) { return end(); }
  bool on_key_part(json::string_view part, std::size_t, error_code&) {
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view last, std::size_t, error_code& ec) {
    key_.append(last.data(), last.size());
    return goes_on(key(std::exchange(key_, {})), ec);
  }
  bool on_string_part(json::string_view, std::size_t, error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, error_code& ec) { return goes_on(count(), ec); }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, error_code& ec) { return goes_on(count(), ec); }
  bool on_uint64(std::uint64_t, json::string_view, error_code& ec) { return goes_on(count(), ec); }
  bool on_double(double, json::string_view, error_code& ec) { return goes_on(count(), ec); }
  bool on_bool(bool, error_code& ec) { return goes_on(count(), ec); }
  bool on_null(error_code& ec) { return goes_on(count(), ec); }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

  [[nodiscard]] const std::optional<json_fault>& found() const { return found_; }

 private:
  struct open_value {
    bool is_object;
    std::size_t items;
    std::string last;
    std::set<std::string, std::less<>> seen;
  };

  static bool goes_on(bool well, error_code& ec) {
    if (!well) ec = make_error_code(json::error::exception);
    return well;
  }
  bool begin(bool is_object, error_code& ec) {
    if (!count()) return goes_on(false, ec);
    open_.push_back({is_object, 0, {}, {}});
    return true;
  }
  bool end() {
    open_.pop_back();
    return true;
  }
  bool key(std::string text) {
    auto& here = open_.back();
    if (here.seen.size() >= bounds_.members) {
      found_ = json_fault{path(), fmt::format("there are more than {} members", bounds_.members)};
      return false;
    }
    here.last = std::move(text);
    if (here.seen.insert(here.last).second) return true;
    found_ = json_fault{path(), "stands there twice"};
    return false;
  }
  bool count() {
    if (!open_.empty()) ++open_.back().items;
    if (++values_ <= bounds_.values) return true;
    found_ = json_fault{path(), fmt::format("there are more than {} values", bounds_.values)};
    return false;
  }
  [[nodiscard]] std::string path() const {
    std::string made;
    for (const auto& each : open_) {
      if (each.is_object) made.append(made.empty() ? "" : ".").append(each.last);
      if (!each.is_object) made += fmt::format("[{}]", each.items - 1);
    }
    return made;
  }

  json_bounds bounds_;
  std::size_t values_ = 0;
  std::string key_;
  std::vector<open_value> open_;
  std::optional<json_fault> found_;
};

}  // namespace

std::optional<node> read_json(std::shared_ptr<const source_file> file, diagnostics& out) {
  const std::string_view text = file->text;
  const source_span whole{file, 0, 0, 1};
  if (text.size() > limits::file_size) {
    out.push_back({"file-too-large", "it is larger than 1 MiB", whole, "", {}});
    return std::nullopt;
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    out.push_back({"empty-file", "it is empty", whole, "", {}});
    return std::nullopt;
  }
  json::basic_parser<tree_builder> parser(strict(), file, out);
  bool stopped = false;
  if (const auto wrong = parse(parser, text, stopped)) {
    const auto at = token_walk(text).place_of(wrong->offset);
    out.push_back({"json-syntax", "broken JSON: " + wrong->what, {file, at.line, at.column, 1}, "", {}});
    return std::nullopt;
  }
  if (stopped) return std::nullopt;
  return parser.handler().take();
}

struct json_check::state {
  explicit state(json_bounds bounds) : parser(strict(), bounds) {}

  // Where a byte of what came last stands.
  [[nodiscard]] json_fault broken(std::string_view last, std::size_t offset, std::string_view why) const {
    const auto before = last.substr(0, offset);
    const auto line_end = before.rfind('\n');
    const auto lines = static_cast<std::size_t>(std::ranges::count(before, '\n'));
    const auto column = line_end == std::string_view::npos ? columns + offset : offset - line_end - 1;
    return {fmt::format("line {}, column {}", line + lines, column + 1), fmt::format("broken JSON: {}", why)};
  }
  void walk_over(std::string_view text) {
    const auto line_end = text.rfind('\n');
    line += static_cast<std::size_t>(std::ranges::count(text, '\n'));
    columns = line_end == std::string_view::npos ? columns + text.size() : text.size() - line_end - 1;
  }

  json::basic_parser<key_checker> parser;
  std::size_t line = 1;
  std::size_t columns = 0;  // of that line, before what comes next
};

json_check::json_check(json_bounds bounds) : state_(std::make_unique<state>(bounds)) {}
json_check::~json_check() = default;

std::optional<json_fault> json_check::feed(std::string_view more) {
  error_code failed;
  const auto read = state_->parser.write_some(true, more.data(), more.size(), failed);
  if (failed == json::error::exception) return state_->parser.handler().found();
  if (failed) return state_->broken(more, read, failed.message());
  if (read < more.size()) return state_->broken(more, read, "something stands behind its end");
  state_->walk_over(more);
  return std::nullopt;
}

std::optional<json_fault> json_check::end() {
  error_code failed;
  state_->parser.write_some(false, "", 0, failed);
  if (failed == json::error::exception) return state_->parser.handler().found();
  if (failed) return state_->broken("", 0, failed == json::error::incomplete ? "it ends too early" : failed.message());
  return std::nullopt;
}

std::optional<json_fault> fault_of_json(std::string_view text, json_bounds bounds) {
  json_check check(bounds);
  if (auto wrong = check.feed(text)) return wrong;
  return check.end();
}

}  // namespace parcours::yaml
