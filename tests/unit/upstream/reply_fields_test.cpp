#include "upstream/reply_fields.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <ostream>

namespace data = boost::unit_test::data;
using namespace atgateway::upstream;

namespace {
struct Case {
  const char* value;
  std::optional<std::int64_t> seconds;
};
std::ostream& operator<<(std::ostream& out, const Case& one) { return out << '"' << one.value << '"'; }

const Case cases[] = {
    {"0", 0},
    {"120", 120},
    {"1000000000", 1000000000},
    {"007", 7},
    {"", std::nullopt},
    {"-1", std::nullopt},
    {"+1", std::nullopt},
    {"1.5", std::nullopt},
    {" 1", std::nullopt},
    {"0x10", std::nullopt},
    {"1 2", std::nullopt},
    {"99999999999999999999", std::nullopt},
    {"soon", std::nullopt},
    {"Sun, 06 Nov 1994 08:49:37 GMT", 37},  // `now` is 08:49:00
    {"Sun, 06 Nov 1994 08:48:00 GMT", 0},
    {"Mon, 07 Nov 1994 08:49:00 GMT", 86400},
    {"Thu, 29 Feb 1996 00:00:00 GMT", 41440260},
    {"Wed, 29 Feb 1995 00:00:00 GMT", std::nullopt},
    {"Sun, 06 Nov 1994 24:00:00 GMT", std::nullopt},
    {"Sun, 06 Nov 1994 08:60:00 GMT", std::nullopt},
    {"Sun, 06 Xyz 1994 08:49:37 GMT", std::nullopt},
    {"Sun, 06 anF 1994 08:49:37 GMT", std::nullopt},
    {"Sun, 06 Nov 1994 08:49:37 CET", std::nullopt},
    {"Sun, 6 Nov 1994 08:49:37 GMT", std::nullopt},
    {"Sunday, 06-Nov-94 08:49:37 GMT", std::nullopt},
    {"Sun Nov  6 08:49:37 1994", std::nullopt},
    {"Sun, 06 Nov 1994 08:49:37 GMT, 1", std::nullopt},
};
}  // namespace

BOOST_AUTO_TEST_SUITE(reply_fields)

BOOST_DATA_TEST_CASE(retry_after, data::make(cases), one) {
  using namespace std::chrono;
  const system_clock::time_point now = sys_days(1994y / November / 6) + 8h + 49min + milliseconds(1);
  BOOST_TEST((parse_retry_after(one.value, now) == one.seconds));
}

BOOST_AUTO_TEST_CASE(names_compare_without_case) {
  BOOST_TEST(same_name("Retry-After", "retry-after"));
  BOOST_TEST(same_name("", ""));
  BOOST_TEST(!same_name("Retry-After", "Retry-Afte"));
  BOOST_TEST(!same_name("a[", "a{"));  // they differ in the bit that differs between cases
}

BOOST_AUTO_TEST_SUITE_END()
