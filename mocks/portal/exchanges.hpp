// What was asked of the portal over HTTP and what it answered: the newest exchanges, to be looked for, counted and
// compared with what was expected. A model without I/O.
#pragma once

#include "harness/base/duration.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace parcours::mocks::portal {

/// One request and its answer. Holds no secret: no query, no cookie, of a form the names of its fields alone.
struct exchange {
  std::uint64_t number = 0;   ///< from 1, in order
  std::uint64_t session = 0;  ///< the session's number; 0: none
  duration at{};              ///< world time of the request
  duration took{};            ///< world time until the answer was ready
  std::string method;
  std::string path;                 ///< without the query
  std::vector<std::string> fields;  ///< of the form, in order
  unsigned status = 0;              ///< 0: closed or reset without an answer
  std::string fault;                ///< what was done to it on purpose: see faults.hpp; empty: nothing
};

/// What is not given matches anything.
struct exchange_filter {
  std::string method;
  std::string path;  ///< "*" in it stands for any characters
  std::string field;
  std::optional<std::uint64_t> session;
  std::optional<unsigned> status;
  std::uint64_t after = 0;  ///< only exchanges with a greater number

  /// The names of the criteria that an exchange does not meet.
  [[nodiscard]] std::vector<std::string_view> differences(const exchange& from) const;
};

/// Not thread-safe. Pointers are good until the next add() or clear().
class exchange_log {
 public:
  explicit exchange_log(std::size_t keep = 4096) : keep_(keep) {}

  /// Numbers it; the oldest goes where there are too many.
  void add(exchange what);
  /// Numbers go on: whoever remembers one and asks for what is newer misses nothing.
  void clear();
  /// These, numbered already and in order, in place of all; `last` is the newest number ever given. Numbers go on
  /// behind it, and behind those that were given here.
  void restore(std::deque<exchange> all, std::uint64_t last);
  [[nodiscard]] const std::deque<exchange>& all() const { return all_; }  ///< oldest first
  [[nodiscard]] std::uint64_t last() const { return last_; }              ///< number of the newest; 0: none yet
  /// How many were added, by the first digit of their status, whatever was cleared and restored.
  [[nodiscard]] const std::array<std::uint64_t, 6>& counts() const { return counts_; }

  [[nodiscard]] std::vector<const exchange*> find(const exchange_filter& wanted) const;  ///< oldest first
  /// The one that meets most of what is wanted, though not all: the newest of equals. Null: none meets anything.
  [[nodiscard]] const exchange* nearest(const exchange_filter& wanted) const;

 private:
  std::size_t keep_;
  std::uint64_t last_ = 0;
  std::array<std::uint64_t, 6> counts_{};
  std::deque<exchange> all_;
};

}  // namespace parcours::mocks::portal
