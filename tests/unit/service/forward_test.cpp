#include "service/forward.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace atgateway;

namespace {
bool allowed(const std::string& path, const std::vector<std::string>& entries) {
  return service::judge_forward({.method = "GET", .path = path, .query = "", .body = ""}, entries).ok();
}
}  // namespace

BOOST_AUTO_TEST_SUITE(forward)

BOOST_AUTO_TEST_CASE(an_entry_ends_at_a_segment) {
  for (const char* entry : {"/v3/maps", "/v3/maps/"}) {
    for (const char* path : {"/v3/maps", "/v3/maps/", "/v3/maps/x", "/v3/maps/x/y.z~_-"}) {
      BOOST_TEST(allowed(path, {entry}), path);
    }
    for (const char* path :
         {"/v3/mapsy", "/v3/map", "/v3", "/", "", "/v3/Maps", "/x/v3/maps", "v3/maps", "/v3//maps"}) {
      BOOST_TEST(!allowed(path, {entry}), path);
    }
  }
}

BOOST_AUTO_TEST_CASE(any_entry_will_do_and_none_allows_nothing) {
  BOOST_TEST(allowed("/b/c", {"/a", "/b"}));
  BOOST_TEST(!allowed("/c", {"/a", "/b"}));
  BOOST_TEST(!allowed("/v3/maps", {}));
  BOOST_TEST(!allowed("/v3/maps", {""}));
  BOOST_TEST(!allowed("/v3/maps", {"v3/maps", "maps"}));
  BOOST_TEST(allowed("/anything/at/all", {"/"}));  // the operator's own words
}

BOOST_AUTO_TEST_CASE(a_path_that_may_turn_into_another_is_refused) {
  for (const char* path : {"/v3/maps/../admin", "/v3/maps/..", "/v3/maps/./x", "/v3/maps/.", "/v3/maps/%2e%2e/x",
                           "/v3/maps/..;/x", "/v3/maps\\x", "/v3/maps?x", "/v3/maps#x"}) {
    BOOST_TEST(!allowed(path, {"/v3/maps", "/"}), path);
  }
  BOOST_TEST(allowed("/v3/maps/.well-known/a..b", {"/v3/maps"}));
}

BOOST_AUTO_TEST_CASE(the_error_names_the_field_and_not_the_path) {
  const auto judged = service::judge_forward({.method = "GET", .path = "/SECRET", .query = "", .body = ""}, {});
  BOOST_REQUIRE(!judged.ok());
  BOOST_TEST(judged.error().slug() == "path-not-allowed");
  BOOST_TEST(judged.error().field() == "/path");
  BOOST_TEST(judged.error().detail().find("SECRET") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(its_service_is_metered_and_in_no_list) {
  const auto& service = service::forward_service();
  BOOST_TEST(service.metered);
  BOOST_TEST(service.max_rows == 1u);
  BOOST_TEST(!find_service(service.name));
}

BOOST_AUTO_TEST_SUITE_END()
