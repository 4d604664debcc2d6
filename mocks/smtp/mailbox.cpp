#include "mocks/smtp/mailbox.hpp"

#include "harness/base/text.hpp"
#include "harness/smtp/message.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace parcours::mocks::smtp {

namespace {

std::size_t weight(const stored_mail& mail) { return mail.bytes.size() + mail.transcript.size(); }

bool is_for(const stored_mail& mail, const std::string& recipient) {
  return std::ranges::any_of(mail.who.to, [&](const auto& to) { return parcours::smtp::same_address(to, recipient); });
}

bool matches(const stored_mail& mail, const mail_filter& wanted) {
  return wanted.to.empty() || is_for(mail, wanted.to);
}

}  // namespace

std::uint64_t session_of(std::string_view mail) {
  constexpr std::string_view field = "\r\nX-Parcours-Session: ";
  constexpr std::size_t near = 16U << 10U;  // bytes: the portal's mails have a short header
  const auto header = mail.substr(0, std::min(near, mail.find("\r\n\r\n")));
  const auto at = header.find(field);
  if (at == std::string_view::npos) return 0;
  const auto value = header.substr(at + field.size());
  const auto text = value.substr(0, value.find("\r\n"));
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? number : 0;
}

bool is_tag(const std::string& text) {
  const auto allowed = [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != ',' && c != '\x7f'; };
  return !text.empty() && text.size() <= longest_tag && is_utf8(text) && trim(text) == text &&
         std::ranges::all_of(text, allowed);
}

void mailbox::add(parcours::smtp::received_message message, duration now) {
  settle(now);
  stored_mail mail{0,
                   std::move(message.who),
                   std::move(message.bytes),
                   std::move(message.transcript),
                   now,
                   now + options_.delivery_delay,
                   false,
                   {}};
  if (added_) added_(mail);
  bytes_ += weight(mail);
  ++counted_.accepted;
  counted_.accepted_bytes += mail.bytes.size();
  if (options_.delivery_delay <= duration::zero()) {
    show(std::move(mail));
  } else {
    on_their_way_.emplace(mail.visible_at, std::move(mail));
  }
  trim();
}

void mailbox::clear() {
  while (!visible_.empty()) drop(visible_.begin());
  on_their_way_.clear();
  bytes_ = 0;
}

mailbox::image mailbox::save(duration now) {
  settle(now);
  image made{last_, visible_, {}};
  for (const auto& [when, mail] : on_their_way_) made.on_its_way.push_back(mail);
  return made;
}

void mailbox::restore(image from) {
  clear();
  last_ = std::max(last_, from.last);  // no cursor is ever ahead of what is to come
  visible_ = std::move(from.visible);
  for (const auto& mail : visible_) bytes_ += weight(mail);
  for (auto& mail : from.on_its_way) {
    bytes_ += weight(mail);
    on_their_way_.emplace(mail.visible_at, std::move(mail));
  }
  trim();
}

bool mailbox::remove(cursor id) {
  const auto found = place_of(id);
  if (found == visible_.end()) return false;
  drop(found);
  return true;
}

void mailbox::drop(std::deque<stored_mail>::iterator mail) {
  const auto id = mail->id;
  bytes_ -= weight(*mail);
  visible_.erase(mail);
  ++counted_.dropped;
  if (dropped_) dropped_(id);
}

void mailbox::mark(cursor id, bool read) {
  if (const auto found = place_of(id); found != visible_.end()) found->read = read;
}

bool mailbox::label(cursor id, std::vector<std::string> tags) {
  const auto found = place_of(id);
  if (found == visible_.end()) return false;
  found->tags = std::move(tags);
  return true;
}

std::deque<stored_mail>::iterator mailbox::place_of(cursor id) {
  const auto found = std::ranges::lower_bound(visible_, id, {}, &stored_mail::id);
  return found == visible_.end() || found->id != id ? visible_.end() : found;
}

std::deque<stored_mail>::const_iterator mailbox::after(cursor id) const {
  return std::ranges::upper_bound(visible_, id, {}, &stored_mail::id);
}

const std::deque<stored_mail>& mailbox::all(duration now) {
  settle(now);
  return visible_;
}

// Numbers are given here and not on acceptance: a mail that is overtaken must still be newer than the reader's cursor.
void mailbox::show(stored_mail mail) {
  mail.id = ++last_;
  visible_.push_back(std::move(mail));
}

void mailbox::settle(duration now) {
  while (!on_their_way_.empty() && on_their_way_.begin()->first <= now) {
    show(std::move(on_their_way_.begin()->second));
    on_their_way_.erase(on_their_way_.begin());
  }
}

void mailbox::trim() {
  while (visible_.size() + on_their_way_.size() > options_.keep || bytes_ > options_.keep_bytes) {
    if (!visible_.empty()) {
      drop(visible_.begin());
    } else if (!on_their_way_.empty()) {
      bytes_ -= weight(on_their_way_.begin()->second);
      on_their_way_.erase(on_their_way_.begin());
    } else {
      return;
    }
  }
}

std::vector<const stored_mail*> mailbox::list(const mail_filter& wanted, duration now) {
  settle(now);
  std::vector<const stored_mail*> found;
  for (auto mail = after(wanted.after); mail != visible_.end(); ++mail) {
    if (matches(*mail, wanted)) found.push_back(&*mail);
  }
  return found;
}

const stored_mail* mailbox::first(const mail_filter& wanted, duration now) {
  settle(now);
  const auto found =
      std::find_if(after(wanted.after), visible_.cend(), [&](const auto& mail) { return matches(mail, wanted); });
  return found == visible_.cend() ? nullptr : &*found;
}

const stored_mail* mailbox::find(cursor id, duration now) {
  settle(now);
  const auto found = place_of(id);
  return found == visible_.end() ? nullptr : &*found;
}

std::size_t mailbox::count(const std::string& recipient, duration now) {
  settle(now);
  return static_cast<std::size_t>(
      std::ranges::count_if(visible_, [&](const auto& mail) { return is_for(mail, recipient); }));
}

std::optional<duration> mailbox::next_visible() const {
  if (on_their_way_.empty()) return std::nullopt;
  return on_their_way_.begin()->first;
}

}  // namespace parcours::mocks::smtp
