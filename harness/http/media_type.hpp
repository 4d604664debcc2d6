// The Content-Type of a response, parsed as browsers do (MIME Sniffing Standard, section 4.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parcours::http {

struct media_type {
  std::string essence;                 ///< "text/html", lower-case; "" if the field is missing
  std::optional<std::string> charset;  ///< the first parameter with this name

  [[nodiscard]] static media_type of(std::optional<std::string_view> field);

  [[nodiscard]] bool is_html() const;
  [[nodiscard]] bool is_xml() const;
  [[nodiscard]] bool is_json() const;
  [[nodiscard]] bool is_text() const;  ///< one of the above, or another type of readable text
};

}  // namespace parcours::http
