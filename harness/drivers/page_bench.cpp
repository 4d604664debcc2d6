// What one page of a journey costs the form driver. A page of the usual 2 to 3 KB.
#include "harness/drivers/form_state.hpp"
#include "harness/drivers/page.hpp"

#include <benchmark/benchmark.h>

#include <string>

namespace parcours::drivers {
namespace {

std::string usual_page() {
  std::string html =
      "<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Activer mon compte</title>"
      "<link rel=\"stylesheet\" href=\"/style.css\"></head><body><header><p>Créer un nouveau compte</p></header><main>"
      "<h1>S’identifier</h1>";
  for (int i = 0; i < 20; ++i)
    html += "<p>Veuillez remplir les champs suivants et cliquer sur le bouton Continuer.</p>\n";
  for (int form = 0; form < 2; ++form) {
    html +=
        "<form action=\"/fr/confirm_adresse_2\" method=\"post\"><input type=\"hidden\" name=\"csrf_token\" value=\"";
    html += std::string(32, 'a') + "\"><div class=\"field\"><label for=\"f" + std::to_string(form) +
            "\">Numéro d’immatriculation " + std::to_string(form) + "</label><input id=\"f" + std::to_string(form) +
            "\" name=\"amo\" type=\"text\" inputmode=\"numeric\" autocomplete=\"off\" value=\"\"></div>"
            "<button type=\"submit\">Continuer</button></form>";
  }
  return html + "</main><footer><p>Portail simulé</p></footer></body></html>";
}

void parse(benchmark::State& state) {
  const auto html = usual_page();
  for (auto _ : state) benchmark::DoNotOptimize(page::parse(html));
  state.SetBytesProcessed(static_cast<std::int64_t>(html.size()) * state.iterations());
}
BENCHMARK(parse);

void parse_fill_and_submit(benchmark::State& state) {
  const auto html = usual_page();
  for (auto _ : state) {
    const auto read = page::parse(html);
    form_state forms(*read);
    const auto field = read->field("Numéro d'immatriculation 1");
    benchmark::DoNotOptimize(forms.fill(*field, "012345678"));
    const auto form = read->controls()[*field].form;
    benchmark::DoNotOptimize(forms.submit(form, *read->button("Continuer", form)));
  }
}
BENCHMARK(parse_fill_and_submit);

}  // namespace
}  // namespace parcours::drivers
