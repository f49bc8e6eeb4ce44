// Each way curl can fail, at each point of an exchange.
#include "upstream/curl_errors.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>

namespace data = boost::unit_test::data;
using namespace atgateway;
using namespace atgateway::upstream;
using flow::Sent;

namespace {
constexpr CurlFacts nothing{};
constexpr CurlFacts written{.written = true};
constexpr CurlFacts answered{.written = true, .answered = true};
constexpr CurlFacts again{.written = true, .second_try = true};
constexpr CurlFacts elsewhere{.address_refused = true};

struct Case {
  CURLcode code;
  CurlFacts facts;
  Errc expected;
  Sent sent;
};
std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << curl_easy_strerror(one.code) << (one.facts.written ? ", written" : "")
             << (one.facts.answered ? ", answered" : "") << (one.facts.second_try ? ", second try" : "");
}

const Case cases[] = {
    {CURLE_COULDNT_RESOLVE_HOST, nothing, Errc::upstream_resolve_failed, Sent::no},
    {CURLE_COULDNT_CONNECT, nothing, Errc::upstream_connect_refused, Sent::no},
    {CURLE_COULDNT_CONNECT, elsewhere, Errc::upstream_connect_refused, Sent::no},
    {CURLE_ABORTED_BY_CALLBACK, elsewhere, Errc::upstream_connect_refused, Sent::no},
    {CURLE_OPERATION_TIMEDOUT, nothing, Errc::upstream_connect_timeout, Sent::no},
    {CURLE_SSL_CONNECT_ERROR, nothing, Errc::upstream_tls_failed, Sent::no},
    {CURLE_PEER_FAILED_VERIFICATION, nothing, Errc::upstream_tls_failed, Sent::no},
    {CURLE_SSL_CACERT_BADFILE, nothing, Errc::upstream_tls_failed, Sent::no},
    {CURLE_RECV_ERROR, nothing, Errc::upstream_connect_refused, Sent::no},
    {CURLE_OUT_OF_MEMORY, nothing, Errc::out_of_memory, Sent::no},
    {CURLE_URL_MALFORMAT, nothing, Errc::internal, Sent::no},
    {CURLE_GOT_NOTHING, written, Errc::upstream_outcome_unknown, Sent::maybe},
    {CURLE_RECV_ERROR, written, Errc::upstream_outcome_unknown, Sent::maybe},
    {CURLE_SEND_ERROR, written, Errc::upstream_outcome_unknown, Sent::maybe},
    {CURLE_SEND_FAIL_REWIND, written, Errc::upstream_outcome_unknown, Sent::maybe},
    {CURLE_ABORTED_BY_CALLBACK, again, Errc::upstream_outcome_unknown, Sent::maybe},
    {CURLE_HTTP2, written, Errc::upstream_outcome_unknown, Sent::maybe},
    {CURLE_HTTP2_STREAM, written, Errc::upstream_outcome_unknown, Sent::maybe},
    {CURLE_OUT_OF_MEMORY, written, Errc::out_of_memory, Sent::maybe},
    {static_cast<CURLcode>(98), written, Errc::upstream_outcome_unknown, Sent::maybe},
    {CURLE_UNSUPPORTED_PROTOCOL, written, Errc::upstream_bad_reply, Sent::yes},
    {CURLE_WEIRD_SERVER_REPLY, written, Errc::upstream_bad_reply, Sent::yes},
    {CURLE_PARTIAL_FILE, answered, Errc::upstream_bad_reply, Sent::yes},
    {CURLE_RECV_ERROR, answered, Errc::upstream_bad_reply, Sent::yes},
    {CURLE_HTTP2_STREAM, answered, Errc::upstream_bad_reply, Sent::yes},
    {CURLE_WRITE_ERROR, answered, Errc::upstream_bad_reply, Sent::yes},
};
}  // namespace

BOOST_AUTO_TEST_SUITE(curl_errors)

BOOST_DATA_TEST_CASE(each_code_says_what_is_known, data::make(cases), one) {
  const auto outcome = curl_failure(one.code, one.facts);
  BOOST_REQUIRE(!outcome.reply.ok());
  BOOST_TEST(outcome.reply.error().slug() == describe(one.expected).slug);
  BOOST_TEST(static_cast<int>(outcome.sent) == static_cast<int>(one.sent));
}

BOOST_AUTO_TEST_CASE(number_and_text_are_kept) {
  const auto error = curl_failure(CURLE_SEND_ERROR, written).reply.error();
  BOOST_TEST(std::string(error.detail()).find("curl 55: ") != std::string::npos);
  const auto unknown = curl_failure(static_cast<CURLcode>(98), nothing).reply.error();
  BOOST_TEST(std::string(unknown.detail()).find("curl 98: ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refused_address_names_the_setting) {
  const auto error = curl_failure(CURLE_COULDNT_CONNECT, elsewhere).reply.error();
  BOOST_TEST(std::string(error.detail()).find("allow_addresses") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
