#include <atgateway/result.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(result)

BOOST_AUTO_TEST_CASE(holds_a_value_or_an_error) {
  const Result<int> good = 7;
  const Result<int> bad = Errc::internal;
  BOOST_TEST(good.ok());
  BOOST_TEST(*good == 7);
  BOOST_TEST(!bad.ok());
  BOOST_TEST((bad.error().code() == Errc::internal));
}

BOOST_AUTO_TEST_CASE(carries_what_cannot_be_copied) {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(3);
  const std::unique_ptr<int> taken = std::move(made).value();
  BOOST_TEST(*taken == 3);
}

BOOST_AUTO_TEST_CASE(success_without_a_value) {
  const Result<void> good;
  const Result<void> bad = Error(Errc::bad_config, "no");
  BOOST_TEST(static_cast<bool>(good));
  BOOST_TEST(bad.error().detail() == "no");
}

BOOST_AUTO_TEST_SUITE_END()
