// What is said of a name, from what the system and the nameservers say of it.
#include "facts_of.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace facts_of;

namespace {

const std::vector<std::string> private_one{"10.1.2.3"};

diag::Judged judge(const diag::Context& context, const diag::NameFacts& facts, const std::vector<std::string>& used) {
  return diag::judge_names(context, facts, addresses(used));
}

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_names)

BOOST_AUTO_TEST_CASE(a_private_record_that_everybody_agrees_on_passes) {
  const auto out = judge(context(), names(private_one, {reply("10.0.0.10:53", "NOERROR", private_one)}), private_one);
  BOOST_TEST(out.blocks.empty());
  for (const auto id : {"dns.resolves", "dns.no-cname", "dns.private-address", "dns.system-agrees"}) {
    BOOST_TEST((find(out.checks, id).status == CheckStatus::pass), id);
  }
  BOOST_TEST((find(out.checks, "dns.expected-address").reason == SkipReason::not_asked));
}

BOOST_AUTO_TEST_CASE(a_name_nobody_knows_blocks_the_rest) {
  const auto out = judge(context(), names({}, {reply("10.0.0.10:53", "NXDOMAIN")}), {});
  const auto& check = find(out.checks, "dns.resolves");
  BOOST_TEST((check.status == CheckStatus::fail));
  BOOST_TEST((check.owner == Owner::customer_dns));
  BOOST_TEST(mentions(check.observed, "10.0.0.10:53 says NXDOMAIN"), check.observed);
  BOOST_TEST(out.blocks == "dns.resolves");
  for (const auto& other : out.checks) {
    if (other.id != "dns.resolves") BOOST_TEST(other.blocked_by == "dns.resolves", other.id);
  }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_apart) {
  auto broken = reply("10.0.0.10:53", "SERVFAIL");
  broken.extended.push_back({22, "No Reachable Authority", "all of them timed out"});
  auto looping = reply("10.0.0.10:53", "NOERROR");
  looping.chain_loops = true;
  const std::pair<probe::DnsReply, std::string_view> cases[] = {
      {silent("10.0.0.10:53"), "no answer within 2 s"},
      {broken, "No Reachable Authority: all of them timed out"},
      {reply("10.0.0.10:53", "NOERROR"), "knows the name, and no address of it"},
      {looping, "lead back to themselves"},
      {reply("10.0.0.10:53", "REFUSED"), "says REFUSED"},
  };
  for (const auto& [wire, words] : cases) {
    const auto out = judge(context(), names({}, {wire}), {});
    BOOST_TEST(mentions(find(out.checks, "dns.resolves").observed, words), find(out.checks, "dns.resolves").observed);
  }
}

BOOST_AUTO_TEST_CASE(a_nameserver_that_answers_while_programs_get_nothing_is_said_so) {
  const auto out = judge(context(), names({}, {reply("10.0.0.10:53", "NOERROR", private_one)}), {});
  const auto& check = find(out.checks, "dns.resolves");
  BOOST_TEST((check.status == CheckStatus::fail));
  BOOST_TEST(mentions(check.observed, "Programs on this machine get no address"), check.observed);
  BOOST_TEST(mentions(check.observed, "10.0.0.10:53 has one"), check.observed);
}

BOOST_AUTO_TEST_CASE(one_sick_nameserver_of_two_is_a_warning) {
  for (const auto& sick :
       {silent("10.0.0.11:53"), reply("10.0.0.11:53", "SERVFAIL"), reply("10.0.0.11:53", "NXDOMAIN")}) {
    const auto out =
        judge(context(), names(private_one, {reply("10.0.0.10:53", "NOERROR", private_one), sick}), private_one);
    const auto& check = find(out.checks, "dns.resolves");
    BOOST_TEST((check.status == CheckStatus::warn));
    BOOST_TEST(mentions(check.observed, "10.0.0.11:53"), check.observed);
    BOOST_TEST(out.blocks.empty());
  }
}

BOOST_AUTO_TEST_CASE(what_the_deadline_leaves_open_is_no_finding) {
  auto facts = names({}, {});
  facts.system.value->finished = false;
  const auto out = judge(context(), facts, {});
  BOOST_TEST(out.blocks == "deadline");
  for (const auto& check : out.checks) BOOST_TEST(check.blocked_by == "deadline", check.id);
}

BOOST_AUTO_TEST_CASE(silent_nameservers_decide_while_the_system_still_waits) {
  auto facts = names({}, {silent("10.0.0.10:53"), silent("10.0.0.11:53")});
  facts.system.value->finished = false;
  const auto out = judge(context(), facts, {});
  BOOST_TEST((find(out.checks, "dns.resolves").status == CheckStatus::fail));
}

BOOST_AUTO_TEST_CASE(an_alias_fails_for_databricks_and_warns_inside_the_network) {
  auto aliased = reply("10.0.0.10:53", "NOERROR", private_one);
  aliased.chain = {"atg.maps.example.org", "lb.maps.example.org"};
  const auto facts = names(private_one, {aliased});
  const auto strict = judge(context(Profile::databricks_ncc, Vantage::serverless), facts, private_one);
  BOOST_TEST((find(strict.checks, "dns.no-cname").status == CheckStatus::fail));
  BOOST_TEST(strict.blocks.empty());
  const auto inside = judge(context(), facts, private_one);
  const auto& check = find(inside.checks, "dns.no-cname");
  BOOST_TEST((check.status == CheckStatus::warn));
  BOOST_TEST((check.severity == Severity::warning));
  BOOST_TEST(mentions(check.observed, "atg.maps.example.org → lb.maps.example.org"), check.observed);
  const auto egress = judge(context(Profile::gateway_egress), facts, private_one);
  BOOST_TEST((find(egress.checks, "dns.no-cname").reason == SkipReason::not_applicable));
}

BOOST_AUTO_TEST_CASE(public_addresses_leave_the_private_path) {
  const std::vector<std::string> mixed{"10.1.2.3", "203.0.113.9"};
  const auto out = judge(context(), names(mixed, {reply("10.0.0.10:53", "NOERROR", mixed)}), mixed);
  const auto& check = find(out.checks, "dns.private-address");
  BOOST_TEST((check.status == CheckStatus::fail));
  BOOST_TEST(mentions(check.observed, "203.0.113.9 is a public address"), check.observed);
  BOOST_TEST(!mentions(check.observed, "10.1.2.3"));
  const auto warehouse = judge(context(Profile::databricks_ncc, Vantage::serverless), names(mixed), mixed);
  BOOST_TEST((find(warehouse.checks, "dns.private-address").owner == Owner::databricks));
  const auto egress = judge(context(Profile::gateway_egress), names(mixed), mixed);
  BOOST_TEST((find(egress.checks, "dns.private-address").reason == SkipReason::not_applicable));
}

BOOST_AUTO_TEST_CASE(loopback_is_private_only_to_this_machine) {
  auto local = context(Profile::local, Vantage::host, "localhost");
  local.loopback = true;
  const auto fine = judge(local, names({"127.0.0.1", "::1"}), {"127.0.0.1", "::1"});
  BOOST_TEST((find(fine.checks, "dns.private-address").status == CheckStatus::pass));
  BOOST_TEST((find(fine.checks, "dns.no-cname").reason == SkipReason::not_applicable));
  const auto wrong = judge(context(), names({"127.0.0.1"}), {"127.0.0.1"});
  BOOST_TEST((find(wrong.checks, "dns.private-address").status == CheckStatus::fail));
}

BOOST_AUTO_TEST_CASE(a_literal_asks_nobody) {
  auto literal = context(Profile::in_vnet, Vantage::pod, "10.1.2.3");
  literal.literal = true;
  const auto out = judge(literal, {}, private_one);
  BOOST_TEST((find(out.checks, "dns.resolves").reason == SkipReason::not_applicable));
  BOOST_TEST((find(out.checks, "dns.no-cname").reason == SkipReason::not_applicable));
  BOOST_TEST((find(out.checks, "dns.system-agrees").reason == SkipReason::not_applicable));
  BOOST_TEST((find(out.checks, "dns.private-address").status == CheckStatus::pass));
}

BOOST_AUTO_TEST_CASE(expected_addresses_are_judged_one_by_one) {
  auto wanting = context();
  wanting.expected = {{"10.1.0.0/16", net::Cidr::parse("10.1.0.0/16").value()}};
  const auto fine = judge(wanting, names(private_one), private_one);
  BOOST_TEST((find(fine.checks, "dns.expected-address").status == CheckStatus::pass));
  const std::vector<std::string> two{"10.1.2.3", "10.9.9.9"};
  const auto wrong = judge(wanting, names(two), two);
  const auto& check = find(wrong.checks, "dns.expected-address");
  BOOST_TEST((check.status == CheckStatus::fail));
  BOOST_TEST(mentions(check.observed, "10.9.9.9 is not"), check.observed);
  BOOST_TEST(mentions(check.expected, "10.1.0.0/16"), check.expected);
}

BOOST_AUTO_TEST_CASE(the_evidence_says_what_each_address_is) {
  auto wanting = context();
  const auto facts = names({"10.9.9.9"}, {reply("10.0.0.10:53", "NOERROR", {"10.1.2.3", "203.0.113.7", "10.9.9.9"}),
                                          reply("10.0.0.11:53", "NOERROR", {"127.0.0.1"})});
  const auto kinds = [&] {
    const auto out = judge(wanting, facts, {"10.9.9.9"});
    const auto& evidence = find(out.checks, "dns.resolves").evidence;
    return evidence.substr(evidence.rfind("\"addresses\":"));
  };
  BOOST_TEST(kinds() == R"("addresses":[{"address":"10.9.9.9","kind":"private"},)"
                        R"({"address":"10.1.2.3","kind":"private"},{"address":"203.0.113.7","kind":"public"},)"
                        R"({"address":"127.0.0.1","kind":"loopback"}]})");
  wanting.expected = {{"10.1.0.0/16", net::Cidr::parse("10.1.0.0/16").value()}};
  BOOST_TEST(kinds() == R"("addresses":[{"address":"10.9.9.9","kind":"private","expected":false},)"
                        R"({"address":"10.1.2.3","kind":"private","expected":true},)"
                        R"({"address":"203.0.113.7","kind":"public","expected":false},)"
                        R"({"address":"127.0.0.1","kind":"loopback","expected":false}]})");
}

BOOST_AUTO_TEST_CASE(two_views_that_differ_are_a_warning) {
  auto facts = names({"10.9.9.9"}, {reply("10.0.0.10:53", "NOERROR", private_one)});
  facts.system.value->from_hosts_file = true;
  const auto out = judge(context(), facts, {"10.9.9.9"});
  const auto& check = find(out.checks, "dns.system-agrees");
  BOOST_TEST((check.status == CheckStatus::warn));
  BOOST_TEST(mentions(check.observed, "10.9.9.9, from the hosts file"), check.observed);
  BOOST_TEST(mentions(check.observed, "10.0.0.10:53 says 10.1.2.3"), check.observed);
}

BOOST_AUTO_TEST_CASE(servers_that_rotate_their_answers_agree) {
  const auto out =
      judge(context(), names({"10.1.2.3", "10.1.2.4"}, {reply("10.0.0.10:53", "NOERROR", {"10.1.2.4", "10.1.2.5"})}),
            {"10.1.2.3", "10.1.2.4"});
  BOOST_TEST((find(out.checks, "dns.system-agrees").status == CheckStatus::pass));
}

BOOST_AUTO_TEST_CASE(given_nameservers_are_the_judged_view) {
  auto asked = context();
  asked.nameservers_given = true;
  const auto good = judge(asked, names({}, {reply("127.0.0.1:5353", "NOERROR", private_one)}), private_one);
  BOOST_TEST((find(good.checks, "dns.resolves").status == CheckStatus::pass));
  BOOST_TEST((find(good.checks, "dns.system-agrees").status == CheckStatus::warn));
  const auto bad = judge(asked, names(private_one, {reply("127.0.0.1:5353", "NXDOMAIN")}), private_one);
  BOOST_TEST((find(bad.checks, "dns.resolves").status == CheckStatus::fail));
  auto cut = silent("127.0.0.1:5353");
  cut.outcome = probe::DnsReply::Outcome::cut;
  BOOST_TEST(judge(asked, names({}, {cut}), {}).blocks == "deadline");
}

BOOST_AUTO_TEST_CASE(the_owner_is_who_can_mend_it) {
  const auto facts = names({}, {reply("10.0.0.10:53", "NXDOMAIN")});
  BOOST_TEST((find(judge(context(Profile::gateway_egress), facts, {}).checks, "dns.resolves").owner == Owner::gateway));
  BOOST_TEST(
      (find(judge(context(Profile::databricks_ncc, Vantage::serverless), facts, {}).checks, "dns.resolves").owner ==
       Owner::databricks));
}

BOOST_AUTO_TEST_CASE(a_probe_that_breaks_is_a_crash_of_each_check) {
  diag::NameFacts facts;
  facts.system.crash = "bad\x1b[31m luck";
  const auto out = judge(context(), facts, {});
  for (const auto& check : out.checks) {
    BOOST_TEST((check.status == CheckStatus::crash));
    BOOST_TEST(!mentions(check.observed, "\x1b"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
