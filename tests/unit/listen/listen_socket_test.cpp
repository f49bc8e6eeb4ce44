#include "listen/listen_socket.hpp"

#include "unit/listen/caller.hpp"

#include <boost/test/unit_test.hpp>

#include <netinet/tcp.h>
#include <sys/socket.h>

using namespace atgateway;
using listen::open_listen_sockets;

BOOST_AUTO_TEST_SUITE(listen_socket)

BOOST_AUTO_TEST_CASE(siblings_share_the_port_that_the_system_chose) {
  const auto opened = open_listen_sockets("127.0.0.1:0", 3);
  BOOST_REQUIRE(opened.ok());
  BOOST_TEST(opened->sockets.size() == 3U);
  BOOST_TEST(opened->address.port() != 0);
  // Every connection is taken by one of them, and with so many callers each of them gets some.
  std::vector<std::unique_ptr<listen::test::Caller>> callers;
  for (int i = 0; i < 90; ++i) callers.push_back(std::make_unique<listen::test::Caller>(opened->address.to_string()));
  int taken = 0;
  for (const auto& socket : opened->sockets) {
    int here = 0;
    for (int fd; (fd = ::accept4(socket.fd(), nullptr, nullptr, SOCK_NONBLOCK)) >= 0; ++here) ::close(fd);
    BOOST_TEST(here > 0);
    taken += here;
  }
  BOOST_TEST(taken == 90);
}

BOOST_AUTO_TEST_CASE(nobody_else_may_share_it) {
  for (const std::size_t first : {1U, 2U}) {
    for (const std::size_t second : {1U, 2U}) {
      const auto opened = open_listen_sockets("127.0.0.1:0", first);
      BOOST_REQUIRE(opened.ok());
      const auto address = opened->address.to_string();
      const auto refused = open_listen_sockets(address, second);
      BOOST_REQUIRE(!refused.ok());
      BOOST_TEST((refused.error().code() == Errc::listen_failed));
      BOOST_TEST(refused.error().detail().find(address) != std::string::npos);
      BOOST_TEST(refused.error().hint().find("port") != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_port_is_free_again_afterwards) {
  std::string address;
  {
    const auto opened = open_listen_sockets("127.0.0.1:0", 2);
    address = opened->address.to_string();
    const listen::test::Caller caller(address);
    const int fd = ::accept4(opened->sockets[0].fd(), nullptr, nullptr, SOCK_NONBLOCK);
    ::close(fd >= 0 ? fd : ::accept4(opened->sockets[1].fd(), nullptr, nullptr, SOCK_NONBLOCK));
  }  // our side closed first, so a TIME_WAIT is left behind
  BOOST_TEST(open_listen_sockets(address, 2).ok());
}

BOOST_AUTO_TEST_CASE(what_is_not_an_address_of_ours) {
  for (const char* text : {"", "localhost:80", "127.0.0.1", "127.0.0.1:99999", "::1:80", "192.0.2.1:0"}) {
    const auto refused = open_listen_sockets(text, 1);
    BOOST_REQUIRE(!refused.ok());
    BOOST_TEST((refused.error().code() == Errc::listen_failed), text);
    BOOST_TEST(!refused.error().hint().empty());
  }
}

BOOST_AUTO_TEST_CASE(ipv6) {
  const auto opened = open_listen_sockets("[::1]:0", 2);
  BOOST_REQUIRE(opened.ok());
  BOOST_TEST(opened->address.to_string().starts_with("[::1]:"));
}

BOOST_AUTO_TEST_CASE(accepted_sockets_inherit_what_a_load_balancer_needs) {
  const auto opened = open_listen_sockets("127.0.0.1:0", 1);
  const listen::test::Caller caller(opened->address.to_string());
  const int fd = ::accept4(opened->sockets[0].fd(), nullptr, nullptr, 0);
  const auto option = [fd](int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    ::getsockopt(fd, level, name, &value, &size);
    return value;
  };
  BOOST_TEST(option(IPPROTO_TCP, TCP_NODELAY) != 0);
  BOOST_TEST(option(SOL_SOCKET, SO_KEEPALIVE) != 0);
  BOOST_TEST(option(IPPROTO_TCP, TCP_KEEPIDLE) == 60);
  BOOST_TEST(option(IPPROTO_TCP, TCP_KEEPINTVL) == 15);
  BOOST_TEST(option(IPPROTO_TCP, TCP_KEEPCNT) == 4);
  ::close(fd);
}

BOOST_AUTO_TEST_SUITE_END()
