#include "mocks/console/openapi.hpp"

#include "harness/base/text.hpp"

#include <boost/json/array.hpp>

namespace parcours::mocks::console {

namespace json = boost::json;

namespace {

json::object parameter(std::string_view name, std::string_view place) {
  return {{"name", name}, {"in", place}, {"required", place == "path"}, {"schema", {{"type", "string"}}}};
}

// The words behind the colon of a summary are the query parameters of a GET or DELETE, and the members of other bodies.
std::vector<std::string_view> names_in(std::string_view summary) {
  std::vector<std::string_view> names;
  const auto colon = summary.find(": ");
  if (colon == std::string_view::npos) return names;
  for (auto word : split(summary.substr(colon + 2), ',')) {
    word = trim(word);
    names.push_back(word.substr(0, word.find(' ')));
  }
  return names;
}

json::object body_of(const std::vector<std::string_view>& names) {
  json::object properties;
  for (const auto name : names) properties[name] = json::object{};
  const json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  return {{"content", {{"application/json", {{"schema", schema}}}}}};
}

json::object operation(const route_info& of) {
  json::array parameters;
  for (const auto step : split(of.pattern, '/')) {
    if (step.starts_with('{')) parameters.push_back(parameter(step.substr(1, step.size() - 2), "path"));
  }
  const auto names = names_in(of.summary);
  const bool in_query = of.method == "GET" || (of.method == "DELETE" && of.pattern.ends_with("/search"));
  json::object made{{"summary", of.summary}, {"responses", {{"default", {{"description", "See docs/serve.md"}}}}}};
  if (in_query) {
    for (const auto name : names) parameters.push_back(parameter(name, "query"));
  } else if (!names.empty()) {
    made["requestBody"] = body_of(names);
  }
  if (!parameters.empty()) made["parameters"] = std::move(parameters);
  return made;
}

}  // namespace

json::object openapi(const std::vector<route_info>& routes) {
  json::object paths;
  for (const auto& one : routes) {
    auto& path = paths[one.pattern];
    if (!path.is_object()) path = json::object{};
    path.as_object()[ascii_lower(one.method)] = operation(one);
  }
  return {
      {"openapi", "3.0.3"}, {"info", {{"title", "Parcours console"}, {"version", "1"}}}, {"paths", std::move(paths)}};
}

}  // namespace parcours::mocks::console
