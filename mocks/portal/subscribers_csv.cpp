// Tables of people, read by libcsv into the tree that lists of people are read from.
#include "harness/base/text.hpp"
#include "harness/yaml/decode.hpp"
#include "mocks/portal/subscribers.hpp"

#include <csv.h>

#include <algorithm>
#include <iterator>

namespace parcours::mocks::portal {

namespace {

// libcsv is given one byte at a time, so that the place of each cell is known when it is told of it.
class table_reader {
 public:
  table_reader(std::shared_ptr<const source_file> file, diagnostics& out) : file_(std::move(file)), out_(out) {
    rows_.type = yaml::kind::sequence;
    rows_.span = {file_, 1, 1, 1};
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
  }
  ~table_reader() { csv_free(&parser_); }
  table_reader(const table_reader&) = delete;
  table_reader& operator=(const table_reader&) = delete;

  std::optional<yaml::node> read() {
    std::string_view text = file_->text;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (const auto bad = first_malformed(text); bad != text.size()) {
      out_.push_back({"not-utf8", "the file is not UTF-8", place_of(text, bad), "save it as UTF-8", {}});
      return std::nullopt;
    }
    if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
      out_.push_back({"bad-character", "the file holds a NUL character", place_of(text, nul), "save it as UTF-8", {}});
      return std::nullopt;
    }
    const auto header = text.substr(0, text.find('\n'));
    csv_set_delim(&parser_, header.contains(';') && !header.contains(',') ? ';' : ',');
    for (const char& c : text) {
      if (cell_.line == 0 && c != '\r' && c != '\n') cell_ = here();
      if (csv_parse(&parser_, &c, 1, on_cell, on_row, this) != 1) return wrong("a quote stands where none may", here());
      column_ = c == '\n' ? 1 : column_ + 1;
      line_ += c == '\n' ? 1 : 0;
    }
    if (csv_fini(&parser_, on_cell, on_row, this) != 0) return wrong("a quote has no end", cell_);
    if (names_.empty())
      out_.push_back({"csv-columns", "the table is empty: its first line names the columns", here(), {}, {}});
    return out_.empty() ? std::optional(std::move(rows_)) : std::nullopt;
  }

 private:
  [[nodiscard]] source_span here() const { return {file_, line_, column_, 1}; }

  [[nodiscard]] source_span place_of(std::string_view text, std::size_t offset) const {
    const auto before = text.substr(0, offset);
    const auto line = before.rfind('\n') + 1;  // 0 where there is none
    return {file_, static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1, offset - line + 1, 1};
  }

  std::optional<yaml::node> wrong(std::string what, source_span where) {
    out_.push_back({"csv-syntax", std::move(what), std::move(where), "a quote inside a cell is written twice", {}});
    return std::nullopt;
  }

  static void on_cell(void* bytes, std::size_t size, void* self) {
    static_cast<table_reader*>(self)->take({static_cast<const char*>(bytes), size});
  }
  static void on_row(int, void* self) { static_cast<table_reader*>(self)->end_row(); }

  void take(std::string_view text) {
    yaml::node made;
    made.type = yaml::kind::scalar;
    made.text = text;
    made.span = cell_.line == 0 ? here() : cell_;
    made.span.length = std::max<std::size_t>(1, text.size());
    cells_.push_back(std::move(made));
    cell_.line = 0;
  }

  void end_row() {
    auto cells = std::exchange(cells_, {});
    cell_.line = 0;
    if (names_.empty()) return take_names(std::move(cells));
    if (cells.size() != names_.size()) {
      out_.push_back({"csv-columns",
                      "the line has " + std::to_string(cells.size()) + " cells, and the first line " +
                          std::to_string(names_.size()),
                      cells.front().span,
                      {},
                      {}});
      return;
    }
    yaml::node row;
    row.type = yaml::kind::mapping;
    row.span = cells.front().span;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].text.empty() || !known(names_[i].text)) continue;
      if (names_[i].text == "active") cells[i].text = ascii_lower(cells[i].text);
      row.entries.push_back({names_[i], std::move(cells[i])});
    }
    rows_.items.push_back(std::move(row));
  }

  static bool known(std::string_view column) {
    return std::ranges::find(subscriber_keys(), column) != subscriber_keys().end();
  }

  void take_names(std::vector<yaml::node> names) {
    for (auto one = names.begin(); one != names.end(); ++one) {
      const bool twice = std::any_of(names.begin(), one, [&](const auto& other) { return other.text == one->text; });
      if (twice) out_.push_back({"csv-columns", "two columns are named '" + one->text + "'", one->span, {}, {}});
      if (known(one->text)) continue;
      out_.push_back({"unknown-key",
                      "a subscriber has no '" + one->text + "'",
                      one->span,
                      yaml::did_you_mean(one->text, subscriber_keys()),
                      {}});
    }
    names_ = std::move(names);
  }

  std::shared_ptr<const source_file> file_;
  diagnostics& out_;
  csv_parser parser_{};
  std::size_t line_ = 1;
  std::size_t column_ = 1;
  source_span cell_;  // where the next cell begins; line 0: not yet known
  std::vector<yaml::node> cells_;
  std::vector<yaml::node> names_;
  yaml::node rows_;
};

}  // namespace

std::optional<std::vector<subscriber>> read_subscribers_csv(std::shared_ptr<const source_file> file,
                                                            const fakeit::identifier_rules& rules, diagnostics& out) {
  constexpr std::size_t most_mistakes = 20;
  diagnostics found;
  std::optional<std::vector<subscriber>> made;
  if (const auto rows = table_reader(std::move(file), found).read()) made = read_subscribers(*rows, rules, found);
  if (found.size() > most_mistakes) {
    const auto more = std::to_string(found.size() - most_mistakes);
    found.resize(most_mistakes + 1);
    found.back() = {
        "more-mistakes", "and " + more + " more mistakes, the next of them here", found.back().span, {}, {}};
  }
  std::ranges::move(found, std::back_inserter(out));
  return made;
}

}  // namespace parcours::mocks::portal
