// The console's pages, rendered on the server: whatever comes from a mail or a form is escaped by the templates.
#pragma once

#include "harness/ports/steered_clock.hpp"
#include "mocks/console/mail_index.hpp"
#include "mocks/console/router.hpp"
#include "mocks/world/world.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kainjow::mustache {
template <typename string_type>
class basic_data;
using data = basic_data<std::string>;
}  // namespace kainjow::mustache

namespace parcours::mocks::console {

/// GET / (all of the world on one page, kept up to date by mocks/console/pages/console.js), /mail/{ID},
/// /visit/{session}, the parts that the script asks for anew, and Mailpit's /view/{ID}.html and .txt. No script, style,
/// frame or image from elsewhere is let in (Content Security Policy), and a mail's HTML only into a frame that runs
/// nothing and fetches nothing.
class pages : public std::enable_shared_from_this<pages> {
 public:
  static constexpr std::size_t rows = 50;    ///< of a table: the newest
  static constexpr std::size_t visits = 12;  ///< shown at one step of the flow

  pages(const ports::env& world, world::mock_world& mocks, ports::steered_clock& time,
        std::shared_ptr<mail_index> index)
      : world_(world), mocks_(mocks), time_(time), index_(std::move(index)) {}

  void add_routes(router& to);

 private:
  using data = kainjow::mustache::data;
  struct part;
  static const std::vector<part>& parts();

  http::response home();
  http::response one_part(const call& of);
  http::response mail(const call& of);
  http::response mail_html(const call& of);
  http::response view(const call& of);
  http::response visit(const call& of);

  data flow();
  data inbox(std::uint64_t of_visit);
  data captcha(std::uint64_t of_visit);
  data journal(std::uint64_t of_visit);
  data requests(std::uint64_t of_visit);
  data clock();
  data faults();
  data defects();
  data people();

  [[nodiscard]] const smtp::stored_mail* find(std::string_view id);
  [[nodiscard]] std::string date(duration at) const;

  ports::env world_;
  world::mock_world& mocks_;
  ports::steered_clock& time_;
  std::shared_ptr<mail_index> index_;
};

}  // namespace parcours::mocks::console
