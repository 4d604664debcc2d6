// The console's web pages, rendered on the server. The templates escape all text that comes from a mail or a form.
#pragma once

#include "harness/ports/steered_clock.hpp"
#include "mocks/api/router.hpp"
#include "mocks/console/session_story.hpp"
#include "mocks/mailpit/mail_index.hpp"
#include "mocks/world/world.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kainjow::mustache {
template <typename string_type>
class basic_data;
using data = basic_data<std::string>;
}  // namespace kainjow::mustache

namespace parcours::mocks::console {

/// GET / (the whole world on one page), /mail/{ID} and /session/{session}, updated by the modules of
/// mocks/console/pages, which request /console/parts for what may have changed; and Mailpit's /view/{ID}.html and .txt.
/// A Content Security Policy allows no scripts, styles, frames or images from elsewhere, and allows a mail's HTML only
/// in a frame that runs and fetches nothing.
class pages : public std::enable_shared_from_this<pages> {
 public:
  static constexpr std::size_t rows = 50;     ///< of a table: the newest
  static constexpr std::size_t sessions = 8;  ///< shown at one step of the flow

  pages(const ports::env& world, world::mock_world& mocks, ports::steered_clock& time,
        std::shared_ptr<mailpit::mail_index> index)
      : world_(world), mocks_(mocks), time_(time), index_(std::move(index)) {}

  void add_routes(api::router& to);

 private:
  using data = kainjow::mustache::data;
  struct part;
  struct mail_content;
  static const std::vector<part>& parts();

  // pages.cpp
  static boost::asio::awaitable<http::response> home(std::shared_ptr<pages> self, api::call of);
  static boost::asio::awaitable<http::response> some_parts(std::shared_ptr<pages> self, api::call of);
  static boost::asio::awaitable<http::response> mail(std::shared_ptr<pages> self, api::call of);
  static boost::asio::awaitable<http::response> mail_html(std::shared_ptr<pages> self, api::call of);
  static boost::asio::awaitable<http::response> view(std::shared_ptr<pages> self, api::call of);
  http::response session(const api::call& of);
  http::response whole_page(const std::string& title, const std::string& content, const std::string& about = {});
  http::response no_page(const std::string& what);
  http::response no_mail(const std::string& id);
  /// The mails shown in the inbox; `query` is the search.
  struct shown_mails {
    std::string query;
    std::string problem;
    mailpit::mail_list found;
  };
  static boost::asio::awaitable<shown_mails> look_for(std::shared_ptr<pages> self, std::string query);
  data inbox(std::uint64_t of_visit, const shown_mails& mails);
  /// The codes that the portal sent, by session number.
  using sent_codes = std::multimap<std::uint64_t, const portal::issued_code*>;
  [[nodiscard]] sent_codes codes() const;
  data mail_facts(const smtp::stored_mail& mail, const sent_codes& sent);
  void set_code(data& to, std::uint64_t session, const std::string& code, const sent_codes& sent) const;
  data neighbours(std::uint64_t id);
  [[nodiscard]] const smtp::stored_mail* find(std::string_view id);

  // pages_flow.cpp
  data flow();
  data token(const portal::session_info& one, const session_story& story);
  data session_head(std::uint64_t number);
  void set_age(data& to, const session_story& story) const;
  [[nodiscard]] bool is_expired(const portal::session_info& one) const;

  // pages_panels.cpp
  data captcha(std::uint64_t of_visit);
  data journal(std::uint64_t of_visit);
  data requests(std::uint64_t of_visit);
  [[nodiscard]] data happened_at(const portal::exchange& one) const;
  data people();
  data now();
  [[nodiscard]] std::uint64_t faults_on() const;
  data clock();
  data defects();
  data rules();
  data smtp_faults();
  data portal_faults();
  data captcha_plans();
  data captcha_faults();
  /// "full", "clock" and "ms" of a time in world time.
  [[nodiscard]] data when(duration at) const;
  [[nodiscard]] std::string milliseconds(duration at) const;

  ports::env world_;
  world::mock_world& mocks_;
  ports::steered_clock& time_;
  std::shared_ptr<mailpit::mail_index> index_;
};

}  // namespace parcours::mocks::console
