#include "mocks/portal/catalogue.hpp"

#include "harness/yaml/decode.hpp"
#include "harness/yaml/document.hpp"
#include "mocks_portal_embedded.hpp"

#include <algorithm>
#include <stdexcept>

namespace parcours::mocks::portal {

std::optional<catalogue> catalogue::read(std::shared_ptr<const source_file> file, diagnostics& out) {
  const auto before = out.size();
  const auto tree = yaml::read(std::move(file), out);
  if (!tree) return std::nullopt;
  yaml::mapping_reader keys(*tree, out, "the catalogue");
  catalogue made;
  for (const auto& entry : tree->entries) {
    if (auto text = keys.text(entry.key.text)) made.texts_.emplace(entry.key.text, std::move(*text));
  }
  if (out.size() != before) return std::nullopt;
  return made;
}

const std::string& catalogue::text(std::string_view id) const {
  const auto found = texts_.find(id);
  if (found == texts_.end()) throw std::out_of_range("no text '" + std::string(id) + "' in the catalogue");
  return found->second;
}

namespace {

catalogue embedded_catalogue(const char* name, std::string_view text) {
  diagnostics out;
  auto read = catalogue::read(std::make_shared<source_file>(source_file{name, std::string(text)}), out);
  if (!read) throw std::logic_error(render(out));
  return std::move(*read);
}

}  // namespace

std::string_view name_of(language which) { return which == language::arabic ? "ar" : "fr"; }

std::optional<language> language_named(std::string_view tag) {
  const auto* const found = std::ranges::find(all_languages, tag, [](language one) { return name_of(one); });
  return found == all_languages.end() ? std::nullopt : std::optional(*found);
}

const catalogue& texts_in(language which) {
  static const catalogue french = embedded_catalogue("texts_fr.yaml", embedded::texts_fr_yaml);
  static const catalogue arabic = embedded_catalogue("texts_ar.yaml", embedded::texts_ar_yaml);
  return which == language::arabic ? arabic : french;
}

}  // namespace parcours::mocks::portal
