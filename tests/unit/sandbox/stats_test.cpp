#include "requests.hpp"
#include "sandbox/endpoints.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::sandbox;

BOOST_AUTO_TEST_SUITE(stats)

BOOST_AUTO_TEST_CASE(the_shape) {
  const auto reply = atgateway::sandbox::stats({7, 0, 3}, 500);
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body ==
             R"([{"service":"geocoding","monthly_quota":500,"provider":"sandbox","used_quota":7,"sandbox":true},)"
             R"({"service":"isolines","monthly_quota":500,"provider":"sandbox","used_quota":0,"sandbox":true},)"
             R"({"service":"routing","monthly_quota":500,"provider":"sandbox","used_quota":3,"sandbox":true}])");
}

BOOST_AUTO_TEST_SUITE_END()
