// Every text that the mock portal shows or mails, by id, in one language. Another language is another file of the same
// ids.
#pragma once

#include "harness/base/diagnostic.hpp"

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

/// The French texts, read once.
[[nodiscard]] const catalogue& french();

}  // namespace parcours::mocks::portal
