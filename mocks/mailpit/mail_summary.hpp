// What the console says of a mail, in the form of Mailpit's REST API (https://mailpit.axllent.org/docs/api-v1/).
#pragma once

#include "harness/inbox/code.hpp"
#include "harness/smtp/message.hpp"
#include "mocks/smtp/mailbox.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::mailpit {

/// What a list shows and a search looks at. It is bounded, so that summaries take no more memory than their mails.
struct mail_summary {
  static constexpr std::size_t most_text = 64U << 10U;  ///< bytes of the subject, of a part and so on; the rest is cut
  static constexpr std::size_t most_people = 1000;      ///< of each header field; the rest is left out

  std::vector<parcours::smtp::mailbox_address> from, to, cc, bcc, reply_to;
  std::string message_id;
  std::string subject;
  std::string snippet;  ///< how its text begins, on one line, at most 250 bytes
  std::string words;    ///< what plain words are searched in, as searchable() has it: header, text and HTML part
  std::size_t attachments = 0;
  std::size_t inlines = 0;
  std::optional<std::string> code;                 ///< inbox::find_code()
  std::optional<inbox::disagreement> conflicting;  ///< where the parts say different codes
  std::uint64_t session = 0;                       ///< smtp::session_of()
  std::vector<std::string> tags;                   ///< of its header field X-Tags
};

/// Recipients of the envelope whom no header names are its Bcc.
[[nodiscard]] mail_summary summarise(const smtp::stored_mail& mail, const parcours::smtp::parse_limits& limits = {});

/// What it is labelled with, sorted.
[[nodiscard]] std::vector<std::string> tags_of(const smtp::stored_mail& mail, const mail_summary& summary);
/// The same as JSON.
[[nodiscard]] boost::json::array tags_json(const std::vector<std::string>& tags);

/// `text` as queries are compared with it: inbox::folded(), on one line, runs of blanks as one.
[[nodiscard]] std::string searchable(std::string_view text);

/// The text, or the HTML as text where there is none else.
[[nodiscard]] std::string text_as_read(const parcours::smtp::parsed_mail& mail);

/// An item of GET /api/v1/messages, and Session, which Mailpit does not have: see smtp::session_of(). `epoch` is the
/// date at which world time was zero.
[[nodiscard]] boost::json::object list_item(const smtp::stored_mail& mail, const mail_summary& summary,
                                            ports::wall_time epoch);

/// GET /api/v1/message/{ID}.
[[nodiscard]] boost::json::object whole_message(const smtp::stored_mail& mail, ports::wall_time epoch,
                                                const parcours::smtp::parse_limits& limits);

/// GET /api/v1/message/{ID}/headers: name → values, in order; names as Go writes them, whatever their case was.
[[nodiscard]] boost::json::object header_lists(const smtp::stored_mail& mail,
                                               const parcours::smtp::parse_limits& limits);

}  // namespace parcours::mocks::mailpit
