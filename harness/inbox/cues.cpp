#include "harness/inbox/cues.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/fold.hpp"

#include <array>
#include <span>
#include <vector>

namespace parcours::inbox {

namespace {

struct entry {
  sense means;
  std::string_view words;  // folded, parted by ','
};

constexpr auto vocabulary = std::to_array<entry>({
    {sense::secret_code,
     "code secret,code confidentiel,code personnel,code unique,code temporaire,code de verification,"
     "code de confirmation,code de validation,code de securite,code d'activation,code d'acces,"
     "code d'authentification,code a usage unique,code otp,code pin,mot de passe a usage unique,"
     "secret code,verification code,confirmation code,activation code,security code,access code,"
     "login code,one-time code,one-time password,one time password,passcode,otp,الرمز السري,رمز سري,"
     "رمزك السري,رمزكم السري,رمز التحقق,رمز التفعيل,رمز التأكيد,رمز الأمان,رمز الدخول,الكود السري,"
     "الرقم السري,رقم سري,رقمك السري,رقمكم السري"},
    {sense::code, "code,الرمز,رمز,رمزك,رمزكم,كود"},
    // May be followed by "n°", ":" and the like.
    {sense::label,
     "code postal,code client,code adherent,code banque,code ville,code guichet,code agence,postal code,"
     "zip code,country code,الرمز البريدي,dossier,demande,reference,ref,numero,n°,no.,nº,immatriculation,"
     "affiliation,adherent,assure,client,amo,ppr,som,cin,cnie,rib,compte n,ticket,tel,telephone,fax,"
     "appelez,appeler,bp,b.p.,copyright,©,file,case,request,number,phone,call,invoice,facture,janvier,"
     "fevrier,mars,avril,mai,juin,juillet,aout,septembre,octobre,novembre,decembre,january,february,march,"
     "april,may,june,july,august,september,october,november,december,يناير,فبراير,مارس,أبريل,ابريل,ماي,"
     "مايو,يونيو,يوليوز,يوليو,غشت,أغسطس,شتنبر,سبتمبر,أكتوبر,نونبر,نوفمبر,دجنبر,ديسمبر,identifiant,login,"
     "montant,رقم,ملف,الملف,ملفكم,الهاتف,هاتف,طلبكم,التسجيل"},
    // Claim only the number that follows at once: "votre compte 631563218", but "le code de votre compte : 048213".
    {sense::holder,
     "compte,account,matricule,carte,card,commande,order,passeport,iban,cheque,cnss,envoye au,envoye a,"
     "envoyee au,sent to,gsm,mobile,portable,whatsapp,+212,valable,valide,pendant,depuis,avenue,rue,"
     "boulevard,bd,لمدة,لمبلغ,مبلغ,بمبلغ,الحساب,حسابكم,لحسابكم,حسابك,صالح"},
    {sense::unit,
     "min,mn,minute,minutes,s,sec,seconde,secondes,second,seconds,h,heure,heures,hour,hours,jour,jours,"
     "day,days,dh,dhs,mad,dirham,dirhams,euro,euros,eur,€,%,دقيقة,دقائق,ثانية,ثوان,ثواني,ساعة,ساعات,يوم,"
     "يوما,أيام,درهم,درهما,دراهم"},
    {sense::old, "ancien,precedent,old,previous,القديم,السابق"},
    {sense::expired,
     "a expire,est expire,ont expire,est perime,plus valable,plus valide,plus utilisable,est annule,"
     "has expired,is expired,expired,no longer valid,انتهت صلاحيته,انتهت صلاحية,لم يعد صالحا"},
    {sense::pointer,
     "saisissez,saisir,a saisir,entrez,tapez,utilisez,voici,le voici,nouveau,le nouveau,remplace par,"
     "enter,type,use,here it is,the new one,أدخلوا,أدخل,استعملوا,الجديد"},
    {sense::link, "est votre,est ton,est le,c'est votre,comme,is your,is the,as your,as the,هو"},
    {sense::colon_link, ": votre,: your"},
    // Look like cues and are none.
    {sense::neutral,
     "plus valable apres,code qr,qr code,code-barres,code barres,code source,code promo,ne saisissez,"
     "n'utilisez,do not enter,do not use"},
});

// Words may be parted by the end of a line.
bool begins_with(std::string_view text, std::string_view words) {
  if (text.size() < words.size()) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (text[i] != words[i] && !(words[i] == ' ' && is_white(text[i]))) return false;
  }
  return true;
}

// True if what ends at `end` is not a piece of a longer word. Signs ("n°", "©") and digits need no boundary.
bool ends_word(std::string_view text, std::size_t end) {
  if (end >= text.size() || !is_word(text[end - 1])) return true;
  return !is_word(text[end]) || is_digit(text[end]);
}

// Cues by their first two bytes, which is one Arabic letter.
class cue_table {
 public:
  cue_table() {
    for (const auto& [means, all] : vocabulary) {
      for (const auto words : split(all, ',')) {
        (words.size() == 1 ? signs_ : by_key_[key_of(words)]).push_back({words, means});
      }
    }
  }

  // Those that may stand at the beginning of `text`.
  [[nodiscard]] std::span<const cue> candidates(std::string_view text) const {
    return text.size() > 1 ? by_key_[key_of(text)] : std::span<const cue>();
  }
  [[nodiscard]] std::span<const cue> signs() const { return signs_; }  // of one byte

 private:
  static std::size_t key_of(std::string_view text) {
    const auto second = static_cast<unsigned char>(is_white(text[1]) ? ' ' : text[1]);
    return (static_cast<unsigned char>(text[0]) * 31U + second) % 256U;
  }

  std::array<std::vector<cue>, 256> by_key_;
  std::vector<cue> signs_;
};

}  // namespace

std::optional<cue> cue_at(std::string_view text, std::size_t begin) {
  static const cue_table table;
  if (begin > 0 && is_word(text[begin - 1]) && is_word(text[begin])) return std::nullopt;
  std::optional<cue> longest;
  const auto look_among = [&](std::span<const cue> some) {
    for (const auto& one : some) {
      if (longest && one.words.size() <= longest->words.size()) continue;
      if (begins_with(text.substr(begin), one.words) && ends_word(text, begin + one.words.size())) longest = one;
    }
  };
  look_among(table.signs());
  look_among(table.candidates(text.substr(begin)));
  return longest;
}

}  // namespace parcours::inbox
