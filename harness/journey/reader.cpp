#include "harness/journey/reader.hpp"

#include "harness/base/text.hpp"
#include "harness/journey/case_reader.hpp"
#include "harness/journey/cases.hpp"
#include "harness/journey/lookalikes.hpp"
#include "harness/journey/remarks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace parcours::journey {

namespace {

/// The same mistake shows in every case: it is told once.
void keep_first_of_each(diagnostics& all, std::size_t from) {
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  const auto repeated = [&seen](const diagnostic& each) {
    return !seen.emplace(each.code, each.message, each.span.place()).second;
  };
  all.erase(std::remove_if(all.begin() + static_cast<std::ptrdiff_t>(from), all.end(), repeated), all.end());
}

class journey_reader {
 public:
  journey_reader(const read_options& options, diagnostics& out) : options_(options), out_(out) {}

  journey read(yaml::node tree) {
    head(tree);
    const auto rows = read_rows(tree.find("cases"), tree.find("matrix"), out_);
    auto found = insert_shared_steps(tree);
    // What makes the cases has no place in a case.
    std::erase_if(tree.entries,
                  [](const yaml::node::entry& each) { return each.key.text == "cases" || each.key.text == "matrix"; });
    read_cases(tree, rows);
    made_.file = tree.span.file;
    found.give_to(made_);
    return std::move(made_);
  }

 private:
  /// Returns what comments can belong to.
  remarks insert_shared_steps(yaml::node& tree) {
    includer all(options_.load, out_);
    for (auto& entry : tree.entries) {
      if (entry.key.text != "steps" || !entry.value.is_sequence()) continue;
      auto flat = all.flatten(entry.value);
      remarks found(tree, flat, all.starts());
      entry.value = std::move(flat);
      return found;
    }
    return {tree, {}, {}};
  }

  void head(const yaml::node& tree) {
    made_.span = tree.span;
    if (!tree.is_mapping()) return;  // the cases report it
    if (const auto* name = tree.find("journey")) {
      made_.span = name->span;
      made_.name = yaml::text_of(*name, "journey", out_).value_or("");
      warn_of_lookalikes(*name, {}, out_);
    }
    if (const auto* tags = tree.find("tags")) read_tags(*tags);
  }

  void read_tags(const yaml::node& list) {
    if (!list.is_sequence()) {
      out_.push_back({"wrong-type",
                      fmt::format("'tags' needs a list, this is {}", describe(list)),
                      list.span,
                      tags_hint(list),
                      {}});
    }
    for (const auto& item : list.items) {
      const auto tag = yaml::text_of(item, "tags", out_);
      if (!tag) continue;
      if (!is_tag(*tag)) {
        out_.push_back(
            {"bad-tag",
             fmt::format("'{}' cannot be a tag: letters, digits, '_', '-' and '.' only", *tag),
             item.span,
             item.text.find_first_of(" ,;") == std::string::npos ? "" : "write " + as_tags(item.text) + ", each a tag",
             {}});
      }
      made_.tags.push_back(*tag);
    }
  }

  /// "smoke amo" as the items that were meant.
  static std::string as_tags(std::string_view text) {
    std::string list;
    for (std::size_t at = 0; (at = text.find_first_not_of(" ,;", at)) != std::string_view::npos;) {
      const auto end = std::min(text.find_first_of(" ,;", at), text.size());
      list += (list.empty() ? "" : ", ") + std::string(text.substr(at, end - at));
      at = end;
    }
    return list;
  }

  static std::string tags_hint(const yaml::node& value) {
    std::string text = value.text;
    for (const auto& [key, ignored] : value.entries) text += " " + key.text;
    return text.empty() ? "write tags: [smoke, amo]" : "write tags: [" + as_tags(text) + "]";
  }

  static bool is_tag(std::string_view text) {
    const auto allowed = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
             c == '.';
    };
    return !text.empty() && std::ranges::all_of(text, allowed) && text != "and" && text != "or" && text != "not";
  }

  void read_cases(const yaml::node& tree, const std::vector<row>& rows) {
    substituter values(options_.variables);
    std::map<std::string, source_span> external;
    for (const auto& each : rows) {
      const auto filled = values.fill(tree, each);
      if (!filled) {
        out_.push_back({"too-many-cases", "the cases of this file are too much text", tree.span, "", {}});
        break;
      }
      case_reader reader(options_, out_);
      made_.cases.push_back(reader.read(*filled, each));
      for (const auto& [key, value, from_matrix] : each.values) {
        made_.cases.back().values.push_back({key.text, value.text, from_matrix});
      }
      refuse_taken_names(each, made_.cases.back());
      for (const auto& use : reader.external()) external.insert(use);
    }
    for (const auto& [name, span] : external) made_.external.push_back({name, span});
    warn_of_unused(rows, values);
  }

  /// A step that captures into the name of a case value would never be seen.
  void refuse_taken_names(const row& values, const journey_case& in) {
    const auto refuse = [&](const std::string& name, const source_span& span) {
      if (!values.find(name)) return;
      out_.push_back({"name-taken", fmt::format("'{}' is a value of the cases already", name), span, "", {}});
    };
    for (const auto& each : in.steps) {
      if (const auto* mail = std::get_if<read_code_step>(&each.what)) refuse(mail->as, each.span);
      if (const auto* capture = std::get_if<capture_step>(&each.what)) {
        for (const auto& value : capture->values) refuse(value.name, each.span);
      }
    }
  }

  void warn_of_unused(const std::vector<row>& rows, const substituter& values) {
    for (const auto& each : rows) {
      for (const auto& [key, value, from_matrix] : each.values) {
        if (values.used().contains(key.text)) continue;
        out_.push_back(
            {"unused-case-value", fmt::format("no step uses '{}'", key.text), key.span, "", {}, severity::warning});
      }
    }
  }

  const read_options& options_;
  diagnostics& out_;
  journey made_;
};

}  // namespace

std::optional<journey> read_journey(std::shared_ptr<const source_file> file, const read_options& options,
                                    diagnostics& out) {
  const auto before = out.size();
  auto tree = yaml::read(file, out);
  if (!tree) return std::nullopt;
  journey made = journey_reader(options, out).read(*std::move(tree));
  keep_first_of_each(out, before);
  made.description = description_of(file->text);
  const auto is_error = [](const diagnostic& each) { return each.level == severity::error; };
  if (std::any_of(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(), is_error)) return std::nullopt;
  return made;
}

std::string description_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (const auto line : split(text, '\n')) {
    auto rest = trim(line);
    if (rest.empty() || rest == "---") continue;
    if (!rest.starts_with('#')) break;
    rest = trim(rest.substr(std::min(rest.find_first_not_of('#'), rest.size())));
    if (!rest.empty() && !rest.starts_with("yaml-language-server:")) return std::string(rest);
  }
  return "";
}

}  // namespace parcours::journey
