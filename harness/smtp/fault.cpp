#include "harness/smtp/fault.hpp"

#include "harness/base/text.hpp"

#include <utility>

namespace parcours::smtp {

namespace {

bool meant(const fault& one, const moment& now) {
  return one.at == now.at && (one.address.empty() || iequals(one.address, now.address)) &&
         (one.verb.empty() || iequals(one.verb, now.verb)) && (one.command == 0 || one.command == now.command);
}

}  // namespace

std::optional<fault> fault_plan::strike(const moment& now) {
  for (auto item = items_.begin(); item != items_.end(); ++item) {
    if (!meant(*item, now)) continue;
    if (item->skip_count > 0) {
      --item->skip_count;
      continue;
    }
    auto& random = item->random ? *item->random : random_;
    if (item->probability < 100 && random.below(100) >= item->probability) continue;
    if (item->times == fault::always) return *item;
    if (item->times > 1) {
      --item->times;
      return *item;
    }
    fault last = std::move(*item);
    items_.erase(item);
    return last;
  }
  return std::nullopt;
}

}  // namespace parcours::smtp
