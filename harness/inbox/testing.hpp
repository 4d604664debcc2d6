// What tests of this library share.
#pragma once

#include "harness/smtp/message.hpp"

#include <string>
#include <utility>

namespace parcours::inbox {

inline smtp::parsed_mail mail_of(std::string subject, std::string text, std::string html) {
  smtp::parsed_mail mail;
  mail.subject = std::move(subject);
  mail.text = std::move(text);
  mail.html = std::move(html);
  return mail;
}

}  // namespace parcours::inbox
