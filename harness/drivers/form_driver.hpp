// A browser without JavaScript: it opens pages, fills in forms, presses buttons, follows redirects and keeps cookies.
#pragma once

#include "harness/drivers/cookies.hpp"
#include "harness/drivers/form_state.hpp"
#include "harness/drivers/page.hpp"
#include "harness/http/client.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::drivers {

/// One request and what came of it, for logs. It holds personal data and cookies: redact before writing. Valid during
/// the call that it is given to.
struct exchange {
  const http::url& where;
  const http::request& sent;
  const result<http::response>& answer;
  duration started;  ///< by ports::clock::stopwatch()
  duration took;
};

struct form_driver_options {
  std::string base_url;         ///< "https://www.example.com": what go_to() resolves against
  unsigned max_redirects = 10;  ///< in a row; one more is the error "too-many-redirects"
  http::fields headers = {{"User-Agent", "parcours"}, {"Accept", "text/html"}, {"Accept-Language", "fr"}};
  std::function<void(const exchange&)> observer;
  /// Awaited before each request, redirects and repeated submissions too, with its address: for pauses, budgets and
  /// what may be contacted. An error ends the navigation with it; nothing is sent.
  std::function<boost::asio::awaitable<result<void>>(http::url)> before_request;
};

/// One person's browser window, one world, one thread. Not movable; outlived by the ports. Calls that navigate replace
/// page(); they fail with the codes of http::client, of page::parse and with those named here, and then the page stays
/// what it was. No Referer is sent; Origin goes with every POST. Meta refresh is not followed, and addresses that need
/// JavaScript are the error "bad-url".
class form_driver {
 public:
  form_driver(const ports::env& world, http::client_options client, form_driver_options options);
  form_driver(const form_driver&) = delete;
  form_driver& operator=(const form_driver&) = delete;

  /// As if typed into the address bar: absolute, or relative to the base URL.
  boost::asio::awaitable<result<void>> go_to(std::string url_or_path);
  /// Presses the button of that text; where there is none, follows the link of that text, since many portals draw links
  /// as buttons. `times` > 1 sends the same submission so many times, one after the other, with the cookies as they are
  /// at each, and shows the last answer: a double click. Errors: those of page::button, "button-disabled",
  /// "button-does-nothing" (it needs JavaScript), "unsupported-enctype".
  boost::asio::awaitable<result<void>> click_button(std::string text, int times = 1);
  /// Errors: those of page::link.
  boost::asio::awaitable<result<void>> click_link(std::string text);
  /// Presses Enter in the form last touched, or in the only one. Errors: "no-form", "ambiguous-form" and as
  /// click_button.
  boost::asio::awaitable<result<void>> submit();

  /// Fields as page::field finds them; errors as there and of form_state. The form of the field becomes the one last
  /// touched.
  result<void> fill(std::string_view field, std::string_view value);
  result<void> choose(std::string_view field, std::string_view option);
  result<void> check(std::string_view field);
  result<void> uncheck(std::string_view field);
  /// What a script would set: a hidden field, or one that a widget adds, such as g-recaptcha-response. nullopt leaves
  /// the field out of what is sent. Holds until another page is shown.
  void set_field_raw(std::string name, std::optional<std::string> value);

  [[nodiscard]] const page& current() const { return *page_; }
  [[nodiscard]] std::string url() const { return url_ ? url_->text() : std::string{}; }  ///< "" before the first page
  [[nodiscard]] unsigned status() const { return status_; }                              ///< 0 before the first page
  [[nodiscard]] const http::fields& headers() const { return headers_; }
  [[nodiscard]] const std::string& body() const { return body_; }  ///< the page's source

  /// The requests of the last navigation, those that were redirected and those that failed (status 0) too.
  struct hop {
    std::string method;
    std::string url;
    unsigned status = 0;
  };
  [[nodiscard]] const std::vector<hop>& hops() const { return hops_; }
  [[nodiscard]] cookie_jar& cookies() { return cookies_; }
  [[nodiscard]] const cookie_jar& cookies() const { return cookies_; }
  /// Where the browser is: the address of the page at hand, before the first one the base URL.
  [[nodiscard]] result<http::url> place() const;

  /// To capture: the text of the first element that a CSS selector matches; what a field holds, a hidden one by its
  /// name; a header of the page's answer.
  [[nodiscard]] result<std::string> text_of(std::string_view css) const;
  [[nodiscard]] result<std::string> value_of(std::string_view field);
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const { return headers_.find(name); }

 private:
  // Constructors keep it from being an aggregate, which GCC 12 miscompiles inside co_await expressions.
  struct outgoing {
    outgoing() = default;
    explicit outgoing(std::string how) : method(std::move(how)) {}

    std::string method = "GET";
    std::string body;
    std::string origin;  // of the page that a POST comes from
  };

  boost::asio::awaitable<result<void>> navigate(http::url where, outgoing what, int times);
  boost::asio::awaitable<result<http::response>> exchange_once(http::url where, outgoing what);
  boost::asio::awaitable<result<http::response>> transmit(http::url where, http::request what);
  boost::asio::awaitable<result<void>> press(std::size_t button, int times);
  boost::asio::awaitable<result<void>> follow(node_id link, int times);
  boost::asio::awaitable<result<void>> send_form(node_id form, std::optional<std::size_t> button, int times);
  [[nodiscard]] http::request request_for(const http::url& where, outgoing what);
  [[nodiscard]] result<http::url> resolved(std::string_view reference) const;
  result<void> show(http::url where, http::response answer);
  void replace_page(page fresh);
  form_state& forms();
  result<std::size_t> touch(std::string_view field);
  [[nodiscard]] result<node_id> form_to_submit() const;

  ports::env world_;
  form_driver_options options_;
  http::client client_;
  cookie_jar cookies_;
  std::optional<http::url> url_;
  unsigned status_ = 0;
  http::fields headers_;
  std::string body_;
  std::unique_ptr<page> page_;
  std::unique_ptr<form_state> forms_;  // built at the first touch of a page's forms
  html::parser parser_;
  node_id touched_ = no_node;
  std::vector<hop> hops_;
};

}  // namespace parcours::drivers
