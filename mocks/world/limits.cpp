#include "mocks/world/limits.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <string_view>

namespace parcours::mocks::world {

namespace {

constexpr std::size_t longest_text = 400;  // bytes: with the code it fits the line of a reply (RFC 5321 4.5.3.1.5)
constexpr std::size_t longest_name = 320;  // bytes: an address of mail has no more (RFC 5321 4.5.3.1)
constexpr std::uint64_t most_sessions = std::uint64_t(1) << 62U;

bool is_line(std::string_view text, std::size_t longest) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
  return text.size() <= longest && is_utf8(text) && std::ranges::none_of(text, control);
}

// Replies are ASCII (RFC 5321 section 4.2; RFC 6531 section 3.7.4.2 changes that for few of them).
bool is_reply_text(std::string_view text) {
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  return text.size() <= longest_text && std::ranges::all_of(text, printable);
}

// The first of these that does not hold.
class checks {
 public:
  checks& that(bool holds, std::string_view told) {
    if (!holds && !found_) found_ = std::string(told);
    return *this;
  }
  checks& name(std::string_view text, std::string_view key) {
    return that(is_line(text, longest_name), "'" + std::string(key) + "' must be one line of at most 320 bytes");
  }
  checks& count(std::uint64_t given, std::string_view key) {
    return that(given <= std::uint64_t(many), "'" + std::string(key) + "' must be from 0 to 1000000");
  }
  checks& schedule(const parcours::schedule& given) {
    count(given.skip, "skip").count(given.times, "times");
    return that(given.probability <= 100, "'probability' must be from 0 to 100");
  }
  checks& status(unsigned given, std::string_view key) {
    return that(given == 0 || (given >= 400 && given <= 599), "'" + std::string(key) + "' must be from 400 to 599");
  }
  checks& delay(duration given) {
    return that(given >= duration::zero() && given <= longest_delay, "'delay' is at most 10m");
  }
  [[nodiscard]] std::optional<std::string> found() const { return found_; }

 private:
  std::optional<std::string> found_;
};

}  // namespace

std::optional<std::string> wrong_with(const parcours::smtp::fault& what) {
  checks all;
  all.status(what.code, "code").delay(what.delay).schedule(what.when).count(what.command, "command");
  all.that(is_reply_text(what.text), "'text' must be one line of at most 400 printable ASCII characters");
  all.name(what.address, "address").name(what.verb, "verb");
  all.that(has_address(what.at) || what.address.empty(), "'address' is not for connect, hello and command");
  all.that(what.after_octets <= std::size_t{most_octets}, "'after_octets' must be from 0 to 1073741824");
  const bool of_command = what.at == parcours::smtp::stage::command;
  all.that(of_command || (what.verb.empty() && what.command == 0), "'verb' and 'command' are for the stage command");
  const bool of_content = what.at == parcours::smtp::stage::content;
  all.that(of_content || what.after_octets == 0, "'after_octets' is for the stage content");
  return all.found();
}

std::optional<std::string> wrong_with(const portal::fault& what) {
  checks all;
  all.status(what.status, "status").name(what.path, "path").name(what.method, "method");
  all.schedule(what.when).that(what.session <= most_sessions, "'session' is not the number of a session");
  all.that(what.retry_after.value_or(0) <= longest_retry, "'retry_after' must be from 0 to 86400");
  all.that(!what.retry_after || what.status != 0, "'retry_after' is for a status");
  all.that(what.abort == http::abort_by::none || what.status == 0, "'status' is for an answer that is not broken");
  all.that(what.pieces.count >= 1 && what.pieces.count <= most_pieces, "'pieces' must be from 1 to 1000");
  all.that(what.pieces.over >= duration::zero() && what.pieces.over <= longest_delay, "'over' is at most 10m");
  const auto law = what.delay.value_or(portal::delay_law{});
  all.delay(law.low).delay(law.high);
  all.that(law.law != portal::delay_law::kind::uniform || law.low <= law.high, "'uniform' is [LEAST, MOST]");
  all.that(law.sigma >= 0 && law.sigma <= widest_sigma, "'sigma' must be from 0 to 10");
  const bool late = what.abort == http::abort_by::none && what.status == 0;
  all.that(!late || what.delay || what.pieces.count > 1, "a late answer needs 'delay', or 'pieces' and 'over'");
  return all.found();
}

std::optional<std::string> wrong_with(const captcha::plan& what) {
  checks all;
  all.status(what.status, "status").delay(what.delay).schedule(what.when).name(what.site_key, "site_key");
  all.that(what.session <= most_sessions, "'session' is not the number of a session");
  const auto score = what.score.value_or(0);
  all.that(score >= 0 && score <= 1, "'score' must be from 0 to 1");
  const bool says_something = what.what != captcha::plan::kind::as_is || what.score || what.delay > duration::zero() ||
                              what.status != 0 || what.drop;
  all.that(says_something, "an outcome needs 'outcome', 'score', 'delay', 'status' or 'drop'");
  return all.found();
}

std::optional<std::string> wrong_with(const captcha::faults& what) {
  checks all;
  all.status(what.status, "status").delay(what.delay);
  all.that(what.refusal_status >= 200 && what.refusal_status <= 599, "'refusal_status' must be from 200 to 599");
  return all.found();
}

}  // namespace parcours::mocks::world
