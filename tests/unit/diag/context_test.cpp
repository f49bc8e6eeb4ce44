// Options become a context, or an error that names the option.
#include "diag/context.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

using namespace atgateway;
namespace data = boost::unit_test::data;

namespace {

DiagnoseOptions aimed_at(std::string target) {
  DiagnoseOptions options;
  options.target = std::move(target);
  return options;
}

Result<diag::Context> make(const DiagnoseOptions& options, const std::map<std::string, std::string>& set = {}) {
  return diag::make_context(options, [&](const char* name) {
    const auto found = set.find(name);
    return found == set.end() ? nullptr : found->second.c_str();
  });
}

std::string field_of(const DiagnoseOptions& options) {
  const auto made = make(options);
  return made.ok() ? "none" : std::string(made.error().field());
}

const std::string unreadable[] = {"",
                                  "atg.example.org",
                                  "http://atg.example.org",
                                  "https://",
                                  "https://a b",
                                  "https://a/b",
                                  "https://user@a",
                                  "https://a?x=1",
                                  "https://a#x",
                                  "https://a:0",
                                  "https://a:99999",
                                  "https://a.\x1b[31m",
                                  "https://ätg.example.org",
                                  "https://a..b",
                                  "https://127.1",
                                  "ftp://a",
                                  "https://" + std::string(300, 'a')};

}  // namespace

BOOST_AUTO_TEST_SUITE(context)

BOOST_DATA_TEST_CASE(targets_that_cannot_be_read_are_misuse, data::make(unreadable)) {
  const auto made = make(aimed_at(sample));
  BOOST_REQUIRE(!made.ok());
  BOOST_TEST((made.error().code() == Errc::bad_target));
  BOOST_TEST(made.error().detail().find('\x1b') == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(a_target_is_read) {
  const auto made = make(aimed_at("HTTPS://ATG.Maps.Example.org:8443/"));
  BOOST_REQUIRE(made.ok());
  BOOST_TEST(made->goal.host == "atg.maps.example.org");
  BOOST_TEST(made->goal.port == 8443);
  BOOST_TEST(made->target == "https://atg.maps.example.org:8443");
  BOOST_TEST(!made->literal);
  const auto six = make(aimed_at("https://[::1]"));
  BOOST_REQUIRE(six.ok());
  BOOST_TEST((six->literal && six->loopback));
  BOOST_TEST(six->target == "https://[::1]");
}

BOOST_AUTO_TEST_CASE(the_profile_fits_target_and_vantage) {
  const auto profile = [](const std::string& target, const std::map<std::string, std::string>& set) {
    return make(aimed_at(target), set)->profile;
  };
  const std::string name = "https://atg.example.org";
  BOOST_TEST((profile("https://localhost:8443", {{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}) == Profile::local));
  BOOST_TEST((profile("https://127.0.0.1", {}) == Profile::local));
  BOOST_TEST((profile(name, {}) == Profile::in_vnet));
  BOOST_TEST((profile(name, {{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}) == Profile::in_vnet));
  BOOST_TEST((profile(name, {{"DATABRICKS_RUNTIME_VERSION", "15.4"}}) == Profile::in_vnet));
  BOOST_TEST((profile(name, {{"DATABRICKS_RUNTIME_VERSION", "client.2.3"}}) == Profile::databricks_ncc));
  BOOST_TEST(
      (profile(name, {{"DATABRICKS_RUNTIME_VERSION", "16.0"}, {"IS_SERVERLESS", "TRUE"}}) == Profile::databricks_ncc));
}

BOOST_AUTO_TEST_CASE(each_option_that_cannot_be_read_is_named) {
  auto options = aimed_at("https://a.example.org");
  options.nameservers = {"10.0.0.10", "dns.example.org"};
  BOOST_TEST(field_of(options) == "/nameservers/1");
  options = aimed_at("https://a.example.org");
  options.expect_address = {"10.0.0.0/33"};
  BOOST_TEST(field_of(options) == "/expect_address/0");
  options = aimed_at("https://a.example.org");
  options.samples = 0;
  BOOST_TEST(field_of(options) == "/samples");
  options = aimed_at("https://a.example.org");
  options.only = {"dns", "dns.resolvs"};
  BOOST_TEST(field_of(options) == "/only/1");
  options = aimed_at("https://a.example.org");
  options.api_base_url = "not a url";
  BOOST_TEST(field_of(options) == "/api_base_url");
  options = aimed_at("https://a.example.org");
  options.ca = "/nonexistent/ca.pem";
  BOOST_TEST(field_of(options) == "/ca");
  options = aimed_at("https://a.example.org");
  options.site = "/nonexistent/site.json";
  BOOST_TEST(field_of(options) == "/site");
  options = aimed_at("https://a.example.org");
  options.token = Secret("not a token");
  BOOST_TEST(field_of(options) == "/token");
}

BOOST_AUTO_TEST_CASE(a_gateways_way_out_begins_where_the_base_url_says) {
  auto options = aimed_at("https://carto.example.org");
  options.profile = Profile::gateway_egress;
  options.api_base_url = "https://carto.example.org/api";
  const auto made = make(options);
  BOOST_REQUIRE(made.ok());
  BOOST_TEST(made->goal.path == "/api");
  options.api_base_url = "https://elsewhere.example.org/api";
  BOOST_TEST(field_of(options) == "/api_base_url");
  options.api_base_url = "http://carto.example.org:443/api";
  BOOST_TEST(field_of(options) == "/api_base_url");
}

BOOST_AUTO_TEST_CASE(who_can_see_which_path) {
  const auto sees = [](Profile profile, Vantage vantage) {
    auto options = aimed_at("https://a.example.org");
    options.profile = profile;
    options.vantage = vantage;
    return make(options)->sees_network();
  };
  using enum Vantage;
  for (const auto vantage : {serverless, classic_cluster, pod, host}) {
    BOOST_TEST(sees(Profile::local, vantage));
    BOOST_TEST(sees(Profile::databricks_ncc, vantage) == (vantage == serverless));
    BOOST_TEST(sees(Profile::in_vnet, vantage) == (vantage != serverless));
    BOOST_TEST(sees(Profile::gateway_egress, vantage) == (vantage == pod));
  }
}

BOOST_AUTO_TEST_SUITE_END()
