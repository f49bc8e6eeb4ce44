#include "snapshot/lookup.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>
#include <vector>

using namespace atgateway;
using namespace atgateway::snapshot;

BOOST_AUTO_TEST_SUITE(lookup)

BOOST_AUTO_TEST_CASE(every_step_may_be_missing_or_of_another_type) {
  const auto document = json::Document::parse(
      R"({"a": {"b": "text", "n": 7, "s": "7", "t": true, "f": "FALSE", "o": null, "l": ["x", 1, "y"]}, "items": [1, 2]})");
  BOOST_REQUIRE(document.ok());
  const auto root = document->root();
  BOOST_TEST(text_at(root, {"a", "b"}) == "text");
  BOOST_TEST(text_at(root, {"a", "n"}) == "");
  BOOST_TEST(text_at(root, {"a", "b", "c"}) == "");
  BOOST_TEST(!at(root, {"a", "o"}));
  BOOST_TEST(integer_at(root, {"a", "n"}).value() == 7);
  BOOST_TEST(integer_at(root, {"a", "s"}).value() == 7);
  BOOST_TEST(!integer_at(root, {"a", "b"}));
  BOOST_TEST(flag_at(root, {"a", "t"}).value());
  BOOST_TEST(!flag_at(root, {"a", "f"}).value());
  BOOST_TEST(!flag_at(root, {"a", "n"}));
  BOOST_TEST(strings_at(root, {"a", "l"}).size() == 2U);
  BOOST_TEST(strings_at(root, {"a", "b"}).at(0) == "text");
  BOOST_TEST(elements_at(root, {"a"}).empty());
  BOOST_TEST(list_of(root).value().size() == 2U);
  BOOST_TEST(!list_of(at(root, {"a"}).value()));
}

BOOST_AUTO_TEST_CASE(properties_stand_inline_or_beneath_in_any_case) {
  const auto document = json::Document::parse(
      R"({"privateIpAddress": "1", "properties": {"enableTCPReset": true, "subnet": {"ID": "s"}}})");
  BOOST_REQUIRE(document.ok());
  const auto root = document->root();
  BOOST_TEST(property_text(root, {"privateIPAddress"}) == "1");
  BOOST_TEST(property_flag(root, {"enableTcpReset"}).value());
  BOOST_TEST(property_text(root, {"subnet", "id"}) == "s");
  BOOST_TEST(property_text(root, {"subnet", "name"}) == "");
}

BOOST_AUTO_TEST_CASE(moments) {
  const std::vector<std::pair<std::string, std::int64_t>> table{
      {"1970-01-01T00:00:00Z", 0},
      {"2026-03-02T09:00:00Z", 1772442000},
      {"2026-03-02T09:00:00.123456Z", 1772442000},
      {"2026-03-02T10:30:00+01:30", 1772442000},
      {"2026-03-02T07:00:00-02:00", 1772442000},
      {"2026-03-02 09:00:00", 1772442000},
  };
  for (const auto& [text, expected] : table) BOOST_TEST(moment_from(text).value() == expected, text);
  for (const auto wrong : {"", "yesterday", "2026-02-30T00:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T09:60:00Z",
                           "2026-03-02T09:00", "2026-03-02T09:00:00X", "2026-03-02T09:00:00+1", "2O26-03-02T09:00:00Z"})
    BOOST_TEST(!moment_from(wrong), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
