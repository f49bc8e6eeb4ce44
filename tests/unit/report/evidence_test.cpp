#include "report/evidence.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace atgateway::report;

namespace {

Check with(std::string evidence) {
  Check check;
  check.id = "dns.resolves";
  check.evidence = std::move(evidence);
  return check;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evidence)

BOOST_AUTO_TEST_CASE(a_check_is_found_by_its_id) {
  Report report;
  report.checks.push_back(with("{}"));
  BOOST_TEST(check_of(report, "dns.resolves") == &report.checks[0]);
  BOOST_TEST(check_of(report, "dns") == nullptr);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_null) {
  for (const auto* text : {"", "{}", "{", "{\"a\":1", "\xff"}) {
    const auto check = with(text);
    BOOST_TEST(member(evidence_of(&check).root(), "a").is_null(), text);
  }
  BOOST_TEST(evidence_of(nullptr).root().is_null());
}

BOOST_AUTO_TEST_CASE(members_of_another_kind_are_none) {
  const auto check = with(R"({"t":"text","n":7,"b":true,"list":["a",1,"b",null,"c"],"o":{}})");
  const auto document = evidence_of(&check);
  const auto root = document.root();
  BOOST_TEST(text(root, "t") == "text");
  for (const auto* name : {"n", "b", "list", "o", "none"}) BOOST_TEST(text(root, name).empty(), name);
  BOOST_TEST(is_true(root, "b"));
  for (const auto* name : {"t", "n", "list", "o", "none"}) BOOST_TEST(!is_true(root, name), name);
  for (const auto* name : {"t", "b", "list", "o", "none"}) BOOST_TEST(whole(root, name, 10) == -1, name);
  const std::vector<std::string> two{"a", "b"}, three{"a", "b", "c"};
  BOOST_TEST(texts(root, "list", 2) == two);
  BOOST_TEST(texts(root, "list", 9) == three);
  BOOST_TEST(texts(root, "t", 9).empty());
  BOOST_TEST(text(member(root, "t"), "t").empty());
}

BOOST_AUTO_TEST_CASE(numbers_are_whole_and_in_their_range) {
  const auto check = with(R"({"a":0,"b":7,"c":8,"d":-1,"e":1.5,"f":1e3,"g":99999999999999999999})");
  const auto document = evidence_of(&check);
  BOOST_TEST(whole(document.root(), "a", 7) == 0);
  BOOST_TEST(whole(document.root(), "b", 7) == 7);
  for (const auto* name : {"c", "d", "e", "f", "g"}) BOOST_TEST(whole(document.root(), name, 7) == -1, name);
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut) {
  const auto check = with("{\"t\":\"" + std::string(5000, 'a') + "\"}");
  BOOST_TEST(text(evidence_of(&check).root(), "t").size() == 1024);
}

BOOST_AUTO_TEST_CASE(times_of_samples) {
  const auto check = with(
      R"({"t":{"samples":5,"min_us":1,"median_us":2,"p95_us":3},"one":{"samples":1,"min_us":1,)"
      R"("median_us":1,"p95_us":1},"half":{"samples":5,"min_us":1,"p95_us":3},"absurd":{"samples":5,"min_us":9,"median_us":2,"p95_us":3}})");
  const auto document = evidence_of(&check);
  const auto five = times(document.root(), "t");
  BOOST_TEST(five.samples == 5);
  BOOST_TEST(five.least == 1);
  BOOST_TEST(five.median == 2);
  BOOST_TEST(five.greatest == 3);
  BOOST_TEST(five.spread());
  BOOST_TEST(!times(document.root(), "one").spread());
  BOOST_TEST(!times(document.root(), "absurd").spread());
  BOOST_TEST(!times(document.root(), "half").spread());
  BOOST_TEST(times(document.root(), "none").median == -1);
}

BOOST_AUTO_TEST_SUITE_END()
