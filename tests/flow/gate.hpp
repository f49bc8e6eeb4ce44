// Gate: holds other threads until the test opens it. Upstreams and lookups wait here instead of sleeping.
#pragma once

#include "support/raw_server.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace atgateway::test {

class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }
  [[nodiscard]] bool is_open() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  /// @return whether it was opened in time
  bool wait(std::chrono::milliseconds span = std::chrono::seconds(30)) {
    std::unique_lock lock(mutex_);
    return opened_.wait_for(lock, span, [this] { return open_; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

/// Does nothing until the gate is open; the end of the server ends it too.
inline test_support::RawServer::Act behind(std::shared_ptr<Gate> gate, test_support::RawServer::Act act) {
  return [gate = std::move(gate), act = std::move(act)](test_support::RawServer::Peer& peer,
                                                        const test_support::SeenRequest& request) {
    while (!gate->is_open()) {
      if (!peer.pause(std::chrono::milliseconds(2))) return;
    }
    act(peer, request);
  };
}

/// One match, as a GET answers it.
inline const std::string one_match = R"([{"error": null, "value": [{"latitude": 40.4, "longitude": -3.7}]}])";

inline test_support::RawServer::Act answer_match() { return test_support::answer(200, one_match); }

}  // namespace atgateway::test
