// Expected failures as values. Exceptions are for bugs and for constructors that cannot complete.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace parcours {

/// An error for people to read: `code` is a stable kebab-case identifier that scripts may match ("connection-refused"),
/// `message` is one sentence with the cause and, if there is one, the fix.
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
