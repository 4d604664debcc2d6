#include "mocks/portal/exchanges.hpp"

#include "harness/base/text.hpp"

#include <algorithm>

namespace parcours::mocks::portal {

namespace {

std::size_t criteria(const exchange_filter& of) {
  return static_cast<std::size_t>(!of.method.empty()) + static_cast<std::size_t>(!of.path.empty()) +
         static_cast<std::size_t>(!of.field.empty()) + static_cast<std::size_t>(of.session.has_value()) +
         static_cast<std::size_t>(of.status.has_value());
}

}  // namespace

std::vector<std::string_view> exchange_filter::differences(const exchange& from) const {
  std::vector<std::string_view> found;
  if (!method.empty() && method != from.method) found.emplace_back("method");
  if (!path.empty() && !glob_matches(path, from.path)) found.emplace_back("path");
  if (!field.empty() && std::ranges::find(from.fields, field) == from.fields.end()) found.emplace_back("field");
  if (session && *session != from.session) found.emplace_back("session");
  if (status && *status != from.status) found.emplace_back("status");
  return found;
}

void exchange_log::add(exchange what) {
  what.number = ++last_;
  ++counts_[std::min<std::size_t>(what.status / 100, counts_.size() - 1)];
  all_.push_back(std::move(what));
  if (all_.size() > keep_) all_.pop_front();
}

void exchange_log::restore(std::deque<exchange> all, std::uint64_t last) {
  all_ = std::move(all);
  while (all_.size() > keep_) all_.pop_front();
  last_ = std::max(last_, last);
}

void exchange_log::clear() { all_.clear(); }

std::vector<const exchange*> exchange_log::find(const exchange_filter& wanted) const {
  std::vector<const exchange*> found;
  for (const auto& one : all_) {
    if (one.number > wanted.after && wanted.differences(one).empty()) found.push_back(&one);
  }
  return found;
}

const exchange* exchange_log::nearest(const exchange_filter& wanted) const {
  const exchange* best = nullptr;
  auto fewest = criteria(wanted);
  for (auto one = all_.rbegin(); one != all_.rend() && one->number > wanted.after; ++one) {
    const auto wrong = wanted.differences(*one).size();
    if (wrong == 0 || wrong >= fewest) continue;
    fewest = wrong;
    best = &*one;
  }
  return best;
}

}  // namespace parcours::mocks::portal
