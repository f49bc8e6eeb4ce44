#include "net/remembered_name.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using namespace atgateway;
using namespace atgateway::net;

namespace {

constexpr AnswerTimes times{30s, 1h, 300ms, 1s};

TimePoint at(milliseconds since) { return TimePoint() + 24h + since; }

RememberedName::Answer addresses(const char* ip) {
  return std::make_shared<const AddressList>(AddressList{*SocketAddress::parse_ip(ip, 443)});
}

const Error no_such_name(Errc::upstream_resolve_failed, "no such name");

}  // namespace

BOOST_AUTO_TEST_SUITE(remembered_name)

BOOST_AUTO_TEST_CASE(an_unknown_name_is_asked_for_once) {
  RememberedName name;
  auto judgement = name.judge(at(0ms), times);
  BOOST_TEST(judgement.ask);
  BOOST_TEST(!judgement.use);
  BOOST_TEST(!judgement.error.has_value());
  name.asked(at(0ms));
  BOOST_TEST(name.in_flight());
  judgement = name.judge(at(1ms), times);
  BOOST_TEST(!judgement.ask);
  BOOST_TEST(!judgement.use);
  BOOST_TEST(!name.judge(at(10h), times).ask);  // a lookup that hangs is not started again
}

BOOST_AUTO_TEST_CASE(an_answer_ages_in_three_steps) {
  RememberedName name;
  const auto answer = addresses("192.0.2.1");
  name.asked(at(0ms));
  name.answered(at(0ms), answer);
  BOOST_TEST(!name.in_flight());
  // Fresh: used, nothing asked.
  for (const auto age : {0ms, 29999ms}) {
    BOOST_TEST(name.judge(at(age), times).use == answer);
    BOOST_TEST(!name.judge(at(age), times).ask);
  }
  // Ageing: used, and asked behind it.
  for (const auto age : {30000ms, 59999ms}) {
    BOOST_TEST(name.judge(at(age), times).use == answer);
    BOOST_TEST(name.judge(at(age), times).ask);
  }
  // Old: asked first.
  BOOST_TEST(!name.judge(at(60000ms), times).use);
  BOOST_TEST(name.judge(at(60000ms), times).ask);
  BOOST_TEST(name.fallback(at(60000ms), times) == answer);
  BOOST_TEST(name.fallback(at(1h - 1ms), times) == answer);
  BOOST_TEST(!name.fallback(at(1h), times));
}

BOOST_AUTO_TEST_CASE(an_old_answer_serves_while_the_new_lookup_hangs) {
  RememberedName name;
  const auto answer = addresses("192.0.2.1");
  name.answered(at(0ms), answer);
  name.asked(at(10min));
  BOOST_TEST(!name.judge(at(10min + 299ms), times).use);
  BOOST_TEST(name.judge(at(10min + 300ms), times).use == answer);
  BOOST_TEST(!name.judge(at(10min + 300ms), times).ask);
  BOOST_TEST(!name.judge(at(1h), times).use);
}

BOOST_AUTO_TEST_CASE(an_old_answer_serves_after_a_failure_and_the_next_try_waits_a_second) {
  RememberedName name;
  const auto answer = addresses("192.0.2.1");
  name.answered(at(0ms), answer);
  name.asked(at(10min));
  name.failed(at(10min), no_such_name);
  BOOST_TEST(name.judge(at(10min + 999ms), times).use == answer);
  BOOST_TEST(!name.judge(at(10min + 999ms), times).ask);
  BOOST_TEST(!name.judge(at(10min + 999ms), times).error.has_value());
  BOOST_TEST(!name.judge(at(10min + 1s), times).use);
  BOOST_TEST(name.judge(at(10min + 1s), times).ask);
}

BOOST_AUTO_TEST_CASE(a_failure_alone_is_remembered_for_a_second) {
  RememberedName name;
  name.asked(at(0ms));
  name.failed(at(0ms), no_such_name);
  auto judgement = name.judge(at(999ms), times);
  BOOST_REQUIRE(judgement.error.has_value());
  BOOST_TEST(judgement.error->detail() == "no such name");
  BOOST_TEST(!judgement.ask);
  judgement = name.judge(at(1s), times);
  BOOST_TEST(!judgement.error.has_value());
  BOOST_TEST(judgement.ask);
  // Success wipes it out.
  name.answered(at(1s), addresses("192.0.2.1"));
  BOOST_TEST(!name.judge(at(1s), times).error.has_value());
}

BOOST_AUTO_TEST_CASE(a_distrusted_answer_is_asked_for_again_but_not_more_than_once_a_second) {
  RememberedName name;
  const auto answer = addresses("192.0.2.1");
  name.answered(at(0ms), answer);
  name.distrust(at(999ms), times);
  BOOST_TEST(name.judge(at(999ms), times).use == answer);
  name.distrust(at(1s), times);
  BOOST_TEST(!name.judge(at(1s), times).use);
  BOOST_TEST(name.judge(at(1s), times).ask);
  // Better than nothing when the new lookup fails.
  name.failed(at(1s), no_such_name);
  BOOST_TEST(name.judge(at(1500ms), times).use == answer);
  const auto fresh = addresses("192.0.2.2");
  name.answered(at(3s), fresh);
  BOOST_TEST(name.judge(at(4s), times).use == fresh);
  RememberedName().distrust(at(0ms), times);  // a name without answer takes no harm
}

BOOST_AUTO_TEST_CASE(odd_times_are_harmless) {
  RememberedName name;
  const auto answer = addresses("192.0.2.1");
  name.answered(at(0ms), answer);
  constexpr AnswerTimes always{0ms, 1h, 300ms, 1s};
  BOOST_TEST(!name.judge(at(0ms), always).use);
  BOOST_TEST(name.judge(at(0ms), always).ask);
  constexpr AnswerTimes no_stale{30s, 0ms, 300ms, 1s};
  BOOST_TEST(name.judge(at(29s), no_stale).use == answer);
  BOOST_TEST(!name.judge(at(31s), no_stale).use);
  BOOST_TEST(!name.fallback(at(31s), no_stale));
}

BOOST_AUTO_TEST_SUITE_END()
