#include "support/errors_page.hpp"

#include <atgateway/error.hpp>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(error_table)

BOOST_AUTO_TEST_CASE(every_code_has_its_own_slug_a_sentence_and_a_hint) {
  std::set<std::string_view> slugs;
  for (const auto& row : atgateway::error_table()) {
    BOOST_TEST_CONTEXT(row.slug) {
      BOOST_TEST(slugs.insert(row.slug).second);
      BOOST_TEST(row.slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
      BOOST_TEST(row.sentence.ends_with('.'));
      BOOST_TEST(row.hint.ends_with('.'));
      BOOST_TEST((errc_from_slug(row.slug) == row.code));
      BOOST_TEST(row.status != 502);  // terminal for BigQuery, never sent
      BOOST_TEST((row.scope == ErrorScope::request) == (row.status != 0));
    }
  }
}

BOOST_AUTO_TEST_CASE(unknown_slugs_have_no_code) { BOOST_TEST(!errc_from_slug("no-such-code").has_value()); }

BOOST_AUTO_TEST_CASE(statuses_are_those_of_the_protocol) {
  const std::pair<std::string_view, int> expected[] = {{"bad-request", 400},
                                                       {"not-found", 404},
                                                       {"method-not-allowed", 405},
                                                       {"request-timeout", 408},
                                                       {"length-required", 411},
                                                       {"body-too-large", 413},
                                                       {"too-many-rows", 413},
                                                       {"too-many-metered-rows", 413},
                                                       {"uri-too-long", 414},
                                                       {"unsupported-media-type", 415},
                                                       {"unsupported-content-encoding", 415},
                                                       {"expectation-failed", 417},
                                                       {"headers-too-large", 431},
                                                       {"http-version-unsupported", 505},
                                                       {"bad-json", 400},
                                                       {"json-limit", 400},
                                                       {"duplicate-field", 400},
                                                       {"bad-field", 400},
                                                       {"unknown-field", 400},
                                                       {"unknown-service", 404},
                                                       {"ambiguous-shape", 400},
                                                       {"token-missing", 401},
                                                       {"token-malformed", 400},
                                                       {"upstream-not-allowed", 403},
                                                       {"path-not-allowed", 403},
                                                       {"client-certificate-required", 401},
                                                       {"row-failed", 422},
                                                       {"request-key-reused", 409},
                                                       {"overloaded", 429},
                                                       {"draining", 503},
                                                       {"internal", 500}};
  for (const auto& [slug, status] : expected) {
    BOOST_TEST_CONTEXT(slug) {
      const auto code = errc_from_slug(slug);
      BOOST_REQUIRE(code.has_value());
      BOOST_TEST(describe(*code).status == status);
    }
  }
}

BOOST_AUTO_TEST_CASE(row_codes_are_those_of_the_protocol) {
  for (const char* slug : {"reply-full",
                           "bad-argument",
                           "missing-argument",
                           "unknown-argument",
                           "too-many-arguments",
                           "upstream-unauthorized",
                           "upstream-forbidden",
                           "upstream-quota-exceeded",
                           "upstream-rate-limited",
                           "upstream-rejected",
                           "upstream-error",
                           "upstream-resolve-failed",
                           "upstream-connect-refused",
                           "upstream-connect-timeout",
                           "upstream-tls-failed",
                           "upstream-timeout",
                           "upstream-outcome-unknown",
                           "upstream-bad-reply",
                           "upstream-reply-too-large",
                           "upstream-unavailable",
                           "queue-timeout",
                           "deadline-exceeded",
                           "cancelled",
                           "draining"}) {
    BOOST_TEST(errc_from_slug(slug).has_value(), slug);
  }
}

BOOST_AUTO_TEST_CASE(the_documentation_is_the_table) {
  std::ifstream file(std::string(ATGATEWAY_SOURCE_DIR) + "/docs/errors.md");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  BOOST_TEST((text == support::errors_page()), "docs/errors.md is old: run ./dev docs");
}

BOOST_AUTO_TEST_SUITE_END()
