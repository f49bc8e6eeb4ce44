#include "upstream/exchange_board.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace atgateway::upstream;

namespace {
struct Piece : Exchange {
  void clear() noexcept { ++cleared; }
  int cleared = 0;
};

struct Ground {
  Ground() : reactor(std::move(*net::Reactor::make())), board(std::make_unique<ExchangeBoard<Piece>>(*reactor)) {}
  Piece& open(Transport::Done done) {
    return board->open(endpoint, call, SendOptions(), std::move(done), [this] {
      ++made;
      return std::make_unique<Piece>();
    });
  }
  static flow::UpstreamOutcome outcome() { return {Errc::cancelled, flow::Sent::no}; }
  void turn() {
    reactor->stop();
    reactor->run();
  }
  std::unique_ptr<net::Reactor> reactor;
  std::unique_ptr<ExchangeBoard<Piece>> board;
  Endpoint endpoint;
  flow::UpstreamCall call;
  int made = 0;
};
}  // namespace

BOOST_AUTO_TEST_SUITE(exchange_board)

BOOST_AUTO_TEST_CASE(exchanges_are_used_again_under_new_tickets) {
  Ground ground;
  int ran = 0;
  Transport::Ticket last = 0;
  for (int i = 0; i < 5; ++i) {
    Piece& piece = ground.open([&](const flow::UpstreamOutcome&) { ++ran; });
    BOOST_TEST(piece.ticket != last);
    BOOST_TEST(piece.ticket != 0U);
    BOOST_TEST((piece.ticket >> 63) == 0U);
    BOOST_TEST((ground.board->find(last) == nullptr));
    BOOST_TEST((ground.board->find(piece.ticket) == &piece));
    last = piece.ticket;
    ground.board->finish(piece, Ground::outcome());
    BOOST_TEST(ran == i);
    ground.turn();
    BOOST_TEST(ran == i + 1);
  }
  BOOST_TEST(ground.made == 1);
  BOOST_TEST((ground.board->find(0) == nullptr));
  BOOST_TEST((ground.board->find(12345) == nullptr));
}

BOOST_AUTO_TEST_CASE(a_dropped_exchange_is_silent_even_when_it_has_ended) {
  Ground ground;
  const auto held = std::make_shared<int>();
  Piece& piece = ground.open([held](const flow::UpstreamOutcome&) { ++*held; });
  ground.board->finish(piece, Ground::outcome());
  ground.board->drop(piece);
  BOOST_TEST(held.use_count() == 1);
  int ran = 0;
  Piece& next = ground.open([&](const flow::UpstreamOutcome&) { ++ran; });  // in the same place
  BOOST_TEST((&next == &piece));
  ground.turn();
  BOOST_TEST(*held == 0);
  BOOST_TEST(ran == 0);
}

BOOST_AUTO_TEST_CASE(what_ends_while_completions_run_is_told_as_well) {
  Ground ground;
  int ran = 0;
  Piece& first = ground.open([&](const flow::UpstreamOutcome&) {
    Piece& second = ground.open([&](const flow::UpstreamOutcome&) { ran += 10; });
    ground.board->finish(second, Ground::outcome());
    ++ran;
  });
  ground.board->finish(first, Ground::outcome());
  ground.turn();
  ground.turn();
  BOOST_TEST(ran == 11);
}

BOOST_AUTO_TEST_CASE(one_that_throws_costs_only_itself) {
  Ground ground;
  int told = 0;
  int ran = 0;
  ground.reactor->on_unhandled([&](const std::exception_ptr&) { ++told; });
  for (int i = 0; i < 6; ++i) {
    Piece& piece = ground.open([&ran, i](const flow::UpstreamOutcome&) {
      if (i % 2 == 0) throw 1;
      ++ran;
    });
    ground.board->finish(piece, Ground::outcome());
  }
  for (int i = 0; i < 6; ++i) ground.turn();
  BOOST_TEST(ran == 3);
  BOOST_TEST(told == 3);
}

BOOST_AUTO_TEST_CASE(when_the_board_goes_the_rest_is_dropped) {
  Ground ground;
  int ran = 0;
  const auto done = [&](const flow::UpstreamOutcome&) {
    ++ran;
    ground.board.reset();
  };
  Piece& first = ground.open(done);
  Piece& second = ground.open(done);
  ground.board->finish(first, Ground::outcome());
  ground.board->finish(second, Ground::outcome());
  ground.turn();
  ground.turn();
  BOOST_TEST(ran == 1);
}

BOOST_AUTO_TEST_SUITE_END()
