#include "harness/smtp/fault.hpp"

#include "harness/base/text.hpp"

namespace parcours::smtp {

std::optional<fault> fault_plan::strike(stage at, std::string_view address) {
  for (auto item = items_.begin(); item != items_.end(); ++item) {
    if (item->at != at || !(item->address.empty() || iequals(item->address, address))) continue;
    if (item->skip_count > 0) {
      --item->skip_count;
      continue;
    }
    const fault struck = *item;
    if (item->times != fault::always && item->times-- <= 1) items_.erase(item);
    return struck;
  }
  return std::nullopt;
}

}  // namespace parcours::smtp
