#include "base/wiping_growth.hpp"

#include <boost/test/unit_test.hpp>

using atgateway::base::grow_wiping;

BOOST_AUTO_TEST_SUITE(wiping_growth)

BOOST_AUTO_TEST_CASE(doubles_up_to_the_ceiling) {
  std::string text;
  grow_wiping(text, 20, 1000000, 100);
  BOOST_TEST(text.capacity() >= 100);
  BOOST_TEST(text.capacity() < 200);
  text = std::string(100, 'a');
  grow_wiping(text, 101, 1000000, 100);
  BOOST_TEST(text.capacity() >= 200);
  BOOST_TEST(text == std::string(100, 'a'));
  text.append(100, 'a');
  grow_wiping(text, 201, 210, 100);
  BOOST_TEST(text.capacity() >= 210);
  BOOST_TEST(text.size() == 200);
}

BOOST_AUTO_TEST_CASE(what_fits_is_left_alone) {
  std::string text;
  text.reserve(100);
  const char* before = text.data();
  grow_wiping(text, 100, 1000000);
  BOOST_TEST(text.data() == before);
}

BOOST_AUTO_TEST_CASE(begins_with_what_is_needed_when_that_is_known) {
  std::string text;
  grow_wiping(text, 300, 300);
  BOOST_TEST(text.capacity() == 300);
}

BOOST_AUTO_TEST_SUITE_END()
