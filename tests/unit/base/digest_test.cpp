#include "base/digest.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::base;

BOOST_AUTO_TEST_SUITE(digest)

// FIPS 180-4's example for "abc"; RFC 4231's test case 2 for the keyed one.
BOOST_AUTO_TEST_CASE(sha256_of_abc) {
  BOOST_TEST(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_CASE(hmac_of_rfc_4231_case_2) {
  BOOST_TEST(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

BOOST_AUTO_TEST_CASE(a_fingerprint_is_the_front) { BOOST_TEST(hex(sha256("abc"), 4) == "ba7816bf"); }

// RFC 1321 A.5's "" and "abc", in Base64.
BOOST_AUTO_TEST_CASE(md5_in_base64) {
  BOOST_TEST(md5_base64("") == "1B2M2Y8AsgTpgAmY7PhCfg==");
  BOOST_TEST(md5_base64("abc") == "kAFQmDzST7DWlj99KOF/cg==");
}

BOOST_AUTO_TEST_SUITE_END()
