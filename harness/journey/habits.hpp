// Words that other tools use for what is called otherwise here: told to whoever writes them out of habit.
#pragma once

#include <string>
#include <string_view>

namespace parcours::journey {

enum class habitat { journey, step, expectation };

/// What to write in place of `word`; empty if it is nobody's habit.
[[nodiscard]] std::string habit_hint(std::string_view word, habitat where);

}  // namespace parcours::journey
