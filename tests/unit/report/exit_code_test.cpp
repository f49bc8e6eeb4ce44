#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(exit_code)

BOOST_AUTO_TEST_CASE(each_status_has_its_code) {
  const struct {
    Verdict::Status status;
    int usual, strict;
  } table[] = {{Verdict::Status::crash, 70, 70}, {Verdict::Status::fail, 1, 1}, {Verdict::Status::incomplete, 124, 124},
               {Verdict::Status::unknown, 0, 2}, {Verdict::Status::warn, 0, 2}, {Verdict::Status::pass, 0, 0}};
  for (const auto& row : table) {
    Report report;
    report.verdict.status = row.status;
    BOOST_TEST(atgateway::exit_code(report, false) == row.usual, to_text(row.status));
    BOOST_TEST(atgateway::exit_code(report, true) == row.strict, to_text(row.status));
  }
}

BOOST_AUTO_TEST_CASE(reports_made_by_hand) {
  const int expected[] = {0, 1, 0, 0, 124, 70, 1, 1, 0};
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    BOOST_TEST(atgateway::exit_code(reports::all[i].make(), false) == expected[i], reports::all[i].name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
