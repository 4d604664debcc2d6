// The cost of redacting the texts of a run's events: ordinary texts without secrets.
#include "harness/base/redactor.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace parcours {
namespace {

redactor hiding(std::int64_t count) {
  std::vector<secret> hidden;
  for (std::int64_t i = 0; i < count; ++i) hidden.push_back({"one", "0123456789" + std::to_string(i)});
  return redactor(hidden);
}

void take_out(benchmark::State& state, const std::string& text) {
  const auto hidden = hiding(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(hidden.apply(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

const std::string page =
    "Saisir vos identifiants relatifs au paiement – Créer un nouveau compte – CNOPS\n"
    "http://127.0.0.1:45849/fr/confirm_adresse_3 (200)\nAller au contenu\nCNOPS Services en ligne\n"
    "Créer un nouveau compte Étape 4 sur 5\nAccès\nConditions\nIdentité\nPaiement\nCode\n"
    "Si vous utilisez le virement bancaire comme mode de paiement\nRIB (24 chiffres) Valider\nou\n"
    "Numéro d'e-mandat Valider\nMentions légales\nDonnées personnelles\nContact\n";

BENCHMARK_CAPTURE(take_out, id, std::string("scenarios/journeys/expired_code.yaml#[TTL-1s]"))->Arg(0)->Arg(1)->Arg(10);
BENCHMARK_CAPTURE(take_out, title, std::string("identify: by registration number"))->Arg(0)->Arg(1)->Arg(10);
BENCHMARK_CAPTURE(take_out, page, page)->Arg(0)->Arg(1)->Arg(10);

}  // namespace
}  // namespace parcours
