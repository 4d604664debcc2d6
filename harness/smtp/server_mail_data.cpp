// Receives the mail data: with DATA, and with BDAT in chunks.
#include "harness/base/text.hpp"
#include "harness/smtp/server_session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::smtp {

void server_session::data(std::string_view) {
  if (!in_mail_) return say(503, "5.5.1 MAIL comes first");
  if (chunked_) return say(503, "5.5.1 This mail comes by BDAT");
  if (who_.to.empty()) return say(503, "5.5.1 No valid recipient");
  if (struck(moment(stage::data, who_))) return;
  arm_cut();
  say(354, "Start mail input; end with <CRLF>.<CRLF>");
  data_.emplace(options_.max_size);
}

// A fault that cuts the connection while the mail's data comes.
void server_session::arm_cut() {
  const auto hit = options_.ask ? options_.ask(moment(stage::content, who_)) : std::nullopt;
  if (hit) cut_after_ = hit->after_octets;
}

// True once as much of the mail has come as the fault lets through, or all of it.
bool server_session::cuts(std::size_t octets, bool whole) const {
  return cut_after_ && (whole || octets >= *cut_after_);
}

std::size_t server_session::take_data(std::string_view bytes) {
  const auto taken = data_->feed(bytes);
  if (cuts(data_->size(), data_->done())) {
    drop();
  } else if (data_->done()) {
    end_of_data();
  }
  return taken;
}

// Whatever the answer is, the transaction is over (RFC 5321 section 4.1.1.4).
void server_session::end_of_data() {
  note('C', fmt::format("({} bytes of mail data)", data_->size()));
  if (data_->too_large()) {
    say(552, "5.3.4 Message too large");
  } else if (well_formed(data_->lines()) && !struck(moment(stage::end_of_data, who_))) {
    deliver(data_->take());
  }
  clear_transaction();
}

bool server_session::well_formed(const line_faults& lines) {
  if (lines.bare_line_end && options_.bare == bare_line_ends::reject) {
    say(550, "5.6.11 Bare CR or LF in mail data");
  } else if (lines.too_long && options_.grammar == grammar::strict) {
    say(500, "5.5.2 Text line longer than 1000 octets (RFC 5321 section 4.5.3.1.6)");
  } else {
    return true;
  }
  return false;
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
  const auto announced = parse_bdat(argument);
  if (!announced) return say(501, "5.5.4 Syntax error: BDAT takes a size and LAST");
  chunk_.emplace(chunk{announced->size, announced->last});
  chunked_ = begins_chunk(announced->well_formed) || chunked_;
  if (!closing_ && chunk_->left == 0) end_of_chunk();
}

// Whether the mail of this transaction comes by BDAT from now on.
bool server_session::begins_chunk(bool well_formed) {
  auto& refusal = chunk_->refusal;
  if (!well_formed) return refusal = {501, "5.5.4 Syntax error: BDAT takes a size and LAST"}, false;
  if (!in_mail_) return refusal = {503, "5.5.1 MAIL comes first"}, false;
  if (who_.to.empty()) return refusal = {503, "5.5.1 No valid recipient"}, false;
  if (chunks_failed_) return refusal = {503, "5.5.1 An earlier chunk was refused: say RSET"}, true;
  if (!chunked_) {
    if (const auto instead = fault_at(moment(stage::data, who_))) return refusal = *instead, true;
    arm_cut();
  }
  if (chunk_->left > options_.max_size - chunks_.size()) refusal = {552, "5.3.4 Message too large"};
  return true;
}

std::size_t server_session::take_chunk(std::string_view bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), chunk_->left));
  if (chunk_->refusal.code == 0) chunks_.append(bytes.substr(0, taken));
  chunk_->left -= taken;
  if (chunk_->refusal.code == 0 && cuts(chunks_.size(), chunk_->last && chunk_->left == 0)) {
    drop();
  } else if (chunk_->left == 0) {
    end_of_chunk();
  }
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
  if (well_formed(examine_lines(chunks_)) && !struck(moment(stage::end_of_data, who_))) deliver(std::move(chunks_));
  clear_transaction();
}

}  // namespace parcours::smtp
