#include "harness/http/codec.hpp"

#include "harness/base/random.hpp"
#include "harness/http/content_coding.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <chrono>

namespace parcours::http {

namespace asio = boost::asio;
namespace beast = boost::beast::http;

namespace {

using boost::system::error_code;

progress classify(const error_code& ec) {
  if (ec == beast::error::header_limit) return progress::header_too_large;
  if (ec == beast::error::body_limit) return progress::body_too_large;
  return progress::bad;
}

template <class Parser>
progress feed_parser(Parser& parser, std::string& bytes) {
  const bool had_header = parser.is_header_done();
  error_code ec;
  const auto taken = parser.put(asio::buffer(bytes), ec);
  bytes.erase(0, taken);
  if (ec && ec != beast::error::need_more) return classify(ec);
  if (parser.is_done()) return progress::done;
  return parser.is_header_done() && !had_header ? progress::headers_done : progress::need_more;
}

template <class Message>
fields take_fields(const Message& message) {
  fields out;
  for (const auto& item : message) out.add(std::string(item.name_string()), std::string(item.value()));
  return out;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_fields(std::string& out, const fields& all) {
  for (const auto& item : all.all()) append_field(out, item.name, item.value);
}

// The characters of uri-host and port (RFC 3986 section 3.2.2), brackets of IPv6 included.
bool names_host(std::string_view text) {
  static constexpr std::string_view others = "-._~!$&'()*+,;=%:[]";
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || others.contains(c);
  };
  return std::ranges::all_of(text, allowed);
}

void to_origin_form(request& of) {
  constexpr std::string_view scheme = "http://";
  if (!of.target.starts_with(scheme)) return;
  const auto path = of.target.find_first_of("/?", scheme.size());
  of.headers.set("Host", of.target.substr(scheme.size(), path == std::string::npos ? path : path - scheme.size()));
  of.target = path == std::string::npos ? "/" : of.target.substr(path);
  if (of.target.starts_with('?')) of.target.insert(0, "/");
}

std::string beginning_of(const response& what, std::string_view date) {
  std::string out;
  out.reserve(384 + what.body.size());
  out.append("HTTP/1.1 ").append(std::to_string(what.status)).append(" ").append(reason_phrase(what.status));
  out.append("\r\n");
  append_field(out, "Date", date);
  append_fields(out, what.headers);
  return out;
}

}  // namespace

struct request_parser::core {
  beast::request_parser<beast::string_body> parser;
  std::size_t limit;
  std::size_t header_limit;
  bool begun = false;
};

request_parser::request_parser(std::size_t header_limit, std::size_t body_limit) : core_(std::make_unique<core>()) {
  core_->parser.eager(true);
  core_->parser.header_limit(static_cast<std::uint32_t>(header_limit));
  core_->parser.body_limit(body_limit);
  core_->limit = body_limit;
  core_->header_limit = header_limit;
}
request_parser::~request_parser() = default;

progress request_parser::feed(std::string& bytes) {
  if (!core_->begun) {
    const auto begin = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
    std::size_t empty = 0;
    while (empty + 2 <= begin && bytes.compare(empty, 2, "\r\n") == 0) empty += 2;
    bytes.erase(0, empty);
    if (bytes.empty() || bytes == "\r") return progress::need_more;
    core_->begun = true;
  }
  const auto made = feed_parser(core_->parser, bytes);
  if (core_->parser.get().body().size() > core_->limit) return progress::body_too_large;
  // Beast waits for the end of a trailer, or of the line that begins a chunk, however long it is.
  const bool endless =
      made == progress::need_more && core_->parser.is_header_done() && bytes.size() > core_->header_limit;
  return endless ? progress::header_too_large : made;
}

bool request_parser::begun() const { return core_->begun; }

unsigned request_parser::refusal() const {
  const auto& message = core_->parser.get();
  const auto hosts = message.count(beast::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() >= 11) || !names_host(message[beast::field::host])) return 400;
  const auto codings = message.equal_range(beast::field::transfer_encoding);
  const auto is_chunked = [](const auto& one) { return boost::beast::iequals(one.value(), "chunked"); };
  const bool understood =
      std::all_of(codings.first, codings.second, is_chunked) && message.count(beast::field::transfer_encoding) <= 1;
  if (understood && codings.first != codings.second && message.version() < 11) return 400;
  return understood ? 0 : 501;
}

bool request_parser::expects_continue() const {
  return boost::beast::iequals(core_->parser.get()[beast::field::expect], "100-continue");
}

std::string_view request_parser::target() const {
  const auto target = core_->parser.get().target();
  return {target.data(), target.size()};
}

std::string_view request_parser::method() const {
  const auto method = core_->parser.get().method_string();
  return {method.data(), method.size()};
}

std::string_view request_parser::body() const { return core_->parser.get().body(); }

bool request_parser::limit_body(std::size_t limit) {
  core_->limit = limit;  // Beast has looked at its own already
  const auto announced = core_->parser.content_length();
  return core_->parser.get().body().size() <= limit && (!announced || *announced <= limit);
}

bool request_parser::may_exceed(std::size_t size) const {
  return core_->parser.chunked() || core_->parser.content_length().value_or(0) > size;
}

bool request_parser::keep_alive() const { return core_->parser.keep_alive(); }

request request_parser::take() {
  auto& message = core_->parser.get();
  request made(std::string(message.method_string()), std::string(message.target()), take_fields(message),
               std::move(message.body()));
  if (!made.target.starts_with('/')) to_origin_form(made);
  return made;
}

struct response_parser::core {
  beast::response_parser<beast::string_body> parser;
};

response_parser::response_parser(std::size_t body_limit, bool head) : core_(std::make_unique<core>()) {
  core_->parser.eager(true);
  core_->parser.header_limit(64U << 10U);
  core_->parser.body_limit(body_limit);
  core_->parser.skip(head);
}
response_parser::~response_parser() = default;

progress response_parser::feed(std::string& bytes) { return feed_parser(core_->parser, bytes); }

progress response_parser::feed_end() {
  if (!core_->parser.is_header_done()) return progress::bad;  // to Beast nothing at all is a complete message
  error_code ec;
  core_->parser.put_eof(ec);
  return !ec && core_->parser.is_done() ? progress::done : progress::bad;
}

bool response_parser::keep_alive() const { return core_->parser.keep_alive(); }

bool response_parser::interim() const {
  const auto status = core_->parser.get().result_int();
  return status / 100 == 1 && status != 101;
}

response response_parser::take() {
  auto& message = core_->parser.get();
  return response(message.result_int(), take_fields(message), std::move(message.body()));
}

std::string to_bytes(const request& what, std::string_view host) {
  std::string out;
  out.reserve(256 + what.body.size());
  out.append(what.method).append(" ").append(what.target).append(" HTTP/1.1\r\n");
  append_field(out, "Host", host);
  if (!what.headers.find("Accept-Encoding")) append_field(out, "Accept-Encoding", accepted_codings);
  append_fields(out, what.headers);
  const bool has_body = !what.body.empty() || what.method == "POST" || what.method == "PUT";
  if (has_body) append_field(out, "Content-Length", std::to_string(what.body.size()));
  return out.append("\r\n").append(what.body);
}

std::string to_bytes(const response& what, bool keep_alive, bool head, std::string_view date) {
  std::string out = beginning_of(what, date);
  const bool bodiless = what.status == 204 || what.status == 304;
  const bool open_ended = static_cast<bool>(what.more);  // its end is the connection's
  if (!bodiless && !open_ended) append_field(out, "Content-Length", std::to_string(what.body.size()));
  if (!keep_alive) append_field(out, "Connection", "close");
  out.append("\r\n");
  if (!bodiless && !head) out.append(what.body);
  return out;
}

std::string spoilt_bytes(const response& what, std::string_view date) {
  constexpr std::size_t noise = 256;
  std::string out;
  switch (what.abort) {
    case abort_by::truncation:
      out = to_bytes(what, false, false, date);
      out.resize(out.size() - (what.body.size() + 1) / 2 - (what.body.empty() ? 2 : 0));
      break;
    case abort_by::malformed_chunk:
      out = beginning_of(what, date);
      append_field(out, "Transfer-Encoding", "chunked");
      out.append("\r\nno size\r\n");
      break;
    case abort_by::bare_bytes: {
      random_source random(fnv1a(what.body));
      while (out.size() < noise) out.push_back(static_cast<char>(random.below(256)));
      break;
    }
    case abort_by::none:
    case abort_by::close:
    case abort_by::reset:
      break;
  }
  return out;
}

std::string http_date(std::int64_t seconds) {
  static constexpr std::string_view day_names = "SunMonTueWedThuFriSat";
  static constexpr std::string_view month_names = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::chrono::sys_seconds at{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  const auto two = [](auto value) {
    const auto text = std::to_string(value);
    return text.size() < 2 ? "0" + text : text;
  };
  std::string out(day_names.substr(std::size_t{3} * std::chrono::weekday(day).c_encoding(), 3));
  out += ", " + two(static_cast<unsigned>(date.day())) + " ";
  out += month_names.substr(std::size_t{3} * (static_cast<unsigned>(date.month()) - 1), 3);
  out += " " + std::to_string(static_cast<int>(date.year())) + " " + two(time.hours().count()) + ":";
  out += two(time.minutes().count()) + ":" + two(time.seconds().count()) + " GMT";
  return out;
}

}  // namespace parcours::http
