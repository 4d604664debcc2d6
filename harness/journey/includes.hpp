// "use: FILE" among the steps of a journey: the steps of another file stand in its place, with "in: NAME" beside it all
// in that browser. Internal to this library.
#pragma once

#include "harness/yaml/document.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace parcours::journey {

/// Reads a file by its path: yaml::load_file, or a map in tests.
using file_loader = std::function<result<std::shared_ptr<const source_file>>(const std::string& path)>;

/// Paths are relative to the file that holds the "use". Errors: those of the loader, "include-loop", "include-too-deep"
/// (16 files in one another), "too-many-steps" (10,000 steps, 100 files, or too much text).
class includer {
 public:
  includer(const file_loader& load, diagnostics& out) : load_(load), out_(out) {}

  /// `steps` (a list) without any "use" left; each step keeps its own place.
  [[nodiscard]] yaml::node flatten(const yaml::node& steps);
  /// Where in that list the steps of each item of `steps` begin.
  [[nodiscard]] const std::vector<std::size_t>& starts() const { return starts_; }

 private:
  void insert(const yaml::node& use, const yaml::node::entry* browser, std::vector<yaml::node>& to);
  void append(const yaml::node& item, std::vector<yaml::node>& to);
  [[nodiscard]] std::vector<yaml::node> steps_of(const std::string& path, const yaml::node& use);
  void stop(std::string why, const yaml::node& use);
  [[nodiscard]] bool may_open(const std::string& path, const yaml::node& use);

  const file_loader& load_;
  diagnostics& out_;
  std::vector<std::string> open_;  // the files that are being read, outermost first
  std::map<std::string, std::vector<yaml::node>> done_;
  std::vector<std::size_t> starts_;
  std::size_t files_ = 0;
  bool full_ = false;
};

}  // namespace parcours::journey
