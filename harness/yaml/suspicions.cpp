#include "harness/yaml/suspicions.hpp"

#include "harness/yaml/odd_characters.hpp"
#include "harness/yaml/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::yaml {

namespace {

/// What is certain when it helps goes first, what nearly always helps goes last.
constexpr suspicion* suspicions[] = {odd_characters, tabs,         missing_comma,  quotes,   missing_space,
                                     missing_colon,  equals_signs, round_brackets, brackets, unquoted_values,
                                     missing_dash,   indentation};

std::string applied(std::string_view text, const std::vector<edit>& edits) {
  std::string made;
  std::size_t from = 0;
  for (const auto& each : edits) {
    made += text.substr(from, each.at - from);
    made += each.insert;
    from = each.at + each.erase;
  }
  return made += text.substr(from);
}

diagnostic diagnostic_of(const std::shared_ptr<const source_file>& file, repair what) {
  const std::string_view before = std::string_view(file->text).substr(0, what.at);
  const auto number = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  const auto start = before.rfind('\n') + 1;  // npos + 1 is the start of the text
  const source_span span{file, number, what.at - start + 1, std::max<std::size_t>(what.length, 1)};
  return {"yaml-syntax", std::move(what.message), span, std::move(what.hint), {}};
}

}  // namespace

std::optional<cause> find_cause(const std::shared_ptr<const source_file>& file, std::size_t line,
                                const trial& gets_further) {
  constexpr std::size_t most_trials = 50;
  constexpr std::size_t most_bytes = 4U << 20U;
  const sheet on(file->text, line);
  std::size_t trials = std::min(most_trials, most_bytes / std::max<std::size_t>(file->text.size(), 1));
  for (auto* const suspect : suspicions) {
    for (const auto& where : on.suspects()) {
      repairs guesses;
      suspect(on, where, guesses);
      for (auto& guess : guesses) {
        if (trials-- == 0) return std::nullopt;
        auto repaired = applied(file->text, guess.edits);
        if (gets_further(repaired)) return cause{diagnostic_of(file, std::move(guess)), std::move(repaired)};
      }
    }
  }
  return std::nullopt;
}

std::string odd_character_in(std::string_view text) {
  const auto odd = find_odd(text);
  return odd ? fmt::format("there is {} in it; {}", odd->what->name, remedy(*odd->what)) : std::string();
}

std::string slip_in(std::string_view text) {
  const auto colon = text.find(':');
  const auto odd = find_odd(text);
  const bool odd_follows = odd && odd->offset == colon + 1;
  const bool key = colon != npos && colon > 0 && std::ranges::all_of(text.substr(0, colon), is_word);
  if (key && !odd_follows && colon + 1 < text.size() && !is_blank(text[colon + 1]) && text[colon + 1] != '/') {
    return fmt::format("a space is missing after '{}:'", text.substr(0, colon));
  }
  const auto word = word_at(text, 0);
  const bool odd_word = odd && odd->offset < word.size();
  if (!word.empty() && !odd_word && text.substr(word.size()).starts_with(" {")) {
    return fmt::format("':' is missing after '{}'", word);
  }
  return odd_character_in(text);
}

}  // namespace parcours::yaml
