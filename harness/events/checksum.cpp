#include "harness/events/checksum.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <iterator>
#include <new>
#include <span>

namespace parcours::events {

struct checksum::state {
  struct freer {
    void operator()(EVP_MD_CTX* what) const { EVP_MD_CTX_free(what); }
  };
  std::unique_ptr<EVP_MD_CTX, freer> context{EVP_MD_CTX_new()};

  void begin() const {
    if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  }
};

checksum::checksum() : state_(std::make_unique<state>()) { state_->begin(); }
checksum::checksum(checksum&&) noexcept = default;
checksum& checksum::operator=(checksum&&) noexcept = default;
checksum::~checksum() = default;

void checksum::add(std::string_view bytes) { EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()); }

std::string checksum::take() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size);
  state_->begin();
  std::string text;
  for (const auto byte : std::span(digest).first(size)) fmt::format_to(std::back_inserter(text), "{:02x}", byte);
  return text;
}

}  // namespace parcours::events
