#include "harness/http/client.hpp"

#include "harness/base/shortage.hpp"
#include "harness/http/codec.hpp"
#include "harness/http/content_coding.hpp"
#include "harness/ports/deadline.hpp"

#include <boost/asio/error.hpp>

#include <array>

namespace parcours::http {

namespace asio = boost::asio;
using ports::error_code;

namespace {

error explain(error_code ec, const url& where, duration limit) {
  if (auto lacking = shortage(ec)) return *std::move(lacking);
  const auto to = where.origin();
  if (ec == asio::error::timed_out) return {"timed-out", to + " did not answer within " + format_duration(limit)};
  if (ec == asio::error::connection_refused) return {"connection-refused", "nothing listens at " + to};
  if (ec == asio::error::host_not_found || ec == asio::error::host_not_found_try_again) {
    return {"host-not-found", "no address is known for the host of " + to};
  }
  if (std::string_view(ec.category().name()).starts_with("asio.ssl")) {
    return {"tls-failed", "no trusted TLS connection to " + to + ": " + ec.message()};
  }
  return {"connection-lost", "the connection to " + to + " was lost: " + ec.message()};
}

std::unexpected<error> refusal(progress state, const url& where, std::size_t max_body) {
  if (state == progress::body_too_large) {
    return fail("response-too-large", where.text() + " answered with more than " + std::to_string(max_body) + " bytes");
  }
  return fail("bad-response", where.text() + " answered with something that is not HTTP/1.1");
}

result<response> decoded(response answer, const url& where, std::size_t max_body) {
  auto body = decode_content(std::move(answer.body), answer.headers, max_body);
  if (!body) return fail(body.error().code, where.text() + " answered with " + body.error().message);
  answer.body = std::move(*body);
  return answer;
}

progress feed_all(response_parser& parser, std::string& bytes) {
  const auto state = parser.feed(bytes);
  return state == progress::headers_done ? parser.feed(bytes) : state;
}

}  // namespace

client::client(const ports::env& world, client_options options) : world_(world), options_(std::move(options)) {}

void client::close() noexcept {
  for (auto& [origin, one] : kept_) one.stream.reset();
  kept_.clear();
}

asio::awaitable<result<response>> client::send(url where, request what) {
  co_return co_await send(std::move(where), std::move(what), options_.timeout);
}

asio::awaitable<result<response>> client::send(url where, request what, duration timeout) {
  const span within{timeout, world_.time.wire().now() + timeout};
  const auto origin = where.origin();
  what.target = where.target;
  const auto bytes = to_bytes(what, origin.substr(origin.find("//") + 2));
  const bool head = what.method == "HEAD";
  const bool repeatable = what.method == "GET" || head;
  drop_if_stale(origin);
  for (;;) {
    const bool reused = kept_.contains(origin);
    if (!reused) {
      auto opened = co_await open(where, within);
      if (!opened) co_return std::unexpected(explain(opened.error(), where, timeout));
      kept_.emplace(origin, std::move(*opened));
    }
    auto end = co_await exchange(kept_.at(origin), where, bytes, head, within);
    if (end.keep) {
      kept_.at(origin).used = world_.time.wire().now();
    } else {
      kept_.erase(origin);
    }
    if (!reused || !end.untouched || !repeatable) co_return std::move(end.answer);
  }
}

void client::drop_if_stale(const std::string& origin) {
  const auto kept = kept_.find(origin);
  if (kept != kept_.end() && world_.time.wire().now() - kept->second.used > options_.keep_idle) kept_.erase(kept);
}

asio::awaitable<ports::io_result<client::connection>> client::open(url where, span within) {
  std::optional<ports::tls_client> tls;
  if (where.secure()) tls = ports::tls_client{where.host, options_.ca_file};
  auto opened = co_await world_.net.connect(where.where(), std::move(tls), left_of(within));
  if (!opened) co_return std::unexpected(opened.error());
  co_return connection{std::move(*opened), {}, {}};
}

asio::awaitable<client::exchange_end> client::exchange(connection& on, url where, std::string bytes, bool head,
                                                       span within) const {
  const ports::deadline limit(world_.time, left_of(within), on.stream);
  const auto written = co_await on.stream.write(bytes);
  auto parser = std::make_optional<response_parser>(options_.max_body, head);
  std::array<char, 16384> buffer;  // NOLINT: filled by the read
  bool untouched = true;
  for (;;) {
    const auto n = co_await on.stream.read_some(asio::buffer(buffer));
    if (!n && n.error() == asio::error::eof && !untouched && parser->feed_end() == progress::done) {
      co_return exchange_end{decoded(parser->take(), where, options_.max_body)};
    }
    if (!n) {
      const auto ec = limit.explain(!written && untouched ? written.error() : n.error());
      const bool dead = untouched && ec != asio::error::timed_out;
      co_return exchange_end{std::unexpected(explain(ec, where, within.length)), false, dead};
    }
    untouched = false;
    on.unread.append(buffer.data(), *n);
    auto state = feed_all(*parser, on.unread);
    while (state == progress::done && parser->interim()) {
      parser.emplace(options_.max_body, head);
      state = feed_all(*parser, on.unread);
    }
    // What is left over answers nothing that was asked: the connection is one answer ahead, and worth nothing.
    if (state == progress::done) {
      const bool keep = parser->keep_alive() && on.unread.empty();
      co_return exchange_end{decoded(parser->take(), where, options_.max_body), keep};
    }
    if (state == progress::need_more || state == progress::headers_done) continue;
    co_return exchange_end{refusal(state, where, options_.max_body)};
  }
}

duration client::left_of(const span& within) const { return within.until - world_.time.wire().now(); }

}  // namespace parcours::http
