#include "net/alert_name.hpp"

#include <openssl/ssl.h>

#include <boost/test/unit_test.hpp>

#include <cctype>
#include <string>

using namespace atgateway::net;

BOOST_AUTO_TEST_SUITE(alert_name)

BOOST_AUTO_TEST_CASE(as_in_the_standard) {
  BOOST_TEST(atgateway::net::alert_name(40) == "handshake_failure");
  BOOST_TEST(atgateway::net::alert_name(112) == "unrecognized_name");
  BOOST_TEST(atgateway::net::alert_name(116) == "certificate_required");
  BOOST_TEST(atgateway::net::alert_name(99) == "alert 99");
  BOOST_TEST(atgateway::net::alert_name(-1) == "alert -1");
}

BOOST_AUTO_TEST_CASE(openssl_agrees) {
  int known = 0;
  for (int description = 0; description < 256; ++description) {
    std::string other;
    for (const char* c = SSL_alert_desc_string_long(description); *c != '\0'; ++c) {
      other += *c == ' ' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(*c)));
    }
    const std::string name = atgateway::net::alert_name(description);
    // Names that OpenSSL does not know, or writes otherwise than the standard does.
    if (other == "unknown" || description == 86 || description == 90 || description == 116 || description == 120)
      continue;
    if (description == 110 || name.starts_with("alert ")) continue;
    BOOST_TEST(name == other, description << ": " << name << ", " << other);
    ++known;
  }
  BOOST_TEST(known > 20);
}

BOOST_AUTO_TEST_SUITE_END()
