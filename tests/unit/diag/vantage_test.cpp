#include "diag/vantage.hpp"

#include "facts_of.hpp"

#include <boost/test/unit_test.hpp>

using namespace facts_of;

BOOST_AUTO_TEST_SUITE(vantage)

BOOST_AUTO_TEST_CASE(every_pair_has_a_sentence_that_says_what_it_cannot_tell) {
  for (const auto profile : {Profile::databricks_ncc, Profile::in_vnet, Profile::gateway_egress, Profile::local}) {
    for (const auto where : {Vantage::serverless, Vantage::classic_cluster, Vantage::pod, Vantage::host}) {
      const auto sentence = diag::vantage_sentence(profile, where);
      BOOST_TEST(sentence.ends_with("."));
      BOOST_TEST((sentence.find("cannot be judged from here") == std::string::npos) == diag::can_see(profile, where),
                 sentence);
    }
  }
}

BOOST_AUTO_TEST_CASE(commands_have_the_users_own_names) {
  auto given = context(Profile::databricks_ncc, Vantage::host);
  given.site.emplace();
  given.site->databricks.connection = "atgateway_prod";
  BOOST_TEST(diag::where_to_ask(given, "/v1/whoami").front() ==
             "SELECT http_request(conn => 'atgateway_prod', method => 'GET', path => '/v1/whoami')");
}

BOOST_AUTO_TEST_SUITE_END()
