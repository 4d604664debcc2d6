#include "mocks/portal/code_mail.hpp"

#include "mocks/portal/catalogue.hpp"
#include "mocks/portal/cut_text.hpp"
#include "mocks_portal_embedded.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <array>
#include <chrono>

namespace parcours::mocks::portal {

namespace {

namespace mustache = kainjow::mustache;

constexpr std::array<std::string_view, 4> holes = {"code", "file_number", "date", "ttl"};

/// Rendered twice: the first time puts the texts in, the second fills what the texts leave open.
cut_text cut(std::string_view source) {
  mustache::data values;
  for (const auto& [id, text] : french().all()) values.set(id, text);
  for (std::size_t i = 0; i < holes.size(); ++i) values.set(std::string(holes[i]), cut_text::hole(i));
  const std::string once = mustache::mustache(std::string(source)).render(values);
  return cut_text(mustache::mustache(once).render(values));
}

std::string day(ports::wall_time when) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(when));
  return fmt::format("{:02}/{:02}/{}", static_cast<unsigned>(date.day()), static_cast<unsigned>(date.month()),
                     static_cast<int>(date.year()));
}

std::string life(duration ttl) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(ttl).count();
  return seconds % 60 == 0 ? fmt::format("{} min", seconds / 60) : fmt::format("{} s", seconds);
}

}  // namespace

parcours::smtp::mail code_mail(const outgoing_code& what, const policy& rules, ports::wall_time date,
                               std::string message_id) {
  static const cut_text text = cut(embedded::mail_text_mustache);
  static const cut_text html = cut(embedded::mail_html_mustache);
  const std::string when = day(date);
  const std::string ttl = life(rules.code_ttl);
  std::array<std::string_view, holes.size()> values = {what.code, what.file_number, when, ttl};

  parcours::smtp::mail made;
  made.from = {rules.sender_name, rules.sender_address};
  made.to = {{"", what.to}};
  if (!what.cc.empty()) made.cc = {{"", what.cc}};
  made.subject = what.code_in_subject ? rules.subject + " : " + what.code : rules.subject;
  made.text = text.fill(values);
  values[0] = what.html_code;
  made.html = html.fill(values);
  made.date = date;
  made.message_id = std::move(message_id);
  made.encode_subject = !what.raw_subject;
  return made;
}

}  // namespace parcours::mocks::portal
