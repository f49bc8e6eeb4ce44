// CurlMulti: one curl multi handle on one reactor.
#pragma once

#include "net/reactor.hpp"

#include <curl/curl.h>

#include <memory>
#include <vector>

namespace atgateway::upstream {

/// Drives transfers by curl's socket interface: its socket callback becomes a Watcher, its timer a Timer. curl is never
/// called from inside one of its callbacks, and nothing of ours is called from inside curl except those callbacks.
class CurlMulti {
 public:
  /// Told about each ended transfer, outside curl; the handle still belongs to the multi handle.
  using OnDone = base::UniqueFunction<void(CURL*, CURLcode)>;

  CurlMulti(net::Reactor& reactor, OnDone on_done);
  ~CurlMulti();  ///< all transfers have been removed before
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;

  /// @return false when curl has no memory for it
  [[nodiscard]] bool add(CURL* easy) noexcept;
  /// Ends the transfer if it is under way. Its connection is kept only if the transfer was over.
  void remove(CURL* easy) noexcept;

  /// For CURLOPT_CLOSESOCKETFUNCTION, with `this` as its data: it may run long after the transfer is gone.
  static int close_socket(void* self, curl_socket_t fd) noexcept;
  /// This socket will speak HTTP/1.1: whatever comes while no transfer uses it was not asked for, and must not be taken
  /// for the next transfer's answer. libcurl 7.88 would.
  void expect_silence(curl_socket_t fd) noexcept;

 private:
  class Socket;
  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) noexcept;
  static int on_timer(CURLM*, long timeout_ms, void* self) noexcept;
  void act(curl_socket_t fd, int events);
  void kick_soon();
  Socket& socket_of(curl_socket_t fd);

  net::Reactor& reactor_;
  OnDone on_done_;
  net::Timer timer_;
  std::vector<std::unique_ptr<Socket>> sockets_;  // by descriptor
  std::shared_ptr<CurlMulti*> self_;
  bool kick_pending_ = false;
  CURLM* multi_;
};

}  // namespace atgateway::upstream
