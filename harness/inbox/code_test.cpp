#include "harness/inbox/code.hpp"

#include "harness/inbox/html_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace parcours::inbox {
namespace {

struct example {
  std::string name;
  std::string text;
  std::string code;  // empty: none
};

std::ostream& operator<<(std::ostream& out, const example& one) { return out << one.name; }

class code_in_text : public testing::TestWithParam<example> {};

TEST_P(code_in_text, is_found_by_the_words_around_it) {
  EXPECT_EQ(find_code_in_text(GetParam().text).value_or(""), GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    examples, code_in_text,
    testing::Values(
        example{"plain", "Votre code secret : 048213", "048213"},
        example{"leading_zeros", "Votre code secret est 000042.", "000042"},
        example{"verification", "Code de vérification : 1234", "1234"},
        example{"ten_digits", "Code secret : 0123456789", "0123456789"},
        example{"eleven_digits", "Code secret : 01234567890", ""}, example{"three_digits", "Code secret : 123", ""},
        example{"upper_case", "VOTRE CODE DE VÉRIFICATION\n\n   048213\n", "048213"},
        example{"decomposed_accents", "Code de ve\u0301rification : 048213", "048213"},
        example{"no_break_space", "Votre code secret\u00a0:\u00a0048213", "048213"},
        example{"typographic_apostrophe", "Code d’activation : 048213", "048213"},
        example{"on_its_own_line", "Voici votre code secret.\n\n048213\n\nIl est valable 10 minutes.", "048213"},
        example{"file_number_first", "Dossier n° 20261234\nVotre code secret : 048213", "048213"},
        example{"file_number_inside", "Votre code secret pour le dossier 20261234 est : 048213", "048213"},
        example{"file_number_after", "Votre code secret : 048213\nDossier : 20261234", "048213"},
        example{"request_inside", "Le code secret de votre demande d'activation est le suivant : 048213", "048213"},
        example{"date_first", "Le 12 mai 2026, vous avez demandé un code secret. Votre code secret est 048213.",
                "048213"},
        example{"date_inside", "Votre code secret, demandé le 12/05/2026 à 10:30, est : 048213", "048213"},
        example{"iso_date", "2026-05-12 - code secret 048213 - valable 10 minutes", "048213"},
        example{"amo_number_first", "Numéro AMO : 123456789. Code secret : 048213", "048213"},
        example{"unknown_number_inside", "Code secret pour le contrat maladie 1234567 : 048213", "048213"},
        example{"unknown_label_after", "Votre code secret à saisir 048213\nContrat maladie : 7788990", "048213"},
        example{"sentence_follows_at_once", "Votre code secret est 048213.Il est valable 10 minutes", "048213"},
        example{"number_before_words", "Dossier 20261234. 048213 est votre code secret.", "048213"},
        example{"english", "Your verification code is 048213. Call 0537123456.", "048213"},
        example{"english_number_first", "048213 is your CNOPS code", "048213"},
        example{"english_number_first_direct", "048213 is your verification code", "048213"},
        example{"arabic", "رقم الملف 20261234\nالرمز السري الخاص بكم هو: 048213", "048213"},
        example{"arabic_digits", "رمز التحقق : ٠٤٨٢١٣", "048213"},
        example{"arabic_marks", "رمز التحقق :\u200f \u2067048213\u2069", "048213"},
        example{"two_groups", "Votre code secret : 048 213", "048213"},
        example{"two_groups_of_four", "Votre code secret : 0482-1399", "04821399"},
        example{"postal_code", "Votre demande est enregistrée. Code postal 10000 Rabat", ""},
        example{"no_code", "Votre code a expiré. CNOPS, avenue Annakhil, Rabat 10100", ""},
        example{"lasting", "Votre code secret est valable 1440 minutes.", ""},
        example{"year", "Votre code secret vous a été envoyé le 5 mai 2026.", ""},
        example{"phone", "Un code secret a été envoyé au +212612345678.", ""},
        example{"address", "Votre code secret : https://cnops.test/suivi/20261234", ""},
        example{"word_with_code", "Le décodeur 123456 est prêt", ""}, example{"empty", "", ""}),
    [](const auto& one) { return one.param.name; });

smtp::parsed_mail mail_of(std::string subject, std::string text, std::string html) {
  smtp::parsed_mail mail;
  mail.subject = std::move(subject);
  mail.text = std::move(text);
  mail.html = std::move(html);
  return mail;
}

TEST(find_code, reads_html_with_split_digits_entities_and_hidden_parts) {
  const auto found =
      find_code(mail_of("", "",
                        "<html><head><style>.code{color:#048214}</style><title>code secret 9999</title></head>"
                        "<body><!-- code secret 8888 --><table><tr><td>Dossier</td><td>20261234</td></tr></table>"
                        "<p>Votre code de v&eacute;rification&nbsp;:<br>\n <b>0</b><b>4</b><span>8213</span></p>"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->code, "048213");
  EXPECT_FALSE(found->conflicting);
}

TEST(find_code, reports_parts_that_disagree) {
  const auto found = find_code(mail_of("", "Code secret : 048213", "<p>Code secret : <b>999999</b></p>"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->code, "048213");
  EXPECT_EQ(found->conflicting, "999999");
}

TEST(find_code, parts_that_agree_do_not_conflict) {
  const auto found = find_code(mail_of("", "Code secret : 048213", "<p>Code secret : <b>048213</b></p>"));
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->conflicting);
}

TEST(find_code, lets_the_subject_speak_for_a_body_with_one_number) {
  const auto found = find_code(mail_of("Votre code secret", "Bonjour,\n\n048213\n\nDossier : 20261234", ""));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->code, "048213");
  EXPECT_FALSE(find_code(mail_of("Votre code secret", "048213 ou 111111 ?", "")));
  EXPECT_FALSE(find_code(mail_of("Bienvenue", "048213", "")));
}

TEST(text_of_html, keeps_rows_and_cells_apart) {
  EXPECT_EQ(text_of_html("<tr><td> a\n b</td> <td><p>c</p></td></tr><tr><td>d<td>e"), "\na b\tc\n\nd\te");
  EXPECT_EQ(text_of_html("a<br>b<br> <br><br>c &nbsp;d"), "a\nb\n\nc \u00a0d");
}

TEST(text_of_html, keeps_what_is_no_markup) {
  EXPECT_EQ(text_of_html("1 < 2 & 3 &unknown; &#x41;&#66; &#xD800;"), "1 < 2 & 3 &unknown; AB &#xD800;");
  EXPECT_EQ(text_of_html("<a title='>'>x</a><p>y"), "x\ny");
  EXPECT_EQ(text_of_html("<script>var a = '</b>';"), "\n");
}

RC_GTEST_PROP(find_code, survives_any_bytes, (const std::string& text, const std::string& html)) {
  static_cast<void>(find_code(mail_of(text, text, html)));
}

RC_GTEST_PROP(find_code, finds_any_code_after_any_file_number, ()) {
  const auto length = *rc::gen::inRange<std::size_t>(4, 11);
  const auto digits = *rc::gen::container<std::string>(length, rc::gen::inRange('0', ':'));
  const auto file = std::to_string(*rc::gen::inRange(1000, 99'999'999));
  const auto text = "Bonjour,\nDossier n° " + file + " du 12/05/2026.\nVotre code secret est : " + digits + "\nMerci.";
  RC_ASSERT(find_code_in_text(text) == digits);
}

}  // namespace
}  // namespace parcours::inbox
