// The inbox over HTTP: what Mailpit's clients ask of Mailpit, and what they lack there: waiting for a mail and the code
// in it, the envelope and the SMTP session.
#pragma once

#include "mocks/console/mail_query.hpp"
#include "mocks/console/mail_summary.hpp"
#include "mocks/console/router.hpp"
#include "mocks/world/world.hpp"

#include <memory>
#include <unordered_map>

namespace parcours::mocks::console {

/// Routes under /api/v1, added to a router whose handlers hold a share of it. Not thread-safe; the world's mocks
/// outlive the requests.
class inbox_api : public std::enable_shared_from_this<inbox_api> {
 public:
  static constexpr std::size_t default_page = 50;    ///< mails of a list, where `limit` is not given
  static constexpr std::size_t largest_page = 1000;  ///< a greater `limit` is this one

  inbox_api(const ports::env& world, world::mock_world& mocks) : world_(world), mocks_(mocks) {}

  void add_routes(router& to);

  /// Reads up to `most` mails that were not read yet, oldest first, so that a search need not; true if there are more.
  bool read_ahead(std::size_t most);
  /// To be called where mails were put in place of others.
  void forget();
  /// The ID of the newest mail; 0: none.
  [[nodiscard]] smtp::cursor newest() const;

 private:
  using mail_list = std::vector<const smtp::stored_mail*>;

  const mail_summary& summary_of(const smtp::stored_mail& mail);
  void forget_dropped();
  [[nodiscard]] ports::wall_time epoch() const { return world_.time.wall() - world_.time.now(); }
  const smtp::stored_mail* find(std::string_view id);
  mail_list found(std::string_view query);
  boost::json::object page(const call& of, const mail_list& newest_first);

  http::response list(const call& of);
  http::response search(const call& of);
  http::response remove_found(const call& of);
  http::response remove(const call& of);
  http::response mark(const call& of);
  http::response info();
  http::response chaos(const call& of);
  http::response set_chaos(const call& of);
  http::response with_mail(const call& of, http::response (inbox_api::*answer)(const smtp::stored_mail&));
  http::response message(const smtp::stored_mail& mail);
  http::response headers(const smtp::stored_mail& mail);
  http::response raw(const smtp::stored_mail& mail);
  http::response envelope(const smtp::stored_mail& mail);
  http::response transcript(const smtp::stored_mail& mail);
  http::response part(const call& of);
  static boost::asio::awaitable<http::response> wait(std::shared_ptr<inbox_api> self, call of);

  ports::env world_;
  world::mock_world& mocks_;
  std::unordered_map<smtp::cursor, mail_summary> summaries_;  // looked up only, never iterated for output
  smtp::cursor read_to_ = 0;                                  // mails up to here were read ahead
};

}  // namespace parcours::mocks::console
