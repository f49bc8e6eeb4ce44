// DirectConnection: one TCP or TLS connection to an upstream, connecting, in use, or kept for the next call.
#pragma once

#include "net/address.hpp"
#include "net/reactor.hpp"
#include "net/tls_client.hpp"

#include <atgateway/result.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace atgateway::upstream {

/// What a TLS connection needs; `host` is the name that the certificate must be for.
struct TlsNeeds {
  std::shared_ptr<const net::TlsClientContext> context;
  const std::string& host;
  net::TlsSessions& sessions;
};

class DirectConnection final : public net::Watcher {
 public:
  /// Whoever has the connection now. May destroy it inside these calls.
  class User {
   public:
    virtual void on_connection_ready(DirectConnection& connection) = 0;
    virtual void on_connection_exception(DirectConnection& connection) noexcept = 0;

   protected:
    User() = default;
    User(const User&) = default;
    User& operator=(const User&) = default;
    ~User() = default;
  };
  enum class Progress : std::uint8_t { under_way, done, failed };

  /// Begins to connect; `user` hears when there is something to see. @param tls null = plain
  /// @return on failure `upstream_connect_refused` or `upstream_tls_failed`, the detail being the system's reason
  [[nodiscard]] static Result<std::unique_ptr<DirectConnection>> open(net::Reactor& reactor,
                                                                      const net::SocketAddress& address,
                                                                      const TlsNeeds* tls, User& user);
  ~DirectConnection();
  DirectConnection(const DirectConnection&) = delete;
  DirectConnection& operator=(const DirectConnection&) = delete;

  /// Does TCP stand? To be asked when the connection is ready.
  [[nodiscard]] Progress connected();
  /// Why it does not, in the system's words.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

  [[nodiscard]] net::ClientStream& stream() noexcept { return stream_; }
  /// Which EPOLL* events its user waits for. Costs nothing when they are the same as before.
  void wait_for(std::uint32_t events) noexcept;
  void hand_to(User& user) noexcept { user_ = &user; }
  [[nodiscard]] TimePoint opened() const noexcept { return opened_; }
  TimePoint idle_since{};

  void on_ready(std::uint32_t events) override;
  void on_exception(std::exception_ptr error) noexcept override;

 private:
  DirectConnection(net::Reactor& reactor, net::ClientStream stream, User& user);

  net::Reactor& reactor_;
  net::ClientStream stream_;
  User* user_;
  TimePoint opened_;
  std::uint32_t events_ = 0;
  std::string failure_;
};

}  // namespace atgateway::upstream
