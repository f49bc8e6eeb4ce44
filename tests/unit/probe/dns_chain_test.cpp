#include "probe/dns_chain.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace atgateway::probe;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(dns_chain)

BOOST_AUTO_TEST_CASE(aliases_are_followed_in_whatever_order_they_stand) {
  DnsChain chain{{"a"}};
  chain.walk({{"c", "d"}, {"x", "y"}, {"A", "b"}, {"B", "c"}});
  BOOST_TEST(chain.names == (Texts{"a", "b", "c", "d"}), boost::test_tools::per_element());
  BOOST_TEST(!chain.loops);
  BOOST_TEST(!chain.is_cut);
}

BOOST_AUTO_TEST_CASE(circles_end) {
  for (const auto& aliases :
       {std::vector<DnsAlias>{{"a", "A"}}, {{"a", "b"}, {"b", "a"}}, {{"a", "b"}, {"b", "c"}, {"c", "B"}}}) {
    DnsChain chain{{"a"}};
    chain.walk(aliases);
    BOOST_TEST(chain.loops);
    BOOST_TEST(!chain.is_cut);
    BOOST_TEST(chain.names.size() == aliases.size());
  }
}

BOOST_AUTO_TEST_CASE(there_is_an_end_to_patience) {
  std::vector<DnsAlias> aliases;
  for (std::size_t i = 0; i < most_dns_aliases; ++i) aliases.push_back({std::to_string(i), std::to_string(i + 1)});
  DnsChain whole{{"0"}};
  whole.walk(aliases);
  BOOST_TEST(!whole.is_cut);
  BOOST_TEST(whole.names.size() == most_dns_aliases + 1);
  aliases.push_back({std::to_string(most_dns_aliases), "end"});
  DnsChain cut{{"0"}};
  cut.walk(aliases);
  BOOST_TEST(cut.is_cut);
  BOOST_TEST(!cut.loops);
  BOOST_TEST(cut.names.size() == most_dns_aliases + 1);
}

BOOST_AUTO_TEST_CASE(nothing_leads_to_nothing) {
  DnsChain none;
  none.walk({{"a", "b"}});
  BOOST_TEST(none.names.empty());
}

BOOST_AUTO_TEST_SUITE_END()
