#include "lambda/runtime_api.hpp"

#include "wire/reply_reader.hpp"

#include <atgateway/secret.hpp>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>  // explicit_bzero is glibc's, not the standard library's
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace atgateway::lambda {
namespace {

constexpr wire::ReplyLimits limits{.header_bytes = 262144, .body_bytes = 33554432, .interims = 8};

Error lost(std::string detail) {
  return Error(Errc::internal, std::move(detail))
      .with_hint("AWS_LAMBDA_RUNTIME_API has to be what Lambda, or its emulator, has set.");
}

struct Addresses {
  explicit Addresses(const std::string& address) {
    const auto colon = address.rfind(':');
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    const auto host = address.substr(0, colon);
    const auto port = address.substr(colon + 1);
    if (::getaddrinfo(host.c_str(), port.c_str(), &wanted, &first) != 0) first = nullptr;
  }
  ~Addresses() {
    if (first != nullptr) ::freeaddrinfo(first);
  }
  Addresses(const Addresses&) = delete;
  Addresses& operator=(const Addresses&) = delete;
  addrinfo* first = nullptr;
};

}  // namespace

RuntimeApi::RuntimeApi(std::string address, std::stop_token stop)
    : address_(std::move(address)), stop_(std::move(stop)), wakeup_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

RuntimeApi::~RuntimeApi() {
  disconnect();
  if (wakeup_ >= 0) ::close(wakeup_);
}

Result<ApiReply> RuntimeApi::get(std::string_view path) {
  const auto wake = [this]() noexcept {
    const std::uint64_t one = 1;
    (void)!::write(wakeup_, &one, sizeof one);
  };
  const std::stop_callback callback(stop_, wake);
  const auto head = "GET " + std::string(path) + " HTTP/1.1\r\nHost: " + address_ + "\r\n\r\n";
  return exchange(head, {}, Stoppable::yes);
}

Result<ApiReply> RuntimeApi::post(std::string_view path, std::string_view body, std::string_view error_type) {
  auto head = "POST " + std::string(path) + " HTTP/1.1\r\nHost: " + address_ + "\r\nContent-Type: application/json\r\n";
  if (!error_type.empty()) head.append("Lambda-Runtime-Function-Error-Type: ").append(error_type).append("\r\n");
  head += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return exchange(head, body, Stoppable::no);
}

Result<ApiReply> RuntimeApi::exchange(const std::string& head, std::string_view body, Stoppable stoppable) {
  for (;;) {
    const bool reused = socket_ >= 0;
    if (!reused) {
      if (auto connected = connect(); !connected) return std::move(connected).error();
    }
    bool nothing_came = true;
    if (send_all(head) && send_all(body)) {
      auto reply = receive(stoppable, nothing_came);
      if (reply || !reused || !nothing_came || reply.error().code() == Errc::cancelled) {
        if (!reply) disconnect();
        return reply;
      }
    }
    disconnect();
    // A connection that was kept may have been closed meanwhile; a fresh one has to work.
    if (!reused) return lost("the runtime API closed the connection");
  }
}

Result<void> RuntimeApi::connect() {
  const Addresses addresses(address_);
  for (const auto* each = addresses.first; each != nullptr; each = each->ai_next) {
    socket_ = ::socket(each->ai_family, each->ai_socktype | SOCK_CLOEXEC, each->ai_protocol);
    if (socket_ < 0) continue;
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, each->ai_addr, each->ai_addrlen) == 0) return {};
    disconnect();
  }
  return lost("the runtime API cannot be reached");
}

void RuntimeApi::disconnect() noexcept {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

bool RuntimeApi::send_all(std::string_view bytes) const noexcept {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RuntimeApi::stopped_before_readable(Stoppable stoppable) const noexcept {
  if (stoppable == Stoppable::no) return false;
  std::array<pollfd, 2> watched{{{socket_, POLLIN, 0}, {wakeup_, POLLIN, 0}}};
  while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) continue;
  return watched[0].revents == 0;  // what has arrived is taken even then
}

Result<ApiReply> RuntimeApi::receive(Stoppable stoppable, bool& nothing_came) {
  wire::ReplyReader reader(limits);
  reader.restart();
  std::array<char, 65536> piece{};
  std::string buffer;
  buffer.reserve(limits.header_bytes + piece.size());  // never moved, so that nothing stays behind
  struct Wiping {
    std::string& buffer;
    std::array<char, 65536>& piece;
    ~Wiping() {
      wipe(buffer);
      ::explicit_bzero(piece.data(), piece.size());
    }
  } const wiping{buffer, piece};
  for (;;) {
    if (nothing_came && stopped_before_readable(stoppable)) return Errc::cancelled;
    const auto got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return lost("the connection to the runtime API broke");
    auto step = wire::ReplyReader::Step::need_more;
    if (got == 0) {
      step = reader.end();
    } else {
      nothing_came = false;
      buffer.append(piece.data(), static_cast<std::size_t>(got));
      std::size_t consumed = 0;
      step = reader.read(buffer, consumed);
      buffer.erase(0, consumed);
    }
    if (step == wire::ReplyReader::Step::refused) {
      return lost("the runtime API's answer " + std::string(reader.error().detail()));
    }
    if (step != wire::ReplyReader::Step::complete) continue;
    ApiReply reply{.status = reader.status(), .headers = reader.headers(), .body = reader.take_body()};
    if (got == 0 || !reader.keep_alive()) disconnect();
    return reply;
  }
}

}  // namespace atgateway::lambda
