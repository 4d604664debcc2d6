#include "harness/journey/case_merger.hpp"

#include "harness/journey/cases.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

/// "90s" and "1m30s" are one length of time.
bool same_length(std::string_view a, std::string_view b) {
  const auto first = parse_duration(a);
  const auto second = parse_duration(b);
  return first && second && *first == *second;
}

/// True where "${" was opened and what follows is still its name, or where '$' would make "$${" of a variable.
bool within_variable(std::string_view made) {
  if (made.ends_with('$')) return true;
  const auto open = made.rfind("${");
  return open != std::string_view::npos && made.find('}', open) == std::string_view::npos;
}

/// Goes through all texts at once: where they go on alike that is text, where not a variable may explain it.
class composer {
 public:
  composer(const std::vector<std::string>& wanted, std::vector<varying>& variables)
      : wanted_(wanted), variables_(variables) {}

  bool run() { return cover(std::vector<std::size_t>(wanted_.size(), 0)); }
  [[nodiscard]] const std::string& made() const { return made_; }
  [[nodiscard]] const std::vector<varying*>& used() const { return used_; }

 private:
  using places = std::vector<std::size_t>;

  bool cover(const places& at) {
    if (trials_ == 0) return false;
    --trials_;
    if (at_end(at)) return true;
    if (const auto next = same_character(at)) {
      made_ += *next;
      if (cover(moved(at, [](std::size_t) { return std::size_t(1); }))) return true;
      made_.pop_back();
    }
    return std::ranges::any_of(variables_, [&](varying& each) { return cover_with(each, at); });
  }

  bool cover_with(varying& variable, const places& at) {
    if (within_variable(made_) || !stands(variable, at)) return false;
    const auto size = made_.size();
    made_ += fmt::format("${{{}}}", variable.name);
    used_.push_back(&variable);
    if (cover(moved(at, [&variable](std::size_t i) { return variable.texts[i].size(); }))) return true;
    made_.resize(size);
    used_.pop_back();
    return false;
  }

  [[nodiscard]] bool at_end(const places& at) const {
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (at[i] != wanted_[i].size()) return false;
    }
    return true;
  }

  [[nodiscard]] std::optional<char> same_character(const places& at) const {
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (at[i] == wanted_[i].size() || wanted_[i][at[i]] != wanted_[0][at[0]]) return std::nullopt;
    }
    return wanted_[0][at[0]];
  }

  /// Somewhere it has text, or the search would not move.
  [[nodiscard]] bool stands(const varying& variable, const places& at) const {
    bool moves = false;
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (!std::string_view(wanted_[i]).substr(at[i]).starts_with(variable.texts[i])) return false;
      moves = moves || !variable.texts[i].empty();
    }
    return moves;
  }

  template <class Length>
  static places moved(places at, Length length) {
    for (std::size_t i = 0; i < at.size(); ++i) at[i] += length(i);
    return at;
  }

  const std::vector<std::string>& wanted_;
  std::vector<varying>& variables_;
  std::string made_;
  std::vector<varying*> used_;
  int trials_ = 2000;  // far more than any text that people write; beyond it a variable is made up
};

/// A name for what stands beside `key`: "e-mail" is "e_mail".
std::string name_for(std::string_view key) {
  std::string made;
  for (const char each : key) {
    const bool fits = is_identifier(std::string("_") + each);
    if (fits) made += each;
    if (!fits && !made.empty() && !made.ends_with('_')) made += '_';
  }
  while (made.ends_with('_')) made.pop_back();
  return is_identifier(made) ? made : "value";
}

}  // namespace

case_merger::case_merger(const std::vector<journey_case>& cases) : taken_({"name", "case"}) {
  for (const auto& first : cases.front().values) {
    varying made{first.name, {}, first.from_matrix};
    for (const auto& each : cases) {
      const auto found = std::ranges::find(each.values, first.name, &case_value::name);
      if (found != each.values.end() && found->from_matrix == first.from_matrix) made.texts.push_back(found->text);
    }
    if (made.texts.size() == cases.size()) variables_.push_back(std::move(made));
  }
  for (const auto& each : cases) {
    for (const auto& value : each.values) taken_.insert(value.name);
  }
  given_ = variables_.size();
}

yaml::draft case_merger::merge(const std::vector<yaml::draft>& all) {
  trees each;
  for (const auto& tree : all) {
    note_names(tree);
    each.push_back(&tree);
  }
  return merged(each, "");
}

void case_merger::note_names(const yaml::draft& tree) {
  std::vector<bad_piece> ignored;
  for (const auto& piece : cut(tree.text, ignored)) {
    if (piece.variable) taken_.insert(piece.text.substr(0, piece.text.find('.')));
  }
  for (const auto& item : tree.items) note_names(item);
  for (const auto& [key, value] : tree.entries) {
    note_names(value);
    if (key == "as") taken_.insert(value.text);
    if (key != "capture") continue;
    for (const auto& captured : value.entries) taken_.insert(captured.key);
  }
}

yaml::draft case_merger::merged(const trees& all, std::string_view key) {
  const auto& first = *all.front();
  const auto alike = [&first](const yaml::draft* other) {
    return other->type == first.type && other->items.size() == first.items.size() &&
           std::ranges::equal(other->entries, first.entries, {}, &yaml::draft::entry::key, &yaml::draft::entry::key);
  };
  if (!std::ranges::all_of(all, alike)) {
    if (problem_.empty()) {
      problem_ = key.empty() ? "its cases have different keys"
                             : fmt::format("its cases differ in more than the values of '{}'", key);
    }
    return first;
  }
  if (first.type == yaml::kind::scalar) return merged_scalar(all, key);
  yaml::draft made = first;
  made.implied = std::ranges::all_of(all, &yaml::draft::implied);
  trees below(all.size());
  for (std::size_t at = 0; at < first.items.size(); ++at) {
    std::ranges::transform(all, below.begin(), [at](const auto* each) { return &each->items[at]; });
    made.items[at] = merged(below, key);
  }
  for (std::size_t at = 0; at < first.entries.size(); ++at) {
    std::ranges::transform(all, below.begin(), [at](const auto* each) { return &each->entries[at].value; });
    made.entries[at].value = merged(below, first.entries[at].key);
  }
  return made;
}

yaml::draft case_merger::merged_scalar(const trees& all, std::string_view key) {
  yaml::draft made = *all.front();
  made.implied = std::ranges::all_of(all, &yaml::draft::implied);
  const auto same = [&made](const auto* each) { return each->text == made.text; };
  if (made.implied || std::ranges::all_of(all, same)) return made;
  texts wanted;
  for (const auto* each : all) wanted.push_back(each->text);
  made.text = expression(wanted, made.token, key);
  return made;
}

std::string case_merger::expression(const texts& wanted, bool token, std::string_view key) {
  auto* variable = whole(wanted, token);
  if (!variable) {
    if (auto made = composed(wanted); !made.empty()) return made;
    variable = &make_up(wanted, key);
  }
  variable->used = true;
  variable->token = variable->token || token;
  return fmt::format("${{{}}}", variable->name);
}

varying* case_merger::whole(const texts& wanted, bool token) {
  const auto stands_for = [&](const varying& each) {
    return std::ranges::equal(each.texts, wanted, [token](const auto& has, const auto& wants) {
      return has == wants || (token && same_length(has, wants));
    });
  };
  const auto found = std::ranges::find_if(variables_, stands_for);
  return found == variables_.end() ? nullptr : &*found;
}

std::string case_merger::composed(const texts& wanted) {
  composer search(wanted, variables_);
  if (!search.run() || !fills(search.made(), wanted)) return "";
  for (auto* each : search.used()) each->used = true;
  return search.made();
}

/// As the reader fills it.
bool case_merger::fills(const std::string& made, const texts& wanted) const {
  const std::map<std::string, std::string, std::less<>> nothing_given;
  substituter values(nothing_given);
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    row of_case;
    for (const auto& each : variables_) {
      of_case.values.emplace_back();
      of_case.values.back().key.text = each.name;
      of_case.values.back().value.text = each.texts[at];
    }
    yaml::node scalar;
    scalar.type = yaml::kind::scalar;
    scalar.text = made;
    const auto filled = values.fill(scalar, of_case);
    if (!filled || filled->text != wanted[at]) return false;
  }
  return true;
}

varying& case_merger::make_up(const texts& wanted, std::string_view key) {
  const auto base = name_for(key);
  auto name = base;
  for (int count = 2; taken_.contains(name); ++count) name = fmt::format("{}_{}", base, count);
  taken_.insert(name);
  return variables_.emplace_back(varying{name, wanted});
}

}  // namespace parcours::journey
