// The diagram of the portal's flow: a row of boxes and the arrows between them, derived from the portal's table.
#pragma once

#include "mocks/portal/flow.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parcours::mocks::console {

/// A step of the flow, or a service that the portal uses: the mail server or the captcha provider.
struct flow_box {
  std::string name;
  std::optional<portal::state> step;  ///< none: a service
  std::vector<std::string> forms;     ///< that can be submitted at this step: "identify by amo"
  std::vector<std::size_t> refusals;  ///< outcomes that keep a session at this step without a request to a service
  double middle = 0;                  ///< horizontal centre, in per cent of the row's width
};

/// Connects two boxes, given by their indices in the row. An arrow to the next box is part of the row; all others are
/// loops.
struct flow_arrow {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string label;
  std::vector<std::size_t> outcomes;  ///< outcomes of the table that take this arrow, see portal::outcome_name()

  [[nodiscard]] bool is_loop() const { return to != from + 1; }
};

struct flow_chart {
  std::vector<flow_box> boxes;  ///< the first is the start, where no session stays
  std::vector<flow_arrow> arrows;
};

[[nodiscard]] const flow_chart& the_flow_chart();

/// How often any of these outcomes occurred.
[[nodiscard]] std::uint64_t times_seen(const std::vector<std::size_t>& outcomes,
                                       std::span<const std::uint32_t> coverage);

}  // namespace parcours::mocks::console
