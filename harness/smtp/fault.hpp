// Fault injection for the mail server: which reply to send instead of its own, where, and how often.
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

/// The points of a session at which faults can strike: `command` is every command, before it is processed; `content` is
/// the mail data while it arrives.
enum class stage { connect, hello, mail, recipient, data, end_of_data, command, content };
inline constexpr std::array<std::string_view, 8> stage_names = {"connect", "hello",       "mail",    "recipient",
                                                                "data",    "end_of_data", "command", "content"};

/// The state of a session at such a point.
struct moment {
  moment(stage its_stage, std::string_view its_address = {}) : at(its_stage), address(its_address) {}
  moment(stage its_stage, const envelope& its_mail) : at(its_stage), mail(&its_mail) {}
  moment(std::string_view its_verb, unsigned its_command) : at(stage::command), verb(its_verb), command(its_command) {}

  stage at;
  std::string_view address;        ///< of the sender or the recipient, at `mail` and `recipient`
  const envelope* mail = nullptr;  ///< from `data` on
  std::string_view verb;           ///< at `command`
  unsigned command = 0;            ///< at `command`: the number of commands in the session, including this one
};

/// Whether a fault at this stage can be limited to one address.
[[nodiscard]] constexpr bool has_address(stage at) {
  return at != stage::connect && at != stage::hello && at != stage::command;
}

struct fault {
  stage at = stage::recipient;
  unsigned code = 451;    ///< 400 to 599; 421 also closes the connection (RFC 5321 section 3.8); 0: only the delay
  std::string text = {};  ///< including the enhanced status code, where one is required; empty: a text that suits the
                          ///< code and the stage
  schedule when = {};
  std::string address = {};      ///< strikes only for this sender or recipient, if has_address(); empty: any
  bool drop_connection = false;  ///< reset the connection instead of replying
  duration delay = {};           ///< world time before the next data is sent
  std::string verb = {};         ///< at `command`: strikes only for this verb; empty: any
  unsigned command = 0;          ///< at `command`: strikes only for the n-th command of a session; 0: any
  std::size_t after_octets = 0;  ///< at `content`: octets of the mail before a reset; its end if it has fewer
};

/// The text of a fault's reply. The greeting and the replies to EHLO and HELO have no enhanced status code (RFC 2034
/// section 4).
[[nodiscard]] std::string reply_text(const fault& what, const moment& now);

/// The faults of a server, shared by its sessions. May be changed while sessions are active. Not thread-safe.
class fault_plan {
 public:
  explicit fault_plan(random_source random = random_source(1)) : random_(random) {}

  void add(fault item) { items_.push_back(std::move(item)); }
  void clear() { items_.clear(); }
  [[nodiscard]] bool empty() const { return items_.empty(); }
  /// The remaining faults; their counts are decremented as they strike.
  [[nodiscard]] const std::vector<fault>& items() const { return items_; }
  /// The fault that strikes at this point: the first that matches and has let enough occasions pass. Updates the
  /// counts.
  std::optional<fault> strike(const moment& now);
  /// The random source for the probabilities of the faults.
  [[nodiscard]] random_source& random() { return random_; }

 private:
  random_source random_;
  std::vector<fault> items_;
};

}  // namespace parcours::smtp
