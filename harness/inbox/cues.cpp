#include "harness/inbox/cues.hpp"

#include <array>
#include <cstdint>

namespace parcours::inbox {

namespace {

constexpr std::array code_words = {
    cue{"code secret", true},
    cue{"code confidentiel", true},
    cue{"code personnel", true},
    cue{"code de verification", true},
    cue{"code de confirmation", true},
    cue{"code de validation", true},
    cue{"code de securite", true},
    cue{"code d'activation", true},
    cue{"code d'acces", true},
    cue{"code d'authentification", true},
    cue{"code a usage unique", true},
    cue{"mot de passe a usage unique", true},
    cue{"secret code", true},
    cue{"verification code", true},
    cue{"confirmation code", true},
    cue{"activation code", true},
    cue{"security code", true},
    cue{"access code", true},
    cue{"one-time code", true},
    cue{"one-time password", true},
    cue{"one time password", true},
    cue{"passcode", true},
    cue{"otp", true},
    cue{"الرمز السري", true},
    cue{"رمز سري", true},
    cue{"رمزك السري", true},
    cue{"رمزكم السري", true},
    cue{"رمز التحقق", true},
    cue{"رمز التفعيل", true},
    cue{"رمز التأكيد", true},
    cue{"رمز الأمان", true},
    cue{"رمز الدخول", true},
    cue{"الكود السري", true},
    cue{"code"},
    cue{"الرمز"},
    cue{"رمز"},
    cue{"رمزك"},
    cue{"رمزكم"},
    cue{"كود"},
};

constexpr std::array other_words = {
    cue{"code postal"},
    cue{"code client"},
    cue{"code adherent"},
    cue{"code banque"},
    cue{"code ville"},
    cue{"code guichet"},
    cue{"code agence"},
    cue{"postal code"},
    cue{"zip code"},
    cue{"country code"},
    cue{"الرمز البريدي"},
    cue{"dossier"},
    cue{"demande"},
    cue{"reference"},
    cue{"ref"},
    cue{"numero"},
    cue{"n°"},
    cue{"no."},
    cue{"nº"},
    cue{"immatriculation"},
    cue{"affiliation"},
    cue{"adherent"},
    cue{"assure"},
    cue{"client"},
    cue{"amo"},
    cue{"ppr"},
    cue{"som"},
    cue{"cin"},
    cue{"cnie"},
    cue{"rib"},
    cue{"compte n"},
    cue{"ticket"},
    cue{"tel"},
    cue{"telephone"},
    cue{"fax"},
    cue{"appelez"},
    cue{"appeler"},
    cue{"bp"},
    cue{"b.p."},
    cue{"copyright"},
    cue{"©"},
    cue{"file"},
    cue{"case"},
    cue{"request"},
    cue{"number"},
    cue{"phone"},
    cue{"call"},
    cue{"invoice"},
    cue{"facture"},
    cue{"janvier"},
    cue{"fevrier"},
    cue{"mars"},
    cue{"avril"},
    cue{"mai"},
    cue{"juin"},
    cue{"juillet"},
    cue{"aout"},
    cue{"septembre"},
    cue{"octobre"},
    cue{"novembre"},
    cue{"decembre"},
    cue{"january"},
    cue{"february"},
    cue{"march"},
    cue{"april"},
    cue{"may"},
    cue{"june"},
    cue{"july"},
    cue{"august"},
    cue{"september"},
    cue{"october"},
    cue{"november"},
    cue{"december"},
    cue{"يناير"},
    cue{"فبراير"},
    cue{"مارس"},
    cue{"أبريل"},
    cue{"ابريل"},
    cue{"ماي"},
    cue{"مايو"},
    cue{"يونيو"},
    cue{"يوليوز"},
    cue{"يوليو"},
    cue{"غشت"},
    cue{"أغسطس"},
    cue{"شتنبر"},
    cue{"سبتمبر"},
    cue{"أكتوبر"},
    cue{"نونبر"},
    cue{"نوفمبر"},
    cue{"دجنبر"},
    cue{"ديسمبر"},
    cue{"identifiant"},
    cue{"login"},
    cue{"montant"},
    cue{"رقم"},
    cue{"ملف"},
    cue{"الملف"},
    cue{"ملفكم"},
    cue{"الهاتف"},
    cue{"هاتف"},
    cue{"طلبكم"},
    cue{"التسجيل"},
};

// Letters with accents, U+00C0 to U+00FF; '.' where there is no plain letter.
constexpr std::string_view plain_latin = "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y";

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) > 127; }

// True if what ends at `end` is not a piece of a longer word. Signs ("n°", "©") and digits need no boundary.
bool ends_word(std::string_view text, std::size_t end) {
  if (end >= text.size() || !is_word(text[end - 1])) return true;
  return !is_word(text[end]) || (text[end] >= '0' && text[end] <= '9');
}

// The code point at `i` and its length; malformed bytes count as one, U+FFFD.
struct code_point {
  std::uint32_t value;
  std::size_t length;
};

code_point point_at(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[k])); };
  const auto lead = byte(i);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
  if (length == 0 || i + length > text.size()) return {0xfffd, 1};
  std::uint32_t value = lead & (0x7fU >> length);
  for (std::size_t k = 1; k < length; ++k) value = (value << 6U) | (byte(i + k) & 0x3fU);
  return {value, length};
}

bool is_mark(std::uint32_t c) {
  return (c >= 0x300 && c <= 0x36f) || (c >= 0x64b && c <= 0x652) || c == 0x640 ||  // accents, vowel signs, tatweel
         (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || c == 0x2060 || (c >= 0x2066 && c <= 0x2069) ||
         c == 0xfeff || c == 0xad;
}

bool is_space(std::uint32_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x3000;
}

void append_folded(std::string& out, code_point point, std::string_view bytes) {
  const auto c = point.value;
  if (is_mark(c)) return;
  if (is_space(c)) {
    if (!out.empty() && !out.ends_with(' ') && !out.ends_with('\n')) out += ' ';
  } else if (c == '\n') {
    while (out.ends_with(' ')) out.pop_back();
    out += '\n';
  } else if (c < 0x80) {
    out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  } else if (c >= 0xc0 && c <= 0xff && plain_latin[c - 0xc0] != '.') {
    out += plain_latin[c - 0xc0];
  } else if ((c >= 0x660 && c <= 0x669) || (c >= 0x6f0 && c <= 0x6f9)) {
    out += static_cast<char>('0' + (c & 0xfU));
  } else if (c == 0x2018 || c == 0x2019) {
    out += '\'';
  } else if (c == 0x2010 || c == 0x2011) {
    out += '-';
  } else {
    out += bytes;
  }
}

}  // namespace

cue_table::cue_table(std::span<const cue> cues) {
  for (const auto& one : cues) by_first_[static_cast<unsigned char>(one.words.front())].push_back(one);
}

const cue_table& code_cues() {
  static const cue_table table(code_words);
  return table;
}

const cue_table& other_cues() {
  static const cue_table table(other_words);
  return table;
}

std::optional<cue_at> last_cue(std::string_view text, const cue_table& cues) {
  std::optional<cue_at> best;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (begin > 0 && is_word(text[begin - 1]) && is_word(text[begin])) continue;
    for (const auto& one : cues.beginning_with(text[begin])) {
      const auto end = begin + one.words.size();
      if (!text.substr(begin).starts_with(one.words)) continue;
      if (ends_word(text, end) && (!best || end > best->end)) best = cue_at{begin, end, one.strong};
    }
  }
  return best;
}

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto point = point_at(text, i);
    append_folded(out, point, text.substr(i, point.length));
    i += point.length;
  }
  return out;
}

}  // namespace parcours::inbox
