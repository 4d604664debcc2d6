#include "mocks/mailpit/code_json.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/numbers.hpp"
#include "mocks/api/body.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

namespace parcours::mocks::mailpit {

using api::call;
using api::error_response;
using api::whole;

namespace json = boost::json;

namespace {

result<regex> pattern_of(std::string_view text) {
  if (text.size() >= 2 && text.starts_with('/') && text.ends_with('/')) text = text.substr(1, text.size() - 2);
  auto made = regex::compile(text);
  if (!made) return fail("bad-pattern", "'pattern' cannot be used: " + made.error().message);
  if (made->groups() == 0) return fail("bad-pattern", "'pattern' has no group: the code is what one (…) finds");
  if (made->groups() == 1) return made;
  return fail("bad-pattern", fmt::format("'pattern' has {} groups, and the code is one: (?:…) is a group that is not "
                                         "counted",
                                         made->groups()));
}

json::object to_json(const inbox::candidate& one) {
  return {{"value", to_utf8(one.value)}, {"where", inbox::name_of(one.where)}, {"line", one.line}, {"score", one.score},
          {"taken", one.taken},          {"reason", to_utf8(one.reason)}};
}

}  // namespace

std::expected<inbox::code_options, http::response> code_options_of(const call& of) {
  inbox::code_options made;
  if (const auto text = http::query_parameter(of.what.target, "pattern")) {
    auto pattern = pattern_of(*text);
    if (!pattern) return std::unexpected(error_response(400, pattern.error().message));
    made.pattern = std::move(*pattern);
  }
  if (const auto text = http::query_parameter(of.what.target, "length")) {
    const auto length = whole(*text);
    if (!length || *length < inbox::shortest_code || *length > inbox::longest_key) {
      return std::unexpected(error_response(
          400, fmt::format("'length' is a whole number from {} to {}", inbox::shortest_code, inbox::longest_key)));
    }
    made.length = length;
  }
  return made;
}

json::object to_json(const inbox::code_search& found) {
  json::object made{{"code", nullptr}};
  if (found.code) made["code"] = to_utf8(*found.code);
  if (!found.code) made["reason"] = to_utf8(found.reason);
  if (found.conflicting) {
    made["conflicting_codes"] = {{"text", to_utf8(found.conflicting->text)},
                                 {"html", to_utf8(found.conflicting->html)}};
  }
  json::array all;
  for (const auto& one : found.candidates) all.push_back(to_json(one));
  made["candidates"] = std::move(all);
  return made;
}

}  // namespace parcours::mocks::mailpit
