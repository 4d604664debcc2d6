// What a person does with a browser, and what they see in it. Whatever drives one implements this: journeys know
// nothing else.
#pragma once

#include "harness/base/result.hpp"
#include "harness/drivers/cookies.hpp"
#include "harness/drivers/page.hpp"
#include "harness/http/exchange.hpp"
#include "harness/http/message.hpp"
#include "harness/http/url.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::drivers {

using http::exchange;
using http::exchange_observer;

/// The page that an answer is, as its header fields say. Errors: those of page::parse.
[[nodiscard]] result<page> page_of(http::response answer);

/// What not every browser can do or show.
enum class capability {
  status,         ///< the HTTP status of an answer
  header_fields,  ///< those of an answer
  exchanges,      ///< the observer is told of every one, redirects too
  raw_fields,     ///< set_field_raw()
};

/// As in "this browser cannot …".
[[nodiscard]] std::string_view in_words(capability what);

/// One window, with cookies of its own. Used by one thread, one call at a time; outlived by the ports.
///
/// Elements are named as a person names them, see page::field(), page::button() and page::link(). What the page does
/// not have is the error that is named there; "field-disabled", "field-read-only", "not-a-…", "button-…" and
/// "radio-button" are faults of the page too. After an action that failed the page stays what it was.
class browser {
 public:
  browser() = default;
  virtual ~browser() = default;
  browser(const browser&) = delete;
  browser& operator=(const browser&) = delete;

  /// What needs a capability that is lacking must not be asked for.
  [[nodiscard]] virtual bool can(capability what) const = 0;

  /// As if typed into the address bar: absolute, or relative to where the portal is.
  virtual boost::asio::awaitable<result<void>> go_to(std::string url_or_path) = 0;
  /// Presses the button of that text; where there is none, follows the link of that text, since many portals draw links
  /// as buttons. `times` > 1: so often in a row, as by a double click; the last answer is shown.
  virtual boost::asio::awaitable<result<void>> click_button(std::string text, unsigned times) = 0;
  virtual boost::asio::awaitable<result<void>> click_link(std::string text) = 0;
  /// Types into a text field or chooses in a list.
  virtual boost::asio::awaitable<result<void>> fill(std::string field, std::string value) = 0;
  /// Ticks or unticks a box, or picks a radio button.
  virtual boost::asio::awaitable<result<void>> check(std::string field, bool on) = 0;
  /// What a script would set: a hidden field, or one that a widget adds, such as g-recaptcha-response. nullopt leaves
  /// the field out of what is sent. Holds until another page is shown. Needs `raw_fields`.
  virtual boost::asio::awaitable<result<void>> set_field_raw(std::string name, std::optional<std::string> value) = 0;
  /// Gives the browser a cookie for the page's host, or with nullopt takes away all of that name. Error "bad-cookie".
  virtual boost::asio::awaitable<result<void>> set_cookie(std::string name, std::optional<std::string> value) = 0;

  /// Brings what is told below up to date with the window: scripts may change a page at any time.
  virtual boost::asio::awaitable<result<void>> look() = 0;
  /// What a field holds, a hidden one by its name.
  virtual boost::asio::awaitable<result<std::string>> value_of(std::string field) = 0;

  /// All fields of the page's forms, as they stand now.
  [[nodiscard]] virtual std::vector<filled_field> fields() = 0;

  [[nodiscard]] virtual const page& current() const = 0;
  [[nodiscard]] virtual std::string url() const = 0;  ///< "" before the first page
  [[nodiscard]] virtual unsigned status() const = 0;  ///< of the last answer, 0 before the first; needs `status`
  [[nodiscard]] virtual const http::fields& headers() const = 0;  ///< of the last answer; needs `header_fields`
  /// The living cookie of that name for the page at hand; nullptr if there is none.
  [[nodiscard]] virtual const cookie* cookie_named(std::string_view name) const = 0;
};

}  // namespace parcours::drivers
