// Tables of people, read by libcsv into the tree that lists of people are read from.
#include "harness/base/text.hpp"
#include "mocks/portal/subscribers.hpp"

#include <csv.h>

#include <algorithm>

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
      const auto before = text.substr(0, bad);
      const auto line = before.rfind('\n') + 1;  // 0 where there is none
      out_.push_back({"not-utf8",
                      "the file is not UTF-8",
                      {file_, static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1, bad - line + 1, 1},
                      "save it as UTF-8",
                      {}});
      return std::nullopt;
    }
    const auto header = text.substr(0, text.find('\n'));
    csv_set_delim(&parser_, header.contains(';') && !header.contains(',') ? ';' : ',');
    for (const char& c : text) {
      if (cell_.line == 0 && c != '\r' && c != '\n') cell_ = here();
      if (csv_parse(&parser_, &c, 1, on_cell, on_row, this) != 1) return wrong();
      column_ = c == '\n' ? 1 : column_ + 1;
      line_ += c == '\n' ? 1 : 0;
    }
    if (csv_fini(&parser_, on_cell, on_row, this) != 0) return wrong();
    if (names_.empty())
      out_.push_back({"csv-columns", "the table is empty: its first line names the columns", here(), {}, {}});
    return out_.empty() ? std::optional(std::move(rows_)) : std::nullopt;
  }

 private:
  [[nodiscard]] source_span here() const { return {file_, line_, column_, 1}; }

  std::optional<yaml::node> wrong() {
    out_.push_back({"csv-syntax",
                    "a quote stands where none may, or has no end",
                    here(),
                    "a quote inside a cell is written twice",
                    {}});
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
      if (!cells[i].text.empty()) row.entries.push_back({names_[i], std::move(cells[i])});
    }
    rows_.items.push_back(std::move(row));
  }

  void take_names(std::vector<yaml::node> names) {
    for (auto one = names.begin(); one != names.end(); ++one) {
      const bool twice = std::any_of(names.begin(), one, [&](const auto& other) { return other.text == one->text; });
      if (twice) out_.push_back({"csv-columns", "two columns are named '" + one->text + "'", one->span, {}, {}});
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

std::optional<std::vector<subscriber>> read_subscribers_csv(std::shared_ptr<const source_file> file, diagnostics& out) {
  diagnostics found;
  std::optional<std::vector<subscriber>> made;
  if (const auto rows = table_reader(std::move(file), found).read()) made = read_subscribers(*rows, found);
  // What is wrong with a column is wrong in every line: it is told once.
  for (auto& one : found) {
    const auto same = [&](const diagnostic& other) {
      return other.message == one.message && other.span.line == one.span.line && other.span.column == one.span.column;
    };
    if (std::ranges::none_of(out, same)) out.push_back(std::move(one));
  }
  return made;
}

}  // namespace parcours::mocks::portal
