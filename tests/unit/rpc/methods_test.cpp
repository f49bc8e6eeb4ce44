#include "rpc/methods.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(methods)

BOOST_AUTO_TEST_CASE(each_has_a_name_of_its_own_and_a_place_on_the_page) {
  std::ifstream file(ATGATEWAY_SOURCE_DIR "/docs/rpc.md");
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  std::set<std::string_view> names;
  for (const auto& each : rpc::methods()) {
    BOOST_TEST(names.insert(each.name).second, each.name);
    BOOST_TEST((each.run != nullptr));
    BOOST_TEST(page.find("\n### `" + std::string(each.name) + "`\n") != std::string::npos, each.name);
    BOOST_TEST(page.find("\"method\":\"" + std::string(each.name) + "\"") != std::string::npos, each.name);
  }
  BOOST_TEST(names.size() == 15U);
}

BOOST_AUTO_TEST_SUITE_END()
