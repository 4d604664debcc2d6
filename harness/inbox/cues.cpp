#include "harness/inbox/cues.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/fold.hpp"

#include <algorithm>
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
     "code secret,code confidentiel,code personnel,code unique,code temporaire,code provisoire,"
     "code de verification,code de confirmation,code de validation,code de securite,code d'activation,"
     "code d'acces,code de connexion,code d'authentification,code d'identification,code d'autorisation,"
     "code de reinitialisation,code de recuperation,code de deblocage,code de deverrouillage,code d'inscription,code "
     "de course,"
     "code de signature,code de double authentification,code a usage unique,code otp,code pin,code nip,code sms,"
     "nip,nip temporaire,jeton,token,mot de passe a usage unique,mot de passe temporaire,mot de passe provisoire,"
     "cle d'activation,clef d'activation,cle de verification,numero de verification,numero d'activation,"
     "numero secret"},
    {sense::secret_code,
     "secret code,verification code,confirmation code,activation code,security code,access code,login code,"
     "log-in code,sign-in code,signin code,authentication code,authorization code,authorisation code,"
     "validation code,recovery code,reset code,unlock code,one-time code,one time code,one-time password,"
     "one time password,one-time passcode,one-time pin,temporary password,temporary code,temporary pin,passcode,"
     "otp,pin,pin code,secret number,verification number,activation number,activation key,verification key,"
     "security token,verification token,login token,access token,verification pin"},
    {sense::secret_code,
     "الرمز السري,رمز سري,رمزك السري,رمزكم السري,رمز التحقق,"
     "رمز تحقق,رمز التفعيل,رمز التأكيد,رمز الأمان,رمز الدخول,"
     "رمز المصادقة,رمز التنشيط,رمز تسجيل الدخول,الكود السري,"
     "كود التحقق,كود التفعيل,كود التأكيد,كود الدخول,كود الأمان,"
     "الرقم السري,رقم سري,رقمك السري,رقمكم السري,رقم التأكيد,"
     "رقم التحقق,رقم التفعيل,القن السري,قن سري,قنك السري,"
     "قنكم السري,قن التفعيل,قن التحقق,قن التأكيد,قن الدخول,"
     "كلمة السر لمرة واحدة,كلمة سر لمرة واحدة,"
     "كلمة المرور لمرة واحدة,كلمة مرور لمرة واحدة,"
     "كلمة السر المؤقتة,كلمة المرور المؤقتة,كلمة السر الموقتة"},
    {sense::code, "code,codes,cle d'acces,الرمز,رمز,رمزك,رمزكم,كود,الكود,كودك,القن,قن,قنك,قنكم"},
    {sense::password, "mot de passe,password,كلمة السر,كلمة المرور"},
    {sense::other_code,
     "code postal,code client,code adherent,code banque,code ville,code guichet,code agence,code promo,"
     "code promotionnel,code promotion,code reduction,code remise,code avantage,code privilege,code cadeau,"
     "code parrainage,code parrain,code filleul,code fidelite,code produit,code article,code-barres,code barres,"
     "code barre,code a barres,code qr,code retour,code erreur,code statut,code http,code source,code couleur,"
     "code pays,code devise,code suivi,code colis,code commande,code fournisseur,code magasin,code civil,"
     "code penal,code electoral,code wifi,code wi-fi,code iso,code swift,code bic,code iban,code insee,"
     "code commune,code ape,code naf,code etablissement,code departement,code formation,code cours,code porte,"
     "code portail,code immeuble,code region,code service,code dossier,code lot,code reference,code ref,code bon,"
     "code coupon,code voucher,code invitation,code offre,code campagne,code motif,code acte,code ean,code gtin,"
     "code rome,code morse,code vendeur,code partenaire,code affilie,code assure,code employeur,code organisme,"
     "code reservation,code partage,code nature,code block,code review,code coverage,code base,code freeze,"
     "code name,code word,code of conduct"},
    {sense::other_code,
     "postal code,zip code,country code,area code,dialing code,promo code,promotion code,promotional code,"
     "discount code,coupon code,gift code,gift card code,voucher code,offer code,reward code,referral code,"
     "refer code,invite code,invitation code,friend code,tracking code,product code,item code,article code,"
     "order code,booking code,reservation code,sort code,swift code,bic code,bank code,branch code,store code,"
     "shop code,dress code,bar code,barcode,qr code,source code,building code,tax code,color code,colour code,"
     "currency code,status code,error code,exit code,return code,response code,result code,reason code,fault code,"
     "reply code,http code,customer code,client code,member code,membership code,loyalty code,course code,"
     "class code,department code,agency code,door code,gate code,campaign code,lines of code,line of code,"
     "labour code,labor code,penal code,civil code,highway code,morse code,batch code,lot code,model code,"
     "part code,vendor code,partner code,affiliate code,wifi code,wi-fi code,service code,reference code,"
     "shipping code,parcel code,delivery code,token number,queue token"},
    {sense::other_code,
     "الرمز البريدي,رمز بريدي,رمز الخصم,رمز خصم,كود الخصم,كود خصم,"
     "رمز المنتج,رمز المنتوج,كود المنتج,رمز الخطأ,كود الخطأ,"
     "رمز خطأ,رمز التتبع,كود التتبع,رمز الدعوة,كود الدعوة,"
     "رمز الإحالة,رمز الاحالة,كود الإحالة,رمز الطلب,رمز الطلبية,"
     "رمز الشحنة,رمز الهدية,رمز القسيمة,رمز العميل,رمز الزبون,"
     "رمز الوكالة,رمز البنك,رمز المدينة,رمز البلد,رمز الدولة,"
     "رمز المنطقة,رمز الحالة,رمز الاستجابة,رمز العرض,كود العرض,"
     "رمز التخفيض,كود التخفيض,القن البريدي,قن التخفيض"},
    // May be followed by "n°", ":" and the like.
    {sense::label,
     "dossier,demande,reference,ref,numero,n°,no.,nº,immatriculation,affiliation,adherent,assure,client,amo,ppr,"
     "som,cin,cnie,rib,compte n,ticket,tel,telephone,fax,appelez,appeler,composez,bp,b.p.,boite postale,po box,"
     "p.o. box,copyright,©,file,case,request,number,phone,call,dial,invoice,facture,identifiant,login,montant,"
     "total,solde,quantite,contrat,contract,service client,assistance,support,rc,rcs,siren,siret,ice,patente,"
     "capital,licence,license,رقم,ملف,الملف,ملفكم,الهاتف,هاتف,طلبكم,اتصلوا,"
     "العقد,الفاتورة"},
    {sense::month,
     "janvier,fevrier,mars,avril,mai,juin,juillet,aout,septembre,octobre,novembre,decembre,january,february,march,"
     "april,may,june,july,august,september,october,november,december,يناير,فبراير,مارس,أبريل,"
     "ابريل,ماي,مايو,يونيو,يوليوز,يوليو,غشت,أغسطس,شتنبر,سبتمبر,"
     "أكتوبر,نونبر,نوفمبر,دجنبر,ديسمبر"},
    // Claim only the number that follows at once: "votre compte 631563218", but "le code de votre compte : 048213".
    {sense::holder,
     "compte,account,matricule,carte,card,visa,mastercard,commande,order,passeport,passport,iban,cheque,cnss,"
     "envoye au,envoye a,envoyee au,sent to,gsm,mobile,portable,whatsapp,+212,valable,valide,pendant,depuis,"
     "avenue,rue,boulevard,bd,road,street,agence,agency,branch,guichet,bureau,office,chambre,room,suite,salle,"
     "etage,floor,porte,door,immeuble,appartement,batiment,colis,parcel,tracking,suivi,article,produit,product,"
     "item,lot,vol,flight,train,place,siege,seat,se terminant par,terminant par,finissant par,terminee par,"
     "termine par,se termine par,se finit par,qui finit par,derniers chiffres,derniers chiffres sont,ending in,"
     "ending with,ending,ends in,ends with,last four digits,last 4 digits,last digits,version,au,chez,apres,"
     "apres les,plus de,jusqu'a,fonde en,fondee en,depuis,en,annee,year,since,until,before,in,لمدة,لمبلغ,"
     "مبلغ,بمبلغ,الحساب,حسابكم,لحسابكم,حسابك,صالح,الوكالة,وكالة,"
     "الغرفة,غرفة,المكتب,شارع,زنقة,المنتهي ب,المنتهية ب,ينتهي ب,"
     "تنتهي ب,بالرقم,سنة,عام,بطاقة,البطاقة,بطاقتك,بطاقتكم,"
     "الطلبية,الشحنة,الطرد"},
    {sense::unit,
     "min,mn,minute,minutes,s,sec,seconde,secondes,second,seconds,h,heure,heures,hour,hours,jour,jours,day,days,"
     "semaines,weeks,mois,months,ans,years,%,essais,essai,tentatives,tentative,attempts,attempt,tries,fois,times,"
     "points,pts,km,kg,lignes,lines,pages,دقيقة,دقائق,ثانية,ثوان,ثواني,ساعة,"
     "ساعات,يوم,يوما,أيام,محاولة,محاولات"},
    {sense::currency, "dh,dhs,mad,dirham,dirhams,euro,euros,eur,usd,gbp,inr,$,€,£,درهم,درهما,دراهم"},
    {sense::old, "ancien,ancienne,precedent,precedente,old,previous,القديم,السابق,القديمة,السابقة"},
    {sense::expired,
     "a expire,est expire,ont expire,est perime,plus valable,plus valide,plus utilisable,est annule,has expired,"
     "is expired,expired,no longer valid,انتهت صلاحيته,انتهت صلاحية,لم يعد صالحا"},
    {sense::absent,
     "sera,seront,parviendra,parviendront,recevrez,attend,attendent,est a retirer,a retirer,par courrier,"
     "par la poste,will be,will arrive,will receive,by post,by letter,سيسلم,سيرسل,ستتوصلون"},
    {sense::never, "jamais,never,أبدا,لن"},
    {sense::fault,
     "erreur,error,echec,statut,status,http,failed,answered with,exited with,ended with,failed with,returned,"
     "responded with,replied with,termine avec,termine avec le,retourne le,repondu avec le,خطأ"},
    {sense::pointer,
     "saisissez,saisir,a saisir,entrez,tapez,utilisez,voici,le voici,la voici,ci-dessous,nouveau,le nouveau,"
     "remplace par,enter,type,use,here it is,the new one,below,أدخلوا,أدخل,استعملوا,"
     "استعمل,الجديد,التالي,أسفله"},
    {sense::link,
     "est votre,est ton,est le,est la,est un,c'est votre,c'est le,comme,is your,is the,is a,as your,as the,هو,هي"},
    {sense::colon_link, ": votre,: your,- votre,- your"},
    {sense::quotes,
     "-----message d'origine,----- message d'origine,-----original message,----- original message,"
     "---- message d'origine,---- original message"},
    {sense::wrote, "a ecrit :,a ecrit:,wrote:,كتب:,كتب :"},
    // Look like cues and are none.
    {sense::neutral,
     "plus valable apres,ne saisissez,n'utilisez,do not enter,do not use,code de la securite sociale,"
     "code de securite sociale,code civil,code de la route,code du travail,mot de passe oublie,forgot password,"
     "never expires,n'expire jamais"},
});

// Lead from words to the number that they announce.
constexpr std::string_view leading =
    "est,is,le,la,les,the,a,suivant,suivante,following,ci,dessous,below,apres,ce,c,this,here,voici,pour,votre,your,de,"
    "du,"
    "saisir,entrer,utiliser,sur,portail,page,site,espace,formulaire,unique,temporaire,temporary,nouveau,nouvelle,new,"
    "now,"
    "maintenant,n,sont,are,هو,هي,التالي,التالية,كالتالي,الخاص,الخاصة,بك,بكم,كم,الجديد";

// What may follow a code in its sentence.
constexpr std::string_view going_on =
    " est , pour , (, valable , valide , expire , dans , vous , permet, sur , afin , comme , et , ne , is , for , to , "
    "expires , will , as , on , and , هو , صالح ";

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
    return (static_cast<unsigned char>(text[0]) * 61U + second) % 4096U;
  }

  std::array<std::vector<cue>, 4096> by_key_;
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

bool only_leads_on(std::string_view between) {
  constexpr std::size_t longest = 80;  // bytes
  static const auto words = split(leading, ',');
  if (between.size() > longest) return false;
  while (!between.empty()) {
    const auto begin = std::min<std::size_t>(std::ranges::find_if(between, is_word) - between.begin(), between.size());
    between.remove_prefix(begin);
    const auto length = std::ranges::find_if_not(between, is_word) - between.begin();
    const auto word = between.substr(0, static_cast<std::size_t>(length));
    if (!word.empty() && std::ranges::find(words, word) == words.end()) return false;
    between.remove_prefix(word.size());
  }
  return true;
}

bool goes_on(std::string_view after) {
  static const auto words = split(going_on, ',');
  return std::ranges::any_of(words, [after](auto word) { return !word.empty() && after.starts_with(word); });
}

}  // namespace parcours::inbox
