// Keeps secret values out of everything that is written: see docs/architecture.md, "Secrets".
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

/// Replaces each secret by "[redacted]" wherever it stands: raw, percent- or form-encoded, HTML-escaped,
/// quoted-printable (soft line breaks too), JSON-escaped, and base64 at any of the three alignments, wrapped in lines
/// or not. Each character is looked for in any of these spellings, so that a text which escapes only some of them hides
/// nothing. Secrets shorter than 3 bytes are refused (they would match everywhere): add() returns false. Not
/// thread-safe while adding; apply() and leaks() are const.
class redactor {
 public:
  bool add(std::string_view secret);
  [[nodiscard]] bool empty() const { return needles_.empty(); }
  [[nodiscard]] std::string apply(std::string text) const;
  /// True if `bytes` holds a secret in any of the encodings above: the check of written artefacts.
  [[nodiscard]] bool leaks(std::string_view bytes) const;

 private:
  struct needle {
    std::string text;
    bool base64;
  };
  struct found {
    std::size_t begin;
    std::size_t end;
  };
  void add_needle(std::string text, bool base64);
  [[nodiscard]] std::optional<found> find(std::string_view text, std::size_t from) const;

  std::vector<needle> needles_;
  std::array<bool, 256> starts_{};  // the bytes with which any spelling of any needle can begin
};

}  // namespace parcours
