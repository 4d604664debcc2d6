// Failures that a mail server is told to have: which reply to give instead of its own, where, and how often.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/base/random.hpp"
#include "harness/base/schedule.hpp"
#include "harness/smtp/envelope.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::smtp {

/// The points of a session at which it asks whether to go on: `command` is every command, before it is looked at;
/// `content` is the mail's data while it comes.
enum class stage { connect, hello, mail, recipient, data, end_of_data, command, content };
inline constexpr std::array<std::string_view, 8> stage_names = {"connect", "hello",       "mail",    "recipient",
                                                                "data",    "end_of_data", "command", "content"};

/// Where a session is when it asks.
struct moment {
  moment(stage its_stage, std::string_view its_address = {}) : at(its_stage), address(its_address) {}
  moment(stage its_stage, const envelope& its_mail) : at(its_stage), mail(&its_mail) {}
  moment(std::string_view its_verb, unsigned its_command) : at(stage::command), verb(its_verb), command(its_command) {}

  stage at;
  std::string_view address;        ///< of the sender or the recipient, at `mail` and `recipient`
  const envelope* mail = nullptr;  ///< from `data` on
  std::string_view verb;           ///< at `command`
  unsigned command = 0;            ///< at `command`: how many there were in the session, this one included
};

/// Whether a fault may be for one address only there.
[[nodiscard]] constexpr bool has_address(stage at) {
  return at != stage::connect && at != stage::hello && at != stage::command;
}

struct fault {
  stage at = stage::recipient;
  unsigned code = 451;    ///< 400 to 599; 421 closes the connection too (RFC 5321 section 3.8); 0: only the delay
  std::string text = {};  ///< with its enhanced code where one belongs; empty: one that fits the code and the place
  schedule when = {};
  std::string address = {};      ///< strikes only for this sender or recipient, where has_address(); empty: any
  bool drop_connection = false;  ///< reset the connection instead of replying
  duration delay = {};           ///< world time before whatever is sent next
  std::string verb = {};         ///< at `command`: strikes only this one; empty: any
  unsigned command = 0;          ///< at `command`: strikes only the n-th of a session; 0: any
  std::size_t after_octets = 0;  ///< at `content`: the connection is reset after so many octets of the mail, or at its
                                 ///< end where it has fewer
};

/// The text of a fault's reply. The greeting and the replies to EHLO and HELO have no enhanced code (RFC 2034 section
/// 4).
[[nodiscard]] std::string reply_text(const fault& what, const moment& now);

/// The faults of a server, shared by its sessions; may be changed while they run. Not thread-safe.
class fault_plan {
 public:
  explicit fault_plan(random_source random = random_source(1)) : random_(random) {}

  void add(fault item) { items_.push_back(std::move(item)); }
  void clear() { items_.clear(); }
  [[nodiscard]] bool empty() const { return items_.empty(); }
  /// What is still to come: counts go down as faults strike.
  [[nodiscard]] const std::vector<fault>& items() const { return items_; }
  /// The fault that strikes here and now: the first that matches and has let enough pass. Counts.
  std::optional<fault> strike(const moment& now);
  /// What its probabilities are drawn from.
  [[nodiscard]] random_source& random() { return random_; }

 private:
  random_source random_;
  std::vector<fault> items_;
};

}  // namespace parcours::smtp
