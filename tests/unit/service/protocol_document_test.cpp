#include <boost/test/unit_test.hpp>
BOOST_AUTO_TEST_SUITE(protocol_document)
BOOST_AUTO_TEST_SUITE_END()
