// Any bytes as a page: every question that can be asked of it has an answer.
#include "harness/drivers/form_state.hpp"
#include "harness/drivers/page.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using namespace parcours::drivers;

void ask(const page& of) {
  static_cast<void>(of.visible_text());
  static_cast<void>(of.title() + of.heading());
  static_cast<void>(of.alerts().size() + of.field_errors().size());
  static_cast<void>(of.captcha());
  for (const auto* what : {"Code", "#a", "form > input[name=a]", ""}) {
    static_cast<void>(of.field(what).has_value() || of.button(what).has_value() || of.link(what).has_value());
  }
}

void fill_in(const page& of) {
  form_state state(of);
  for (std::size_t i = 0; i < of.controls().size(); ++i) {
    static_cast<void>(state.fill(i, "x\ny").has_value());
    static_cast<void>(state.check(i, true).has_value());
    static_cast<void>(state.value_of(i));
  }
  for (const auto form : of.forms()) static_cast<void>(state.submit(form, std::nullopt).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = page::parse({reinterpret_cast<const char*>(data), size});
  if (read) {
    ask(*read);
    fill_in(*read);
  }
  return 0;
}
