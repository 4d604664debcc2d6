#include "harness/drivers/answer_text.hpp"

#include "harness/base/utf8.hpp"
#include "harness/http/media_type.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::drivers {
namespace {

html::self_description description_of(const http::media_type& type) {
  if (type.is_html()) return html::self_description::html;
  if (type.is_xml()) return html::self_description::xml;
  return type.is_json() ? html::self_description::utf_8 : html::self_description::none;
}

// MIME Sniffing standard, section 3: bytes that no text has, looked for where no Content-Type tells what it is.
bool looks_binary(std::string_view body) {
  constexpr std::size_t looked_at = 1445;
  const auto binary = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\f' && byte != '\r' && byte != 0x1B;
  };
  const bool marked = body.starts_with("\xFE\xFF") || body.starts_with("\xFF\xFE") || body.starts_with("\xEF\xBB\xBF");
  return !marked && std::ranges::any_of(body.substr(0, looked_at), binary);
}

error not_text(std::string_view what) {
  return {"not-text", fmt::format("the answer is {}, which is no text: nothing can be told of what it says. Expect its "
                                  "status and header fields instead",
                                  what)};
}

}  // namespace

answer_text::answer_text() : unreadable_(error{"no-page", "no page is open of which anything could be told"}) {}

answer_text answer_text::of_html(std::string text) {
  answer_text made;
  made.text_ = std::move(text);
  made.unreadable_.reset();
  return made;
}

answer_text::answer_text(std::string body, const http::fields& headers) {
  const auto type = http::media_type::of(headers.find("Content-Type"));
  html_ = type.is_html() || type.essence == "application/xhtml+xml";
  if (body.empty()) return;
  if (!type.is_text()) unreadable_ = not_text(type.essence);
  if (type.essence.empty() && looks_binary(body)) unreadable_ = not_text("of no type and has bytes that no text has");
  if (unreadable_) {
    text_ = std::move(body);
    return;
  }
  decode(std::move(body), type.charset, description_of(type));
}

void answer_text::decode(std::string body, const std::optional<std::string>& label, html::self_description by) {
  const auto choice = html::choose_charset(body, label, by);
  charset_ = choice.chosen;
  guessed_ = choice.guessed;
  body.erase(0, choice.mark);
  if (charset_.is_utf_8()) {  // whether it is well-formed is seen to when it matters
    text_ = std::move(body);
    return;
  }
  auto decoded = html::decode(body, charset_);
  text_ = std::move(decoded.text);
  malformed_ = decoded.malformed;
  if (charset_.is_replacement()) {
    unreadable_ = error{"undecodable-text",
                        fmt::format("the answer is in a charset that browsers refuse to read{}: nothing can be told of "
                                    "what it says. The portal must send UTF-8",
                                    label ? ", " + *label : "")};
  }
}

std::optional<error> answer_text::doubt(std::string_view wanted) const {
  if (unreadable_) return unreadable_;
  if (malformed_ || (charset_.is_utf_8() && !is_utf8(text_))) {
    return error{"undecodable-text",
                 fmt::format("the answer has bytes that are no text in {}, its charset: what is not "
                             "found may be among them. The portal must declare the charset that it "
                             "sends",
                             charset_.name())};
  }
  const bool guess_counts = guessed_ && !charset_.is_utf_8() && !is_ascii(text_);
  if (!guess_counts || html::has_all_of(charset_, wanted)) return std::nullopt;
  return error{"undeclared-charset",
               fmt::format("the answer does not say its charset, and {}, as which it was read, does not have the "
                           "characters that are looked for. The portal must declare its charset",
                           charset_.name())};
}

}  // namespace parcours::drivers
