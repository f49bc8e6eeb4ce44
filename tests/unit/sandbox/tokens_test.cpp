#include "sandbox/tokens.hpp"

#include "base/digest.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using sandbox::judge_token;
using sandbox::TokenState;

BOOST_AUTO_TEST_SUITE(tokens)

BOOST_AUTO_TEST_CASE(judges) {
  struct Case {
    const char* value;
    TokenState state;
  };
  const Case cases[] = {
      {"Bearer sandbox-token", TokenState::working},
      {"bearer sandbox-token", TokenState::working},
      {"BEARER  sandbox-token", TokenState::working},
      {"Bearer sandbox-expired", TokenState::expired},
      {"Bearer sandbox-no-lds", TokenState::no_lds},
      {"Bearer sandbox-no-quota", TokenState::no_quota},
      {"Bearer sandbox-token2", TokenState::unknown},
      {"Bearer sandbox-toke", TokenState::unknown},
      {"Bearer Sandbox-Token", TokenState::unknown},
      {"Bearer sandbox-token x", TokenState::unknown},
      {"Basic c2FuZGJveA==", TokenState::absent},
      {"Bearer", TokenState::absent},
      {"Bearer ", TokenState::absent},
      {"", TokenState::absent},
      {"sandbox-token", TokenState::absent},
  };
  for (const auto& c : cases) {
    Headers headers;
    headers.add("authorization", c.value);
    BOOST_TEST((judge_token(headers).state == c.state), c.value);
  }
  BOOST_TEST((judge_token({}).state == TokenState::absent));
}

BOOST_AUTO_TEST_CASE(two_tokens_are_none) {
  Headers headers;
  headers.add("Authorization", "Bearer sandbox-token");
  headers.add("authorization", "Bearer sandbox-token");
  BOOST_TEST((judge_token(headers).state == TokenState::unknown));
}

BOOST_AUTO_TEST_CASE(the_fingerprint_names_without_showing) {
  Headers headers;
  headers.add("authorization", "Bearer sandbox-token");
  const auto token = judge_token(headers);
  BOOST_TEST(token.fingerprint == base::hex(base::sha256("sandbox-token")).substr(0, 8));
  BOOST_TEST(judge_token({}).fingerprint.empty());
}

BOOST_AUTO_TEST_SUITE_END()
