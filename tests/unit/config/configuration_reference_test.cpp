#include "configuration_reference.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace atgateway::config_test;

BOOST_AUTO_TEST_SUITE(configuration_reference)

namespace {
constexpr std::string_view begin_mark = "<!-- keys: begin -->\n", end_mark = "<!-- keys: end -->";
const std::string page = ATGATEWAY_SOURCE_DIR "/docs/configuration.md";
}  // namespace

// UPDATE_DOCS=1 writes the part anew instead of comparing it.
BOOST_AUTO_TEST_CASE(the_page_holds_the_table) {
  std::ifstream in(page, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const auto begin = text.find(begin_mark), end = text.find(end_mark);
  BOOST_REQUIRE(begin != std::string::npos);
  BOOST_REQUIRE(end != std::string::npos);
  const auto from = begin + begin_mark.size();
  const auto wanted = "\n" + atgateway::config_test::configuration_reference() + "\n";
  if (std::getenv("UPDATE_DOCS") != nullptr) {
    text.replace(from, end - from, wanted);
    std::ofstream(page, std::ios::binary) << text;
    return;
  }
  BOOST_TEST(text.substr(from, end - from) == wanted,
             "docs/configuration.md is behind the table: run unit-config with UPDATE_DOCS=1");
}

BOOST_AUTO_TEST_SUITE_END()
