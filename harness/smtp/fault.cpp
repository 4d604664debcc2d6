#include "harness/smtp/fault.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <utility>

namespace parcours::smtp {

namespace {

bool concerns(std::string_view address, const moment& now) {
  if (now.mail == nullptr) return iequals(address, now.address);
  const auto same = [address](const std::string& one) { return iequals(address, one); };
  return same(now.mail->from) || std::ranges::any_of(now.mail->to, same);
}

bool meant(const fault& one, const moment& now) {
  return one.at == now.at && (one.address.empty() || concerns(one.address, now)) &&
         (one.verb.empty() || iequals(one.verb, now.verb)) && (one.command == 0 || one.command == now.command);
}

}  // namespace

std::string reply_text(const fault& what, const moment& now) {
  if (!what.text.empty()) return what.text;
  const bool greeting =
      now.at == stage::connect || now.at == stage::hello || iequals(now.verb, "EHLO") || iequals(now.verb, "HELO");
  const bool temporary = what.code < 500;
  std::string plain = temporary ? "Temporary failure (simulated)" : "Failure (simulated)";
  return greeting ? plain : (temporary ? "4.3.0 " : "5.3.0 ") + plain;
}

std::optional<fault> fault_plan::strike(const moment& now) {
  for (auto item = items_.begin(); item != items_.end(); ++item) {
    if (!meant(*item, now)) continue;
    const auto struck = item->when.count_down(random_);
    if (struck == schedule::strike::none) continue;
    if (struck == schedule::strike::one) return *item;
    fault last = std::move(*item);
    items_.erase(item);
    return last;
  }
  return std::nullopt;
}

}  // namespace parcours::smtp
