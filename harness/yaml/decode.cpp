#include "harness/yaml/decode.hpp"

#include "harness/base/text.hpp"
#include "harness/yaml/suspicions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace parcours::yaml {

bool has_errors(const diagnostics& items) {
  return std::ranges::any_of(items, [](const diagnostic& each) { return each.level == severity::error; });
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const auto found = nearest(word, candidates);
  return found ? fmt::format("did you mean '{}'?", *found) : "";
}

std::string meant_by(std::string_view word, std::span<const std::string_view> candidates) {
  auto slip = slip_in(word);
  return slip.empty() ? did_you_mean(word, candidates) : slip;
}

std::string one_of_text(std::span<const std::string_view> names) {
  std::string text;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (at > 0) text += at + 1 == names.size() ? " or " : ", ";
    text += fmt::format("'{}'", names[at]);
  }
  return text;
}

namespace {

void report(diagnostics& out, std::string code, std::string message, const node& value, std::string hint = {}) {
  out.push_back({std::move(code), std::move(message), value.span, std::move(hint), {}});
}

/// What a wrong value was perhaps meant to be.
std::string hint_of(const node& value, std::string_view list_of = {}) {
  if (!value.is_scalar() || !value.plain) return {};
  if (auto slip = slip_in(value.text); !slip.empty()) return slip;
  return list_of.empty() ? std::string() : fmt::format("write {}: [{}]", list_of, value.text);
}

/// A value that is a comment: "color: #fff".
std::string hint_of_nothing(const node& value) {
  if (!value.span.file || value.span.line == 0) return {};
  const auto lines = split(value.span.file->text, '\n');
  if (value.span.line > lines.size()) return {};
  const auto line = lines[value.span.line - 1];
  const auto rest = trim(line.substr(std::min(value.span.column - 1 + value.span.length, line.size())));
  return rest.starts_with(':') && trim(rest.substr(1)).starts_with('#')
             ? "'#' begins a comment: put a text that begins with it into '…'"
             : "";
}

/// "{name}" and "{{name}}", where a text is due.
bool is_braced_name(const node& value) {
  return value.is_mapping() && value.entries.size() == 1 && value.entries.front().value.type == kind::null;
}

/// The scalar's text, nullptr once reported. In JSON it must be of that type.
const std::string* scalar(const node& value, std::string_view what, std::string_view wanted, diagnostics& out,
                          json_type type = json_type::text) {
  if (value.is_scalar() && (value.json == json_type::none || value.json == type)) return &value.text;
  if (value.type == kind::null) {
    auto hint = hint_of_nothing(value);
    report(out, "missing-value", fmt::format("'{}' has no value, it needs {}", what, wanted), value,
           hint.empty() ? slip_in(what) : std::move(hint));
  } else {
    report(out, "wrong-type", fmt::format("'{}' needs {}, this is {}", what, wanted, describe(value)), value,
           is_braced_name(value) ? "a variable is written \"${name}\"" : "");
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> text_of(const node& value, std::string_view what, diagnostics& out) {
  const auto* text = scalar(value, what, "text", out);
  return text ? std::optional(*text) : std::nullopt;
}

std::optional<duration> duration_of(const node& value, std::string_view what, diagnostics& out, duration longest) {
  const auto* text = scalar(value, what, "a length of time like '30s'", out);
  if (!text) return std::nullopt;
  const auto length = parse_duration(*text);
  if (!length) {
    report(out, length.error().code, length.error().message, value, odd_character_in(*text));
  } else if (*length > longest) {
    report(out, "out-of-range", fmt::format("'{}' is at most {}", what, format_duration(longest)), value);
  } else {
    return *length;
  }
  return std::nullopt;
}

std::optional<double> number_of(const node& value, std::string_view what, diagnostics& out, double low, double high) {
  const auto* text = scalar(value, what, "a number", out, json_type::number);
  if (!text) return std::nullopt;
  double number = 0;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (problem == std::errc::invalid_argument || end != text->data() + text->size()) {
    report(out, "bad-number", fmt::format("'{}' needs a number, not '{}'", what, *text), value,
           odd_character_in(*text));
  } else if (problem != std::errc{} || !(number >= low && number <= high)) {
    report(out, "out-of-range", fmt::format("'{}' must be from {} to {}", what, low, high), value);
  } else {
    return number;
  }
  return std::nullopt;
}

std::optional<std::int64_t> integer_of(const node& value, std::string_view what, diagnostics& out, std::int64_t low,
                                       std::int64_t high) {
  const auto* text = scalar(value, what, "a whole number", out, json_type::number);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (problem == std::errc::invalid_argument || end != text->data() + text->size()) {
    report(out, "bad-integer", fmt::format("'{}' needs a whole number, not '{}'", what, *text), value,
           odd_character_in(*text));
  } else if (problem != std::errc{} || number < low || number > high) {
    report(out, "out-of-range", fmt::format("'{}' must be from {} to {}", what, low, high), value);
  } else {
    return number;
  }
  return std::nullopt;
}

std::optional<bool> boolean_of(const node& value, std::string_view what, diagnostics& out) {
  const auto* text = scalar(value, what, "true or false", out, json_type::boolean);
  if (!text) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  report(out, "bad-boolean", fmt::format("'{}' needs true or false, not '{}'", what, *text), value,
         odd_character_in(*text));
  return std::nullopt;
}

std::optional<std::size_t> index_of(const node& value, std::string_view what, diagnostics& out,
                                    std::span<const std::string_view> names) {
  const auto* text = scalar(value, what, one_of_text(names), out);
  if (!text) return std::nullopt;
  const auto found = std::ranges::find(names, *text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  report(out, "bad-value", fmt::format("'{}' must be {}, not '{}'", what, one_of_text(names), *text), value,
         meant_by(*text, names));
  return std::nullopt;
}

mapping_reader::mapping_reader(const node& from, diagnostics& out, std::string what)
    : from_(from), out_(out), what_(std::move(what)) {
  if (from_.is_mapping()) return;
  const bool empty = from_.type == kind::null;
  report(out_, empty ? "missing-value" : "wrong-type",
         fmt::format("{} must be a mapping of keys to values, this is {}", what_, describe(from_)), from_,
         hint_of(from_));
}

const node* mapping_reader::find(std::string_view key, need how) {
  if (!valid()) return nullptr;
  known_.push_back(key);
  const node* value = from_.find(key);
  if (!value && how == need::required) missing_.push_back(key);
  return value;
}

std::optional<std::string> mapping_reader::text(std::string_view key, need how) {
  const node* value = find(key, how);
  return value ? text_of(*value, key, out_) : std::nullopt;
}

std::optional<duration> mapping_reader::length(std::string_view key, need how, duration longest) {
  const auto* value = find(key, how);
  return value ? duration_of(*value, key, out_, longest) : std::nullopt;
}

std::optional<double> mapping_reader::number(std::string_view key, double low, double high, need how) {
  const auto* value = find(key, how);
  return value ? number_of(*value, key, out_, low, high) : std::nullopt;
}

std::optional<std::int64_t> mapping_reader::integer(std::string_view key, std::int64_t low, std::int64_t high,
                                                    need how) {
  const node* value = find(key, how);
  return value ? integer_of(*value, key, out_, low, high) : std::nullopt;
}

std::optional<bool> mapping_reader::boolean(std::string_view key, need how) {
  const node* value = find(key, how);
  return value ? boolean_of(*value, key, out_) : std::nullopt;
}

std::optional<std::size_t> mapping_reader::one_of(std::string_view key, std::span<const std::string_view> names,
                                                  need how) {
  const node* value = find(key, how);
  return value ? index_of(*value, key, out_, names) : std::nullopt;
}

const node* mapping_reader::typed(std::string_view key, need how, kind type, std::string_view type_name) {
  const node* value = find(key, how);
  if (!value || value->type == type) return value;
  const bool empty = value->type == kind::null;
  report(out_, empty ? "missing-value" : "wrong-type",
         fmt::format("'{}' needs {}, this is {}", key, type_name, describe(*value)), *value,
         type == kind::sequence && value->is_mapping() ? "begin each item with '- '"
                                                       : hint_of(*value, type == kind::sequence ? key : ""));
  return nullptr;
}

const node* mapping_reader::list(std::string_view key, need how) { return typed(key, how, kind::sequence, "a list"); }

const node* mapping_reader::mapping(std::string_view key, need how) {
  return typed(key, how, kind::mapping, "a mapping of keys to values");
}

// A key that is missing because it is misspelt is told once, where it stands.
void mapping_reader::finish(const hinter& hint) {
  for (const auto& entry : from_.entries) {
    if (std::ranges::find(known_, entry.key.text) != known_.end()) continue;
    const auto meant = nearest(entry.key.text, known_);
    if (meant) std::erase(missing_, *meant);
    diagnostic made{"unknown-key",
                    fmt::format("'{}' is not a key of {}", entry.key.text, what_),
                    entry.key.span,
                    hint ? hint(entry.key.text) : "",
                    {}};
    if (made.hint.empty()) made.hint = meant_by(entry.key.text, known_);
    if (made.hint.empty() && !known_.empty()) {
      made.notes.push_back(fmt::format("{} may have {}", what_, one_of_text(known_)));
    }
    out_.push_back(std::move(made));
  }
  for (const auto key : missing_) {
    report(out_, "missing-key", fmt::format("{} needs the key '{}'", what_, key), from_);
  }
}

}  // namespace parcours::yaml
