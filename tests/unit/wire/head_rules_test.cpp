#include "wire/head_rules.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace atgateway;
using wire::HeadRules;

namespace {

using Fields = std::vector<std::pair<const char*, const char*>>;

/// The code that a head ends in; nothing when it is fine.
std::optional<Errc> judge(const Fields& fields, std::string_view method = "POST", int minor = 1,
                          std::size_t limit = 10) {
  HeadRules rules;
  for (const auto& [name, value] : fields) {
    if (auto error = rules.note({name, value})) return error->code();
  }
  if (auto error = rules.finish(method, minor, limit)) return error->code();
  return std::nullopt;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(head_rules)

BOOST_AUTO_TEST_CASE(framing) {
  const std::optional<Errc> fine;
  BOOST_TEST((judge({{"Host", "a"}, {"Content-Length", "10"}}) == fine));
  BOOST_TEST((judge({{"Host", "a"}, {"Content-Length", "11"}}) == Errc::body_too_large));
  BOOST_TEST((judge({{"Host", "a"}}) == Errc::length_required));
  BOOST_TEST((judge({{"Host", "a"}}, "GET") == fine));
  BOOST_TEST((judge({{"Content-Length", "1"}}) == Errc::bad_request));
  BOOST_TEST((judge({{"Content-Length", "1"}}, "POST", 0) == fine));
  BOOST_TEST((judge({{"Host", "a"}, {"Transfer-Encoding", "chunked"}}) == fine));
  BOOST_TEST((judge({{"Host", "a"}, {"Transfer-Encoding", "chunked"}}, "POST", 0) == Errc::bad_request));
  BOOST_TEST((judge({{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Content-Length", "0"}}) == Errc::bad_request));
}

BOOST_AUTO_TEST_CASE(a_repeated_field_is_named) {
  for (const char* name :
       {"Host", "Content-Length", "Transfer-Encoding", "Content-Type", "Content-Encoding", "Authorization", "Expect"}) {
    HeadRules rules;
    const std::string field = name;
    const char* value = field == "Content-Length" ? "1" : field == "Expect" ? "100-continue" : "chunked";
    BOOST_TEST(!rules.note({name, value}).has_value(), name);
    const auto error = rules.note({name, value});
    BOOST_REQUIRE(error.has_value());
    BOOST_TEST((error->code() == Errc::bad_request));
    BOOST_TEST(error->detail() == field + " stands more than once.");
    BOOST_TEST(error->field().empty());
  }
}

BOOST_AUTO_TEST_CASE(other_fields_may_stand_often) {
  BOOST_TEST(
      !judge({{"Host", "a"}, {"x-a", "1"}, {"x-a", "2"}, {"Connection", "a"}, {"Connection", "b"}}, "GET").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
