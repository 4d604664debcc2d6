// Checks that the bytes of a file can be YAML text at all. Internal to this library.
#pragma once

#include "harness/base/diagnostic.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace parcours::yaml {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// False if they cannot, with the reason in `out`: "file-too-large", "bad-line-ends", "not-utf8", "bad-character".
[[nodiscard]] bool check_bytes(const std::shared_ptr<const source_file>& file, std::size_t most, diagnostics& out);

}  // namespace parcours::yaml
