// Converts positions reported by yaml-cpp. Internal to this library.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/yaml/bytes.hpp"

#include <yaml-cpp/mark.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace parcours::yaml {

/// Converts yaml-cpp's marks, which count from 0 and exclude the byte order mark, to spans.
class places {
 public:
  explicit places(std::shared_ptr<const source_file> file)
      : file_(std::move(file)), skipped_(file_->text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0) {}

  [[nodiscard]] source_span at(const YAML::Mark& mark, std::size_t length = 1) const {
    const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
    const auto column = static_cast<std::size_t>(std::max(mark.column, 0));
    return {file_, line + 1, column + 1 + (line == 0 ? skipped_ : 0), length};
  }
  [[nodiscard]] const std::shared_ptr<const source_file>& file() const { return file_; }
  [[nodiscard]] source_span whole() const { return {file_, 0, 0, 1}; }
  [[nodiscard]] std::string_view text() const { return std::string_view(file_->text).substr(skipped_); }
  [[nodiscard]] std::size_t offset(const YAML::Mark& mark) const {
    return std::min(file_->text.size(), skipped_ + static_cast<std::size_t>(std::max(mark.pos, 0)));
  }
  [[nodiscard]] std::string_view text_from(const YAML::Mark& mark) const {
    return std::string_view(file_->text).substr(offset(mark));
  }

 private:
  std::shared_ptr<const source_file> file_;
  std::size_t skipped_;
};

}  // namespace parcours::yaml
