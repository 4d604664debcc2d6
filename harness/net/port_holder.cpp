#include "harness/net/port_holder.hpp"

#include "harness/base/text.hpp"

#include <boost/asio/ip/address.hpp>

#include <charconv>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace parcours::net {

namespace {

namespace fs = std::filesystem;

// An address as /proc/net/tcp shows it: words of four bytes, each as the machine holds it, in hexadecimal.
template <class Bytes>
std::string as_kernel_shows(const Bytes& address) {
  std::string out;
  for (std::size_t at = 0; at < address.size(); at += 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, address.data() + at, sizeof word);
    std::array<char, 9> hex{};
    std::snprintf(hex.data(), hex.size(), "%08X", word);
    out += hex.data();
  }
  return out;
}

// The inodes of the sockets that listen there (proc_net(5)).
std::set<std::string> listening_sockets(const ports::endpoint& where) {
  boost::system::error_code failed;
  const auto address = boost::asio::ip::make_address(ports::host_or_loopback(where.host), failed);
  if (failed) return {};
  const auto wanted =
      address.is_v4() ? as_kernel_shows(address.to_v4().to_bytes()) : as_kernel_shows(address.to_v6().to_bytes());
  std::set<std::string> found;
  for (const auto* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream file(table);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      std::istringstream words(line);
      std::string number, local, remote, state, queues, timer, again, user, timeout, inode;
      words >> number >> local >> remote >> state >> queues >> timer >> again >> user >> timeout >> inode;
      const auto colon = local.find(':');
      std::uint16_t port = 0;
      if (state != "0A" || colon == std::string::npos) continue;
      std::from_chars(local.data() + colon + 1, local.data() + local.size(), port, 16);
      const auto at = local.substr(0, colon);
      const bool any = at.find_first_not_of('0') == std::string::npos;
      if (port == where.port && (any || at == wanted)) found.insert("socket:[" + inode + "]");
    }
  }
  return found;
}

bool holds(const fs::path& process, const std::set<std::string>& sockets) {
  std::error_code failed;
  for (fs::directory_iterator each(process / "fd", failed), end; !failed && each != end; each.increment(failed)) {
    std::error_code gone;
    if (sockets.contains(fs::read_symlink(each->path(), gone).string())) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> port_holder(const ports::endpoint& where) {
  const auto sockets = listening_sockets(where);
  if (sockets.empty()) return std::nullopt;
  std::error_code failed;
  for (fs::directory_iterator each("/proc", failed), end; !failed && each != end; each.increment(failed)) {
    const auto id = each->path().filename().string();
    if (!all_digits(id) || !holds(each->path(), sockets)) continue;
    std::string name;
    std::getline(std::ifstream(each->path() / "comm"), name);
    return "process " + id + (name.empty() ? "" : " (" + to_utf8(name) + ")");
  }
  return std::nullopt;
}

}  // namespace parcours::net
