#include "harness/smtp/auth.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <utility>

namespace parcours::smtp {

namespace {

// In a time that does not tell how much of it was right.
bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// Neither RFC 4616 nor SASLprep (RFC 4013) lets one into a name.
bool has_control(std::string_view name) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (c < ' ' || c == 0x7f) return true;
    const auto next = static_cast<unsigned char>(i + 1 < name.size() ? name[i + 1] : '\0');
    if (c == 0xc2 && next >= 0x80 && next < 0xa0) return true;  // U+0080 to U+009F as UTF-8
  }
  return false;
}

reply bad_name() { return {501, "5.5.2 Syntax error: a name has no control characters"}; }

reply not_base64() { return {501, "5.5.2 Cannot decode: base64 expected"}; }

}  // namespace

std::string cram_md5(std::string_view password, std::string_view challenge) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const auto* made =
      HMAC(EVP_md5(), password.data(), static_cast<int>(password.size()),
           reinterpret_cast<const unsigned char*>(challenge.data()), challenge.size(), digest.data(), &length);
  if (made == nullptr) return {};
  std::string text;
  for (unsigned i = 0; i < length; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

reply auth_exchange::begin(std::string_view argument) {
  const auto space = argument.find(' ');
  const auto mechanism = argument.substr(0, space);
  std::optional<std::string_view> initial;
  if (space != std::string_view::npos) initial = trim(argument.substr(space));
  if (initial == "=") initial = "";  // an empty response
  if (mechanism.empty()) return {501, "5.5.4 Syntax error: AUTH takes a mechanism"};
  if (iequals(mechanism, "PLAIN")) {
    const auto prompt = ask(step::plain, "");
    return initial ? resume(*initial) : prompt;
  }
  if (iequals(mechanism, "LOGIN")) {
    const auto prompt = ask(step::login_name, "Username:");
    return initial ? resume(*initial) : prompt;
  }
  if (!iequals(mechanism, "CRAM-MD5")) return {504, "5.5.4 Mechanism not offered"};
  if (initial) return {501, "5.7.0 Syntax error: CRAM-MD5 takes no initial response"};
  return ask(step::cram, challenge_);
}

reply auth_exchange::ask(step next, std::string_view prompt) {
  step_ = next;
  return {334, base64_encode(prompt)};
}

reply auth_exchange::resume(std::string_view line) {
  if (line == "*") {
    step_ = step::done;
    return {501, "5.7.0 Authentication given up"};
  }
  const auto decoded = base64_decode(line);
  if (decoded) return take(*decoded);
  step_ = step::done;
  return not_base64();
}

reply auth_exchange::take(const std::string& decoded) {
  switch (std::exchange(step_, step::done)) {
    case step::plain:
      return plain(decoded);
    case step::login_name:
      if (has_control(decoded)) return bad_name();
      name_ = decoded;
      return ask(step::login_password, "Password:");
    case step::login_password:
      return verdict(fits(name_, decoded));
    case step::cram:
      return cram(decoded);
    case step::done:
      break;
  }
  return {503, "5.5.1 No authentication is under way"};
}

// [authorization identity] NUL name NUL password
reply auth_exchange::plain(std::string_view decoded) {
  const auto parts = split(decoded, '\0');
  if (parts.size() != 3 || parts[1].empty()) return {501, "5.5.2 Syntax error: not what PLAIN takes"};
  if (has_control(parts[0]) || has_control(parts[1])) return bad_name();
  name_ = parts[1];
  // RFC 4616 section 2: nobody here may act for somebody else.
  const bool oneself = users_ == nullptr || parts[0].empty() || parts[0] == parts[1];
  return verdict(oneself && fits(parts[1], parts[2]));
}

// name SP digest
reply auth_exchange::cram(std::string_view decoded) {
  const auto space = decoded.rfind(' ');
  if (space == std::string_view::npos) return {501, "5.5.2 Syntax error: not what CRAM-MD5 takes"};
  name_ = decoded.substr(0, space);
  if (has_control(name_)) return bad_name();
  if (users_ == nullptr) return verdict(true);
  const auto known = users_->find(name_);
  if (known == users_->end()) return verdict(false);
  const auto digest = cram_md5(known->second, challenge_);
  return verdict(!digest.empty() && same(ascii_lower(decoded.substr(space + 1)), digest));
}

bool auth_exchange::fits(std::string_view name, std::string_view password) const {
  if (users_ == nullptr) return true;
  const auto known = users_->find(name);
  return known != users_->end() && same(known->second, password);
}

reply auth_exchange::verdict(bool right) const {
  if (right) return {235, "2.7.0 Authentication succeeded"};
  return {535, "5.7.8 Authentication credentials invalid"};
}

}  // namespace parcours::smtp
