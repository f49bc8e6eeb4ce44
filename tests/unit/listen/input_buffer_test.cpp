#include "listen/input_buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using atgateway::listen::InputBuffer;

BOOST_AUTO_TEST_SUITE(input_buffer)

BOOST_AUTO_TEST_CASE(keeps_order) {
  InputBuffer buffer;
  BOOST_TEST(buffer.empty());
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    const std::string piece = std::to_string(i) + ";";
    buffer.append(piece);
    expected += piece;
    if (i % 3 == 0) {
      buffer.consume(4);
      expected.erase(0, 4);
    }
    BOOST_TEST(buffer.view() == expected);
    BOOST_TEST(buffer.size() == expected.size());
  }
}

BOOST_AUTO_TEST_CASE(gives_memory_back_with_the_last_byte) {
  InputBuffer buffer;
  buffer.append(std::string(100000, 'x'));
  BOOST_TEST(buffer.capacity() >= 100000U);
  buffer.consume(99999);
  BOOST_TEST(!buffer.empty());
  buffer.consume(1);
  BOOST_TEST(buffer.empty());
  BOOST_TEST(buffer.capacity() < 100U);
}

BOOST_AUTO_TEST_CASE(a_buffer_consumed_as_fast_as_it_fills_does_not_grow) {
  InputBuffer buffer;
  buffer.append("y");
  for (int i = 0; i < 10000; ++i) {
    buffer.append(std::string(1000, 'x'));
    buffer.consume(1000);
  }
  BOOST_TEST(buffer.size() == 1U);
  BOOST_TEST(buffer.capacity() < 5000U);
}

BOOST_AUTO_TEST_CASE(consuming_too_much_empties) {
  InputBuffer buffer;
  buffer.append("abc");
  buffer.consume(10);
  BOOST_TEST(buffer.empty());
  buffer.append("d");
  BOOST_TEST(buffer.view() == "d");
}

BOOST_AUTO_TEST_SUITE_END()
