#include "net/certificate_file.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(certificate_file)

BOOST_AUTO_TEST_CASE(the_first_certificate_is_read) {
  const auto facts = net::read_certificate_file(ATGATEWAY_CERTIFICATES_DIR "/server.crt");
  BOOST_REQUIRE(facts.ok());
  BOOST_TEST((std::ranges::find(facts->names, "localhost") != facts->names.end()));
  BOOST_TEST(facts->not_after > facts->not_before);
}

BOOST_AUTO_TEST_CASE(what_holds_none_is_an_error) {
  for (const auto* path : {"/nonexistent.pem", "/dev/null", ATGATEWAY_CERTIFICATES_DIR "/server.key"}) {
    const auto facts = net::read_certificate_file(path);
    BOOST_REQUIRE(!facts.ok());
    BOOST_TEST((facts.error().code() == Errc::tls_setup_failed));
  }
}

BOOST_AUTO_TEST_SUITE_END()
