// What is said when a phase fails: the code, the delivery, and a sentence with both.
#include "upstream/outcome.hpp"

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
struct Row {
  Phase phase;
  const char* words;
  Sent sent;
  Errc limit, deadline, lost;
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.words; }
const Row rows[] = {
    {Phase::resolve, "looking up", Sent::no, Errc::upstream_resolve_failed, Errc::deadline_exceeded,
     Errc::upstream_connect_refused},
    {Phase::connect, "connecting", Sent::no, Errc::upstream_connect_timeout, Errc::deadline_exceeded,
     Errc::upstream_connect_refused},
    {Phase::tls, "TLS handshake", Sent::no, Errc::upstream_tls_failed, Errc::deadline_exceeded,
     Errc::upstream_connect_refused},
    {Phase::write, "writing the request", Sent::maybe, Errc::upstream_timeout, Errc::upstream_timeout,
     Errc::upstream_outcome_unknown},
    {Phase::first_byte, "waiting for the answer", Sent::maybe, Errc::upstream_timeout, Errc::upstream_timeout,
     Errc::upstream_outcome_unknown},
    {Phase::body, "reading the answer", Sent::yes, Errc::upstream_timeout, Errc::upstream_timeout,
     Errc::upstream_bad_reply},
};
void check(const flow::UpstreamOutcome& outcome, Errc code, const Row& row) {
  BOOST_REQUIRE(!outcome.reply.ok());
  BOOST_TEST(outcome.reply.error().slug() == describe(code).slug);
  BOOST_TEST(static_cast<int>(outcome.sent) == static_cast<int>(row.sent));
  const std::string detail(outcome.reply.error().detail());
  BOOST_TEST(detail.find(row.words) != std::string::npos, detail);
  BOOST_TEST(detail.back() == '.');
  const char* delivery = row.sent == Sent::no      ? "nothing was sent."
                         : row.sent == Sent::maybe ? "may have been carried out."
                                                   : "has handled the call.";
  BOOST_TEST(detail.find(delivery) != std::string::npos, detail);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(outcome)

BOOST_DATA_TEST_CASE(each_phase_fails_in_its_own_words, data::make(rows), row) {
  BOOST_TEST(static_cast<int>(sent_in(row.phase)) == static_cast<int>(row.sent));
  check(limit_passed(row.phase, std::chrono::milliseconds(1234)), row.limit, row);
  BOOST_TEST(
      std::string(limit_passed(row.phase, std::chrono::milliseconds(1234)).reply.error().detail()).find("1234 ms") !=
      std::string::npos);
  check(deadline_passed(row.phase), row.deadline, row);
  check(connection_lost(row.phase, "reset"), row.lost, row);
}

BOOST_AUTO_TEST_CASE(the_rest) {
  BOOST_TEST(reply_too_large(5).reply.error().slug() == "upstream-reply-too-large");
  BOOST_TEST(static_cast<int>(reply_too_large(5).sent) == static_cast<int>(Sent::yes));
  BOOST_TEST(bad_reply("is not HTTP").reply.error().detail() ==
             "The upstream's answer is not HTTP; the upstream has handled the call.");
  BOOST_TEST(static_cast<int>(address_refused().sent) == static_cast<int>(Sent::no));
}

BOOST_AUTO_TEST_SUITE_END()
