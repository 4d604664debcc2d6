#include "mocks/console/mail_index.hpp"

#include "mocks/console/body.hpp"

#include <algorithm>
#include <unordered_map>

namespace parcours::mocks::console {

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

mail_index::mail_index(const ports::env& world, smtp::mailbox& box)
    : world_(world), box_(box), known_(std::make_shared<known>()) {
  box_.on_drop([its = std::weak_ptr<known>(known_)](smtp::cursor id) {
    if (const auto here = its.lock()) here->forget(id);
  });
}

const mail_summary& mail_index::of(const smtp::stored_mail& mail) {
  const auto found = known_->summaries.find(mail.id);
  if (found != known_->summaries.end()) return found->second;
  ++known_->parsed;
  return known_->summaries.emplace(mail.id, summarise(mail)).first->second;
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

bool mail_index::read_ahead(std::size_t most) {
  const auto& all = box_.all(world_.time.now());
  auto next = std::ranges::upper_bound(all, known_->read_to, {}, &smtp::stored_mail::id);
  for (; next != all.end() && most > 0; ++next, --most) {
    (void)of(*next);
    known_->read_to = next->id;
  }
  return next != all.end();
}

smtp::cursor mail_index::newest() const {
  const auto& all = box_.all(world_.time.now());
  return all.empty() ? 0 : all.back().id;
}

std::size_t mail_index::size() const { return known_->summaries.size(); }

std::uint64_t mail_index::parsed() const { return known_->parsed; }

}  // namespace parcours::mocks::console
