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

struct mail_texts {
  explicit mail_texts(language in);
  cut_text plain;
  cut_text html;
};

/// Rendered twice: the first time puts the texts in, the second fills what the texts leave open.
cut_text cut(std::string_view source, language in) {
  mustache::data values;
  for (const auto& [id, text] : texts_in(in).all()) values.set(id, text);
  for (std::size_t i = 0; i < holes.size(); ++i) values.set(std::string(holes[i]), cut_text::hole(i));
  const std::string once = mustache::mustache(std::string(source)).render(values);
  return cut_text(mustache::mustache(once).render(values));
}

mail_texts::mail_texts(language in)
    : plain(cut(embedded::mail_text_mustache, in)), html(cut(embedded::mail_html_mustache, in)) {}

const mail_texts& mail_texts_in(language which) {
  static const mail_texts french(language::french);
  static const mail_texts arabic(language::arabic);
  return which == language::arabic ? arabic : french;
}

std::string day(ports::wall_time when) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(when));
  return fmt::format("{:02}/{:02}/{}", static_cast<unsigned>(date.day()), static_cast<unsigned>(date.month()),
                     static_cast<int>(date.year()));
}

}  // namespace

std::string life_of_code(duration ttl, language in) {
  const catalogue& texts = texts_in(in);
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(ttl).count();
  const bool whole = seconds % 60 == 0;
  const auto count = whole ? seconds / 60 : seconds;
  // CLDR's plural rules of Arabic, as far as its words differ; French has but one and other.
  const bool few = count % 100 >= 3 && count % 100 <= 10;
  const std::string_view plural = count == 1 ? "-one" : few ? "-few" : "";
  return fmt::format("{} {}", count, texts.text((whole ? "minutes" : "seconds") + std::string(plural)));
}

parcours::smtp::mail code_mail(const outgoing_code& what, const policy& rules, ports::wall_time date,
                               std::string message_id, language in) {
  const mail_texts& texts = mail_texts_in(in);
  const std::string when = day(date);
  const std::string ttl = life_of_code(rules.code_ttl, in);
  std::array<std::string_view, holes.size()> values = {what.code, what.file_number, when, ttl};

  parcours::smtp::mail made;
  made.from = {rules.sender_name, rules.sender_address};
  made.to = {{"", what.to}};
  if (!what.cc.empty()) made.cc = {{"", what.cc}};
  made.subject = in == language::arabic ? rules.subject_ar : rules.subject;
  if (what.code_in_subject) made.subject += " : " + what.code;
  made.text = texts.plain.fill(values);
  values[0] = what.html_code;
  made.html = texts.html.fill(values);
  made.date = date;
  made.message_id = std::move(message_id);
  made.more = {{std::string(session_field), std::to_string(what.session)}};
  made.encode_subject = !what.raw_subject;
  return made;
}

}  // namespace parcours::mocks::portal
