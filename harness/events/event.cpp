#include "harness/events/event.hpp"

#include "harness/base/text.hpp"
#include "harness/events/event_keys.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <iterator>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

namespace parcours::events {
namespace {

namespace json = boost::json;

// What may stand in a JSON string as it is (RFC 8259 section 7), non-ASCII bytes apart.
constexpr auto needs_no_escape = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0x20; c < 0x80; ++c) table[c] = c != '"' && c != '\\';
  return table;
}();

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
}

void append_escaped(std::string& out, std::string_view text) {
  bool utf8_known = false;
  std::size_t clean = 0;  // start of what has not been copied yet
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (needs_no_escape[byte]) continue;
    if (byte >= 0x80) {
      if (!utf8_known && !is_utf8(text.substr(i))) {
        out.append(text, clean, i - clean);
        return append_escaped(out, to_utf8(text.substr(i)));
      }
      utf8_known = true;
      continue;
    }
    out.append(text, clean, i - clean);
    append_escape(out, text[i]);
    clean = i + 1;
  }
  out.append(text, clean);
}

class writer {
 public:
  writer(std::string& out, const redactor& secrets) : out_(out), secrets_(secrets) {}

  void operator()(std::string_view key, const std::string& value) {
    if (!value.empty()) name(key), text(value);
  }
  void operator()(std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    name(key), out_ += '[';
    for (bool first = true; const auto& value : values) {
      if (!std::exchange(first, false)) out_ += ',';
      text(value);
    }
    out_ += ']';
  }
  template <part_of_event T>
  void operator()(std::string_view key, const std::vector<T>& values) {
    if (values.empty()) return;
    name(key), out_ += '[';
    for (const auto& value : values) {
      if (out_.back() != '[') out_ += ',';
      out_ += '{', walk(*this, value), out_ += '}';
    }
    out_ += ']';
  }
  void operator()(std::string_view key, std::uint64_t value) {
    if (value != 0) name(key), number(value);
  }
  void operator()(std::string_view key, std::uint32_t attempt) {
    if (attempt != 1) name(key), number(attempt);
  }
  void operator()(std::string_view key, bool value) {
    if (value) name(key), out_ += "true";
  }
  void operator()(std::string_view key, verdict value) {
    name(key), out_ += '"', out_ += to_string(value), out_ += '"';
  }
  void operator()(std::string_view key, duration value) {
    name(key), number(std::chrono::floor<std::chrono::microseconds>(value).count());
  }
  void operator()(std::string_view key, wall_time value) { (*this)(key, value.time_since_epoch()); }
  void operator()(std::string_view key, const place& value) {
    if (value != place{}) object(key, value);
  }
  void operator()(std::string_view key, const content& value) {
    if (value != content{}) object(key, value);
  }
  void operator()(std::string_view key, const std::optional<problem>& value) {
    if (value) object(key, *value);
  }

 private:
  void name(std::string_view key) {
    if (out_.back() != '{') out_ += ',';
    out_ += '"', out_ += key, out_ += "\":";
  }
  void number(auto value) { out_ += fmt::format_int(value).c_str(); }
  void text(const std::string& value) {
    out_ += '"';
    append_escaped(out_, secrets_.empty() ? std::string_view(value) : std::string_view(clean_ = secrets_.apply(value)));
    out_ += '"';
  }
  void object(std::string_view key, const auto& value) {
    name(key), out_ += '{';
    walk(*this, value);
    out_ += '}';
  }

  std::string& out_;
  const redactor& secrets_;
  std::string clean_;  // the text at hand without its secrets
};

class cleaner {
 public:
  explicit cleaner(const redactor& secrets) : secrets_(secrets) {}

  void operator()(std::string_view, std::string& value) const {
    if (!value.empty()) value = secrets_.apply(std::move(value));
  }
  void operator()(std::string_view key, std::vector<std::string>& values) const {
    for (auto& value : values) (*this)(key, value);
  }
  template <part_of_event T>
  void operator()(std::string_view, std::vector<T>& values) const {
    for (auto& value : values) walk(*this, value);
  }
  // A checksum is no text: changed by a digit it names nothing.
  void operator()(std::string_view key, content& value) const { (*this)(key, value.type); }
  void operator()(std::string_view, std::optional<problem>& value) const {
    if (value) walk(*this, *value);
  }
  void operator()(std::string_view, place& value) const { walk(*this, value); }
  template <class Other>
  void operator()(std::string_view, const Other&) const {}  // numbers, dates, verdicts

 private:
  const redactor& secrets_;
};

template <class Content>
struct finder {
  void operator()(std::string_view, Content& value) const { found.push_back(&value); }
  template <class Other>
  void operator()(std::string_view, const Other&) const {}

  std::vector<Content*>& found;
};

class reader {
 public:
  explicit reader(const json::object& from) : from_(from) {}

  [[nodiscard]] const std::string& bad_key() const { return bad_key_; }

  template <class T>
  void operator()(std::string_view key, T& out) {
    if constexpr (std::same_as<T, bool>) out = false;  // what the writer leaves out
    const json::value* value = from_.if_contains(key);
    if (value != nullptr && bad_key_.empty() && !read(*value, out)) bad_key_ = key;
  }

 private:
  static bool read(const json::value& value, bool& out) {
    const bool* flag = value.if_bool();
    if (flag != nullptr) out = *flag;
    return flag != nullptr;
  }
  static bool read(const json::value& value, std::string& out) {
    const json::string* text = value.if_string();
    if (text != nullptr) out.assign(text->data(), text->size());
    return text != nullptr;
  }
  template <class T>
  static bool read(const json::value& value, std::vector<T>& out) {
    const json::array* items = value.if_array();
    return items != nullptr &&
           std::ranges::all_of(*items, [&](const json::value& item) { return read(item, out.emplace_back()); });
  }
  template <std::unsigned_integral N>
  static bool read(const json::value& value, N& out) {
    boost::system::error_code bad;
    out = value.to_number<N>(bad);
    return !bad;
  }
  static bool read(const json::value& value, verdict& out) {
    const json::string* text = value.if_string();
    const auto found =
        text == nullptr ? verdict_names.end() : std::ranges::find(verdict_names, std::string_view(*text));
    out = static_cast<verdict>(found - verdict_names.begin());
    return found != verdict_names.end();
  }
  static bool read(const json::value& value, duration& out) {
    constexpr auto longest = std::numeric_limits<std::int64_t>::max() / 1000;
    boost::system::error_code bad;
    const auto microseconds = value.to_number<std::int64_t>(bad);
    if (bad || microseconds > longest || microseconds < -longest) return false;
    out = std::chrono::microseconds(microseconds);
    return true;
  }
  static bool read(const json::value& value, wall_time& out) {
    duration since_epoch{};
    const bool good = read(value, since_epoch);
    out = wall_time(since_epoch);
    return good;
  }
  static bool read(const json::value& value, std::optional<problem>& out) { return read(value, out.emplace()); }
  template <part_of_event T>
  static bool read(const json::value& value, T& out) {
    const json::object* object = value.if_object();
    if (object == nullptr) return false;
    reader inner(*object);
    walk(inner, out);
    return inner.bad_key().empty();
  }

  const json::object& from_;
  std::string bad_key_;
};

template <std::size_t I>
result<event> read_event(const json::object& object) {
  std::variant_alternative_t<I, event> item;
  reader from(object);
  walk(from, item);
  if constexpr (requires { item.verdict; }) {
    if (!object.contains("verdict")) return fail("bad-event", "the event has no verdict");
  }
  if constexpr (requires { item.id; }) {
    if (item.id.empty()) return fail("bad-event", "the event does not name its journey");
  }
  if (!from.bad_key().empty())
    return fail("bad-event", fmt::format("'{}' has a value of the wrong kind", from.bad_key()));
  return item;
}

template <std::size_t... I>
result<event> read_event(std::size_t index, const json::object& object, std::index_sequence<I...>) {
  using read_fn = result<event> (*)(const json::object&);
  constexpr std::array<read_fn, sizeof...(I)> table{&read_event<I>...};
  return table[index](object);
}

result<event> read_named(const json::object& object) {
  const json::value* type = object.if_contains("event");
  if (type == nullptr || !type->is_string()) {
    return fail("bad-event", "not an event: there is no \"event\" that names it");
  }
  const std::string_view name = type->get_string();
  const auto found = std::ranges::find(event_names, name);
  if (found == event_names.end()) return fail("unknown-event", fmt::format("'{}' is not a known event", name));
  return read_event(static_cast<std::size_t>(found - event_names.begin()), object,
                    std::make_index_sequence<event_names.size()>{});
}

}  // namespace

std::string_view to_string(verdict value) { return verdict_names[static_cast<std::size_t>(value)]; }

std::string to_string(const place& where) {
  if (where.line == 0) return where.file;
  if (where.column == 0) return fmt::format("{}:{}", where.file, where.line);
  return fmt::format("{}:{}:{}", where.file, where.line, where.column);
}

std::vector<content*> contents_of(event& item) {
  std::vector<content*> found;
  finder<content> all{found};
  std::visit([&](auto& e) { walk(all, e); }, item);
  return found;
}

std::vector<const content*> contents_of(const event& item) {
  std::vector<const content*> found;
  finder<const content> all{found};
  std::visit([&](const auto& e) { walk(all, e); }, item);
  return found;
}

void append_line(std::string& out, const event& item, const redactor& secrets, std::uint64_t number) {
  out += "{\"event\":\"", out += event_names[item.index()], out += '"';
  writer to(out, secrets);
  std::visit([&](const auto& e) { walk(to, e); }, item);
  to(number_key, number);
  out += "}\n";
}

event redacted(event item, const redactor& secrets) {
  const cleaner clean(secrets);
  std::visit([&](auto& e) { walk(clean, e); }, item);
  return item;
}

std::string to_line(const event& item, std::uint64_t number) {
  std::string line;
  append_line(line, item, {}, number);
  return line;
}

result<event> from_line(std::string_view line) { return read_line(line).item; }

numbered_event read_line(std::string_view line) {
  std::array<unsigned char, 4096> memory;  // most lines need no more, so most are read without an allocation
  json::monotonic_resource arena(memory.data(), memory.size());
  boost::system::error_code bad;
  const json::value value = json::parse(line, bad, &arena);
  if (bad) return {fail("bad-event", fmt::format("not JSON: {}", bad.message()))};
  const json::object* object = value.if_object();
  if (object == nullptr) return {fail("bad-event", "not an event: not a JSON object")};
  numbered_event read{read_named(*object)};
  reader from(*object);
  from(number_key, read.number);
  if (!from.bad_key().empty()) return {fail("bad-event", "the line's number is none")};
  return read;
}

}  // namespace parcours::events
