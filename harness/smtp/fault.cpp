#include "harness/smtp/fault.hpp"

#include "harness/base/text.hpp"

#include <utility>

namespace parcours::smtp {

std::optional<fault> fault_plan::strike(stage at, std::string_view address) {
  for (auto item = items_.begin(); item != items_.end(); ++item) {
    if (item->at != at || !(item->address.empty() || iequals(item->address, address))) continue;
    if (item->skip_count > 0) {
      --item->skip_count;
      continue;
    }
    if (item->probability < 100 && random_.below(100) >= item->probability) continue;
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
