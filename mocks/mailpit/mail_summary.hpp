// Mails in the JSON form of Mailpit's REST API (https://mailpit.axllent.org/docs/api-v1/).
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

/// The data of a mail for lists and searches. Its size is limited, so that summaries need no more memory than the
/// mails.
struct mail_summary {
  static constexpr std::size_t most_text = 64U
                                           << 10U;  ///< bytes of the subject, of a part and so on; the rest is cut off
  static constexpr std::size_t most_people = 1000;  ///< addresses per header field; the rest is ignored

  std::vector<parcours::smtp::mailbox_address> from, to, cc, bcc, reply_to;
  std::string message_id;
  std::string subject;
  std::string snippet;  ///< the beginning of the text, on one line, at most 250 bytes
  std::string words;    ///< the text searched for plain words, in searchable() form: header, text part and HTML part
  std::size_t attachments = 0;
  std::size_t inlines = 0;
  std::optional<std::string> code;                 ///< inbox::find_code()
  std::optional<inbox::disagreement> conflicting;  ///< if the parts contain different codes
  std::uint64_t session = 0;                       ///< smtp::session_of()
  std::vector<std::string> tags;                   ///< from the header field X-Tags
};

/// Recipients of the envelope that no header field contains are the mail's Bcc.
[[nodiscard]] mail_summary summarise(const smtp::stored_mail& mail, const parcours::smtp::parse_limits& limits = {});

/// The tags of a mail, sorted.
[[nodiscard]] std::vector<std::string> tags_of(const smtp::stored_mail& mail, const mail_summary& summary);
/// The same as JSON.
[[nodiscard]] boost::json::array tags_json(const std::vector<std::string>& tags);

/// `text` in the form in which queries are compared: inbox::folded(), on one line, with runs of spaces as one.
[[nodiscard]] std::string searchable(std::string_view text);

/// The text part, or the HTML part as text if there is no text part.
[[nodiscard]] std::string text_as_read(const parcours::smtp::parsed_mail& mail);

/// An item of GET /api/v1/messages, including Session, which Mailpit does not have: see smtp::session_of(). `epoch` is
/// the date at which world time was zero.
[[nodiscard]] boost::json::object list_item(const smtp::stored_mail& mail, const mail_summary& summary,
                                            ports::wall_time epoch);

/// GET /api/v1/message/{ID}.
[[nodiscard]] boost::json::object whole_message(const smtp::stored_mail& mail, ports::wall_time epoch,
                                                const parcours::smtp::parse_limits& limits);

/// GET /api/v1/message/{ID}/headers: name → values, in order. Names are capitalised as Go does it.
[[nodiscard]] boost::json::object header_lists(const smtp::stored_mail& mail,
                                               const parcours::smtp::parse_limits& limits);

}  // namespace parcours::mocks::mailpit
