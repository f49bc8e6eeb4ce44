#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(render_junit)

BOOST_AUTO_TEST_CASE(each_status_has_its_element) {
  auto checks = reports::warnings_only().checks;
  reports::find(checks, "tls.version") = catalog::make_check("tls.version", CheckStatus::crash);
  reports::find(checks, "http.responds") = catalog::finding("http.responds", "503 <busy>", "200");
  reports::block_after(checks, "http.responds", "http.responds");
  const auto xml = render(reports::with(checks), ReportFormat::junit);
  BOOST_TEST(xml.find("tests=\"20\" failures=\"1\" errors=\"1\" skipped=\"5\" time=\"0.184220\">") !=
             std::string::npos);
  BOOST_TEST(
      xml.find("name=\"http.responds\" time=\"0.000000\"><failure message=\"503 &lt;busy&gt;\" type=\"gateway\">") !=
      std::string::npos);
  BOOST_TEST(xml.find("<error message=\"TLS 1.2 or later is spoken\" type=\"crash\">") != std::string::npos);
  BOOST_TEST(xml.find("<skipped message=\"blocked by http.responds\"/>") != std::string::npos);
  BOOST_TEST(xml.find("name=\"tls.not-expiring\" time=\"0.000000\"><system-out>warning\nobserved: expires") !=
             std::string::npos);
  BOOST_TEST(xml.find("name=\"dns.resolves\" time=\"0.005500\"/>") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
