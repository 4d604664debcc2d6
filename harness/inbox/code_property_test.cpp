// Mails put together at random out of sentences whose numbers are no codes, with and without one that is.
#include "harness/inbox/code.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace parcours::inbox {
namespace {

// "{}" is a number of four to eight digits.
const std::vector<std::string> others = {
    "Dossier n° {}.",
    "Votre commande {} est expédiée.",
    "Nous avons envoyé un code à votre téléphone se terminant par {}.",
    "Un code de vérification a été envoyé au ••••{}.",
    "Votre carte finissant par {} a été débitée.",
    "Le code postal est {}.",
    "Code promo : {}",
    "Votre code de parrainage : {}",
    "Votre code client est {}.",
    "Code d'erreur {}",
    "Votre code secret est bloqué après {} essais.",
    "Ce code de sécurité coûte {} DH.",
    "Le code secret reste valable {} minutes.",
    "Votre code secret vous sera remis à l'agence {}.",
    "Composez le {} pour votre code secret.",
    "Order {} has shipped.",
    "We sent a code to your phone ending in {}.",
    "Your tracking code is {}.",
    "HTTP status code: {}",
    "Use promo code {} at checkout.",
    "Your PIN is blocked after {} attempts.",
    "Our code runs on {} servers.",
    "Room {}, second floor",
    "رقم الملف {}",
    "الرمز البريدي : {}",
    "أرسلنا رمز التحقق إلى الهاتف المنتهي بـ{}",
    "كود الخصم : {}",
};

const std::vector<std::string> announcements = {"Votre code secret est {}.",
                                                "Code de vérification : {}",
                                                "{} est votre code de connexion.",
                                                "Your PIN is {}.",
                                                "Your verification code: {}",
                                                "{} is your login code.",
                                                "رمز التحقق هو {}",
                                                "قن التفعيل : {}",
                                                "Votre code de sécurité :\n\n{}",
                                                "Clé d'activation : {}",
                                                "Here is your one-time code: {}"};

rc::Gen<std::string> number(std::size_t shortest, std::size_t longest) {
  return rc::gen::mapcat(rc::gen::inRange(shortest, longest + 1), [](std::size_t size) {
    return rc::gen::container<std::string>(size, rc::gen::inRange('0', ':'));
  });
}

std::string sentence(const std::vector<std::string>& all, const std::string& value) {
  return fmt::format(fmt::runtime(*rc::gen::elementOf(all)), value);
}

std::string some_others() {
  std::string text;
  for (auto count = *rc::gen::inRange(0, 5); count > 0; --count) {
    text += sentence(others, *number(4, 8)) + *rc::gen::element<std::string>("\n", "\n\n");
  }
  return text;
}

smtp::parsed_mail mail_of(std::string text) {
  smtp::parsed_mail mail;
  if (*rc::gen::arbitrary<bool>()) {
    std::string html;
    for (const char c : text) html += c == '\n' ? std::string("<br>") : std::string(1, c);
    mail.html = "<div>" + html + "</div>";
  } else {
    mail.text = std::move(text);
  }
  return mail;
}

RC_GTEST_PROP(find_code_property, gives_no_number_of_another_kind, ()) {
  const auto text = some_others();
  const auto found = find_code(mail_of(text));
  if (found.code) RC_FAIL("took " + *found.code + " from: " + text);
}

RC_GTEST_PROP(find_code_property, gives_the_code_among_others_or_none, ()) {
  const auto code = *number(6, 8);
  const auto text = some_others() + "\n" + sentence(announcements, code) + "\n\n" + some_others();
  const auto found = find_code(mail_of(text));
  if (found.code && *found.code != code) RC_FAIL("took " + *found.code + " for " + code + " from: " + text);
}

RC_GTEST_PROP(find_code_property, explains_each_candidate, ()) {
  const auto found = find_code(mail_of(some_others() + sentence(announcements, *number(6, 8))));
  for (const auto& one : found.candidates) {
    RC_ASSERT(!one.reason.empty());
    RC_ASSERT(one.line > 0U);
    RC_ASSERT(!one.taken || one.value == found.code);
  }
  RC_ASSERT(found.code || !found.reason.empty());
}

}  // namespace
}  // namespace parcours::inbox
