// The inbox over HTTP: the routes of Mailpit, and additional ones that wait for a mail and its code or return the
// envelope and the SMTP session.
#pragma once

#include "mocks/api/router.hpp"
#include "mocks/mailpit/mail_index.hpp"
#include "mocks/mailpit/selection.hpp"
#include "mocks/world/world.hpp"

#include <expected>
#include <memory>
#include <string>
#include <vector>

namespace parcours::mocks::mailpit {

/// Routes under /api/v1. The router's handlers share ownership of this object. Not thread-safe; the world's mocks must
/// outlive the requests.
class inbox_api : public std::enable_shared_from_this<inbox_api> {
 public:
  static constexpr std::size_t default_page = 50;    ///< mails per list if `limit` is not given
  static constexpr std::size_t largest_page = 1000;  ///< maximum `limit`; also used for 0

  inbox_api(const ports::env& world, world::mock_world& mocks, std::shared_ptr<mail_index> index)
      : world_(world), mocks_(mocks), index_(std::move(index)) {}

  void add_routes(api::router& to);

 private:
  using answer_of = http::response (inbox_api::*)(const smtp::stored_mail&, const api::call&);
  using found_mail = std::expected<const smtp::stored_mail*, http::response>;
  using found_ids = result<std::vector<smtp::cursor>>;

  [[nodiscard]] ports::wall_time epoch() const { return world_.time.wall() - world_.time.now(); }
  /// The mail that the path names, or a 404 response.
  static boost::asio::awaitable<found_mail> find(std::shared_ptr<inbox_api> self, std::string id, std::string query);
  static boost::asio::awaitable<found_ids> ids_found(std::shared_ptr<inbox_api> self, std::string query);
  static boost::asio::awaitable<found_ids> chosen(std::shared_ptr<inbox_api> self, selection by);
  const smtp::stored_mail* oldest(const std::string& to, const std::string& subject, smtp::cursor& after);
  boost::json::object page(const api::call& of, const mail_list& newest_first);

  http::response list(const api::call& of);
  static boost::asio::awaitable<http::response> search(std::shared_ptr<inbox_api> self, api::call of);
  static boost::asio::awaitable<http::response> remove_found(std::shared_ptr<inbox_api> self, api::call of);
  static boost::asio::awaitable<http::response> remove(std::shared_ptr<inbox_api> self, api::call of);
  static boost::asio::awaitable<http::response> mark(std::shared_ptr<inbox_api> self, api::call of);
  http::response info();
  boost::json::object tag_counts();
  http::response chaos(const api::call& of);
  http::response set_chaos(const api::call& of);
  static boost::asio::awaitable<http::response> with_mail(std::shared_ptr<inbox_api> self, api::call of,
                                                          answer_of answer);
  static boost::asio::awaitable<http::response> message(std::shared_ptr<inbox_api> self, api::call of);
  static boost::asio::awaitable<http::response> headers(std::shared_ptr<inbox_api> self, api::call of);
  http::response raw(const smtp::stored_mail& mail, const api::call& of);
  http::response envelope(const smtp::stored_mail& mail, const api::call& of);
  http::response transcript(const smtp::stored_mail& mail, const api::call& of);
  static boost::asio::awaitable<http::response> part(std::shared_ptr<inbox_api> self, api::call of);
  static boost::asio::awaitable<const smtp::stored_mail*> next_mail(std::shared_ptr<inbox_api> self, std::string to,
                                                                    std::string subject, smtp::cursor after,
                                                                    duration within);
  static boost::asio::awaitable<http::response> wait(std::shared_ptr<inbox_api> self, api::call of);

  ports::env world_;
  world::mock_world& mocks_;
  std::shared_ptr<mail_index> index_;
};

}  // namespace parcours::mocks::mailpit
