// Draws the synthetic people of an attempt and answers what ${subscriber.…}, ${others.…} and ${fake.…} stand for.
#pragma once

#include "harness/fakeit/generator.hpp"
#include "harness/journey/model.hpp"
#include "harness/run/environment.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::run {

/// Each person is drawn from `seed` and their own name alone: one more person changes nobody else.
[[nodiscard]] personas draw_personas(const journey::journey_case& what, const fakeit::identifier_rules& rules,
                                     std::uint64_t seed);

/// A field of a person, or what people get wrong with it: "amo", "wrong_key_rib", "spaced_amo", … Nothing if there is
/// no such field.
[[nodiscard]] std::optional<std::string> field_of(const fakeit::person& who, std::string_view name);
/// What "subscriber.amo" and "others.NAME.rib" stand for; nothing for other names.
[[nodiscard]] std::optional<std::string> variable_of(const personas& people, std::string_view name);
/// "subscriber.amo" where `who` is the subscriber.
[[nodiscard]] std::optional<std::string> person_variable(const fakeit::person& who, std::string_view name);

/// "AMO 012345678, RIB 999… (synthetic)": how reports mark what was generated.
[[nodiscard]] std::string describe(const fakeit::person& who);

}  // namespace parcours::run
