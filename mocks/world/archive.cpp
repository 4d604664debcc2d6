#include "mocks/world/archive.hpp"

#include "harness/base/text.hpp"

#include <algorithm>

namespace parcours::mocks::world {

namespace json = boost::json;

json::value archive_writer::text(const std::string& from) {
  if (is_utf8(from)) return json::string(from);
  return json::object{{"base64", base64_encode(from)}};
}

archive_reader::archive_reader(const json::value& from, std::string place, duration now,
                               std::optional<archive_fault>& found)
    : from_(from.if_object()), place_(std::move(place)), now_(now), found_(found) {
  if (from_ == nullptr) wrong_at(place_, "must be an object");
}

archive_reader::~archive_reader() {
  if (from_ == nullptr || asked_.size() == from_->size() || !well()) return;
  for (const auto& member : *from_) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::ranges::find(asked_, name) == asked_.end()) wrong_at(at(name), "is no member that is known");
  }
}

const json::value* archive_reader::find(std::string_view key) {
  if (from_ == nullptr || !well()) return nullptr;
  const auto* found = from_->if_contains(key);
  if (found == nullptr) wrong_at(at(key), "is missing");
  if (found != nullptr) asked_.push_back(key);
  return found;
}

std::string archive_reader::at(std::string_view key) const {
  return place_.empty() ? std::string(key) : place_ + "." + std::string(key);
}

void archive_reader::wrong_at(std::string place, std::string what) {
  if (!found_) found_.emplace(std::move(place), std::move(what));
}

duration archive_reader::span(std::string_view key, duration least, duration most) {
  std::int64_t given = 0;
  value(key, given);
  return bounded(key, duration(given), least, most);
}

duration archive_reader::bounded(std::string_view key, duration from, duration least, duration most) {
  if (from < least || from > most) {
    wrong(key, "must be from " + std::to_string(least.count()) + " to " + std::to_string(most.count()) + " ns");
    return {};
  }
  return from;
}

std::size_t archive_reader::index(std::string_view key, std::span<const std::string_view> names) {
  std::string given;
  value(key, given);
  const auto found = std::ranges::find(names, given);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  wrong(key, "is none that is known: " + given);
  return 0;
}

void archive_reader::text(const json::value& from, const std::string& place, std::string& to) {
  if (const auto* plain = from.if_string()) {
    to = *plain;
    return;
  }
  const auto* coded = from.is_object() ? from.as_object().if_contains("base64") : nullptr;
  const auto bytes = coded != nullptr && coded->is_string() ? base64_decode(coded->as_string()) : std::nullopt;
  if (bytes) to = *bytes;
  if (!bytes) wrong_at(place, R"(must be text, or {"base64": "…"})");
}

std::int64_t archive_reader::whole(const json::value& from, const std::string& place) {
  if (from.is_int64()) return from.as_int64();
  wrong_at(place, "must be a whole number");
  return 0;
}

std::uint64_t archive_reader::natural(const json::value& from, const std::string& place, std::uint64_t least,
                                      std::uint64_t most) {
  const bool natural = from.is_uint64() || (from.is_int64() && from.as_int64() >= 0);
  const auto given = from.is_uint64() ? from.as_uint64() : natural ? static_cast<std::uint64_t>(from.as_int64()) : 0;
  if (natural && given >= least && given <= most) return given;
  wrong_at(place, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return least;
}

}  // namespace parcours::mocks::world
