#include "report/name_answers.hpp"

#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {

report::NameAnswers of(std::string evidence) {
  Report report;
  report.checks.push_back(catalog::pass("dns.resolves", "", std::move(evidence)));
  return report::name_answers_of(report);
}

/// One nameserver's reply to the question for A records.
report::NameAnswer asked(const std::string& rest, const std::string& more = "") {
  auto all = of(R"({"nameservers":[{"server":"s","name":"n","type":"A",)" + rest + "}" + more + "]}");
  BOOST_TEST_REQUIRE(all.servers.size() == 1);
  return all.servers[0];
}

std::string failure(const std::string& rest) { return asked(rest).failure; }

}  // namespace

BOOST_AUTO_TEST_SUITE(name_answers)

BOOST_AUTO_TEST_CASE(nothing_is_known_where_nothing_was_asked) {
  for (const auto* evidence : {"{}", R"({"nameservers":[],"system":null})", R"({"nameservers":{"a":[]},"system":[]})",
                               R"({"nameservers":[1,"x",null]})", R"({"system":{"literal":true}})"}) {
    const auto all = of(evidence);
    BOOST_TEST(all.servers.empty(), evidence);
    BOOST_TEST(!all.own.has_value(), evidence);
  }
}

BOOST_AUTO_TEST_CASE(a_chain_has_its_names_times_and_addresses) {
  const auto all = report::name_answers_of(reports::several_ways());
  BOOST_TEST_REQUIRE(all.servers.size() == 2);
  const auto& first = all.servers[0];
  BOOST_TEST(first.server == "10.0.0.10:53");
  BOOST_TEST(first.about == "udp · 1.5 ms");
  BOOST_TEST_REQUIRE(first.chain.size() == 2);
  BOOST_TEST(first.alias_ttls == std::vector<std::int64_t>{3600});
  BOOST_TEST_REQUIRE(first.addresses.size() == 2);
  BOOST_TEST(first.addresses[0].address == "10.20.0.4");
  BOOST_TEST(first.addresses[0].type == "A");
  BOOST_TEST(first.addresses[0].ttl_s == 30);
  BOOST_TEST(first.addresses[0].kind == "private");
  BOOST_TEST(first.addresses[0].expected);
  BOOST_TEST(first.addresses[1].kind == "public");
  BOOST_TEST(first.addresses[1].judged);
  BOOST_TEST(!first.addresses[1].expected);
  BOOST_TEST(first.failure.empty());
  BOOST_TEST(first.note == "AAAA: SERVFAIL (No Reachable Authority)");
  BOOST_TEST(all.servers[1].failure == "silent: no answer within 3 s (2 tries)");
}

BOOST_AUTO_TEST_CASE(where_a_chain_ends_without_an_address) {
  BOOST_TEST(failure(R"("outcome":"answered","rcode":"NXDOMAIN","soa_zone":"example.org")") ==
             "NXDOMAIN: there is no such name, says the zone example.org");
  BOOST_TEST(failure(R"("outcome":"answered","rcode":"NOERROR")") == "no address of this name");
  BOOST_TEST(failure(R"("outcome":"answered","rcode":"SERVFAIL")") == "SERVFAIL");
  BOOST_TEST(
      failure(R"("outcome":"answered","rcode":"REFUSED","extended_errors":[{"code":20,"name":"Not Authoritative"}])") ==
      "REFUSED: not one of its names (Not Authoritative)");
  BOOST_TEST(failure(R"("outcome":"answered","rcode":"NOERROR","referral_zone":"org")") ==
             "refers to other servers for org");
  BOOST_TEST(failure(R"("outcome":"answered","rcode":"NOERROR","chain":["n","m"],"chain_loops":true)") ==
             "the aliases lead back to themselves");
  BOOST_TEST(failure(R"("outcome":"answered","rcode":"NOERROR","chain_trouble":"asked for m: REFUSED")") ==
             "asked for m: REFUSED");
  BOOST_TEST(failure(R"("outcome":"refused","trouble":"the port is closed")") == "refused: the port is closed");
  BOOST_TEST(failure(R"("outcome":5)") == "no answer");
}

BOOST_AUTO_TEST_CASE(both_questions_are_one_answer) {
  const std::string a = R"("outcome":"answered","rcode":"NOERROR","addresses":["10.0.0.1"])";
  const std::string none =
      R"(,{"server":"s","name":"n","type":"AAAA","outcome":"answered","rcode":"NOERROR","addresses":[]})";
  const std::string six =
      R"(,{"server":"s","name":"n","type":"AAAA","outcome":"answered","rcode":"NOERROR","addresses":["fd00::1"]})";
  BOOST_TEST(asked(a, none).note.empty());
  BOOST_TEST(asked(a, none).failure.empty());
  BOOST_TEST(asked(a, six).address_count == 2);
  BOOST_TEST(asked(a, six).addresses[1].type == "AAAA");
  BOOST_TEST(asked(R"("outcome":"timed-out","trouble":"no answer")", none).failure == "silent: no answer");
}

BOOST_AUTO_TEST_CASE(this_machine_may_get_something_else) {
  const auto with = [](const std::string& system, const std::string& server) {
    return of(R"({"system":{"name":"n","finished":true,"addresses":)" + system +
              R"(},"nameservers":[{"server":"s","outcome":"answered","rcode":"NOERROR","addresses":)" + server + "}]}");
  };
  BOOST_TEST(!with(R"(["10.0.0.1","10.0.0.2"])", R"(["10.0.0.2","10.0.0.1"])").own_differs);
  BOOST_TEST(with(R"(["10.0.0.1"])", R"(["10.0.0.2"])").own_differs);
  BOOST_TEST(with("[]", R"(["10.0.0.2"])").own_differs);
  BOOST_TEST(with(R"(["10.0.0.1"])", "[]").own_differs);
  BOOST_TEST(!with("[]", "[]").own_differs);
  BOOST_TEST(with("[]", "[]").own->failure == "no address");
  BOOST_TEST(report::name_answers_of(reports::several_ways()).from_hosts_file);
}

BOOST_AUTO_TEST_CASE(there_is_a_most_of_everything) {
  const auto many = [](const std::string& one, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += (i == 0 ? "" : ",") + one;
    return "[" + all + "]";
  };
  const auto answer = asked(R"("outcome":"answered","rcode":"NOERROR","address_count":900,"addresses":)" +
                            many("\"10.0.0.1\"", 600) + R"(,"chain":)" + many("\"n\"", 600));
  BOOST_TEST(answer.addresses.size() == 16);
  BOOST_TEST(answer.address_count == 900);
  BOOST_TEST(answer.chain.size() == 17);
  std::string replies;
  for (int i = 0; i < 500; ++i) replies += R"(,{"server":")" + std::to_string(i) + R"("})";
  const auto all = of(R"({"nameservers":[)" + replies.substr(1) + "]}");
  BOOST_TEST(all.servers.size() == 16);
  BOOST_TEST(all.server_count == 64);
}

BOOST_AUTO_TEST_SUITE_END()
