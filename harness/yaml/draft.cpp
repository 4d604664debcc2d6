// Drafts of documents and their layout.
#include "harness/yaml/draft.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::yaml {

namespace {

constexpr std::size_t width = 100;
constexpr std::size_t longest_key = 1000;  // bytes; YAML 1.2 section 7.4.2 bounds what may stand before ':'

bool is_written(const draft& each) { return !each.implied; }

bool is_empty(const draft& of) {
  return std::ranges::none_of(of.items, is_written) &&
         std::ranges::none_of(of.entries, [](const draft::entry& each) { return is_written(each.value); });
}

/// Its text stands on several lines, or what is above it does.
bool needs_lines(const draft& of) {
  if (of.type == kind::scalar) return can_be_literal(of.text);
  if (of.block && !is_empty(of)) return true;
  return std::ranges::any_of(of.items, [](const draft& each) { return !each.comment.empty() || needs_lines(each); }) ||
         std::ranges::any_of(of.entries, [](const draft::entry& each) {
           return is_written(each.value) && (!each.value.comment.empty() || needs_lines(each.value));
         });
}

std::string on_one_line(const draft& of, context where) {
  std::string made;
  const auto separate = [&made] { made += made.size() > 1 ? ", " : ""; };
  switch (of.type) {
    case kind::null:
      return "null";
    case kind::scalar:
      return written_scalar(of.text, of.token, where);
    case kind::sequence:
      made = "[";
      for (const auto& each : of.items) {
        if (!is_written(each)) continue;
        separate();
        made += on_one_line(each, context::flow);
      }
      return made + "]";
    case kind::mapping:
      break;
  }
  made = "{";
  for (const auto& [key, value] : of.entries) {
    if (!is_written(value)) continue;
    separate();
    made += written_scalar(key, false, context::flow) + ": " + on_one_line(value, context::flow);
  }
  return made + "}";
}

class layout {
 public:
  void entries(const draft& mapping, std::size_t indent) {
    for (const auto& [key, value] : mapping.entries) {
      if (!is_written(value)) continue;
      begin(value, indent);
      if (key.size() > longest_key) {
        made_ += fmt::format("? {}\n{:{}}:", written_scalar(key, false, context::block), "", indent);
      } else {
        made_ += written_scalar(key, false, context::block) + ":";
      }
      behind_key(value, indent);
    }
  }

  [[nodiscard]] std::string take() { return std::move(made_); }

 private:
  /// What stands before a key or a dash; nothing behind a dash.
  void begin(const draft& what, std::size_t indent) {
    if (!behind_dash_) {
      made_ += commented(what.comment, indent);
      made_.append(indent, ' ');
    }
    behind_dash_ = false;
  }

  [[nodiscard]] std::size_t column() const {
    const auto line = std::string_view(made_).substr(made_.rfind('\n') + 1);  // npos + 1 is the first byte
    return display_width(line);
  }

  /// False, and nothing is written, for what must have lines of its own.
  bool fits(const draft& value) {
    if (needs_lines(value)) return false;
    const auto line = on_one_line(value, context::block);
    const bool alone = value.type == kind::scalar || value.type == kind::null || is_empty(value);
    if (!alone && column() + display_width(line) > width) return false;
    made_ += line + '\n';
    return true;
  }

  void behind_key(const draft& value, std::size_t indent) {
    made_ += ' ';
    if (fits(value)) return;
    if (value.type == kind::scalar) return literal(value.text, indent + 2);
    made_.back() = '\n';
    value.type == kind::mapping ? entries(value, indent + 2) : items(value, indent + 2);
  }

  void items(const draft& sequence, std::size_t indent) {
    for (const auto& each : sequence.items) {
      if (!is_written(each)) continue;
      begin(each, indent);
      made_ += "- ";
      if (fits(each)) continue;
      if (each.type == kind::scalar) {
        literal(each.text, indent + 2);
        continue;
      }
      behind_dash_ = true;
      each.type == kind::mapping ? entries(each, indent + 2) : items(each, indent + 2);
    }
  }

  void literal(std::string_view text, std::size_t indent) {
    made_ += text.ends_with('\n') ? "|\n" : "|-\n";
    if (text.ends_with('\n')) text.remove_suffix(1);
    for (const auto line : split(text, '\n')) {
      if (!line.empty()) made_.append(indent, ' ') += line;
      made_ += '\n';
    }
  }

  std::string made_;
  bool behind_dash_ = false;
};

}  // namespace

draft* draft::find(std::string_view key) {
  const auto found = std::ranges::find(entries, key, &entry::key);
  return found == entries.end() ? nullptr : &found->value;
}

const draft* draft::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &entry::key);
  return found == entries.end() ? nullptr : &found->value;
}

draft& draft::add(std::string key, draft value) {
  entries.push_back({std::move(key), std::move(value)});
  return entries.back().value;
}

draft text_draft(std::string_view text) {
  draft made;
  made.type = kind::scalar;
  made.text = text;
  return made;
}

draft token_draft(std::string_view token) {
  draft made = text_draft(token);
  made.token = true;
  return made;
}

draft mapping_draft(bool block) {
  draft made;
  made.type = kind::mapping;
  made.block = block;
  return made;
}

draft sequence_draft(bool block) {
  draft made;
  made.type = kind::sequence;
  made.block = block;
  return made;
}

draft draft_of(const node& tree) {
  draft made;
  made.type = tree.type;
  made.text = tree.text;
  made.token = tree.is_scalar() && tree.plain;
  for (const auto& each : tree.items) made.items.push_back(draft_of(each));
  for (const auto& [key, value] : tree.entries) made.add(key.text, draft_of(value));
  return made;
}

std::string write(const draft& mapping) {
  layout made;
  made.entries(mapping, 0);
  return made.take();
}

std::string commented(std::string_view lines, std::size_t indent) {
  if (lines.empty()) return "";
  std::string made;
  for (const auto line : split(lines, '\n')) {
    made.append(indent, ' ') += line.empty() ? "#" : "# ";
    // A control character is no YAML, not in a comment either.
    for (const char each : line) {
      const bool control = (static_cast<unsigned char>(each) < 0x20 && each != '\t') || each == 0x7F;
      made += control ? ' ' : each;
    }
    made += '\n';
  }
  return made;
}

}  // namespace parcours::yaml
