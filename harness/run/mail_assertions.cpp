// The last mail that was read: what its reader sees, and what only its envelope and its header show.
#include "harness/base/text.hpp"
#include "harness/run/asserting.hpp"

namespace parcours::run {

using namespace journey;

namespace {

using addresses = std::vector<smtp::mailbox_address>;

std::string joined(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& one : all) out.append(out.empty() ? "" : ", ").append(one);
  return out;
}

/// "CNOPS <no-reply@example.com>", or with `bare` the address alone.
std::string written(const addresses& all, bool bare) {
  std::vector<std::string> parts;
  for (const auto& one : all) {
    parts.push_back(bare || one.name.empty() ? one.address : one.name + " <" + one.address + ">");
  }
  return joined(parts);
}

// A text that is not there is none: a part that is empty, a header field that is missing.
std::optional<std::string> some(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

using fields = std::vector<std::pair<std::string, std::string>>;

// Of all of the header, with the fields that tell of the parts. Unfolded (RFC 5322 section 2.2.3).
fields header_of(const std::string& bytes) {
  fields all;
  for (std::string_view line : split(bytes, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (line.front() == ' ' || line.front() == '\t') {
      if (!all.empty()) all.back().second.append(" ").append(trim(line));
    } else if (colon != std::string_view::npos) {
      all.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
    }
  }
  return all;
}

std::optional<std::string> field_of(const fields& header, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [its_name, value] : header) {
    if (iequals(its_name, name)) values.push_back(value);
  }
  return some(joined(values));
}

std::string shown(const std::string& html) {
  const auto page = drivers::page::parse(html);
  return page ? page->visible_text() : std::string();
}

// With or without the names: a journey that gives addresses alone means them alone.
step_result compare_addresses(const mail_is& wanted, const addresses& seen, const source_span& place,
                              attempt_context& at) {
  const auto name = "the mail's " + std::string(to_string(wanted.part));
  auto bare = compare(wanted.text, some(written(seen, true)), name, place, at);
  auto full = compare(wanted.text, some(written(seen, false)), name, place, at);
  return bare ? bare : full;
}

// A part of the mail says this somewhere; HTML in its source or as it is shown.
step_result says(const mail_is& wanted, const std::vector<std::string>& forms, const source_span& place,
                 attempt_context& at) {
  const auto name = "the mail's " + std::string(to_string(wanted.part)) + " part";
  if (!wanted.text) return compare(wanted.text, some(forms.back()), name, place, at);
  const auto text = searcher::of(*wanted.text, at.values());
  if (!text) return unresolvable(text.error(), place);
  bool found = false;
  for (const auto& one : forms) found = found || text->found_in(one);
  return unless(found, place, name, show(*wanted.text, at), some(forms.back()).value_or("none"));
}

step_result is_absent(const mail_is& wanted, const inbox::received_mail& got, const source_span& place,
                      attempt_context& at) {
  const auto& mail = got.mail;
  const auto text = searcher::of(*wanted.text, at.values());
  if (!text) return unresolvable(text.error(), place);
  std::string where;
  const auto look = [&](const std::string& in, std::string name) {
    if (where.empty() && text->found_in(in)) where = std::move(name);
  };
  look(mail.subject, "in the subject");
  look(mail.text, "in the text part");
  look(shown(mail.html), "in the HTML part");
  look(mail.html, "in the source of the HTML part");
  for (const auto* of : {&mail.from, &mail.to, &mail.cc, &mail.reply_to}) look(written(*of, false), "in an address");
  for (const auto& [name, value] : header_of(got.bytes)) {
    look(std::string(name).append(": ").append(value), "in the header " + name);
  }
  if (where.empty()) return {};
  return assertion_failed("expectation", "what must be absent from the mail is there", "no " + unresolved(*wanted.text),
                          std::move(where), place);
}

}  // namespace

step_result holds(const mail_is& wanted, const source_span& place, attempt_context& at) {
  if (!at.mail) return step_error("step", "no mail was read yet: read_code reads one", place);
  if (!at.mail->envelope) return {};  // a person has read it: see unseen()
  const auto& mail = at.mail->mail;
  const auto& envelope = *at.mail->envelope;
  const auto name = "the mail's " + std::string(to_string(wanted.part));
  switch (wanted.part) {
    case mail_part::from:
      return compare_addresses(wanted, mail.from, place, at);
    case mail_part::to:
      return compare_addresses(wanted, mail.to, place, at);
    case mail_part::cc:
      return compare_addresses(wanted, mail.cc, place, at);
    case mail_part::reply_to:
      return compare_addresses(wanted, mail.reply_to, place, at);
    case mail_part::subject:
      return compare(wanted.text, some(mail.subject), name, place, at);
    case mail_part::sender:
      return compare(wanted.text, some(envelope.from), name, place, at);
    case mail_part::recipients:
      return compare(wanted.text, some(joined(envelope.to)), name, place, at);
    case mail_part::code:
      return compare(wanted.text, some(at.mailed_code), name, place, at);
    case mail_part::text:
      return says(wanted, {mail.text}, place, at);
    case mail_part::html:
      return says(wanted, {mail.html, shown(mail.html)}, place, at);
    case mail_part::absent:
      return is_absent(wanted, *at.mail, place, at);
    case mail_part::header:
      break;
  }
  return compare(wanted.text, field_of(header_of(at.mail->bytes), wanted.field), "the mail's header " + wanted.field,
                 place, at);
}

}  // namespace parcours::run
