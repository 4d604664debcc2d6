// The control API of the captcha provider: past verifications, and outcomes of the next ones.
#pragma once

#include "harness/http/message.hpp"
#include "harness/yaml/document.hpp"
#include "mocks/api/router.hpp"
#include "mocks/world/world.hpp"

#include <boost/json/object.hpp>

#include <memory>

namespace parcours::mocks::control {

[[nodiscard]] boost::json::object to_json(const captcha::verification& one, ports::wall_time epoch);

/// outcome: pass, fail, expired, replayed or internal_error (none: the token's own result); score: 0 to 1; delay:
/// before the response; status: 400 to 599 instead of a verdict; drop: no response; site_key, session: only for these;
/// and its schedule. Errors are added to `found`.
[[nodiscard]] captcha::plan read_captcha_plan(const yaml::node& from, diagnostics& found);
[[nodiscard]] boost::json::object to_json(const captcha::plan& what);

/// Routes under /api/control/captcha. The router's handlers share ownership of this object.
class captcha_api : public std::enable_shared_from_this<captcha_api> {
 public:
  captcha_api(const ports::env& world, world::mock_world& mocks) : world_(world), mocks_(mocks) {}

  void add_routes(api::router& to);

 private:
  http::response checks(const api::call& of);
  http::response plans(const api::call& of);
  http::response add_plan(const api::call& of);
  http::response clear_plans(const api::call& of);
  http::response remove_plan(const api::call& of);
  http::response faults(const api::call& of);
  http::response set_faults(const api::call& of);

  ports::env world_;
  world::mock_world& mocks_;
};

}  // namespace parcours::mocks::control
