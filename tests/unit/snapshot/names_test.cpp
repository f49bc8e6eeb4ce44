#include "snapshot/names.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>
#include <vector>

using namespace atgateway::snapshot;

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(words_of_a_shell) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"pls-atgateway", "pls-atgateway"},
      {"MC_rg_aks_westeurope", "MC_rg_aks_westeurope"},
      {"a b", "'a b'"},
      {"*", "'*'"},
      {"$(reboot)", "'$(reboot)'"},
      {"it's", "'it'\\''s'"},
      {"a;b", "'a;b'"},
      {"~", "'~'"},
      {"gr\xC3\xBCn", "'gr\xC3\xBCn'"},
      // No names: to be filled in by hand.
      {"", "'<name>'"},
      {"-o", "'<name>'"},
      {"a\nb", "'<name>'"},
      {"a\x1B[31m", "'<name>'"},
      {std::string("a\0b", 3), "'<name>'"},
      {"a\xC2\x9B"
       "b",
       "'<name>'"},
      {"a\xE2\x80\xAE"
       "b",
       "'<name>'"},
      {"a\xFF", "'<name>'"},
      {std::string(2000, 'a'), "'<name>'"},
  };
  for (const auto& [name, word] : table) BOOST_TEST(quoted(name) == word);
  BOOST_TEST(quoted_or("", "vnet") == "'<vnet>'");
  BOOST_TEST(quoted_or("hub", "vnet") == "hub");
}

BOOST_AUTO_TEST_CASE(what_is_shown_is_clean_and_short) {
  BOOST_TEST(shown("plain gr\xC3\xBCn") == "plain gr\xC3\xBCn");
  BOOST_TEST(shown("a\nb\x7F") == "a\\x0Ab\\x7F");
  BOOST_TEST(shown("\xE2\x80\xAE") == "\\xE2\\x80\\xAE");
  BOOST_TEST(shown("\xFF") == "\\xFF");
  BOOST_TEST(shown(std::string(300, 'x'), 10) == "xxxxxxxxxx…");
  BOOST_TEST(shown("aaaaaaaaa\xC3\xBC", 10) == "aaaaaaaaa…");
  BOOST_TEST(shown_list(std::vector<std::string>{"a", "b"}) == "a, b");
  BOOST_TEST(shown_list(std::vector<std::string>{"a", "b", "c", "d", "e", "f", "g"}) == "a, b, c, d, e and 2 more");
}

BOOST_AUTO_TEST_CASE(arm_ids) {
  const std::string_view text =
      "/subscriptions/S/resourcegroups/G/providers/Microsoft.Network/loadBalancers/L/frontendIPConfigurations/F";
  const auto id = arm_id(text);
  BOOST_TEST(id.subscription == "S");
  BOOST_TEST(id.resource_group == "G");
  BOOST_TEST(id.provider == "Microsoft.Network");
  BOOST_TEST(id.type == "loadBalancers");
  BOOST_TEST(id.name == "L");
  BOOST_TEST(id.child_type == "frontendIPConfigurations");
  BOOST_TEST(id.child == "F");
  for (const auto wrong :
       {"", "/", "x", "/subscriptions/S", "/subscriptions/S/resourceGroups/G",
        "subscriptions/S/resourceGroups/G/providers/P/T/N", "/subscriptions/S/resourceGroups/G/something/P/T/N"})
    BOOST_TEST(arm_id(wrong).empty(), wrong);
  BOOST_TEST(same_arm_id("/A/b/", "/a/B"));
  BOOST_TEST(!same_arm_id("", ""));
  BOOST_TEST(!same_arm_id("/a/b", "/a/bc"));
  BOOST_TEST(in_arm_id("/A/b/c", "/a/b"));
  BOOST_TEST(in_arm_id("/a/b", "/a/b"));
  BOOST_TEST(!in_arm_id("/a/bc", "/a/b"));
}

BOOST_AUTO_TEST_CASE(guids) {
  BOOST_TEST(is_guid("11111111-2222-3333-4444-55555555555a"));
  BOOST_TEST(is_guid("11111111-2222-3333-4444-55555555555A"));
  for (const auto wrong : {"", "*", "11111111-2222-3333-4444-55555555555", "11111111-2222-3333-4444-55555555555g",
                           "111111112-222-3333-4444-555555555555"})
    BOOST_TEST(!is_guid(wrong), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
