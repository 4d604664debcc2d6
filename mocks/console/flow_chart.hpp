// The portal's flow as a diagram: which boxes stand in a row, which arrows join them. Worked out from the portal's
// table.
#pragma once

#include "mocks/portal/flow.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parcours::mocks::console {

/// A step of the flow, or a service that the portal asks: its mail server, the captcha provider.
struct flow_box {
  std::string name;
  std::optional<portal::state> step;  ///< none: a service
  std::vector<std::string> forms;     ///< that can be sent from the step: "identify by amo"
  std::vector<std::size_t> refusals;  ///< outcomes that leave a session there without anyone having been asked
  double middle = 0;                  ///< where its middle is, in per cent of the row's width
};

/// Between two boxes, by their places in the row. An arrow to the next one is part of the row, all others are loops.
struct flow_arrow {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string label;
  std::vector<std::size_t> outcomes;  ///< of the table, as portal::outcome_name() has them, that go this way

  [[nodiscard]] bool is_loop() const { return to != from + 1; }
};

struct flow_chart {
  std::vector<flow_box> boxes;  ///< the first is the beginning, which no session stands at
  std::vector<flow_arrow> arrows;
};

[[nodiscard]] const flow_chart& the_flow_chart();

/// How often one of these outcomes was seen.
[[nodiscard]] std::uint64_t times_seen(const std::vector<std::size_t>& outcomes,
                                       std::span<const std::uint32_t> coverage);

}  // namespace parcours::mocks::console
