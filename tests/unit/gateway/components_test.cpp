#include <atgateway/components.hpp>
#include <atgateway/version.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(components)

BOOST_AUTO_TEST_CASE(itself_first_and_every_library_with_a_version) {
  const auto all = atgateway::components();
  BOOST_TEST(all.front().name == "atgateway");
  BOOST_TEST(all.front().version == ATGATEWAY_VERSION);
  std::set<std::string_view> names;
  for (const auto& each : all) {
    names.insert(each.name);
    BOOST_TEST_CONTEXT(each.name) BOOST_TEST(each.version.find_first_of("0123456789") != std::string::npos);
  }
  for (const char* library : {"libcurl", "openssl", "zlib", "rapidjson"}) BOOST_TEST(names.contains(library), library);
}

BOOST_AUTO_TEST_SUITE_END()
