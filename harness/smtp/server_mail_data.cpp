// How the mail itself is taken: by DATA, and by BDAT in chunks.
#include "harness/base/text.hpp"
#include "harness/smtp/server_session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::smtp {

namespace {

bool has_bare_line_end(std::string_view text) {
  for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
       at = text.find_first_of("\r\n", at + 2)) {
    if (text.substr(at, 2) != "\r\n") return true;
  }
  return false;
}

}  // namespace

void server_session::data(std::string_view) {
  if (!in_mail_) return say(503, "5.5.1 MAIL comes first");
  if (chunked_) return say(503, "5.5.1 This mail comes by BDAT");
  if (who_.to.empty()) return say(503, "5.5.1 No valid recipient");
  if (struck(stage::data)) return;
  arm_cut();
  say(354, "Start mail input; end with <CRLF>.<CRLF>");
  data_.emplace(options_.max_size);
}

// A fault that cuts the connection while the mail's data comes.
void server_session::arm_cut() {
  const auto hit = options_.ask ? options_.ask(stage::content) : std::nullopt;
  if (hit) cut_after_ = hit->after_octets;
}

// True once as much of the data has come as the fault lets through. What goes beyond is not taken.
bool server_session::cut(std::string_view& bytes) {
  if (!cut_after_) return false;
  bytes = bytes.substr(0, *cut_after_);
  *cut_after_ -= bytes.size();
  if (*cut_after_ != 0) return false;
  drop();
  return true;
}

std::size_t server_session::take_data(std::string_view bytes) {
  if (cut(bytes)) return bytes.size();
  const auto taken = data_->feed(bytes);
  if (data_->done()) end_of_data();
  return taken;
}

// Whatever the answer is, the transaction is over (RFC 5321 section 4.1.1.4).
void server_session::end_of_data() {
  note('C', fmt::format("({} bytes of mail data)", data_->size()));
  if (data_->too_large()) {
    say(552, "5.3.4 Message too large");
  } else if (data_->has_bare_line_end() && options_.bare == bare_line_ends::reject) {
    say(550, "5.6.11 Bare CR or LF in mail data");
  } else if (data_->has_long_line()) {
    say(500, "5.5.2 Text line longer than 1000 octets");
  } else if (!struck(stage::end_of_data)) {
    deliver(data_->take());
  }
  clear_transaction();
}

void server_session::deliver(std::string bytes) {
  say(250, "2.0.0 Message accepted");
  messages_.push_back({std::move(who_), std::move(bytes), transcript_});
  ++delivered_;
  transcript_.resize(opening_.value_or(0));
  fmt::format_to(std::back_inserter(transcript_), "({} mail{} before)\n", delivered_, delivered_ == 1 ? "" : "s");
}

// RFC 3030 section 2. What a chunk holds is read to its end whatever the answer will be, so that the next command is
// found; it comes without dot-stuffing.
void server_session::bdat(std::string_view argument) {
  const auto space = argument.find(' ');
  const auto size = parse_size(argument.substr(0, space));
  const auto rest = space == std::string_view::npos ? std::string_view() : trim(argument.substr(space));
  if (!size || !(rest.empty() || iequals(rest, "LAST"))) {
    return say(501, "5.5.4 Syntax error: BDAT takes a size and LAST");
  }
  chunk_.emplace(chunk{*size, !rest.empty()});
  chunked_ = begins_chunk();
  if (chunk_ && chunk_->left == 0) end_of_chunk();
}

bool server_session::begins_chunk() {
  if (!in_mail_) return refuse_chunk(503, "5.5.1 MAIL comes first"), false;
  if (who_.to.empty()) return refuse_chunk(503, "5.5.1 No valid recipient"), false;
  if (chunks_failed_) return refuse_chunk(503, "5.5.1 An earlier chunk was refused: say RSET"), true;
  if (!chunked_) {
    if (const auto hit = options_.ask ? options_.ask(stage::data) : std::nullopt) {
      delay_ += hit->delay;
      if (hit->drop_connection) drop();
      if (hit->drop_connection || hit->code != 0) return refuse_chunk(hit->code, hit->text), true;
    }
    arm_cut();
  }
  if (chunk_->left > options_.max_size - chunks_.size()) refuse_chunk(552, "5.3.4 Message too large");
  return true;
}

void server_session::refuse_chunk(unsigned code, std::string text) { chunk_->refusal = {code, std::move(text)}; }

std::size_t server_session::take_chunk(std::string_view bytes) {
  if (cut(bytes)) return bytes.size();
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), chunk_->left));
  if (chunk_->refusal.code == 0) chunks_.append(bytes.substr(0, taken));
  chunk_->left -= taken;
  if (chunk_->left == 0) end_of_chunk();
  return taken;
}

void server_session::end_of_chunk() {
  const auto ended = *std::exchange(chunk_, std::nullopt);
  note('C', ended.last ? "(the last chunk of mail data)" : "(a chunk of mail data)");
  if (ended.refusal.code != 0) {
    chunks_failed_ = chunked_;
    return say(ended.refusal.code, ended.refusal.text);
  }
  if (!ended.last) return say(250, fmt::format("2.0.0 {} octets so far", chunks_.size()));
  if (options_.bare == bare_line_ends::reject && has_bare_line_end(chunks_)) {
    say(550, "5.6.11 Bare CR or LF in mail data");
  } else if (!struck(stage::end_of_data)) {
    deliver(std::move(chunks_));
  }
  clear_transaction();
}

}  // namespace parcours::smtp
