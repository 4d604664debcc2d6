#include "harness/inbox/code.hpp"

#include "harness/inbox/html_text.hpp"
#include "harness/inbox/testing.hpp"

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

INSTANTIATE_TEST_SUITE_P(
    other_numbers, code_in_text,
    testing::Values(
        example{"local_phone", "Un code secret a été envoyé au 0612345678.", ""},
        example{"local_phone_after_colon", "Un code secret a été envoyé au : 0612345678.", ""},
        example{"local_phone_unlabelled", "Un code secret vous parviendra par message sur le 0712345678", ""},
        example{"local_phone_then_code", "Un code secret a été envoyé au 0612345678. Saisissez 048213.", "048213"},
        example{"phone_in_groups", "Code secret perdu ? Composez, du lundi au vendredi, le 05 37 12 34 56", ""},
        example{"phone_in_two_groups", "Code secret envoyé au 0612 345678", ""},
        example{"phone_with_dots", "Code secret envoyé au 06.12.34.56.78", ""},
        example{"phone_with_country", "Code secret envoyé au (+212) 612345678", ""},
        example{"bank_account", "Code secret demandé pour le RIB 0077 8000 1234 5678 9012 3456", ""},
        example{"account", "Code secret demandé pour votre compte 631563218", ""},
        example{"account_then_code", "Code secret de votre compte : 048213", "048213"},
        example{"account_then_code_in_english", "The code to verify your account: 048213", "048213"},
        example{"columns_of_text", "Numéro AMO      Code secret\n631563218       048213", "048213"},
        example{"columns_with_rule", "Code secret  Contrat\n-----------  -------\n048213       7788990", "048213"},
        example{"columns_by_tab", "Contrat\tCode secret\tVille\n7788990\t048213\tRabat", "048213"},
        example{"columns_that_differ", "Contrat   Nom   Code secret\n7788990   048213", ""},
        example{"no_columns", "Bonjour.  Voici votre code secret.\n048213\nIl est valable.  Merci.", "048213"},
        example{"row_under_headings", "Rubrique   Numéro\nCode secret   048213\nContrat   7788990", "048213"},
        example{"year_beside", "Votre code secret 0482 2026 CNOPS", "0482"},
        example{"postal_code_beside", "Code secret : 0482 1234 Rabat", "0482"},
        example{"iso_date_beside", "Code secret : 0482 2026-11-25", "0482"},
        example{"old_and_new",
                "Votre ancien code secret 111111 n'est plus valable. Votre nouveau code secret est 222222.", "222222"},
        example{"old_and_new_in_one_sentence",
                "Votre ancien code secret 111111 n'est plus valable, le nouveau est 222222.", "222222"},
        example{"old_and_new_as_list", "Code précédent : 111111\nNouveau code : 222222", "222222"},
        example{"replaced", "Votre ancien code secret 111111 est remplacé par 222222", "222222"},
        example{"replaces_the_old_one", "Votre code secret, qui remplace l'ancien, est 222222", "222222"},
        example{"only_the_old_one", "111111 est votre ancien code secret", ""},
        example{"old_one_in_arabic", "الرمز السري السابق 111111. الرمز السري الجديد هو 222222", "222222"},
        example{"expired", "Le code secret demandé pour votre compte 631563218 a expiré.", ""},
        example{"expired_itself", "Votre code secret 111111 a expiré.", ""},
        example{"expired_in_english", "Your code 111111 is no longer valid.", ""},
        example{"expires_soon", "Votre code secret 048213 expire dans 10 minutes", "048213"},
        example{"expires_later", "Votre code secret 048213 n'est plus valable après 10 minutes", "048213"},
        example{"expiry_in_next_line", "Code secret : 048213\nSi le code a expiré, demandez-en un autre", "048213"},
        example{"lasting_min", "Votre code secret est valable 1440 min.", ""},
        example{"lasting_mn", "Votre code secret est valable 1440 mn", ""},
        example{"lasting_seconds", "Votre code secret dure 3600 s", ""},
        example{"lasting_wrapped", "Votre code secret est valable 1440\nminutes", ""},
        example{"amount", "Votre code secret pour payer 1500 Dhs", ""},
        example{"amount_in_groups", "Votre code secret pour payer 150 000 DH", ""},
        example{"lasting_in_arabic", "الرمز السري صالح لمدة 1440 دقيقة", ""},
        example{"amount_in_arabic", "الرمز السري لأداء لمبلغ 1500 درهم", ""},
        example{"no_unit", "Votre code secret : 048213\nHeures d'ouverture : 9 h", "048213"},
        example{"no_unit_either", "Votre code 048213 s'utilise une fois", "048213"},
        example{"own_label_in_next_paragraph", "Votre code secret arrive.\n\nContrat maladie : 7788990", ""},
        example{"two_codes", "Code secret : 111111\nCode secret : 222222", ""},
        example{"ip_address", "Code secret demandé depuis 10.20.30.40", ""},
        example{"short_date", "Code secret demandé le 12-05-26", ""}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    wordings, code_in_text,
    testing::Values(
        example{"long_arabic_sentence",
                "الرمز السري الذي يجب عليكم إدخاله في الصفحة الخاصة بالتحقق على البوابة هو : 048213", "048213"},
        example{"arabic_number", "رقمكم السري هو 048213", "048213"},
        example{"arabic_number_first", "048213 هو رمز التحقق الخاص بكم", "048213"},
        example{"arabic_comma", "رمز التحقق، هو: 048213", "048213"},
        example{"brackets", "[048213] est votre code secret", "048213"},
        example{"number_first", "048213 est votre code de vérification", "048213"},
        example{"here_it_is", "Vous avez demandé un code secret. Le voici : 048213", "048213"},
        example{"use_as", "Use 048213 as your verification code", "048213"},
        example{"use_as_in_french", "Utilisez 048213 comme code secret", "048213"},
        example{"your_code_is", "Your code is 048213", "048213"},
        example{"quotes", "«Code secret» : “048213”", "048213"}, example{"dashes", "Code secret—048213", "048213"},
        example{"wrapped_words", "Voici votre code\nsecret : 048213", "048213"},
        example{"wrapped_sentence", "Le code secret que vous avez demandé pour\nactiver votre espace : 048213",
                "048213"},
        example{"file_before_your_code", "Contrat 1234567 : votre code secret à saisir est 048213", "048213"},
        example{"label_after_in_one_line", "Votre code secret 048213, contrat maladie : 7788990", "048213"},
        example{"labels_before_and_after", "Code secret pour le contrat 1234567 : 048213 Contrat maladie : 7788990",
                "048213"},
        example{"one_by_one", "Code secret : 0 4 8 2 1 3", "048213"},
        example{"one_by_one_by_line", "Code secret :\n\n0\n\n4\n8\n2\n1\n3\n\nMerci", "048213"},
        example{"one_by_one_with_no_break_spaces", "Code secret : 0\u00a04\u00a08\u00a02\u00a01\u00a03", "048213"},
        example{"one_by_one_with_hyphens", "Code secret : 0-4-8-2-1-3", "048213"},
        example{"two_by_two", "Code secret : 04 82 13", "048213"}, example{"dot", "Code secret : 048.213.", "048213"},
        example{"hyphen", "Code secret : 048-213", "048213"},
        example{"space", "Code secret : 048 213 (valable 10 minutes)", "048213"},
        example{"no_break_space_inside", "Code secret : 048\u00a0213", "048213"},
        example{"narrow_space_inside", "Code secret : 048\u202f213", "048213"},
        example{"four_and_four", "Code secret : 0482 1399", "04821399"},
        example{"four_and_four_in_sentence", "Le code secret 0482 1399 est valable 10 minutes", "04821399"},
        example{"soft_hyphens", "Code secret : 048\u00ad213", "048213"},
        example{"zero_width", "Code secret : 0\u200b4\u200c8\u200d2\u206013", "048213"},
        example{"phone_shaped_code", "Votre code secret est : 0612345678", "0612345678"},
        example{"malformed_bytes", "Code secret \xe0 : 048213", "048213"},
        example{"malformed_byte_before",
                "Code secret : \xe0"
                "12048213",
                "12048213"}),
    [](const auto& one) { return one.param.name; });

class code_in_html : public testing::TestWithParam<example> {};

TEST_P(code_in_html, is_what_its_reader_sees) {
  EXPECT_EQ(find_code(mail_of("", "", GetParam().text)).code.value_or(""), GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    examples, code_in_html,
    testing::Values(
        example{"hidden_by_style", "<div style=\"display:none\">Code secret : 999999</div><p>Votre code : 048213</p>",
                "048213"},
        example{
            "hidden_by_style_in_capitals",
            "<DIV STYLE='Color:red; DISPLAY : None !important'>Code secret : 999999</DIV><p>Votre code : 048213</p>",
            "048213"},
        example{"hidden_by_visibility",
                "<table><td style=visibility:hidden>Code secret : 999999</table><p>Votre code : 048213</p>", "048213"},
        example{"hidden_by_attribute", "<p hidden>Code secret : 999999</p><p>Votre code : 048213</p>", "048213"},
        example{"hidden_and_open", "<p hidden>Code secret : 999999<p>Votre code : 048213</p>", "048213"},
        example{"hidden_and_nested", "<div hidden><div>Code</div> secret : 999999<br></div><p>Votre code : 048213</p>",
                "048213"},
        example{"hidden_and_empty", "<img hidden src=x.png>Votre code : 048213", "048213"},
        example{"not_hidden", "<div title='display:none' class=hidden data-hidden=1>Code secret : 048213</div>",
                "048213"},
        example{"struck_out", "<del>Code secret : 111111</del> <ins>Code secret : 222222</ins>", "222222"},
        example{"struck_out_number", "Code secret : <s>111111</s> <b>222222</b>", "222222"},
        example{"open_head", "<html><head><meta charset=utf-8><body><p>Code secret : 048213</p>", "048213"},
        example{"header", "<header><h1>Code secret</h1></header><p>048213</p>", "048213"},
        example{"columns",
                "<table><tr><th>Numéro AMO</th><th>Code secret</th></tr>\n"
                "<tr><td>631563218</td><td>048213</td></tr></table>",
                "048213"},
        example{"columns_with_paragraphs",
                "<table><tr><td><p>Code secret</p></td><td><p>Contrat</p></td></tr>"
                "<tr><td><p>048213</p></td><td><p>631563218</p></td></tr></table>",
                "048213"},
        example{"columns_left_open", "<table><tr><th>Contrat<th>Code secret<tr><td>7788990<td>048213</table>",
                "048213"},
        example{"rows", "<table><tr><td>Contrat</td><td>7788990</td></tr><tr><td>Code secret</td><td>048213</td></tr>",
                "048213"},
        example{
            "one_per_cell",
            "<p>Code secret</p><table><tr><td>0</td><td>4</td>\n<td>8</td><td>2</td><td>1</td><td>3</td></tr></table>",
            "048213"},
        example{"one_per_span",
                "<p>Code secret : <span>0</span>\n<span>4</span>&nbsp;<span>8</span>\n &nbsp;\n<span>2</span>"
                "<span>1</span> <span>3</span></p>",
                ""},  // "21" stands together: not one by one, so none is certain
        example{"one_per_span_each",
                "<p>Code secret : <span>0</span>\n<span>4</span>&nbsp;<span>8</span>\n &nbsp;\n<span>2</span>\n"
                "<span>1</span> <span>3</span></p>",
                "048213"},
        example{"one_per_block",
                "<p>Code secret</p><div>0</div>\n<div>4</div><div>8</div><div>2</div><div>1</div><div>3</div>",
                "048213"},
        example{"break_opportunity", "Code secret : 048<wbr>213", "048213"},
        example{"soft_hyphen", "Code secret : 048&shy;213", "048213"},
        example{"zero_width_names", "Code secret : 0&zwnj;48&zwj;2&ZeroWidthSpace;1&#8203;3", "048213"},
        example{"two_groups", "Code secret : 048&nbsp;213", "048213"},
        example{"two_groups_by_thin_space", "Code secret : 048&thinsp;213", "048213"},
        example{"paragraphs", "<p>Votre code secret</p><p>est : <b>048213</b></p>", "048213"},
        example{"other_paragraph", "<p>Votre code secret arrive</p><p>Contrat maladie : 7788990</p>", ""}),
    [](const auto& one) { return one.param.name; });

TEST(find_code, lets_the_subject_speak_for_no_number_of_another_kind) {
  for (const auto* text : {"Valable 1440 min", "Envoyé au 0612345678", "Sur le 0612345678", "Votre compte 631563218",
                           "Numéro AMO   Ville\n631563218    Rabat", "Le code 111111 a expiré"}) {
    EXPECT_FALSE(find_code(mail_of("Votre code secret", text, "")).code) << text;
  }
}

// A mail of 10 MB that means harm takes a second or two at most with sanitizers, where a square would take hours.
TEST(find_code, takes_time_in_proportion_to_the_mail) {
  for (const auto* piece :
       {"1234 ", "0 ", "code secret 1234\t", "code 12\n", "12:", "1.", "((", "<p hidden>", "<td>1234", "<del>", "<",
        "&", "<a ", "<!--", "ancien code ", "\xd8\xb1\xd9\x85\xd8\xb2 "}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    static_cast<void>(find_code(mail_of(text, text, text)));
  }
}

TEST(find_code, takes_time_in_proportion_to_candidates_and_styles) {
  for (const auto* piece :
       {"AB12-", "9T4K 7730 ", "${code} ", "x", "*", "> 1234\n", "<style>.a{display:none}</style><p class=a>",
        "<!-- --", "<textarea>", "12\t34\n", "a\u00e9crit :\n", "<blockquote type=cite>"}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    const auto found = find_code(mail_of("Votre code", text, text));
    EXPECT_LE(found.candidates.size(), 3 * most_candidates);
  }
}

TEST(find_code, keeps_the_likeliest_candidates) {
  std::string text;
  for (int i = 1000; i < 1100; ++i) text += "Dossier " + std::to_string(i) + "\n";
  const auto found = find_code(mail_of("", text + "Code secret : 048213", ""));
  EXPECT_EQ(found.code, "048213");
  ASSERT_EQ(found.candidates.size(), most_candidates);
  EXPECT_TRUE(found.candidates.back().taken);
  EXPECT_EQ(found.candidates.back().line, 101U);
}

TEST(find_code, tells_why) {
  const auto found = find_code(mail_of("", "Envoyé au ••••4521.\nVotre code secret : 048213", ""));
  ASSERT_EQ(found.candidates.size(), 2U);
  EXPECT_EQ(found.candidates[0].value, "4521");
  EXPECT_EQ(found.candidates[0].score, 0);
  EXPECT_EQ(found.candidates[0].reason, "a part of it is masked, as in telephone and card numbers");
  EXPECT_EQ(found.candidates[1].reason, "it follows at once: \"code secret\"");
  EXPECT_EQ(name_of(found.candidates[1].where), "text");
}

TEST(find_code, takes_what_a_pattern_finds) {
  const code_options options{*regex::compile("Ihr Code: ([0-9]{6})"), std::nullopt};
  EXPECT_EQ(find_code(mail_of("", "Code secret : 111111\nIhr Code: 048213", ""), options).code, "048213");
  const auto twice = find_code(mail_of("", "Ihr Code: 048213\nIhr Code: 111111", ""), options);
  EXPECT_FALSE(twice.code);
  EXPECT_EQ(twice.reason, "the pattern finds '048213' and '111111'");
  EXPECT_EQ(find_code(mail_of("", "Ihr Code: 048213\n> Ihr Code: 111111", ""), options).code, "048213");
  EXPECT_EQ(find_code(mail_of("", "Code secret : 111111", ""), options).reason, "the pattern finds nothing");
  EXPECT_TRUE(find_code(mail_of("", "Ihr Code: 048213", "<p>Ihr Code: 111111</p>"), options).conflicting);
}

TEST(find_code, takes_what_a_pattern_finds_in_the_subject_and_of_the_wanted_length) {
  const code_options options{*regex::compile("Ihr Code: ([0-9]+)"), 6};
  EXPECT_EQ(find_code(mail_of("Ihr Code: 048213", "Bonjour", ""), options).code, "048213");
  EXPECT_FALSE(find_code(mail_of("", "Ihr Code: 04821", ""), options).code);
  EXPECT_EQ(find_code(mail_of("", "Ihr Code: 04821\nIhr Code: 048213", ""), options).code, "048213");
}

TEST(find_code, goes_by_the_subject_unless_the_body_is_sure_of_another) {
  const auto unsure = find_code(mail_of("Votre code secret : 048213", "Bonjour,\n\n604815\n", ""));
  EXPECT_EQ(unsure.code, "048213");
  const auto sure = find_code(mail_of("Votre code secret : 048213", "Votre code secret : 604815", ""));
  EXPECT_FALSE(sure.code);
  EXPECT_EQ(sure.reason, "the subject says '048213', the body '604815'");
}

TEST(find_code, writes_a_code_of_letters_as_the_text_part_does) {
  const auto found = find_code(mail_of("", "Votre code : 8F3K 2210", "<p>Votre code : 8F3K-2210</p>"));
  EXPECT_FALSE(found.conflicting);
  EXPECT_EQ(found.code, "8F3K 2210");
  EXPECT_EQ(find_code(mail_of("", "Votre code : 8F3K 2210", ""), {std::nullopt, 8}).code, "8F3K 2210");
}

TEST(find_code, gives_no_code_where_a_pattern_takes_too_long) {
  const code_options options{*regex::compile("(?:(?:a|aa)*)*b([0-9]+)")};
  const auto found = find_code(mail_of("", "b123456\n" + std::string(60'000, 'a'), ""), options);
  EXPECT_FALSE(found.code);
  EXPECT_EQ(found.reason, "the pattern takes too long on this mail");
}

TEST(find_code, looks_at_texts_up_to_their_limit) {
  const std::string code = "\nCode secret : 048213\n";
  const auto after = [&](std::size_t size) { return std::string(size - 1, 'x') + " " + code; };
  const auto fits = longest_text - code.size();
  EXPECT_EQ(find_code(mail_of("", after(fits), "")).code, "048213");
  EXPECT_FALSE(find_code(mail_of("", after(fits + 5), "")).code);  // "04821" is no code either
  EXPECT_EQ(find_code(mail_of("", "", "<style>" + after(2 * longest_text) + "</style>" + code)).code, "048213");
  EXPECT_FALSE(find_code(mail_of("", "", after(longest_text))).code);
}

TEST(find_code, takes_a_code_of_the_wanted_length) {
  const code_options eight{std::nullopt, 8};
  EXPECT_EQ(find_code(mail_of("", "Code : 1234. Code secret : 04821399", ""), eight).code, "04821399");
  EXPECT_FALSE(find_code(mail_of("", "Code secret : 048213", ""), eight).code);
  EXPECT_EQ(find_code(mail_of("", "Code secret : 482913904512", ""), {std::nullopt, 12}).code, "482913904512");
  EXPECT_EQ(find_code(mail_of("", "Code secret : 6048 15", ""), {std::nullopt, 6}).code, "604815");
}

TEST(find_code, reads_html_with_split_digits_entities_and_hidden_parts) {
  const auto found =
      find_code(mail_of("", "",
                        "<html><head><style>.code{color:#048214}</style><title>code secret 9999</title></head>"
                        "<body><!-- code secret 8888 --><table><tr><td>Dossier</td><td>20261234</td></tr></table>"
                        "<p>Votre code de v&eacute;rification&nbsp;:<br>\n <b>0</b><b>4</b><span>8213</span></p>"));
  EXPECT_EQ(found.code, "048213");
  EXPECT_FALSE(found.conflicting);
}

TEST(find_code, reports_parts_that_disagree) {
  const auto found = find_code(mail_of("", "Code secret : 048213", "<p>Code secret : <b>999999</b></p>"));
  EXPECT_FALSE(found.code);
  ASSERT_TRUE(found.conflicting);
  EXPECT_EQ(found.conflicting->text, "048213");
  EXPECT_EQ(found.conflicting->html, "999999");
}

TEST(find_code, parts_that_agree_do_not_conflict) {
  const auto found = find_code(mail_of("", "Code secret : 048213", "<p>Code secret : <b>048213</b></p>"));
  EXPECT_EQ(found.code, "048213");
  EXPECT_FALSE(found.conflicting);
}

TEST(find_code, lets_the_subject_speak_for_a_body_with_one_number) {
  const auto found = find_code(mail_of("Votre code secret", "Bonjour,\n\n048213\n\nDossier : 20261234", ""));
  EXPECT_EQ(found.code, "048213");
  EXPECT_FALSE(find_code(mail_of("Votre code secret", "048213 ou 111111 ?", "")).code);
  EXPECT_FALSE(find_code(mail_of("Bienvenue", "048213", "")).code);
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
