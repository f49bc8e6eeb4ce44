// What is said of connections, from how each address took them.
#include "facts_of.hpp"

#include <boost/test/unit_test.hpp>

using namespace facts_of;
using Outcome = probe::TcpAttempt::Outcome;

namespace {

struct Tried {
  const char* ip;
  Outcome outcome;
};

diag::Judged judge(const diag::Context& context, const std::vector<Tried>& tried) {
  diag::Fact<probe::TcpAttempts> fact;
  fact.value.emplace();
  for (const auto& each : tried) {
    probe::TcpAttempt attempt;
    attempt.address = net::SocketAddress::parse_ip(each.ip, 443).value();
    attempt.outcome = each.outcome;
    fact.value->attempts.push_back(std::move(attempt));
  }
  return diag::judge_tcp(context, fact);
}

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_tcp)

BOOST_AUTO_TEST_CASE(one_address_that_connects_is_enough) {
  const auto out = judge(context(), {{"10.1.2.3", Outcome::connected}});
  BOOST_TEST((out.checks.front().status == CheckStatus::pass));
  BOOST_TEST(out.blocks.empty());
}

BOOST_AUTO_TEST_CASE(a_dead_one_beside_it_is_a_warning_and_missing_ipv6_is_not) {
  const auto dead = judge(context(), {{"10.1.2.3", Outcome::connected}, {"10.1.2.4", Outcome::timed_out}});
  BOOST_TEST((dead.checks.front().status == CheckStatus::warn));
  BOOST_TEST(mentions(dead.checks.front().observed, "10.1.2.4:443 stays silent"), dead.checks.front().observed);
  BOOST_TEST(dead.blocks.empty());
  const auto six = judge(context(), {{"10.1.2.3", Outcome::connected}, {"fd00::1", Outcome::unreachable}});
  BOOST_TEST((six.checks.front().status == CheckStatus::pass));
}

BOOST_AUTO_TEST_CASE(each_kind_of_failure_has_its_owner) {
  const struct {
    Outcome outcome;
    Owner owner;
    std::string_view words;
  } cases[] = {
      {Outcome::refused, Owner::cluster, "nobody listens"},
      {Outcome::reset, Owner::cluster, "resets the connection"},
      {Outcome::timed_out, Owner::cloud_network, "stays silent"},
      {Outcome::unreachable, Owner::cloud_network, "cannot be reached"},
      {Outcome::forbidden, Owner::caller, "this machine's own rules"},
  };
  for (const auto& each : cases) {
    const auto out = judge(context(), {{"10.1.2.3", each.outcome}});
    const auto& check = out.checks.front();
    BOOST_TEST((check.status == CheckStatus::fail));
    BOOST_TEST((check.owner == each.owner), std::string(to_text(check.owner)));
    BOOST_TEST(mentions(check.observed, each.words), check.observed);
    BOOST_TEST(out.blocks == "tcp.connects");
  }
}

BOOST_AUTO_TEST_CASE(on_this_machine_it_is_the_gateway_and_on_the_way_out_the_cluster) {
  const auto local = judge(context(Profile::local, Vantage::host, "localhost"), {{"127.0.0.1", Outcome::refused}});
  BOOST_TEST((local.checks.front().owner == Owner::gateway));
  const auto egress = judge(context(Profile::gateway_egress), {{"203.0.113.9", Outcome::timed_out}});
  BOOST_TEST((egress.checks.front().owner == Owner::cluster));
  const auto closed = judge(context(Profile::gateway_egress), {{"203.0.113.9", Outcome::refused}});
  BOOST_TEST((closed.checks.front().owner == Owner::upstream));
}

BOOST_AUTO_TEST_CASE(commands_have_the_names_of_the_site_file) {
  auto warehouse = context(Profile::databricks_ncc, Vantage::serverless);
  warehouse.site.emplace();
  warehouse.site->azure.pls_resource_group = "MC_rg";
  warehouse.site->azure.pls_name = "pls-atg";
  const auto out = judge(warehouse, {{"10.1.2.3", Outcome::timed_out}});
  BOOST_TEST(out.checks.front().remediation.commands.front() ==
             "az network private-link-service connection list -g MC_rg --service-name pls-atg -o table");
}

BOOST_AUTO_TEST_CASE(an_address_of_the_hosts_file_is_the_callers_own) {
  diag::Fact<probe::TcpAttempts> fact;
  fact.value.emplace().attempts.resize(1);
  fact.value->attempts[0].address = net::SocketAddress::parse_ip("10.1.2.3", 443).value();
  fact.value->attempts[0].outcome = Outcome::refused;
  auto from_hosts = names({"10.1.2.3"});
  from_hosts.system.value->from_hosts_file = true;
  const auto out = diag::judge_tcp(context(), fact, from_hosts);
  BOOST_TEST((out.checks.front().owner == Owner::caller));
  BOOST_TEST(mentions(out.checks.front().observed, "hosts file"));
}

BOOST_AUTO_TEST_CASE(what_the_deadline_cut_is_open) {
  BOOST_TEST(judge(context(), {{"10.1.2.3", Outcome::cut}}).blocks == "deadline");
  BOOST_TEST(judge(context(), {{"10.1.2.3", Outcome::refused}, {"10.1.2.4", Outcome::cut}}).blocks == "deadline");
  BOOST_TEST(judge(context(), {{"10.1.2.3", Outcome::connected}, {"10.1.2.4", Outcome::cut}}).blocks.empty());
  BOOST_TEST(judge(context(), {}).blocks == "deadline");
}

BOOST_AUTO_TEST_SUITE_END()
