// docs/protocol.md names every service and every argument. Its examples are run by tests/flow/protocol_page_test.cpp.
#include <atgateway/service.hpp>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(protocol_document)

BOOST_AUTO_TEST_CASE(every_service_and_argument_is_described) {
  std::ifstream file(ATGATEWAY_SOURCE_DIR "/docs/protocol.md");
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  for (const auto& each : services()) {
    BOOST_TEST(page.find("| `" + std::string(each.name) + "` |") != std::string::npos, each.name);
    for (const auto& argument : each.arguments) {
      BOOST_TEST(page.find("`" + std::string(argument.name) + "` (") != std::string::npos, argument.name);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
