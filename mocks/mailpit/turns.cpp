#include "mocks/mailpit/turns.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parcours::mocks::mailpit {

namespace asio = boost::asio;

class turns::place {
 public:
  explicit place(turns& in) : in_(in), number_(++in.came_) { in_.waiting_.insert(number_); }
  ~place() { in_.waiting_.erase(number_); }
  place(const place&) = delete;
  place& operator=(const place&) = delete;

  [[nodiscard]] bool is_first() const { return *in_.waiting_.begin() == number_; }

 private:
  turns& in_;
  std::uint64_t number_;
};

asio::awaitable<void> turns::next(std::shared_ptr<turns> self) {
  const place mine(*self);
  do {
    co_await asio::post(self->executor_, asio::use_awaitable);
  } while (self->taken_ || !mine.is_first());
  self->taken_ = true;
  asio::post(self->executor_, [self] { self->taken_ = false; });  // behind all that is ready by now
}

}  // namespace parcours::mocks::mailpit
