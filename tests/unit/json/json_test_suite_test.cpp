// The public JSONTestSuite, when it is there: y_ must be accepted, n_ refused, i_ may be either.
#include "json/document.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace json = atgateway::json;
using atgateway::Errc;

BOOST_AUTO_TEST_SUITE(json_test_suite)

BOOST_AUTO_TEST_CASE(accepts_and_refuses_as_the_suite_says) {
  const char* folder = std::getenv("JSON_TEST_SUITE");
  if (folder == nullptr || *folder == '\0') {
    std::cout << "skipped: JSON_TEST_SUITE names no folder; tests/support/json_test_suite.sh makes one\n";
    BOOST_TEST(true);
    return;
  }
  std::size_t yes = 0, no = 0, either = 0, either_accepted = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    std::ifstream file(entry.path(), std::ios::binary);
    const auto document = json::Document::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    if (!document) {
      const auto code = document.error().code();
      BOOST_TEST((code == Errc::bad_json || code == Errc::json_limit), name << " is refused for another reason");
    }
    if (name.starts_with("y_")) {
      ++yes;
      BOOST_TEST(document.ok(), name << " must be accepted");
    } else if (name.starts_with("n_")) {
      ++no;
      BOOST_TEST(!document.ok(), name << " must be refused");
    } else if (name.starts_with("i_")) {
      ++either;
      if (document) ++either_accepted;
    }
  }
  std::cout << yes << " accepted, " << no << " refused, " << either << " free (" << either_accepted << " accepted)\n";
  BOOST_TEST(yes >= 90U);
  BOOST_TEST(no >= 180U);
  BOOST_TEST(either >= 30U);
}

BOOST_AUTO_TEST_SUITE_END()
