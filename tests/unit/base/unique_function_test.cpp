#include "base/unique_function.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>

using atgateway::base::UniqueFunction;

BOOST_AUTO_TEST_SUITE(unique_function)

BOOST_AUTO_TEST_CASE(owns_what_cannot_be_copied) {
  auto number = std::make_unique<int>(41);
  UniqueFunction<int(int)> add = [number = std::move(number)](int by) { return *number + by; };
  UniqueFunction<int(int)> moved = std::move(add);
  BOOST_TEST(!add);  // NOLINT(bugprone-use-after-move): the point
  BOOST_TEST(moved(1) == 42);
}

BOOST_AUTO_TEST_CASE(lets_go_of_its_callable) {
  auto shared = std::make_shared<int>(1);
  UniqueFunction<void()> holder = [shared] {};
  BOOST_TEST(shared.use_count() == 2);
  holder = nullptr;
  BOOST_TEST(shared.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
