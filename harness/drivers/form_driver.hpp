// A browser without JavaScript: it opens pages, fills in forms, presses buttons, follows redirects and keeps cookies.
#pragma once

#include "harness/drivers/browser.hpp"
#include "harness/drivers/form_state.hpp"
#include "harness/http/client.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::drivers {

struct form_driver_options {
  std::string base_url;         ///< "https://www.example.com": what go_to() resolves against
  unsigned max_redirects = 10;  ///< in a row; one more is the error "too-many-redirects"
  http::fields headers = {{"User-Agent", "parcours"}, {"Accept", "text/html"}, {"Accept-Language", "fr"}};
  exchange_observer observer;
  /// Awaited before each request, redirects and repeated submissions too, with its address: for pauses, budgets and
  /// what may be contacted. An error ends the navigation with it; nothing is sent.
  std::function<boost::asio::awaitable<result<void>>(http::url)> before_request;
};

/// One world, one thread. Calls that navigate fail with the codes of http::client, of page::parse and with those named
/// here. No Referer is sent; Origin goes with every POST. Meta refresh is not followed, and addresses that need
/// JavaScript are the error "bad-url".
class form_driver final : public browser {
 public:
  form_driver(const ports::env& world, http::client_options client, form_driver_options options);

  [[nodiscard]] bool can(capability) const override { return true; }

  boost::asio::awaitable<result<void>> go_to(std::string url_or_path) override;
  /// `times` > 1 sends the same submission so many times, one after the other, with the cookies as they are at each.
  /// Errors: those of page::button, "button-disabled", "button-does-nothing" (it needs JavaScript),
  /// "unsupported-enctype".
  boost::asio::awaitable<result<void>> click_button(std::string text, unsigned times = 1) override;
  boost::asio::awaitable<result<void>> click_link(std::string text) override;
  /// Presses Enter in the form last touched, or in the only one. Errors: "no-form", "ambiguous-form" and as
  /// click_button.
  boost::asio::awaitable<result<void>> submit();

  /// Errors as of page::field and form_state. The form of the field becomes the one last touched.
  boost::asio::awaitable<result<void>> fill(std::string field, std::string value) override;
  boost::asio::awaitable<result<void>> check(std::string field, bool on) override;
  boost::asio::awaitable<result<void>> set_field_raw(std::string name, std::optional<std::string> value) override;
  boost::asio::awaitable<result<void>> set_cookie(std::string name, std::optional<std::string> value) override;

  boost::asio::awaitable<result<void>> look() override;  ///< nothing changes by itself
  boost::asio::awaitable<result<std::string>> value_of(std::string field) override;
  [[nodiscard]] std::vector<filled_field> fields() override;
  [[nodiscard]] const page& current() const override { return *page_; }
  [[nodiscard]] std::string url() const override { return url_ ? url_->text() : std::string{}; }
  [[nodiscard]] unsigned status() const override { return status_; }
  [[nodiscard]] const http::fields& headers() const override { return headers_; }
  [[nodiscard]] const cookie* cookie_named(std::string_view name) const override;

  /// The requests of the last navigation, those that were redirected and those that failed (status 0) too.
  struct hop {
    std::string method;
    std::string url;
    unsigned status = 0;
  };
  [[nodiscard]] const std::vector<hop>& hops() const { return hops_; }
  [[nodiscard]] cookie_jar& cookies() { return cookies_; }

 private:
  // Constructors keep it from being an aggregate, which GCC 12 miscompiles inside co_await expressions.
  struct outgoing {
    outgoing() = default;
    explicit outgoing(std::string how) : method(std::move(how)) {}

    std::string method = "GET";
    std::string body;
    std::string origin;  // of the page that a POST comes from
  };

  boost::asio::awaitable<result<void>> navigate(http::url where, outgoing what, unsigned times);
  boost::asio::awaitable<result<http::response>> exchange_once(http::url where, outgoing what);
  boost::asio::awaitable<result<http::response>> transmit(http::url where, http::request what);
  boost::asio::awaitable<result<void>> press(std::size_t button, unsigned times);
  boost::asio::awaitable<result<void>> follow(node_id link, unsigned times);
  boost::asio::awaitable<result<void>> send_form(node_id form, std::optional<std::size_t> button, unsigned times);
  [[nodiscard]] http::request request_for(const http::url& where, outgoing what);
  [[nodiscard]] result<http::url> resolved(std::string_view reference) const;
  result<void> show(http::url where, http::response answer);
  void replace_page(page fresh);
  form_state& forms();
  result<std::size_t> touch(std::string_view field);
  [[nodiscard]] result<node_id> form_to_submit() const;
  /// The address of the page at hand, before the first one the base URL.
  [[nodiscard]] result<http::url> place() const;

  ports::env world_;
  form_driver_options options_;
  http::client client_;
  cookie_jar cookies_;
  std::optional<http::url> url_;
  unsigned status_ = 0;
  http::fields headers_;
  std::unique_ptr<page> page_;
  std::unique_ptr<form_state> forms_;  // built at the first touch of a page's forms
  html::parser parser_;
  node_id touched_ = no_node;
  std::vector<hop> hops_;
};

}  // namespace parcours::drivers
