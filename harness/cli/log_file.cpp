#include "harness/cli/log_file.hpp"

#include "harness/base/text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <string>

namespace parcours::cli {

namespace json = boost::json;

namespace {

// Secrets are taken out of each value on its own, so that none breaks the line.
std::string clean(std::string_view value, const redactor& secrets) {
  return to_utf8(secrets.apply(std::string(value)));
}

std::string as_json(json::object line, std::initializer_list<ports::fact> of, const redactor& secrets) {
  for (const auto& one : of) {
    if (const auto* text = std::get_if<std::string_view>(&one.value)) {
      line[one.name] = clean(*text, secrets);
    } else {
      std::visit([&](auto value) { line[one.name] = value; }, one.value);
    }
  }
  return json::serialize(line);
}

// name=value; values with anything but plain characters as JSON strings. An empty value is left out.
std::string as_text(std::string line, std::initializer_list<ports::fact> of, const redactor& secrets) {
  const auto plain = [](std::string_view value) {
    return value.find_first_of(" \"=\\") == std::string_view::npos &&
           std::ranges::none_of(value, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
  };
  for (const auto& one : of) {
    std::string value;
    if (const auto* number = std::get_if<std::uint64_t>(&one.value)) value = std::to_string(*number);
    if (const auto* text = std::get_if<std::string_view>(&one.value)) {
      value = clean(*text, secrets);
      if (!plain(value)) value = json::serialize(json::value(value));
    }
    if (!value.empty()) line.append(" ").append(one.name).append("=").append(value);
  }
  return line;
}

}  // namespace

result<std::unique_ptr<log_file>> log_file::open(const log_options& chosen, redactor secrets, audit& checked,
                                                 ports::clock& time) {
  try {
    spdlog::sink_ptr sink;
    if (chosen.path == "-") sink = std::make_shared<spdlog::sinks::stderr_sink_st>();
    if (!sink) sink = std::make_shared<spdlog::sinks::rotating_file_sink_st>(chosen.path, largest, kept);
    auto to = std::make_shared<spdlog::logger>("serve", std::move(sink));
    to->set_pattern("%v");
    to->flush_on(spdlog::level::info);
    auto* as_written = chosen.path == "-" ? &checked : nullptr;
    return std::unique_ptr<log_file>(
        new log_file(std::move(to), chosen.format == "json", std::move(secrets), as_written, time));
  } catch (const spdlog::spdlog_ex& wrong) {
    return fail("log-file", "cannot write the log '" + chosen.path + "': " + wrong.what());
  }
}

log_file::log_file(std::shared_ptr<spdlog::logger> to, bool json, redactor secrets, audit* checked, ports::clock& time)
    : to_(std::move(to)), json_(json), secrets_(std::move(secrets)), checked_(checked), time_(time) {}

log_file::~log_file() = default;

std::vector<std::filesystem::path> log_file::files(const log_options& chosen) {
  std::vector<std::filesystem::path> made;
  if (chosen.path.empty() || chosen.path == "-") return made;
  for (std::size_t i = 0; i <= kept; ++i) {
    made.emplace_back(spdlog::sinks::rotating_file_sink_st::calc_filename(chosen.path, i));
  }
  return made;
}

void log_file::record(std::string_view component, std::string_view what, std::initializer_list<ports::fact> of) {
  const auto now = rfc3339(time_.wall());
  const auto line = json_ ? as_json({{"time", now}, {"component", component}, {"event", what}}, of, secrets_)
                          : as_text(now + " " + std::string(component) + ": " + std::string(what), of, secrets_);
  if (checked_ == nullptr || checked_->passes(line + "\n")) to_->log(spdlog::level::info, spdlog::string_view_t(line));
}

}  // namespace parcours::cli
