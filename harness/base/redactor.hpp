// Keeps secret values out of all output: see docs/architecture.md, "Secrets".
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

struct secret {
  std::string name;  ///< used in messages, so it must not be secret itself
  std::string value;
};

/// Replaces each secret with "[redacted]" wherever it occurs: literally, percent- or form-encoded, HTML-escaped,
/// quoted-printable, JSON-escaped, in base64 at any alignment or in hexadecimal digits, with or without line breaks,
/// and nested or mixed (see readings.hpp). Case, the composition of accents and white space are ignored (see
/// folding.hpp); if fewer than 8 bytes of a secret remain, case and the positions of white space must match. Each line
/// of a secret with at least 4 characters is treated as a secret too. White space around a secret is kept.
///
/// The cost of a search is bounded by a multiple of the text's length, whatever the secrets. Without secrets there is
/// no cost. Copies share their secrets. Safe to use from several threads.
class redactor {
 public:
  redactor() = default;
  /// Ignores secrets that hides() refuses.
  explicit redactor(std::span<const secret> secrets);

  /// False for a value that would match everywhere: fewer than 3 bytes without the white space around them.
  [[nodiscard]] static bool hides(std::string_view value);

  [[nodiscard]] bool empty() const { return !known_; }
  [[nodiscard]] std::string apply(std::string text) const;
  /// The name of a secret that `bytes` contains in any of these forms, for verifying what was written.
  [[nodiscard]] std::optional<std::string> leak_in(std::string_view bytes) const;

  struct hit {
    std::size_t begin;
    std::size_t end;
    std::size_t secret;  ///< index into the secrets that the redactor was constructed with
  };
  /// All hits, in order, except those within a "[redacted]". Adds the number of bytes examined to `steps`, if given.
  [[nodiscard]] std::vector<hit> find(std::string_view text, std::size_t* steps = nullptr) const;
  [[nodiscard]] const std::string& name_of(std::size_t secret) const;
  /// A longer text can be searched in parts that overlap by this many bytes.
  [[nodiscard]] std::size_t overlap() const;

 private:
  class patterns;
  std::shared_ptr<const patterns> known_;
};

}  // namespace parcours
