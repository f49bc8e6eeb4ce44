#include "gateway/traceparent.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(traceparent)

namespace {

// The example of W3C Trace Context, section 3.2.
const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::string passed(std::string_view value) {
  Headers headers;
  headers.add("traceparent", value);
  return gateway::valid_traceparent(headers);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_valid_one_is_passed_as_it_is) { BOOST_TEST(passed(good) == good); }

BOOST_AUTO_TEST_CASE(a_later_version_is_passed_as_ours) {
  BOOST_TEST(passed("cc" + good.substr(2) + "-what-comes-later") == good);
  BOOST_TEST(passed("cc" + good.substr(2) + ".x").empty());
}

BOOST_AUTO_TEST_CASE(anything_else_is_dropped) {
  auto upper = good;
  upper[4] = 'B';
  for (const auto& bad : {std::string(), std::string("00"), "ff" + good.substr(2), good + "-more", upper,
                          "00-00000000000000000000000000000000" + good.substr(35),
                          good.substr(0, 36) + "0000000000000000-01", good.substr(0, 54), std::string(55, '-')}) {
    BOOST_TEST(passed(bad).empty(), bad);
  }
  Headers twice;
  twice.add("traceparent", good);
  twice.add("traceparent", good);
  BOOST_TEST(gateway::valid_traceparent(twice).empty());
  BOOST_TEST(gateway::valid_traceparent(Headers()).empty());
}

BOOST_AUTO_TEST_SUITE_END()
