// The checksum that closes a log. SHA-256, since OpenSSL is here already, anybody can check it with sha256sum, and it
// costs less than writing the lines does.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace parcours::events {

class checksum {
 public:
  checksum();
  checksum(checksum&&) noexcept;
  checksum& operator=(checksum&&) noexcept;
  ~checksum();

  void add(std::string_view bytes);
  /// Of all that was added since the beginning, or since it was asked for last; hexadecimal.
  [[nodiscard]] std::string take();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace parcours::events
