#include "sandbox/ledger.hpp"

#include "requests.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace atgateway::sandbox;

BOOST_AUTO_TEST_SUITE(ledger)

BOOST_AUTO_TEST_CASE(lists_calls_in_order_of_arrival) {
  Ledger ledger;
  const auto first = ledger.arrive("POST", "/v3/lds/geocoding/batch", "01234567");
  const auto second = ledger.arrive("GET", "/v3/lds/stats", "");
  BOOST_TEST(ledger.charge(first, "01234567", Quota::geocoding, 7, 0));
  ledger.finish(second, 0, Outcome::unauthorized);
  ledger.finish(first, 7, Outcome::ok);
  const auto document = parsed(ledger.document());
  check_marked(document.root());
  BOOST_TEST(at(document.root(), "calls").size() == 2u);
  BOOST_TEST(text_at(document, "calls/0/n") == "1");
  BOOST_TEST(text_at(document, "calls/0/method") == "POST");
  BOOST_TEST(text_at(document, "calls/0/path") == "/v3/lds/geocoding/batch");
  BOOST_TEST(text_at(document, "calls/0/rows") == "7");
  BOOST_TEST(text_at(document, "calls/0/token_fingerprint") == "01234567");
  BOOST_TEST(text_at(document, "calls/0/outcome") == "ok");
  BOOST_TEST(text_at(document, "calls/1/n") == "2");
  BOOST_TEST(at(document.root(), "calls/1/token_fingerprint").is_null());
  BOOST_TEST(text_at(document, "calls/1/outcome") == "unauthorized");
  BOOST_TEST(text_at(document, "metered_rows") == "7");
  BOOST_TEST(text_at(document, "dropped") == "0");
}

BOOST_AUTO_TEST_CASE(charges_up_to_the_limit_and_not_beyond) {
  Ledger ledger;
  const auto ticket = ledger.arrive("GET", "/", "a");
  BOOST_TEST(ledger.charge(ticket, "a", Quota::geocoding, 6, 10));
  BOOST_TEST(!ledger.charge(ticket, "a", Quota::routing, 5, 10));
  BOOST_TEST(ledger.charge(ticket, "a", Quota::routing, 4, 10));
  BOOST_TEST(!ledger.charge(ticket, "a", Quota::isolines, 1, 10));
  BOOST_TEST(ledger.charge(ticket, "b", Quota::isolines, 10, 10));  // another token's own
  BOOST_TEST((ledger.used("a") == Tally{6, 0, 4}));
  BOOST_TEST((ledger.used("b") == Tally{0, 10, 0}));
  BOOST_TEST((ledger.used("c") == Tally{}));
  BOOST_TEST(ledger.metered_rows() == 20u);
}

BOOST_AUTO_TEST_CASE(clearing_starts_again_and_late_calls_are_not_counted) {
  Ledger ledger;
  const auto old = ledger.arrive("GET", "/old", "a");
  ledger.clear();
  const auto fresh = ledger.arrive("GET", "/fresh", "a");
  BOOST_TEST(fresh.n == 1u);
  BOOST_TEST(ledger.charge(old, "a", Quota::geocoding, 5, 1));
  ledger.finish(old, 5, Outcome::ok);
  const auto document = parsed(ledger.document());
  BOOST_TEST(text_at(document, "calls/0/path") == "/fresh");
  BOOST_TEST(text_at(document, "calls/0/outcome") == "running");
  BOOST_TEST(text_at(document, "metered_rows") == "0");
}

BOOST_AUTO_TEST_CASE(keeps_the_last_and_counts_all) {
  Ledger ledger;
  Ledger::Ticket first{}, last{};
  for (std::size_t i = 0; i < Ledger::kept_calls + 5; ++i) {
    const auto ticket = ledger.arrive("GET", "/x", "a");
    if (i == 0) first = ticket;
    last = ticket;
  }
  BOOST_TEST(ledger.charge(first, "a", Quota::geocoding, 2, 0));  // no longer listed, charged all the same
  ledger.finish(first, 2, Outcome::ok);
  ledger.finish(last, 1, Outcome::rejected);
  const auto document = parsed(ledger.document());
  BOOST_TEST(at(document.root(), "calls").size() == Ledger::kept_calls);
  BOOST_TEST(text_at(document, "calls/0/n") == "6");
  BOOST_TEST(text_at(document, "dropped") == "5");
  BOOST_TEST(text_at(document, "metered_rows") == "2");
  BOOST_TEST(text_at(document, "calls/99999/n") == "100005");
  BOOST_TEST(text_at(document, "calls/99999/outcome") == "rejected");
}

BOOST_AUTO_TEST_CASE(callers_text_is_cut) {
  Ledger ledger;
  ledger.arrive(std::string(1000, 'M'), "/" + std::string(8000, 'p'), "");
  BOOST_TEST(ledger.document().size() < 500u);
}

BOOST_AUTO_TEST_CASE(threads_count_every_row) {
  Ledger ledger;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&ledger] {
      for (int i = 0; i < 500; ++i) {
        const auto ticket = ledger.arrive("GET", "/x", "a");
        static_cast<void>(ledger.charge(ticket, "a", Quota::geocoding, 1, 1500));
        ledger.finish(ticket, 1, Outcome::ok);
      }
    });
  }
  threads.clear();
  BOOST_TEST(ledger.metered_rows() == 1500u);
  BOOST_TEST(text_at(parsed(ledger.document()), "calls/1999/n") == "2000");
}

BOOST_AUTO_TEST_SUITE_END()
