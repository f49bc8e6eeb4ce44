#define BOOST_TEST_MODULE atgateway
#include <boost/test/unit_test.hpp>
