#include "mocks/mailpit/mail_index.hpp"

#include "mocks/api/body.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace parcours::mocks::mailpit {

using api::whole;

namespace asio = boost::asio;

struct mail_index::known {
  // Looked up only, never iterated for output. Who searches has a share of what it looks at.
  std::unordered_map<smtp::cursor, std::shared_ptr<const mail_summary>> summaries;
  smtp::cursor read_to = 0;  // mails up to here were read ahead
  std::uint64_t parsed = 0;

  void forget(smtp::cursor id) {
    summaries.erase(id);
    // A snapshot that is put back begins with other numbers.
    if (summaries.empty()) read_to = 0;
  }
};

// One reads at a time, so that no mail is read twice.
class mail_index::turn {
 public:
  explicit turn(mail_index& its) : its_(its) { its_.reading_ = true; }
  ~turn() {
    its_.reading_ = false;
    its_.one_read_.notify_all();
  }
  turn(const turn&) = delete;
  turn& operator=(const turn&) = delete;

 private:
  mail_index& its_;
};

mail_index::mail_index(const ports::env& world, smtp::mailbox& box, const parcours::smtp::parse_limits& limits)
    : world_(world),
      box_(box),
      limits_(limits),
      one_read_(world.time.wire()),
      slices_(std::make_shared<turns>(world.executor)),
      known_(std::make_shared<known>()) {
  box_.on_drop([its = std::weak_ptr<known>(known_)](smtp::cursor id) {
    if (const auto here = its.lock()) here->forget(id);
  });
}

std::shared_ptr<const mail_summary> mail_index::summary_of(const smtp::stored_mail& mail) {
  const auto found = known_->summaries.find(mail.id);
  if (found != known_->summaries.end()) return found->second;
  ++known_->parsed;
  auto made = std::make_shared<const mail_summary>(summarise(mail, limits_));
  return known_->summaries.emplace(mail.id, std::move(made)).first->second;
}

const mail_summary& mail_index::of(const smtp::stored_mail& mail) { return *summary_of(mail); }

const smtp::stored_mail* mail_index::newest_before(smtp::cursor id) const {
  const auto& mails = box_.all(world_.time.now());
  const auto next = std::ranges::lower_bound(mails, std::min(id, known_->read_to + 1), {}, &smtp::stored_mail::id);
  return next == mails.begin() ? nullptr : &*std::prev(next);
}

// Looks at one mail after another, term by term, until a slice is done: a mail and a query can be so large that they
// are more than one.
class mail_index::search {
 public:
  search(mail_index& its, mail_query query, std::size_t most) : its_(its), query_(std::move(query)), most_(most) {}

  /// Does a slice; true if there is more to do.
  bool go_on() {
    std::size_t effort = 0;
    while (effort < slice) {
      const auto* mail = term_ > 0 ? its_.box_.find(at_, its_.world_.time.now()) : next();
      if (mail == nullptr && term_ == 0) return false;
      effort += mail == nullptr ? leave(false) : look_at(*mail);
    }
    return true;
  }
  [[nodiscard]] mail_list found() const {
    mail_list all;
    for (const auto id : found_) {
      if (const auto* mail = its_.box_.find(id, its_.world_.time.now())) all.push_back(mail);
    }
    return all;
  }

 private:
  const smtp::stored_mail* next() {
    const auto* mail = found_.size() < most_ ? its_.newest_before(at_) : nullptr;
    if (mail != nullptr) at_ = mail->id;
    return mail;
  }
  // The next term of the mail.
  std::size_t look_at(const smtp::stored_mail& mail) {
    if (query_.empty()) return leave(true);
    if (term_ == 0) in_.emplace(its_.summary_of(mail));
    const auto& time = its_.world_.time;
    const bool well = query_.holds(term_, *in_, mail, time.wall() - time.now() + mail.received_at);
    const auto effort = a_term + in_->take_effort();
    if (!well || ++term_ == query_.terms()) (void)leave(well);
    return effort;
  }
  std::size_t leave(bool found) {
    if (found) found_.push_back(at_);
    term_ = 0;
    return a_term;
  }

  static constexpr std::size_t a_term = 512;  // what one costs beside the bytes that it looks at

  mail_index& its_;
  mail_query query_;
  std::size_t most_;
  smtp::cursor at_ = smtp::cursor(-1);  // the mail that is looked at, or was last
  std::size_t term_ = 0;
  std::optional<searched_mail> in_;
  std::vector<smtp::cursor> found_;
};

asio::awaitable<mail_list> mail_index::matching(std::shared_ptr<mail_index> self, mail_query query, std::size_t most) {
  search by(*self, std::move(query), most);
  do co_await turns::next(self->slices_);
  while (by.go_on());
  co_return by.found();
}

mail_list mail_index::all() const {
  mail_list all;
  const auto& mails = box_.all(world_.time.now());
  all.reserve(mails.size());
  for (const auto& mail : mails) {
    if (mail.id <= known_->read_to) all.push_back(&mail);
  }
  std::ranges::reverse(all);
  return all;
}

smtp::cursor mail_index::read_to() const { return known_->read_to; }

asio::awaitable<result<const smtp::stored_mail*>> mail_index::find(std::shared_ptr<mail_index> self, std::string id,
                                                                   std::string query) {
  const smtp::stored_mail* mail = nullptr;
  if (id == "latest") {
    auto wanted = mail_query::read(query);
    if (!wanted) co_return std::unexpected(wanted.error());
    const auto newest = co_await matching(self, std::move(*wanted), 1);
    mail = newest.empty() ? nullptr : newest.front();
  } else if (const auto number = whole(id)) {
    mail = self->box_.find(*number, self->world_.time.now());
  }
  if (mail == nullptr) co_return fail("no-mail", "there is no mail " + id);
  co_return mail;
}

const smtp::stored_mail* mail_index::next_unread() const {
  const auto& all = box_.all(world_.time.now());
  const auto next = std::ranges::upper_bound(all, known_->read_to, {}, &smtp::stored_mail::id);
  return next == all.end() ? nullptr : &*next;
}

asio::awaitable<bool> mail_index::read_ahead(std::shared_ptr<mail_index> self, std::size_t most, smtp::cursor last) {
  while (self->reading_) co_await self->until_one_is_read();
  const turn mine(*self);
  for (; most > 0; --most) {
    const auto* mail = self->next_unread();
    if (mail == nullptr || mail->id > last) break;
    co_await read(self, *mail);
    self->one_read_.notify_all();
  }
  co_return self->next_unread() != nullptr;
}

asio::awaitable<void> mail_index::read(std::shared_ptr<mail_index> self, const smtp::stored_mail& mail) {
  constexpr std::size_t small = 32U << 10U;  // bytes: read in less than a millisecond
  auto& known = *self->known_;
  const auto id = mail.id;
  if (mail.bytes.size() <= small || known.summaries.contains(id)) {
    (void)self->of(mail);
  } else {
    auto look = [copy = mail, limits = self->limits_] { return summarise(copy, limits); };
    auto made = std::make_shared<const mail_summary>(co_await ports::beside(self->world_, std::move(look)));
    if (self->box_.find(id, self->world_.time.now()) == nullptr) co_return;  // gone meanwhile
    ++known.parsed;
    known.summaries.emplace(id, std::move(made));
  }
  known.read_to = std::max(known.read_to, id);
}

asio::awaitable<void> mail_index::until_one_is_read() {
  return one_read_.wait_until(world_.time.wire().now() + std::chrono::hours(1));
}

asio::awaitable<void> mail_index::catch_up(std::shared_ptr<mail_index> self) {
  constexpr std::size_t few = 8;
  const auto newest = self->newest();
  for (const auto* next = self->next_unread(); next != nullptr && next->id <= newest; next = self->next_unread()) {
    if (self->reading_) {  // whoever reads may have more to read than is waited for here
      co_await self->until_one_is_read();
      continue;
    }
    const bool more = co_await read_ahead(self, few, newest);
    if (more) co_await asio::post(self->world_.executor, asio::use_awaitable);
  }
}

std::vector<std::string> mail_index::tags() {
  std::set<std::string> all;
  for (const auto* mail : this->all()) {
    for (auto& tag : tags_of(*mail, of(*mail))) all.insert(std::move(tag));
  }
  return {all.begin(), all.end()};
}

smtp::cursor mail_index::newest() const {
  const auto& all = box_.all(world_.time.now());
  return all.empty() ? 0 : all.back().id;
}

std::size_t mail_index::size() const { return known_->summaries.size(); }

std::uint64_t mail_index::parsed() const { return known_->parsed; }

}  // namespace parcours::mocks::mailpit
