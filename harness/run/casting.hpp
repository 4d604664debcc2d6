// Draws the synthetic people of an attempt and answers what ${subscriber.…}, ${others.…} and ${fake.…} stand for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/fakeit/generator.hpp"
#include "harness/journey/model.hpp"
#include "harness/run/testbed.hpp"

namespace parcours::run {

/// Each person is drawn from `seed` and their own name alone: one more person changes nobody else.
[[nodiscard]] cast draw_cast(const journey::journey& what, const fakeit::identifier_rules& rules, std::uint64_t seed);

/// A field of a person, or of what people get wrong with it: "amo", "wrong_key_rib", "amo_with_spaces", … Nothing if there
/// is no such field.
[[nodiscard]] std::optional<std::string> field_of(const fakeit::person& who, std::string_view name);

/// "AMO 012345678, RIB 999… (synthetic)": how reports mark what was generated.
[[nodiscard]] std::string describe(const fakeit::person& who);

}  // namespace parcours::run
