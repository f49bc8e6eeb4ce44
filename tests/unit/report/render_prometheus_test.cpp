#include "reports.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>
#include <set>
#include <sstream>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(render_prometheus)

BOOST_AUTO_TEST_CASE(every_line_is_of_the_format_and_no_series_is_there_twice) {
  // https://prometheus.io/docs/instrumenting/exposition_formats/
  const std::regex sample(
      R"re(([a-z_]+)(\{[a-z]+="([^"\\]|\\["\\n])*"(,[a-z]+="([^"\\]|\\["\\n])*")*\}) (-?[0-9.]+))re");
  const std::regex comment("# (HELP|TYPE) ([a-z_]+) .+");
  for (const auto& [name, make] : reports::all) {
    std::set<std::string> series, families;
    std::string family;
    std::istringstream lines(render(make(), ReportFormat::prometheus));
    for (std::string line; std::getline(lines, line);) {
      std::smatch part;
      if (std::regex_match(line, part, comment)) {
        family = part[2];
        if (part[1] == "HELP") BOOST_TEST(families.insert(family).second, line);
      } else {
        BOOST_TEST_REQUIRE(std::regex_match(line, part, sample), name << ": " << line);
        BOOST_TEST(part[1] == family);
        BOOST_TEST(series.insert(std::string(part[1]) + std::string(part[2])).second, line);
      }
    }
    BOOST_TEST(families.contains("atgateway_doctor_verdict"), name);
  }
}

BOOST_AUTO_TEST_CASE(the_numbers) {
  const auto text = render(reports::warnings_only(), ReportFormat::prometheus);
  const std::string target = R"(,target="https://carto-atg.example.com"})";
  for (const auto& line :
       {R"(atgateway_doctor_verdict{status="warn",layer="dns",owner="customer-dns")" + target + " 1\n",
        R"(atgateway_doctor_check{id="tls.not-expiring",layer="tls",owner="gateway",status="warn")" + target + " 1\n",
        R"(atgateway_doctor_certificate_not_after_timestamp_seconds{id="tls.not-expiring")" + target + " 1786406400\n",
        std::string("atgateway_doctor_ok{target=\"https://carto-atg.example.com\"} 1\n"),
        std::string("atgateway_doctor_duration_seconds{target=\"https://carto-atg.example.com\"} 0.184220\n"),
        std::string(
            "atgateway_doctor_started_timestamp_seconds{target=\"https://carto-atg.example.com\"} 1785377647\n")}) {
    BOOST_TEST(text.find(line) != std::string::npos, line);
  }
  BOOST_TEST(render(reports::healthy(), ReportFormat::prometheus).find("not_after") == std::string::npos);
  BOOST_TEST(render(reports::wrong_vantage(), ReportFormat::prometheus).find("atgateway_doctor_ok{") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
