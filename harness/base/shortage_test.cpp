#include "harness/base/shortage.hpp"

#include <boost/system/system_error.hpp>
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <new>
#include <stdexcept>

namespace parcours {
namespace {

using testing::HasSubstr;

std::string code_of(const std::optional<error>& what) { return what ? what->code : "none"; }

TEST(Shortage, EachKindHasItsName) {
  EXPECT_EQ(code_of(shortage(std::bad_alloc())), "out-of-memory");
  EXPECT_EQ(code_of(shortage(std::make_error_code(std::errc::not_enough_memory))), "out-of-memory");
  EXPECT_EQ(code_of(shortage(std::make_error_code(std::errc::no_buffer_space))), "out-of-memory");
  for (const auto which : {std::errc::too_many_files_open, std::errc::too_many_files_open_in_system}) {
    EXPECT_EQ(code_of(shortage(std::system_error(std::make_error_code(which)))), "out-of-descriptors");
    EXPECT_EQ(code_of(shortage(
                  boost::system::system_error(make_error_code(static_cast<boost::system::errc::errc_t>(which))))),
              "out-of-descriptors");
  }
  EXPECT_EQ(code_of(shortage(std::system_error(EAGAIN, std::system_category()))), "out-of-threads");
}

TEST(Shortage, OtherErrorsAreNone) {
  EXPECT_FALSE(shortage(std::runtime_error("another")));
  EXPECT_FALSE(shortage(std::error_code()));
  EXPECT_FALSE(shortage(std::make_error_code(std::errc::connection_refused)));
  // On a socket it says that there is nothing to read yet.
  EXPECT_FALSE(shortage(std::make_error_code(std::errc::resource_unavailable_try_again)));
}

// Of the limit of descriptors, for as long as it lives.
class lowered {
 public:
  explicit lowered(rlim_t to) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit now{to, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &now);
  }
  ~lowered() { setrlimit(RLIMIT_NOFILE, &before_); }
  lowered(const lowered&) = delete;
  lowered& operator=(const lowered&) = delete;

 private:
  rlimit before_{};
};

TEST(Shortage, DescriptorsAreCountedToTheLast) {
  std::size_t spare = 0;
  const lowered limit(64);
  while (spare_descriptors(spare + 1)) ++spare;
  EXPECT_GT(spare, 32U);
  EXPECT_LE(spare, 61U);
  const auto short_of = spare_descriptors(spare + 1);
  ASSERT_FALSE(short_of);
  EXPECT_EQ(short_of.error().code, "out-of-descriptors");
  EXPECT_THAT(short_of.error().message, HasSubstr(std::to_string(spare + 1) + " descriptors"));
  EXPECT_THAT(short_of.error().message, HasSubstr("`ulimit -n` allows 64"));
  EXPECT_THAT(short_of.error().message, HasSubstr("--jobs"));
}

}  // namespace
}  // namespace parcours
