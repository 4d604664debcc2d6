// Other routes of Mailpit: sending a mail over HTTP, tags, and the settings of Mailpit's web page.
#pragma once

#include "mocks/api/router.hpp"
#include "mocks/mailpit/mail_index.hpp"
#include "mocks/world/world.hpp"

#include <memory>
#include <string>
#include <vector>

namespace parcours::mocks::mailpit {

/// Routes under /api/v1. The router's handlers share ownership of this object. Not thread-safe; the world's mocks must
/// outlive the requests.
class mailpit_api : public std::enable_shared_from_this<mailpit_api> {
 public:
  mailpit_api(const ports::env& world, world::mock_world& mocks, std::shared_ptr<mail_index> index)
      : world_(world), mocks_(mocks), index_(std::move(index)), random_(world.random.derive("sent over HTTP")) {}

  void add_routes(api::router& to);

 private:
  http::response send(const api::call& of);
  http::response tags(const api::call& of);
  http::response set_tags(const api::call& of);
  http::response rename_tag(const api::call& of);
  http::response delete_tag(const api::call& of);
  http::response webui(const api::call& of);
  /// Replaces `tag` in every mail that has it; "" removes it.
  http::response replace_tag(const std::string& tag, const std::string& by);

  ports::env world_;
  world::mock_world& mocks_;
  std::shared_ptr<mail_index> index_;
  random_source random_;
};

}  // namespace parcours::mocks::mailpit
