// Names and places of residence of synthetic people: Moroccan names in French spelling, with accents, apostrophes,
// hyphens and spaces that are difficult for forms and mail headers. Only common names; any resemblance to real people
// is coincidental.
#pragma once

#include <array>
#include <string_view>

namespace parcours::fakeit {

inline constexpr std::array<std::string_view, 64> given_names{
    "Abdelhak", "Abdelilah",  "Adil",     "Ahmed",        "Aïcha",    "Amal",    "Amine",  "Anas",
    "Asmaâ",    "Aziz",       "Badr",     "Bouchra",      "Brahim",   "Chaïmaâ", "Driss",  "Fadoua",
    "Faïza",    "Fatiha",     "Ghizlène", "Fatima-Zahra", "Hafsa",    "Hajar",   "Hamid",  "Hanane",
    "Hassan",   "Hédi",       "Hicham",   "Houda",        "Ibtissam", "Ikram",   "Ismaël", "Jamila",
    "Karim",    "Kawtar",     "Khadija",  "Khalid",       "Laïla",    "Lamiaâ",  "Loubna", "Mehdi",
    "Mériem",   "Mohamed",    "Mounir",   "Moulay Ali",   "Mustapha", "Nabil",   "Nadia",  "Naïma",
    "Najat",    "Noureddine", "Omar",     "Othmane",      "Rachid",   "Rajaâ",   "Réda",   "Saïd",
    "Salma",    "Sanaâ",      "Siham",    "Sofiène",      "Souad",    "Yassine", "Younès", "Zineb"};

inline constexpr std::array<std::string_view, 64> family_names{
    "Achour",     "Aït Baha",    "Aït-Taleb",        "Alaoui",     "Amrani",   "Azzouzi",  "Bahi",
    "Bakkali",    "Belhaj",      "Belkacem",         "Ben Brahim", "Benaïssa", "Benali",   "Benchekroun",
    "Benjelloun", "Bennani",     "Bensaïd",          "Berrada",    "Bouazza",  "Bouchaïb", "Boukhari",
    "Chafik",     "Chraïbi",     "Daoudi",           "El Amrani",  "El Fassi", "El Ghazi", "El Idrissi",
    "El Kaïdi",   "El M'Rabet",  "El Yaâcoubi",      "Ezzahraoui", "Filali",   "Ghali",    "Guessous",
    "Haddad",     "Hajji",       "Idrissi-Kaïtouni", "Jabri",      "Kabbaj",   "Kadiri",   "Khattabi",
    "L'Hassani",  "Lahlou",      "Lamrani",          "Lazrak",     "M'Barki",  "M'Hamdi",  "Mansouri",
    "Mekouar",    "Naciri",      "N'Ghizi",          "Ouazzani",   "Ouchène",  "Raïs",     "Rami",
    "Sebti",      "Slaoui-Tazi", "Tahiri",           "Tazi",       "Touzani",  "Zaïdi",    "Zemmouri",
    "Ziani"};

inline constexpr std::array<std::string_view, 16> cities{
    "Agadir",   "Al Hoceïma", "Béni Mellal", "Casablanca", "El Jadida", "Errachidia", "Fès",    "Kénitra",
    "Laâyoune", "Marrakech",  "Meknès",      "Oujda",      "Rabat",     "Safi",       "Tanger", "Tétouan"};

inline constexpr std::array<std::string_view, 32> words{
    "adresse", "assuré",  "attestation",   "bénéficiaire", "carte",    "compte",     "conjoint", "courrier",
    "délai",   "demande", "dossier",       "droit",        "échéance", "employeur",  "enfant",   "feuille",
    "guichet", "hôpital", "médecin",       "mutuelle",     "numéro",   "ordonnance", "paiement", "pharmacie",
    "prénom",  "reçu",    "remboursement", "retraite",     "santé",    "soin",       "virement", "visite"};

/// Domains that never deliver mail to anyone (RFC 2606).
inline constexpr std::array<std::string_view, 4> mail_domains{"example.com", "courriel.test", "poste.test",
                                                              "boite.test"};

}  // namespace parcours::fakeit
