#include "harness/events/log_audit.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace parcours::events {

void damage::add(std::string sentence) {
  if (++found_ <= most_told) first_.push_back(std::move(sentence));
}

std::vector<std::string> damage::told() const {
  auto all = first_;
  if (found_ > most_told) all.push_back(fmt::format("and {} more", found_ - most_told));
  return all;
}

void damage::add(const damage& other) {
  for (const auto& sentence : other.first_) add(sentence);
  found_ += other.found_ - other.first_.size();
}

void log_audit::take(const log_line& line) {
  const auto* item = line.what ? &*line.what : nullptr;
  if (item != nullptr && std::holds_alternative<run_started>(*item)) begin_part(line);
  if (closed_) found_.add(fmt::format("line {} stands after the end of the log", line.at));
  if (line.torn) {
    found_.add(fmt::format("line {}, the last, is cut off", line.at));
  } else if (!line.what) {
    auto& to = line.what.error().code == "unknown-event" ? unknown_ : found_;
    to.add(fmt::format("line {} cannot be read: {}", line.at, line.what.error().message));
  }
  check_number(line);
  if (const auto* said = item == nullptr ? nullptr : std::get_if<log_closed>(item)) return check_close(line, *said);
  sum_.add(line.text);
  sum_.add("\n");
}

void log_audit::begin_part(const log_line& line) {
  found_.add(std::exchange(unknown_, {}));
  if (begun_ && !closed_) found_.add(fmt::format("before line {}, where a run starts, no log was closed", line.at));
  if (!begun_ && line.at > 1) found_.add(fmt::format("what stands before line {} belongs to no run", line.at));
  begun_ = true;
  closed_ = false;
  unnumbered_ = false;
  expected_ = 1;
  (void)sum_.take();
}

void log_audit::check_number(const log_line& line) {
  const auto expected = std::exchange(expected_, expected_ + 1);
  const bool known = line.what || line.what.error().code == "unknown-event";
  if (!known) return;
  const auto number = line.number;
  if (number == expected) return;
  if (number == 0) {
    if (!std::exchange(unnumbered_, true)) {
      found_.add(fmt::format(
          "line {} has no number: whether lines are missing cannot be told of a log that an earlier version "
          "of Parcours wrote",
          line.at));
    }
    return;
  }
  if (number > expected) {
    found_.add(number == expected + 1
                   ? fmt::format("before line {} one is missing, number {}", line.at, expected)
                   : fmt::format("before line {} those numbered {} to {} are missing", line.at, expected, number - 1));
  } else {
    found_.add(fmt::format("line {} is out of place: it is numbered {}, where {} was due", line.at, number, expected));
  }
  expected_ = number + 1;
}

void log_audit::check_close(const log_line& line, const log_closed& said) {
  const log_closed due{expected_ - 2, sum_.take()};
  closed_ = true;
  const auto as_written = to_line(due, due.lines + 1);
  const auto unknown = std::exchange(unknown_, {});
  if (line.text == std::string_view(as_written).substr(0, as_written.size() - 1)) return;
  found_.add(unknown);
  if (said.lines != due.lines) {
    found_.add(fmt::format("line {} closes a log of {} lines, and {} stand before it", line.at, said.lines, due.lines));
  } else {
    found_.add(
        fmt::format("the checksum in line {} is not that of the lines before it: something was changed", line.at));
  }
}

void log_audit::finish() {
  found_.add(unknown_);
  if (!begun_) found_.add("the line is missing with which a run starts");
  if (!closed_) found_.add("it is not closed: the run was killed, or still goes on, or the end is lost");
}

}  // namespace parcours::events
