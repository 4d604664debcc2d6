// Expected failures as values. Exceptions are kept for bugs and for constructors that cannot do their work.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace parcours {

/// What went wrong, for a person: `code` is a stable kebab-case name that scripts may match ("connection-refused"),
/// `message` one sentence with the cause and, where there is one, the fix.
struct error {
  std::string code;
  std::string message;
};

template <class T>
using result = std::expected<T, error>;

[[nodiscard]] inline std::unexpected<error> fail(std::string code, std::string message) {
  return std::unexpected(error{std::move(code), std::move(message)});
}

}  // namespace parcours
