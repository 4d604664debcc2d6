// The Content-Type of an answer, as browsers read it (MIME Sniffing standard, section 4.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parcours::http {

struct media_type {
  std::string essence;                 ///< "text/html", lower-case; "" where the field is missing
  std::optional<std::string> charset;  ///< the first parameter of that name

  [[nodiscard]] static media_type of(std::optional<std::string_view> field);

  [[nodiscard]] bool is_html() const;
  [[nodiscard]] bool is_xml() const;
  [[nodiscard]] bool is_json() const;
  [[nodiscard]] bool is_text() const;  ///< those three, and what else people can read
};

}  // namespace parcours::http
