#include "base/random_id.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(random_id)

BOOST_AUTO_TEST_CASE(ids_are_hex_and_differ_over_threads) {
  std::vector<std::vector<std::string>> made(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : made) {
      threads.emplace_back([&mine] {
        for (int i = 0; i < 1000; ++i) mine.push_back(atgateway::base::random_id());
      });
    }
  }
  std::set<std::string> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  BOOST_TEST(all.size() == 4000U);
  BOOST_TEST(all.begin()->size() == 32U);
  BOOST_TEST(all.begin()->find_first_not_of("0123456789abcdef") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
