// Keeps secret values out of everything that is written: see docs/architecture.md, "Secrets".
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
  std::string name;  ///< for messages: what may be said of it
  std::string value;
};

/// Replaces each secret by "[redacted]" wherever it stands: as it is, percent- or form-encoded, HTML-escaped,
/// quoted-printable, JSON-escaped, in base64 at any alignment or in hexadecimal digits, wrapped in lines or not, and
/// these in one another or mixed (see readings.hpp). Case, the composition of accents and white space make no
/// difference (see folding.hpp); where fewer than 8 bytes are left of a secret, case and the places of white space must
/// be the same. Each line of a secret, of at least 4 characters, is one as well. White space around a secret stays.
///
/// What a search costs is bounded by a multiple of the text's length, whatever the secrets are. Without secrets it
/// costs nothing. Copies share their secrets; safe to use from several threads.
class redactor {
 public:
  redactor() = default;
  /// Those that hides() refuses are passed over.
  explicit redactor(std::span<const secret> secrets);

  /// False for a value that would match everywhere: fewer than 3 bytes beside the white space around them.
  [[nodiscard]] static bool hides(std::string_view value);

  [[nodiscard]] bool empty() const { return !known_; }
  [[nodiscard]] std::string apply(std::string text) const;
  /// The name of a secret that `bytes` holds in any of these forms: the check of what was written.
  [[nodiscard]] std::optional<std::string> leak_in(std::string_view bytes) const;

  struct hit {
    std::size_t begin;
    std::size_t end;
    std::size_t secret;  ///< its place in what the redactor was made of
  };
  /// All of them, in order; those within a "[redacted]" are none. `steps`, if given, counts the bytes looked at.
  [[nodiscard]] std::vector<hit> find(std::string_view text, std::size_t* steps = nullptr) const;
  [[nodiscard]] const std::string& name_of(std::size_t secret) const;
  /// A text longer than this may be searched in parts that overlap by as much.
  [[nodiscard]] std::size_t overlap() const;

 private:
  class patterns;
  std::shared_ptr<const patterns> known_;
};

}  // namespace parcours
