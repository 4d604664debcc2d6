#include "mocks/console/mail_index.hpp"

#include "mocks/console/body.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace parcours::mocks::console {

namespace asio = boost::asio;

struct mail_index::known {
  std::unordered_map<smtp::cursor, mail_summary> summaries;  // looked up only, never iterated for output
  smtp::cursor read_to = 0;                                  // mails up to here were read ahead
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
    its_.free_.notify_all();
  }
  turn(const turn&) = delete;
  turn& operator=(const turn&) = delete;

 private:
  mail_index& its_;
};

mail_index::mail_index(const ports::env& world, smtp::mailbox& box, const parcours::smtp::parse_limits& limits)
    : world_(world), box_(box), limits_(limits), free_(world.time.wire()), known_(std::make_shared<known>()) {
  box_.on_drop([its = std::weak_ptr<known>(known_)](smtp::cursor id) {
    if (const auto here = its.lock()) here->forget(id);
  });
}

const mail_summary& mail_index::of(const smtp::stored_mail& mail) {
  const auto found = known_->summaries.find(mail.id);
  if (found != known_->summaries.end()) return found->second;
  ++known_->parsed;
  return known_->summaries.emplace(mail.id, summarise(mail, limits_)).first->second;
}

std::vector<const smtp::stored_mail*> mail_index::matching(const mail_query& query, std::size_t most) {
  std::vector<const smtp::stored_mail*> all;
  const auto now = world_.time.now();
  const auto epoch = world_.time.wall() - now;
  const auto& mails = box_.all(now);
  for (auto mail = mails.rbegin(); mail != mails.rend() && all.size() < most; ++mail) {
    if (query.empty() || query.holds(*mail, of(*mail), epoch + mail->received_at)) all.push_back(&*mail);
  }
  return all;
}

result<const smtp::stored_mail*> mail_index::find(std::string_view id, std::string_view query) {
  const smtp::stored_mail* mail = nullptr;
  if (id == "latest") {
    const auto wanted = mail_query::read(query);
    if (!wanted) return std::unexpected(wanted.error());
    const auto newest = matching(*wanted, 1);
    mail = newest.empty() ? nullptr : newest.front();
  } else if (const auto number = whole(id)) {
    mail = box_.find(*number, world_.time.now());
  }
  if (mail == nullptr) return fail("no-mail", "there is no mail " + std::string(id));
  return mail;
}

const smtp::stored_mail* mail_index::next_unread() const {
  const auto& all = box_.all(world_.time.now());
  const auto next = std::ranges::upper_bound(all, known_->read_to, {}, &smtp::stored_mail::id);
  return next == all.end() ? nullptr : &*next;
}

asio::awaitable<bool> mail_index::read_ahead(std::shared_ptr<mail_index> self, std::size_t most) {
  constexpr std::size_t small = 32U << 10U;  // bytes: read in less than a millisecond
  auto& known = *self->known_;
  while (self->reading_) co_await self->free_.wait_until(self->world_.time.wire().now() + std::chrono::hours(1));
  const turn mine(*self);
  for (; most > 0; --most) {
    const auto* mail = self->next_unread();
    if (mail == nullptr) break;
    const auto id = mail->id;
    if (mail->bytes.size() <= small || known.summaries.contains(id)) {
      (void)self->of(*mail);
    } else {
      auto read = [copy = *mail, limits = self->limits_] { return summarise(copy, limits); };
      auto made = co_await ports::beside(self->world_, std::move(read));
      if (self->box_.find(id, self->world_.time.now()) == nullptr) continue;  // gone meanwhile
      ++known.parsed;
      known.summaries.emplace(id, std::move(made));
    }
    known.read_to = std::max(known.read_to, id);
  }
  co_return self->next_unread() != nullptr;
}

asio::awaitable<void> mail_index::catch_up(std::shared_ptr<mail_index> self) {
  constexpr std::size_t few = 8;
  const auto newest = self->newest();
  for (const auto* next = self->next_unread(); next != nullptr && next->id <= newest; next = self->next_unread()) {
    const bool more = co_await read_ahead(self, few);
    if (more) co_await asio::post(self->world_.executor, asio::use_awaitable);
  }
}

std::vector<std::string> mail_index::tags() {
  std::set<std::string> all;
  for (const auto& mail : box_.all(world_.time.now())) {
    for (auto& tag : tags_of(mail, of(mail))) all.insert(std::move(tag));
  }
  return {all.begin(), all.end()};
}

smtp::cursor mail_index::newest() const {
  const auto& all = box_.all(world_.time.now());
  return all.empty() ? 0 : all.back().id;
}

std::size_t mail_index::size() const { return known_->summaries.size(); }

std::uint64_t mail_index::parsed() const { return known_->parsed; }

}  // namespace parcours::mocks::console
