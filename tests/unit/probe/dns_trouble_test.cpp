#include "probe/dns_trouble.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>

namespace probe = atgateway::probe;
using Outcome = probe::DnsReply::Outcome;
using atgateway::milliseconds;

BOOST_AUTO_TEST_SUITE(dns_trouble)

BOOST_AUTO_TEST_CASE(errors_have_an_outcome) {
  BOOST_TEST((probe::dns_outcome_of(ECONNREFUSED) == Outcome::refused));
  for (const int error : {ENETUNREACH, EHOSTUNREACH, EPERM, EACCES, EADDRNOTAVAIL}) {
    BOOST_TEST((probe::dns_outcome_of(error) == Outcome::unreachable));
  }
  for (const int error : {EMFILE, ENOMEM, EINVAL}) BOOST_TEST((probe::dns_outcome_of(error) == Outcome::cut));
}

BOOST_AUTO_TEST_CASE(words_have_units) {
  BOOST_TEST(probe::span_words(milliseconds(2000)) == "2 s");
  BOOST_TEST(probe::span_words(milliseconds(350)) == "350 ms");
  BOOST_TEST(probe::span_words(milliseconds(2350)) == "2350 ms");
  BOOST_TEST(probe::span_words(milliseconds(0)) == "0 ms");
  BOOST_TEST(probe::silence_of(milliseconds(2000), 2) == "no answer within 2 s (2 tries)");
  BOOST_TEST(probe::silence_of(milliseconds(1000), 1) == "no answer within 1 s (1 try)");
  BOOST_TEST(probe::cut_after(milliseconds(350)) == "no answer yet when it was cut off after 350 ms");
  BOOST_TEST(probe::ignored_words(1, "another id") == "1 message came that does not answer the question: another id");
  BOOST_TEST(probe::ignored_words(3, "another id") ==
             "3 messages came that do not answer the question, the last: another id");
  BOOST_TEST(probe::dns_trouble_of(ECONNREFUSED) == "the port is closed (Connection refused)");
  BOOST_TEST(probe::dns_trouble_of(EHOSTUNREACH) == "No route to host");
  BOOST_TEST(probe::dns_trouble_of(EPERM).find("firewall") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
