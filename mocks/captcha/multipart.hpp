// multipart/form-data (RFC 7578) as sent by fetch with FormData: named texts. Internal to this library.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::mocks::captcha {

inline constexpr std::size_t most_parts = 32;

/// The parts of a body by name, including files. Nothing if the body is malformed, not terminated, or has more parts
/// than `most_parts`. `content_type` is the header field, including its boundary.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> read_multipart(
    std::string_view content_type, std::string_view body);

}  // namespace parcours::mocks::captcha
