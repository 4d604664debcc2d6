// The wire format of siteverify: the request's parameters, and the verdict in the provider's format. Internal to this
// library.
#pragma once

#include "harness/http/message.hpp"
#include "harness/ports/clock.hpp"
#include "mocks/captcha/model.hpp"

#include <string>

namespace parcours::mocks::captcha {

[[nodiscard]] question read_question(const provider_traits& how, const http::request& what);

/// `epoch` is the date at which world time was zero.
[[nodiscard]] std::string to_json(const verification& what, ports::wall_time epoch);

}  // namespace parcours::mocks::captcha
