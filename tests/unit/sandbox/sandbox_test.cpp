#include <atgateway/sandbox.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(sandbox)
BOOST_AUTO_TEST_SUITE_END()
