// Converts parts of the world to JSON and back: one description of a part's members is used in both directions.
//
// A part is described by `void fields(auto& with, any_of<part> auto& part)`, which names each member once, through the
// method of `with` for the member's format. Text that is not UTF-8 is written as {"base64": "…"}. A point in world time
// is written as its age in nanoseconds at the time of the snapshot, so that what was about to expire still is when it
// is restored elsewhere. A duration is written in nanoseconds.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/base/random.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace parcours::mocks::world {

template <class T, class Part>
concept any_of = std::same_as<std::remove_const_t<T>, Part>;

/// A century, the limit for ages and durations, so that the sum of two does not overflow.
inline constexpr duration longest_age = std::chrono::hours(24) * 36'525;

template <class T>
inline constexpr bool is_list = requires(T& list) { list.emplace_back(); } && !std::same_as<T, std::string>;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

class archive_writer {
 public:
  explicit archive_writer(duration now) : now_(now) {}
  static constexpr bool reads = false;

  template <class T>
  void value(std::string_view key, const T& from, std::uint64_t = 0, std::uint64_t = 0) {
    out_[key] = put(from);
  }
  void time(std::string_view key, duration from) { out_[key] = (now_ - from).count(); }
  void length(std::string_view key, duration from, duration = {}) { out_[key] = from.count(); }
  template <class E>
  void name(std::string_view key, E from, std::span<const std::string_view> names) {
    out_[key] = names[static_cast<std::size_t>(from)];
  }
  void word(std::string_view key, std::string_view from, auto) { out_[key] = from; }
  template <class List>
  void times(std::string_view key, const List& from) {
    boost::json::array all;
    for (const auto one : from) all.emplace_back((now_ - one).count());
    out_[key] = std::move(all);
  }
  [[nodiscard]] boost::json::object take() { return std::move(out_); }

 private:
  [[nodiscard]] static boost::json::value text(const std::string& from);

  template <class T>
  [[nodiscard]] boost::json::value put(const T& from) const {
    if constexpr (std::is_arithmetic_v<T>) {
      return from;
    } else if constexpr (std::same_as<T, std::string>) {
      return text(from);
    } else if constexpr (is_optional<T>) {
      return from ? put(*from) : boost::json::value(nullptr);
    } else if constexpr (is_list<T>) {
      boost::json::array all;
      for (const auto& one : from) all.push_back(put(one));
      return all;
    } else {
      archive_writer part(now_);
      fields(part, from);
      return part.take();
    }
  }

  duration now_;
  boost::json::object out_;
};

/// The first error in a document: its position ("portal.people[3].amo") and a description.
struct archive_fault {
  std::string place;
  std::string what;
};

/// After an error it continues with default values; callers must check `found` before they use the result.
class archive_reader {
 public:
  archive_reader(const boost::json::value& from, std::string place, duration now, std::optional<archive_fault>& found);
  ~archive_reader();  ///< reports members that were not read
  archive_reader(const archive_reader&) = delete;
  archive_reader& operator=(const archive_reader&) = delete;
  static constexpr bool reads = true;

  /// Whole numbers from `least` to `most`; 0 to 0: the range of the type.
  template <class T>
  void value(std::string_view key, T& to, std::uint64_t least = 0, std::uint64_t most = 0) {
    if (const auto* from = find(key)) get(*from, at(key), to, least, most);
  }
  void time(std::string_view key, duration& to) { to = now_ - span(key, -longest_age, longest_age); }
  void length(std::string_view key, duration& to, duration most = longest_age) { to = span(key, {}, most); }
  template <class E>
  void name(std::string_view key, E& to, std::span<const std::string_view> names) {
    to = static_cast<E>(index(key, names));
  }
  /// A word that `known` accepts by returning a view of it that stays valid; it returns nothing for other words.
  template <class Known>
  void word(std::string_view key, std::string_view& to, Known known) {
    std::string given;
    value(key, given);
    const std::optional<std::string_view> found = known(given);
    if (found) to = *found;
    if (!found) wrong(key, "is none that is known: " + given);
  }
  template <class List>
  void times(std::string_view key, List& to) {
    std::vector<std::int64_t> ages;
    value(key, ages);
    for (const auto age : ages) to.push_back(now_ - bounded(key, duration(age), -longest_age, longest_age));
  }
  void wrong(std::string_view key, std::string what) { wrong_at(at(key), std::move(what)); }
  [[nodiscard]] bool well() const { return !found_; }

 private:
  [[nodiscard]] const boost::json::value* find(std::string_view key);
  [[nodiscard]] std::string at(std::string_view key) const;
  void wrong_at(std::string place, std::string what);
  [[nodiscard]] duration span(std::string_view key, duration least, duration most);
  [[nodiscard]] duration bounded(std::string_view key, duration from, duration least, duration most);
  [[nodiscard]] std::size_t index(std::string_view key, std::span<const std::string_view> names);
  void text(const boost::json::value& from, const std::string& place, std::string& to);
  [[nodiscard]] std::int64_t whole(const boost::json::value& from, const std::string& place);
  [[nodiscard]] std::uint64_t natural(const boost::json::value& from, const std::string& place, std::uint64_t least,
                                      std::uint64_t most);

  template <class T>
  void get(const boost::json::value& from, const std::string& place, T& to, std::uint64_t least, std::uint64_t most) {
    if constexpr (std::same_as<T, bool>) {
      if (from.is_bool()) to = from.as_bool();
      if (!from.is_bool()) wrong_at(place, "must be true or false");
    } else if constexpr (std::floating_point<T>) {
      if (from.is_number()) to = from.to_number<T>();
      if (!from.is_number()) wrong_at(place, "must be a number");
    } else if constexpr (std::unsigned_integral<T>) {
      to = static_cast<T>(natural(from, place, least, most == 0 ? std::numeric_limits<T>::max() : most));
    } else if constexpr (std::integral<T>) {
      to = whole(from, place);
    } else if constexpr (std::same_as<T, std::string>) {
      text(from, place, to);
    } else if constexpr (is_optional<T>) {
      if (!from.is_null()) get(from, place, to.emplace(), least, most);
    } else if constexpr (is_list<T>) {
      if (!from.is_array()) return wrong_at(place, "must be a list");
      to.clear();
      for (const auto& one : from.as_array()) {
        auto here = place;
        here.append("[").append(std::to_string(to.size())).append("]");
        get(one, here, to.emplace_back(), least, most);
        if (!well()) return;
      }
    } else {
      archive_reader part(from, place, now_, found_);
      fields(part, to);
    }
  }

  const boost::json::object* from_ = nullptr;
  std::vector<std::string_view> asked_;  // literals
  std::string place_;
  duration now_;
  std::optional<archive_fault>& found_;
};

}  // namespace parcours::mocks::world
