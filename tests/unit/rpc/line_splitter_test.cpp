#include "rpc/line_splitter.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using atgateway::rpc::Line;
using atgateway::rpc::LineSplitter;

namespace {

/// Lines of `bytes`, fed in pieces of that size; "<too long>" for those that were.
std::vector<std::string> split(std::string_view bytes, std::size_t piece, std::size_t longest = 100) {
  std::vector<std::string> lines;
  const auto each = [&](const Line& line) { lines.push_back(line.too_long ? "<too long>" + line.text.substr(0, 5) : line.text); };
  LineSplitter splitter(longest);
  for (std::size_t at = 0; at < bytes.size(); at += piece) splitter.feed(bytes.substr(at, piece), each);
  splitter.finish(each);
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(line_splitter)

BOOST_AUTO_TEST_CASE(however_the_bytes_come) {
  for (std::size_t piece = 1; piece < 20; ++piece) {
    BOOST_TEST(split("one\ntwo\n\n \t\r\nthree\r\nfour", piece) == (Lines{"one", "two", "three\r", "four"}),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_no_line) {
  BOOST_TEST(split("", 1).empty());
  BOOST_TEST(split("\n\n\n", 2).empty());
}

BOOST_AUTO_TEST_CASE(a_line_too_long_is_one_answer_and_the_next_is_read) {
  for (std::size_t piece = 1; piece < 20; ++piece) {
    BOOST_TEST(split("12345\n123456\n12345678901234567\n54321\n1234567", piece, 5) ==
                   (Lines{"12345", "<too long>12345", "<too long>12345", "54321", "<too long>12345"}),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
