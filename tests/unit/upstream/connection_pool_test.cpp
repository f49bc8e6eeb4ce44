#include "upstream/connection_pool.hpp"

#include "exchange_fixture.hpp"

using namespace atgateway;
using namespace atgateway::upstream;
using namespace atgateway::test_support;
using std::chrono::milliseconds;

namespace {
/// A server that accepts and waits; some connections to it.
struct Ground final : DirectConnection::User {
  Ground() : server({never_answer()}, options()), reactor(std::move(*net::Reactor::make())) {}
  static RawServer::Options options() {
    RawServer::Options out;
    out.on_accept = [](RawServer::Peer& peer) {
      peer.wait_for_peer();
      peer.close();
    };
    return out;
  }
  std::unique_ptr<DirectConnection> open() {
    auto connection =
        DirectConnection::open(*reactor, *net::SocketAddress::parse_ip("127.0.0.1", server.port()), nullptr, *this);
    BOOST_REQUIRE(connection.ok());
    return std::move(*connection);
  }
  void run_for(milliseconds span) {
    net::Timer end(*reactor, [this] { reactor->stop(); });
    end.arm(Clock::now() + span);
    reactor->run();
  }
  void on_connection_ready(DirectConnection& connection) override {
    last = connection.connected();
    connection.wait_for(0);
  }
  void on_connection_exception(DirectConnection&) noexcept override {}

  RawServer server;
  std::unique_ptr<net::Reactor> reactor;
  DirectConnection::Progress last = DirectConnection::Progress::under_way;
};
}  // namespace

BOOST_AUTO_TEST_SUITE(connection_pool)

BOOST_AUTO_TEST_CASE(the_last_one_in_is_the_first_one_out) {
  Ground ground;
  ConnectionPool pool(*ground.reactor, 8);
  BOOST_TEST(!pool.take());
  auto first = ground.open();
  auto second = ground.open();
  ground.run_for(milliseconds(20));
  BOOST_TEST((ground.last == DirectConnection::Progress::done));
  const auto* one = first.get();
  const auto* other = second.get();
  pool.keep(std::move(first));
  pool.keep(std::move(second));
  BOOST_TEST(pool.size() == 2U);
  auto taken = pool.take();
  BOOST_TEST((taken.get() == other));
  auto next = pool.take();
  BOOST_TEST((next.get() == one));
  BOOST_TEST(!pool.take());
}

BOOST_AUTO_TEST_CASE(no_more_are_kept_than_wanted) {
  Ground ground;
  ConnectionPool pool(*ground.reactor, 1);
  auto first = ground.open();
  auto second = ground.open();
  ground.run_for(milliseconds(20));
  pool.keep(std::move(first));
  pool.keep(std::move(second));
  BOOST_TEST(pool.size() == 1U);
}

BOOST_AUTO_TEST_CASE(one_that_the_upstream_closes_is_dropped_without_being_asked_for) {
  ConnectionPool* last = nullptr;
  RawServer server({close_without_answer()});
  const auto reactor = std::move(*net::Reactor::make());
  Ground user;
  ConnectionPool pool(*reactor, 8);
  last = &pool;
  auto connection =
      DirectConnection::open(*reactor, *net::SocketAddress::parse_ip("127.0.0.1", server.port()), nullptr, user);
  BOOST_REQUIRE(connection.ok());
  const auto run_for = [&](milliseconds span) {
    net::Timer end(*reactor, [&] { reactor->stop(); });
    end.arm(Clock::now() + span);
    reactor->run();
  };
  run_for(milliseconds(20));
  BOOST_TEST(((*connection)->stream().write("GET / HTTP/1.1\r\n\r\n").status == net::ClientStream::Status::ok));
  last->keep(std::move(*connection));
  BOOST_REQUIRE(server.wait_until([&] { return server.requests() == 1 && server.open() == 0; }));
  run_for(milliseconds(20));
  BOOST_TEST(pool.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
