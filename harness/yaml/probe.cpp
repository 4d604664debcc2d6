#include "harness/yaml/probe.hpp"

#include "harness/yaml/bytes.hpp"
#include "harness/yaml/document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

namespace parcours::yaml {

namespace {

class probe final : public YAML::EventHandler {
 public:
  explicit probe(std::size_t line) : line_(line) {}

  bool gets_through(const std::string& text) {
    try {
      std::istringstream in{text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text};
      YAML::Parser parser(in);
      while (parser.HandleNextDocument(*this)) {
      }
    } catch (const beyond&) {
    } catch (const hopeless&) {
      return false;
    } catch (const YAML::Exception& thrown) {
      return thrown.mark.line >= static_cast<int>(line_) || is_bad_escape(thrown);
    }
    return true;
  }

  // yaml-cpp finds empty documents without end behind some brackets that close nothing.
  void OnDocumentStart(const YAML::Mark&) override {
    if (++documents_ > 1) throw hopeless{};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { look(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { look(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override { look(mark); }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  struct beyond {};
  struct hopeless {};

  void look(const YAML::Mark& mark) const {
    if (mark.line >= static_cast<int>(line_)) throw beyond{};
  }
  void open(const YAML::Mark& mark) {
    look(mark);
    if (++depth_ > limits::depth) throw hopeless{};
  }

  std::size_t line_;
  std::size_t depth_ = 0;
  std::size_t documents_ = 0;
};

}  // namespace

bool is_bad_escape(const YAML::Exception& thrown) {
  using namespace YAML::ErrorMsg;
  const std::string_view words = thrown.msg;
  return words.starts_with(INVALID_ESCAPE) || words.starts_with(INVALID_HEX) || words.starts_with(INVALID_UNICODE);
}

bool parses_beyond(const std::string& text, std::size_t line) { return probe(line).gets_through(text); }

}  // namespace parcours::yaml
