// The body of an answer as text: in which charset it is, and whether it can be told what it says.
#pragma once

#include "harness/base/result.hpp"
#include "harness/html/charset.hpp"
#include "harness/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parcours::drivers {

class answer_text {
 public:
  /// Of no answer: nothing can be told.
  answer_text();
  /// As browsers read a page: by byte order mark, Content-Type and what the page says itself.
  answer_text(std::string body, const http::fields& headers);
  /// A text that is UTF-8 already.
  [[nodiscard]] static answer_text of_html(std::string text);

  [[nodiscard]] const std::string& text() const { return text_; }  ///< UTF-8, but for malformed bytes of it
  [[nodiscard]] html::encoding charset() const { return charset_; }
  [[nodiscard]] bool is_html() const { return html_; }
  /// Why it cannot be told what it says, whatever that is: "no-page", "not-text", "undecodable-text".
  [[nodiscard]] const std::optional<error>& unreadable() const { return unreadable_; }
  /// Why `wanted` may be there though it was not found, if so: what unreadable() says; "undecodable-text" where bytes
  /// are no text in the charset that is declared; "undeclared-charset" where none is and the one guessed cannot say it.
  [[nodiscard]] std::optional<error> doubt(std::string_view wanted) const;

 private:
  void decode(std::string body, const std::optional<std::string>& label, html::self_description by);

  std::string text_;
  html::encoding charset_ = html::encoding::utf_8();
  bool html_ = true;
  bool guessed_ = false;
  bool malformed_ = false;
  std::optional<error> unreadable_;
};

}  // namespace parcours::drivers
