// Every text that the mock portal shows or mails, by id: French, and Arabic as a second file of the same ids.
#pragma once

#include "harness/base/diagnostic.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::mocks::portal {

/// Immutable once made: may be read from any thread.
class catalogue {
 public:
  /// Reads a flat YAML mapping of id to text. nullopt if it holds a mistake, which is appended to `out`.
  [[nodiscard]] static std::optional<catalogue> read(std::shared_ptr<const source_file> file, diagnostics& out);

  /// Throws std::out_of_range for an id that is not there: that is a bug.
  [[nodiscard]] const std::string& text(std::string_view id) const;
  [[nodiscard]] bool has(std::string_view id) const { return texts_.contains(id); }
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const { return texts_; }

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

enum class language : std::uint8_t { french, arabic };
inline constexpr std::array<language, 2> all_languages = {language::french, language::arabic};

/// By its tag: "fr", "ar" (RFC 5646).
[[nodiscard]] std::optional<language> language_named(std::string_view tag);
[[nodiscard]] std::string_view name_of(language which);

/// The texts of a language, read once.
[[nodiscard]] const catalogue& texts_in(language which);

}  // namespace parcours::mocks::portal
