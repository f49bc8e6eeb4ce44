#include "service/arguments.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(table)

BOOST_AUTO_TEST_CASE(services_are_found_by_their_exact_name) {
  for (const auto& each : services()) BOOST_TEST(find_service(each.name) == &each);
  for (const char* name : {"", "Geocode", "geocode ", "geocod", "lds"}) BOOST_TEST(!find_service(name));
}

BOOST_AUTO_TEST_CASE(only_the_quota_is_free) {
  for (const auto& each : services()) BOOST_TEST(each.metered == (each.name != "quota"));
}

BOOST_AUTO_TEST_CASE(geocode_is_as_documented) {
  const auto& geocode = *find_service("geocode");
  std::vector<std::string_view> names;
  for (const auto& each : geocode.arguments) names.push_back(each.name);
  const std::vector<std::string_view> wanted = {"address", "country", "language", "options"};
  BOOST_TEST(names == wanted, boost::test_tools::per_element());
  BOOST_TEST(geocode.max_rows == 10000u);
  BOOST_TEST(geocode.has_geometry);
  BOOST_TEST(geocode.batch_path == "/v3/lds/geocoding/batch");
  BOOST_TEST(!find_service("quota")->has_geometry);
}

BOOST_AUTO_TEST_CASE(the_services_take_what_is_documented_in_that_order) {
  struct Documented {
    std::string_view service, arguments, path;
    bool geometry;
    std::uint32_t rows;
  };
  // A star: required.
  constexpr Documented all[] = {
      {"geocode", "address* country language options ", "/v3/lds/geocoding/geocode", true, 10000},
      {"reverse-geocode", "longitude* latitude* language options ", "/v3/lds/geocoding/reverse", true, 1000},
      {"isoline", "longitude* latitude* mode* range* range_type options ", "/v3/lds/isolines", true, 100},
      {"isoline-h3", "longitude* latitude* mode* range* range_type resolution options ", "/v3/lds/isolines/h3", false,
       100},
      {"route", "origin_longitude* origin_latitude* destination_longitude* destination_latitude* mode* options ",
       "/v3/lds/routing", true, 100},
      {"quota", "", "/v3/lds/stats", false, 100},
  };
  BOOST_TEST(services().size() == std::size(all));
  for (const auto& each : all) {
    const auto* service = find_service(each.service);
    BOOST_REQUIRE(service);
    std::string arguments;
    for (const auto& argument : service->arguments) {
      arguments.append(argument.name).append(argument.required ? "* " : " ");
    }
    BOOST_TEST(arguments == each.arguments);
    BOOST_TEST(service->upstream_path == each.path);
    BOOST_TEST(service->has_geometry == each.geometry);
    BOOST_TEST(service->max_rows == each.rows);
  }
}

BOOST_AUTO_TEST_CASE(positions_are_degrees_on_the_globe) {
  for (const auto& each : services()) {
    for (const auto& argument : each.arguments) {
      const bool longitude = argument.name.ends_with("longitude"), latitude = argument.name.ends_with("latitude");
      if (!longitude && !latitude) continue;
      BOOST_TEST(argument.unit == "degrees");
      BOOST_TEST(argument.minimum.value() == (longitude ? -180 : -90));
      BOOST_TEST(argument.maximum.value() == (longitude ? 180 : 90));
      BOOST_TEST(!argument.minimum_excluded);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_row_keeps_the_rules_that_the_code_leans_on) {
  for (const auto& each : services()) {
    BOOST_TEST_CONTEXT(each.name) {
      BOOST_TEST(each.arguments.size() <= service::max_arguments);
      BOOST_TEST(each.upstream_path.starts_with("/v3/lds/"));
      BOOST_TEST(each.upstream_method == "GET");
      BOOST_TEST(each.max_rows > 0u);
      BOOST_TEST(!each.description.empty());
      // A batch takes the first argument alone, as text.
      if (!each.batch_path.empty()) BOOST_TEST((each.arguments.front().type == ArgumentInfo::Type::string));
      std::set<std::string_view> names = {"id"};  // the caller's own
      for (const auto& argument : each.arguments) {
        BOOST_TEST(names.insert(argument.name).second);
        BOOST_TEST(!argument.description.empty());
      }
      // One of them at most, for `Arguments` holds one text.
      BOOST_TEST(std::count_if(each.arguments.begin(), each.arguments.end(), [](const ArgumentInfo& argument) {
                   return argument.type == ArgumentInfo::Type::object;
                 }) <= 1);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
