// The connections of a server, so that stopping it can end them all.
#pragma once

#include "harness/ports/stream.hpp"

#include <cstddef>
#include <list>

namespace parcours::ports {

/// Not thread-safe. It outlives the places on it.
class peer_list {
 public:
  /// Keeps a connection on the list, however the coroutine that serves it ends. The stream stays where it is meanwhile.
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
