// The connections of a server, so that they can all be closed when the server stops.
#pragma once

#include "harness/ports/stream.hpp"

#include <cstddef>
#include <list>

namespace parcours::ports {

/// Not thread-safe. Must outlive its places.
class peer_list {
 public:
  /// Keeps a connection on the list until the coroutine that serves it ends in any way. The stream must not move during
  /// this time.
  class place {
   public:
    place(peer_list& on, stream& peer) : on_(on), at_(on.peers_.insert(on.peers_.end(), &peer)) {}
    ~place() { on_.peers_.erase(at_); }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

   private:
    peer_list& on_;
    std::list<stream*>::iterator at_;
  };

  [[nodiscard]] std::size_t size() const { return peers_.size(); }
  void reset_all() noexcept {
    for (auto* one : peers_) one->reset();
  }

 private:
  std::list<stream*> peers_;
};

}  // namespace parcours::ports
