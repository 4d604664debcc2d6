#include "harness/base/shortage.hpp"

#include <boost/system/system_error.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <new>
#include <string_view>

namespace parcours {

namespace {

constexpr std::string_view fewer = "a run with fewer --jobs needs less";

std::string limit_of(decltype(RLIMIT_NOFILE) kind, std::string_view option, std::string_view unit, rlim_t size) {
  rlimit limit{};
  if (getrlimit(kind, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return {};
  return fmt::format(" (`ulimit {}` allows {}{})", option, limit.rlim_cur / size, unit);
}

std::string memory_limit() { return limit_of(RLIMIT_AS, "-v", " kB", 1024); }

// What is lacking, the limit that is met if one is set, and what helps.
std::string sentence(std::string_view what, const std::string& limit) {
  return fmt::format("{}{}: {}{}", what, limit, limit.empty() ? "" : "raise that limit; ", fewer);
}

error descriptors(std::string_view what) {
  return {"out-of-descriptors", sentence(what, limit_of(RLIMIT_NOFILE, "-n", "", 1))};
}

error threads() {
  return {"out-of-threads", fmt::format("the machine cannot start another thread{}{}: raise the limit of processes, of "
                                        "memory, or the container's; {}",
                                        limit_of(RLIMIT_NPROC, "-u", "", 1), memory_limit(), fewer)};
}

error memory() {
  return {"out-of-memory", sentence("the machine has no more memory for this process", memory_limit())};
}

}  // namespace

std::optional<error> shortage(const std::error_code& code) {
  if (code == std::errc::too_many_files_open) return descriptors("this process can open no more files or sockets");
  if (code == std::errc::too_many_files_open_in_system) {
    return error{"out-of-descriptors",
                 "the machine can open no more files or sockets: raise its limit (`sysctl fs.file-max`), or end what "
                 "holds them"};
  }
  if (code == std::errc::not_enough_memory || code == std::errc::no_buffer_space) return memory();
  return std::nullopt;
}

std::optional<error> shortage(const std::exception& thrown) {
  if (dynamic_cast<const std::bad_alloc*>(&thrown) != nullptr) return memory();
  std::error_code code;
  if (const auto* of_std = dynamic_cast<const std::system_error*>(&thrown)) code = of_std->code();
  if (const auto* of_boost = dynamic_cast<const boost::system::system_error*>(&thrown)) code = of_boost->code();
  // pthread_create(3) has no other error for a thread that it may not start; no socket throws this one.
  if (code == std::errc::resource_unavailable_try_again) return threads();
  return shortage(code);
}

result<void> spare_descriptors(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
  std::size_t spare = 0;
  for (int one = 0; static_cast<rlim_t>(one) < limit.rlim_cur && spare < wanted; ++one) {
    if (fcntl(one, F_GETFD) == -1) ++spare;
  }
  if (spare == wanted) return {};
  return std::unexpected(
      descriptors(fmt::format("{} descriptors for files and sockets are needed, and {} are free", wanted, spare)));
}

}  // namespace parcours
