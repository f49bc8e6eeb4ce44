#include "report/svg.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using namespace atgateway::report;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string one_text(std::string_view words, std::size_t most, std::string_view lead = {}) {
  Svg svg;
  svg.text("0", 12, "name", words, most, lead);
  return svg.written(0, 20, "title", "description");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(svg)

BOOST_AUTO_TEST_CASE(shares_are_percentages_inside_the_picture) {
  const std::pair<double, std::string> shares[] = {
      {0, "0%"},           {1, "100%"},        {0.5, "50%"},
      {0.125, "12.5%"},    {0.1234, "12.34%"}, {0.1005, "10.05%"},
      {-1, "0%"},          {7, "100%"},        {std::numeric_limits<double>::infinity(), "100%"},
      {std::nan(""), "0%"}};
  for (const auto& [number, text] : shares) BOOST_TEST(share(number) == text);
}

BOOST_AUTO_TEST_CASE(a_picture_says_what_it_shows) {
  Svg svg;
  const auto wide = svg.written(0, 20, "a <title>", "a \"description\"");
  BOOST_TEST(wide ==
             "<svg class=\"pic\" role=\"img\" width=\"100%\" height=\"20\"><title>a &lt;title&gt;</title>"
             "<desc>a &quot;description&quot;</desc>\n</svg>\n");
  BOOST_TEST(has(svg.written(264, 20, "", ""), " width=\"264\" viewBox=\"0 0 264 20\" height=\"20\""));
}

BOOST_AUTO_TEST_CASE(words_are_no_markup_and_fit) {
  BOOST_TEST(has(one_text("a < b", 9), ">a &lt; b</text>"));
  BOOST_TEST(has(one_text("a\x1b[31m\xe2\x80\xae", 40), ">a\\x1b[31m\\u{202E}</text>"));
  BOOST_TEST(has(one_text("123456", 5), ">12…56<title>123456</title></text>"));
  BOOST_TEST(!has(one_text("12345", 5), "<title>12345"));
  BOOST_TEST(has(one_text("x", 5, "<TCP>"), "><tspan class=\"name\">&lt;TCP&gt;</tspan> x</text>"));
  BOOST_TEST(one_text(std::string(100'000, 'x'), 10).size() < 1500);
}

BOOST_AUTO_TEST_CASE(shapes) {
  Svg svg;
  svg.rect("12.5%", 3, "40", 5, "bar");
  svg.line("0", 1, "100%", 2, "grid");
  svg.path("M0 0L1 1", "arrow");
  const auto text = svg.written(0, 20, "", "");
  BOOST_TEST(has(text, R"(<rect class="bar" x="12.5%" y="3" width="40" height="5" rx="2"/>)"));
  BOOST_TEST(has(text, R"(<line class="grid" x1="0" y1="1" x2="100%" y2="2"/>)"));
  BOOST_TEST(has(text, R"(<path class="arrow" d="M0 0L1 1"/>)"));
}

BOOST_AUTO_TEST_SUITE_END()
