#include "harness/journey/includes.hpp"

#include "harness/yaml/decode.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace parcours::journey {

namespace {

constexpr std::size_t deepest = 16;
constexpr std::size_t most_files = 100;
constexpr std::size_t most_steps = 10'000;

std::string beside(const std::string& file, const std::string& path) {
  return (std::filesystem::path(file).parent_path() / path).lexically_normal().string();
}

std::size_t weight(const std::vector<yaml::node>& items) {
  std::size_t sum = 0;
  for (const auto& each : items) sum += yaml::weight(each);
  return sum;
}

const yaml::node::entry* entry_of(const yaml::node& item, std::string_view key) {
  const auto found = std::ranges::find_if(item.entries, [key](const auto& each) { return each.key.text == key; });
  return found == item.entries.end() ? nullptr : &*found;
}

/// A step without a browser of its own gets this one.
yaml::node put_in(yaml::node step, const yaml::node::entry& browser) {
  if (step.find("in")) return step;
  if (step.is_scalar()) {
    auto word = std::exchange(step, {});
    yaml::node nothing;
    nothing.span = word.span;
    step.type = yaml::kind::mapping;
    step.span = word.span;
    step.entries.push_back({std::move(word), std::move(nothing)});
  }
  if (step.is_mapping()) step.entries.push_back(browser);
  return step;
}

}  // namespace

yaml::node includer::flatten(const yaml::node& steps) {
  yaml::node made = steps;
  made.items.clear();
  open_.assign(1, std::filesystem::path(steps.span.file->path).lexically_normal().string());
  for (const auto& item : steps.items) {
    starts_.push_back(made.items.size());
    append(item, made.items);
  }
  return made;
}

void includer::append(const yaml::node& item, std::vector<yaml::node>& to) {
  const auto* use = item.find("use");
  if (!use) {
    to.push_back(item);
    return;
  }
  const auto* browser = entry_of(item, "in");
  if (item.entries.size() > (browser ? 2 : 1)) {
    out_.push_back({"two-steps", "beside 'use' stands nothing but 'in'", use->span, "", {}});
  } else {
    insert(*use, browser, to);
  }
}

void includer::insert(const yaml::node& use, const yaml::node::entry* browser, std::vector<yaml::node>& to) {
  const auto file = yaml::text_of(use, "use", out_);
  if (!file || full_) return;
  const auto path = beside(use.span.file->path, *file);
  if (!may_open(path, use)) return;
  auto found = done_.find(path);
  if (found == done_.end()) found = done_.emplace(path, steps_of(path, use)).first;
  const auto& more = found->second;
  if (to.size() + more.size() > most_steps || weight(to) + weight(more) > yaml::limits::weight) {
    stop("too many steps once shared steps are inserted", use);
  } else {
    for (const auto& each : more) to.push_back(browser ? put_in(each, *browser) : each);
  }
}

void includer::stop(std::string why, const yaml::node& use) {
  if (full_) return;
  full_ = true;
  out_.push_back({"too-many-steps", std::move(why), use.span, "", {}});
}

bool includer::may_open(const std::string& path, const yaml::node& use) {
  const auto again = std::ranges::find(open_, path);
  if (again != open_.end()) {
    const std::vector<std::string> loop(again, open_.end());
    out_.push_back({"include-loop",
                    fmt::format("'{}' would insert itself", path),
                    use.span,
                    "",
                    {fmt::format("{} → {}", fmt::join(loop, " → "), path)}});
    return false;
  }
  if (open_.size() <= deepest) return true;
  out_.push_back({"include-too-deep", fmt::format("more than {} files in one another", deepest), use.span, "", {}});
  return false;
}

std::vector<yaml::node> includer::steps_of(const std::string& path, const yaml::node& use) {
  if (++files_ > most_files) {
    stop(fmt::format("more than {} files of shared steps", most_files), use);
    return {};
  }
  auto file = load_(path);
  if (!file) {
    out_.push_back({file.error().code, file.error().message, use.span, "", {}});
    return {};
  }
  const auto tree = yaml::read(*std::move(file), out_);
  if (!tree) return {};
  yaml::mapping_reader keys(*tree, out_, "a file of shared steps");
  const auto* steps = keys.list("steps", yaml::need::required);
  keys.finish();
  std::vector<yaml::node> made;
  if (!steps) return made;
  open_.push_back(path);
  for (const auto& item : steps->items) append(item, made);
  open_.pop_back();
  return made;
}

}  // namespace parcours::journey
