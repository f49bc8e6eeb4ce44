#include "probe/system_rules.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace atgateway::probe;
using Texts = std::vector<std::string>;

namespace {

SystemAnswer rules(std::string_view text) {
  SystemAnswer answer;
  read_resolv_conf(text, answer);
  return answer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(system_rules)

BOOST_AUTO_TEST_CASE(a_pod_has_its_search_list) {
  SystemAnswer pod = rules(
      "# made by the kubelet\nsearch carto.svc.cluster.local svc.cluster.local cluster.local\n"
      "nameserver 10.0.0.10\noptions ndots:5 timeout:1\n");
  BOOST_TEST(pod.nameservers == Texts{"10.0.0.10:53"}, boost::test_tools::per_element());
  BOOST_TEST(pod.search == (Texts{"carto.svc.cluster.local", "svc.cluster.local", "cluster.local"}),
             boost::test_tools::per_element());
  BOOST_TEST(pod.ndots == 5U);
  pod.name = "carto-atg.example.com";
  BOOST_TEST(
      search_note_of(pod) ==
      "carto-atg.example.com has 2 dots, fewer than ndots:5 in resolv.conf: "
      "carto-atg.example.com.carto.svc.cluster.local (and 2 more like it) is asked for first, the name as it stands "
      "last. A dot at its end prevents that.");
  pod.name += '.';
  BOOST_TEST(search_note_of(pod).empty());
}

BOOST_AUTO_TEST_CASE(other_machines_have_other_rules) {
  SystemAnswer host = rules("nameserver 127.0.0.53\nsearch corp.example");
  BOOST_TEST(host.ndots == 1U);
  host.name = "atg.example.com";
  BOOST_TEST(
      search_note_of(host) ==
      "atg.example.com is asked for as it stands; only when it is not found, atg.example.com.corp.example is tried.");
  host.name = "atg";
  BOOST_TEST(search_note_of(host).starts_with("atg has 0 dots, fewer than ndots:1"));
  host.search = {"."};  // what systemd-resolved writes when it has none
  BOOST_TEST(search_note_of(host).empty());
  BOOST_TEST(search_note_of(rules("nameserver 127.0.0.53")).empty());
}

BOOST_AUTO_TEST_CASE(odd_lines_are_read_as_the_system_does) {
  const SystemAnswer odd = rules(
      "nameserver\t2001:db8::53 trailing\r\nnameserver nonsense\n;nameserver 192.0.2.9\n nameserver "
      "192.0.2.8\nnameserver 192.0.2.1\n"
      "nameserver 192.0.2.2\nnameserver 192.0.2.3\ndomain first.example more\nsearch second.example\n"
      "options rotate ndots:99\noptions ndots:x");
  BOOST_TEST(odd.nameservers == (Texts{"[2001:db8::53]:53", "192.0.2.1:53", "192.0.2.2:53"}),
             boost::test_tools::per_element());
  BOOST_TEST(odd.search == Texts{"second.example"}, boost::test_tools::per_element());
  BOOST_TEST(odd.ndots == 15U);
  BOOST_TEST(rules("").nameservers == Texts{"127.0.0.1:53"}, boost::test_tools::per_element());
  BOOST_TEST(rules("search a.example\ndomain b.example c.example").search == Texts{"b.example"},
             boost::test_tools::per_element());
  std::string many = "search";
  for (int i = 0; i < 1000; ++i) many += " s" + std::to_string(i);
  BOOST_TEST(rules(many).search.size() == 64U);
  BOOST_TEST(rules("search \x1b[2J").search.at(0) == "\\x1B[2J");
}

BOOST_AUTO_TEST_CASE(the_hosts_file_has_names_behind_addresses) {
  const std::string hosts =
      "127.0.0.1 localhost\n10.1.2.3\tAtg.Example.com atg # atg2.example.com\n# 10.1.1.1 commented.example\n"
      "nonsense bad.example\n::1 six\r\n";
  for (const char* name : {"atg.example.com", "ATG.EXAMPLE.COM.", "atg", "localhost", "six"}) {
    BOOST_TEST(hosts_file_has(hosts, name));
  }
  for (const char* name :
       {"atg2.example.com", "commented.example", "bad.example", "example.com", "10.1.2.3", "", "."}) {
    BOOST_TEST(!hosts_file_has(hosts, name));
  }
}

BOOST_AUTO_TEST_CASE(files_are_read_where_they_are) {
  std::string folder = (std::filesystem::temp_directory_path() / "atgateway-rules-XXXXXX").string();
  BOOST_REQUIRE(::mkdtemp(folder.data()) != nullptr);
  std::ofstream(folder + "/resolv.conf") << "nameserver 192.0.2.1\n";
  std::ofstream(folder + "/hosts") << "10.1.2.3 atg.example.com\n";
  const auto known = read_system_rules("atg.example.com", folder + "/resolv.conf", folder + "/hosts");
  BOOST_TEST(known.name == "atg.example.com");
  BOOST_TEST(known.from_hosts_file);
  BOOST_TEST(!known.literal);
  BOOST_TEST(known.nameservers == Texts{"192.0.2.1:53"}, boost::test_tools::per_element());
  const auto literal = read_system_rules("10.1.2.3", folder + "/resolv.conf", folder + "/hosts");
  BOOST_TEST(literal.literal);
  BOOST_TEST(!literal.from_hosts_file);
  std::filesystem::remove_all(folder);
  const auto none = read_system_rules("atg.example.com", folder + "/resolv.conf", folder + "/hosts");
  BOOST_TEST(!none.from_hosts_file);
  BOOST_TEST(none.nameservers == Texts{"127.0.0.1:53"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(files_without_end_are_left) {
  const auto rules_of_zeros = read_system_rules("atg.example.com", "/dev/zero", "/dev/zero");
  BOOST_TEST(!rules_of_zeros.from_hosts_file);
}

BOOST_AUTO_TEST_SUITE_END()
