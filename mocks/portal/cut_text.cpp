#include "mocks/portal/cut_text.hpp"

namespace parcours::mocks::portal {

namespace {

constexpr char mark = '\x01';

}  // namespace

std::string cut_text::hole(std::size_t index) { return {mark, static_cast<char>('A' + index)}; }

cut_text::cut_text(std::string_view rendered) {
  for (auto at = rendered.find(mark); at != std::string_view::npos; at = rendered.find(mark)) {
    pieces_.push_back({std::string(rendered.substr(0, at)), static_cast<std::size_t>(rendered.at(at + 1) - 'A')});
    rendered.remove_prefix(at + 2);
  }
  rest_ = rendered;
}

std::string cut_text::fill(std::span<const std::string_view> values) const {
  std::size_t length = rest_.size();
  for (const piece& item : pieces_) length += item.before.size() + values[item.value].size();
  std::string out;
  out.reserve(length);
  for (const piece& item : pieces_) out.append(item.before).append(values[item.value]);
  return out.append(rest_);
}

}  // namespace parcours::mocks::portal
