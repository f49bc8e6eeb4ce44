#include "base/digest.hpp"
#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {

/// Base64 to lower-case hex.
std::string hex_of(std::string_view base64) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string hex;
  unsigned bits = 0;
  int held = 0;
  for (const char c : base64) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<unsigned>(letters.find(c));
    for (held += 6; held >= 4; held -= 4) hex += "0123456789abcdef"[bits >> (held - 4) & 15];
  }
  return hex.substr(0, 64);
}

std::string between(const std::string& text, const std::string& begin, const std::string& end, std::size_t from = 0) {
  const auto at = text.find(begin, from) + begin.size();
  return text.substr(at, text.find(end, at) - at);
}

std::string digest_of(const std::string& text) { return base::hex(base::sha256(text)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(html_page)

BOOST_AUTO_TEST_CASE(the_policy_allows_what_stands_in_the_page) {
  const auto page = render(reports::healthy(), ReportFormat::html);
  const auto policy = between(page, "Content-Security-Policy\" content=\"", "\"");
  const auto styles = between(policy, "style-src ", ";");
  const auto first = between(styles, "'sha256-", "'"), second = between(styles, "'sha256-", "'", 10);
  BOOST_TEST(hex_of(first) == digest_of(between(page, "<style>", "</style>")));
  BOOST_TEST(hex_of(second) == digest_of(between(page, "<style>", "</style>", page.find("</style>"))));
  BOOST_TEST(hex_of(between(between(policy, "script-src ", ";"), "'sha256-", "'")) ==
             digest_of(between(page, "<script>", "</script>")));
}

BOOST_AUTO_TEST_CASE(the_title_says_what_and_how) {
  BOOST_TEST(between(render(reports::dns_failure(), ReportFormat::html), "<title>", "</title>") ==
             "FAIL https://carto-atg.example.com");
}

BOOST_AUTO_TEST_SUITE_END()
