#include "mocks/portal/catalogue.hpp"

#include "harness/yaml/decode.hpp"
#include "harness/yaml/document.hpp"
#include "mocks_portal_embedded.hpp"

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

const catalogue& french() {
  static const catalogue texts = [] {
    diagnostics out;
    auto read = catalogue::read(
        std::make_shared<source_file>(source_file{"texts_fr.yaml", std::string(embedded::texts_fr_yaml)}), out);
    if (!read) throw std::logic_error(render(out));
    return std::move(*read);
  }();
  return texts;
}

}  // namespace parcours::mocks::portal
