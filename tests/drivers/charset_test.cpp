// Pages in charsets of all kinds: what the form driver reads and sends, held against what Chromium does
// (charsets/*.tsv, written by tests/browser/record_charsets.mjs).
#include "harness/base/text.hpp"
#include "harness/drivers/form_driver.hpp"
#include "harness/html/recorded.hpp"
#include "harness/http/server.hpp"
#include "harness/sim/simulation.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace parcours::drivers {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using html::testing::bytes_of;
using html::testing::recorded;
using http::request;
using http::response;

// ASCII, as it stands in a page of that charset.
std::string written_in(const std::string& charset, const std::string& ascii) {
  if (!charset.starts_with("utf-16")) return ascii;
  std::string out;
  for (const char c : ascii) out += charset == "utf-16be" ? std::string{'\0', c} : std::string{c, '\0'};
  return out;
}

std::string references(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto [value, size] = decode_at(text, at);
    out += "&#" + std::to_string(value) + ";";
    at += size;
  }
  return out;
}

// A site with one page, that hears what it is asked for.
class Charsets : public testing::Test {
 public:
  Charsets() : server_(world_.env(), handler()) { EXPECT_TRUE(server_.start({"127.0.0.1", 8080})); }
  ~Charsets() override {
    server_.stop();
    world_.abandon();
  }

 protected:
  http::handler handler() {
    return [this](request what, http::exchange_info) { return answer(std::move(what)); };
  }
  awaitable<response> answer(request what) {
    heard_ = what;
    co_return what.target == "/page" ? page_ : response(200, {{"Content-Type", "text/html"}}, "heard");
  }
  void show(std::string type, std::string body) {
    page_ = response(200, {{"Content-Type", std::move(type)}}, std::move(body));
  }
  void run(const std::function<awaitable<void>(form_driver&)>& steps) {
    form_driver_options options;
    options.base_url = server_.url();
    form_driver browser(world_.env(), {}, std::move(options));
    const auto outcome = world_.run(steps(browser));
    EXPECT_TRUE(outcome) << outcome.error().message;
  }

  sim::simulation world_;
  response page_;
  request heard_;
  http::server server_;
};

// Chromium writes minus, overline, yen and wave dash of Japanese charsets otherwise than ICU, no accents in EUC-JP, and
// other private characters in gb18030.
bool is_known_to_differ(const std::string& charset, const std::string& accepted) {
  return charset == "euc-jp" || accepted == "shift_jis" || accepted == "iso-2022-jp" || accepted == "euc-jp" ||
         accepted == "gb18030";
}

TEST_F(Charsets, FormsSendWhatBrowsersSend) {
  std::size_t tried = 0;
  for (const auto& cells : recorded("tests/drivers/charsets/submissions.tsv")) {
    const auto& [charset, accepted, typed, sent] = std::tie(cells[0], cells[1], cells[2], cells[3]);
    if (is_known_to_differ(charset, accepted)) continue;
    ++tried;
    for (const std::string method : {"get", "post"}) {
      const auto attribute =
          accepted == "-" ? std::string() : fmt::format(" accept-charset=\"{}\"", bytes_of(accepted));
      const auto form = fmt::format(
          "<form action=/heard method={}{}><input type=hidden name=_charset_><input id=v name=&#233;><input "
          "type=submit>"
          "</form>",
          method, attribute);
      show("text/html; charset=" + charset, written_in(charset, form));
      run([&](form_driver& browser) -> awaitable<void> {
        (void)co_await browser.go_to("/page");
        const auto filled = co_await browser.fill("#v", bytes_of(typed));
        EXPECT_TRUE(filled) << charset;
        (void)co_await browser.submit();
      });
      EXPECT_EQ(method == "get" ? heard_.target : heard_.body, method == "get" ? "/heard?" + sent : sent)
          << charset << " " << accepted;
    }
  }
  EXPECT_GT(tried, 25U);
}

TEST_F(Charsets, LinksAskForWhatBrowsersAskFor) {
  for (const auto& cells : recorded("tests/drivers/charsets/links.tsv")) {
    const auto charset = cells[0];
    show("text/html; charset=" + charset,
         written_in(charset, "<a href=\"" + references(bytes_of(cells[1])) + "\">x</a>"));
    run([&](form_driver& browser) -> awaitable<void> {
      (void)co_await browser.go_to("/page");
      const auto followed = co_await browser.click_link("x");
      EXPECT_TRUE(followed) << charset;
    });
    // An apostrophe may stand in an address as it is (RFC 3986 section 2.2).
    EXPECT_EQ(percent_decode(heard_.target), percent_decode(cells[2])) << charset << " " << cells[1];
  }
}

struct shown {
  std::string type;
  std::string body;
  std::string text;
  std::string unreadable;  // the code of the error, if any
};

TEST_F(Charsets, PagesAreReadInTheirs) {
  const std::vector<shown> cases = {
      {"text/html; charset=iso-8859-1", "<p>activ\xE9</p>", "activé", ""},
      {"text/html", "<meta charset=windows-1256><p>\xE3\xD1\xCD\xC8\xC7</p>", "مرحبا", ""},
      {"text/html; charset=windows-1252", "\xEF\xBB\xBF<p>activé</p>", "activé", ""},
      {"text/html; charset=utf-16le", written_in("utf-16le", "<p>active</p>"), "active", ""},
      {"text/html", "<p>activ\xE9</p>", "activé", ""},
      {"text/html", "<p>activé</p>", "activé", ""},
      {"", "<p>activ\xE9</p>", "activé", ""},
      {"text/plain; charset=iso-8859-1", "<activ\xE9", "<activé", ""},
      {"application/json", "\"activé\"", "\"activé\"", ""},
      {"application/problem+json", "\"activé\"", "\"activé\"", ""},
      {"application/xml", "<?xml version='1.0' encoding='latin1'?><a>\xE9</a>",
       "<?xml version='1.0' encoding='latin1'?><a>é</a>", ""},
      {"application/xhtml+xml", "<?xml version='1.0' encoding='latin1'?><p>\xE9</p>", "é", ""},
      {"image/png", "", "", ""},  // empty is empty
      {"image/png", "\x89PNG", "", "not-text"},
      {"application/pdf", "%PDF-1.7", "", "not-text"},
      {"application/octet-stream", "<p>active</p>", "", "not-text"},
      {"", std::string("\x89PNG\r\n\x1A\n\0", 9), "", "not-text"},
      {"", std::string(1444, ' ') + "\x01", "", "not-text"},
      {"", std::string(1445, 'a') + "\x01", std::string(1445, 'a') + "\x01", ""},
      {"text/html; charset=iso-2022-kr", "<p>active</p>", "", "undecodable-text"},
      {"text/html", "<meta charset=hz-gb-2312><p>active</p>", "", "undecodable-text"}};
  for (const auto& one : cases) {
    show(one.type, one.body);
    if (one.type.empty()) page_.headers = {};
    run([&](form_driver& browser) -> awaitable<void> {
      const auto went = co_await browser.go_to("/page");
      EXPECT_TRUE(went) << one.type;
      const auto& why = browser.current().source().unreadable();
      EXPECT_EQ(why ? why->code : "", one.unreadable) << one.type << one.body;
      EXPECT_EQ(browser.current().visible_text(), one.text) << one.type << one.body;
    });
  }
}

std::string doubt(std::string type, std::string body, std::string_view wanted) {
  const auto found = answer_text(std::move(body), {{"Content-Type", std::move(type)}}).doubt(wanted);
  return found ? found->code : "";
}

TEST(AnswerText, WhatIsNotFoundMayBeThereNevertheless) {
  EXPECT_EQ(doubt("text/html; charset=utf-8", "activé", "x"), "");
  EXPECT_EQ(doubt("text/html; charset=utf-8", "activ\xE9", "x"), "undecodable-text");
  EXPECT_EQ(doubt("text/html; charset=iso-8859-6", "activ\xE9\xFF", "x"), "undecodable-text");
  EXPECT_EQ(doubt("text/html; charset=shift_jis", "\xFF", "x"), "undecodable-text");
  EXPECT_EQ(doubt("image/png", "x", "x"), "not-text");
  EXPECT_EQ(doubt("image/png", "", "x"), "");
  // Nothing says that it is in windows-1256.
  EXPECT_EQ(doubt("text/html", "\xE3\xD1\xCD\xC8\xC7", "مرحبا"), "undeclared-charset");
  EXPECT_EQ(doubt("text/html", "\xE3\xD1\xCD\xC8\xC7", "activé"), "");
  EXPECT_EQ(doubt("text/html; charset=latin1", "\xE3\xD1\xCD\xC8\xC7", "مرحبا"), "");
  EXPECT_EQ(doubt("text/html", "مرحبا", "ب"), "");
  EXPECT_EQ(doubt("text/html", "active", "مرحبا"), "");
}

TEST(AnswerText, OfNoPageNothingCanBeTold) {
  EXPECT_EQ(answer_text().unreadable()->code, "no-page");
  EXPECT_EQ(page().source().doubt("x")->code, "no-page");
}

}  // namespace
}  // namespace parcours::drivers
