// What is said of a handshake and its certificates.
#include "facts_of.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace facts_of;
using Outcome = probe::TlsLook::Outcome;

namespace {

constexpr std::int64_t day = 86400;

probe::TlsLook good() {
  probe::TlsLook look;
  look.address = net::SocketAddress::parse_ip("10.1.2.3", 443).value();
  look.server_name = "atg.maps.example.org";
  look.outcome = Outcome::done;
  look.facts.version = "TLSv1.3";
  look.facts.cipher = "TLS_AES_256_GCM_SHA384";
  net::CertificateFacts leaf;
  leaf.subject = "CN=atg.maps.example.org";
  leaf.issuer = "CN=Some Authority";
  leaf.names = {"atg.maps.example.org"};
  leaf.not_before = 1800000000 - 10 * day;
  leaf.not_after = 1800000000 + 80 * day;
  leaf.key = "EC P-256";
  leaf.signature = "sha256WithRSAEncryption";
  leaf.key_strength = leaf.signature_strength = 128;
  look.facts.chain.push_back(leaf);
  look.facts.name_matches = look.facts.chain_complete = true;
  look.facts.chain_end = net::ChainEnd::known_root;
  look.facts.public_roots = look.facts.local_store = true;
  return look;
}

diag::Judged judge(const diag::Context& context, std::vector<probe::TlsLook> looks) {
  diag::Fact<probe::TlsLooks> fact;
  fact.value.emplace();
  fact.value->looks = std::move(looks);
  return diag::judge_tls(context, fact);
}

diag::Judged judge(const std::function<void(probe::TlsLook&)>& spoil, const diag::Context& given = context()) {
  auto look = good();
  spoil(look);
  return judge(given, {look});
}

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_tls)

BOOST_AUTO_TEST_CASE(a_sound_server_passes_everything) {
  const auto out = judge([](auto&) {});
  BOOST_TEST(out.checks.size() == diag::ids_of(context(), Layer::tls).size());
  for (const auto& check : out.checks) BOOST_TEST((check.status == CheckStatus::pass), check.id);
  BOOST_TEST(out.blocks.empty());
}

BOOST_AUTO_TEST_CASE(each_fault_is_one_check_and_no_other) {
  const struct {
    std::string_view id;
    CheckStatus status;
    std::string_view words;
    std::function<void(probe::TlsLook&)> spoil;
  } cases[] = {
      {"tls.name-matches", CheckStatus::fail, "not for atg.maps.example.org",
       [](auto& look) {
         look.facts.name_matches = false;
         look.facts.chain[0].names = {"other.example.org"};
       }},
      {"tls.chain-trusted", CheckStatus::fail, "does not trust",
       [](auto& look) { look.facts.public_roots = look.facts.local_store = false; }},
      {"tls.not-expiring", CheckStatus::fail, "expired 3 days ago",
       [](auto& look) { look.facts.chain[0].not_after = 1800000000 - 3 * day - 5; }},
      {"tls.not-expiring", CheckStatus::fail, "not valid before",
       [](auto& look) { look.facts.chain[0].not_before = 1800000000 + day; }},
      {"tls.not-expiring", CheckStatus::warn, "10 days left",
       [](auto& look) { look.facts.chain[0].not_after = 1800000000 + 10 * day + 5; }},
      {"tls.version", CheckStatus::warn, "TLSv1.1", [](auto& look) { look.facts.version = "TLSv1.1"; }},
      {"tls.version", CheckStatus::warn, "RSA 1024",
       [](auto& look) {
         look.facts.chain[0].key = "RSA 1024";
         look.facts.chain[0].key_strength = 80;
       }},
      {"tls.version", CheckStatus::warn, "sha1",
       [](auto& look) {
         look.facts.chain[0].signature = "sha1WithRSAEncryption";
         look.facts.chain[0].signature_strength = 63;
       }},
  };
  for (const auto& each : cases) {
    const auto out = judge(each.spoil);
    for (const auto& check : out.checks) {
      BOOST_TEST((check.status == (check.id == each.id ? each.status : CheckStatus::pass)),
                 std::string(each.words) + ": " + check.id + " " + check.observed);
    }
    BOOST_TEST(mentions(find(out.checks, each.id).observed, each.words), find(out.checks, each.id).observed);
  }
}

BOOST_AUTO_TEST_CASE(a_missing_intermediate_is_not_also_an_unknown_authority) {
  const auto unknown = [](auto& look) {
    look.facts.chain_end = net::ChainEnd::leaf_of_unknown;
    look.facts.missing_issuer = "CN=Some Intermediate";
    look.facts.public_roots = look.facts.local_store = false;
  };
  for (const bool root_given : {true, false}) {
    const auto out = judge([&](auto& look) {
      unknown(look);
      if (root_given) look.facts.given_file = false;
      look.facts.chain[0].names_issuers_place = !root_given;
    });
    BOOST_TEST((find(out.checks, "tls.chain-complete").status == CheckStatus::fail));
    BOOST_TEST(mentions(find(out.checks, "tls.chain-complete").observed, "CN=Some Intermediate"));
    BOOST_TEST(find(out.checks, "tls.chain-trusted").blocked_by == "tls.chain-complete");
  }
  const auto private_one = judge(unknown);
  BOOST_TEST((find(private_one.checks, "tls.chain-complete").reason == SkipReason::no_data));
  BOOST_TEST((find(private_one.checks, "tls.chain-trusted").status == CheckStatus::fail));
}

BOOST_AUTO_TEST_CASE(a_private_root_is_not_sent_and_not_missing) {
  const auto out = judge([](auto& look) {
    look.facts.chain.push_back(look.facts.chain.front());
    look.facts.chain_end = net::ChainEnd::authority_of_unknown;
    look.facts.missing_issuer = "CN=Private Root";
    look.facts.public_roots = look.facts.local_store = look.facts.given_file = false;
  });
  BOOST_TEST((find(out.checks, "tls.chain-complete").status == CheckStatus::pass));
  BOOST_TEST((find(out.checks, "tls.chain-trusted").status == CheckStatus::fail));
  BOOST_TEST(mentions(find(out.checks, "tls.chain-trusted").observed, "CN=Private Root"));
}

BOOST_AUTO_TEST_CASE(databricks_is_judged_by_public_roots) {
  const auto serverless = context(Profile::databricks_ncc, Vantage::serverless);
  const auto mine = [](auto& look) {
    look.facts.public_roots = false;
    look.facts.local_store = look.facts.given_file = true;
  };
  BOOST_TEST((find(judge(mine, serverless).checks, "tls.chain-trusted").status == CheckStatus::fail));
  BOOST_TEST((find(judge(mine).checks, "tls.chain-trusted").status == CheckStatus::pass));
  const auto unknown = [](auto& look) { look.facts.public_roots.reset(); };
  BOOST_TEST((find(judge(unknown, serverless).checks, "tls.chain-trusted").reason == SkipReason::no_data));
}

BOOST_AUTO_TEST_CASE(an_upstream_with_a_ca_file_trusts_nobody_else) {
  const auto other = judge([](auto& look) { look.facts.name_matches = false; }, context(Profile::gateway_egress));
  BOOST_TEST((find(other.checks, "tls.name-matches").owner == Owner::upstream));
  BOOST_TEST(mentions(find(other.checks, "tls.name-matches").remediation.text, "base URL"));
  auto egress = context(Profile::gateway_egress);
  egress.only_that_ca = true;
  const auto out = judge([](auto& look) { look.facts.given_file = false; }, egress);
  BOOST_TEST((find(out.checks, "tls.chain-trusted").status == CheckStatus::fail));
}

BOOST_AUTO_TEST_CASE(a_failed_handshake_says_what_answered_instead) {
  const struct {
    std::string_view words;
    std::function<void(probe::TlsLook&)> spoil;
  } cases[] = {
      {"plain HTTP",
       [](auto& look) {
         look.outcome = Outcome::not_tls;
         look.first_bytes_are = "http";
       }},
      {"begins by sending a PROXY",
       [](auto& look) {
         look.outcome = Outcome::not_tls;
         look.first_bytes_are = "proxy-v2";
       }},
      {"only when the connection begins with a PROXY",
       [](auto& look) {
         look.outcome = Outcome::closed;
         look.wants_proxy_header = true;
       }},
      {"no certificate for the name",
       [](auto& look) {
         look.outcome = Outcome::alert;
         look.alert = "unrecognized_name";
       }},
      {"closes the connection", [](auto& look) { look.outcome = Outcome::closed; }},
      {"resets the connection", [](auto& look) { look.outcome = Outcome::reset; }},
      {"then stays silent", [](auto& look) { look.outcome = Outcome::timed_out; }},
  };
  for (const auto& each : cases) {
    const auto out = judge([&](auto& look) {
      look.facts = {};
      each.spoil(look);
    });
    const auto& check = find(out.checks, "tls.handshake");
    BOOST_TEST((check.status == CheckStatus::fail));
    BOOST_TEST(mentions(check.observed, each.words), check.observed);
    BOOST_TEST(out.blocks == "tls.handshake");
    for (const auto& other : out.checks) {
      if (other.id != "tls.handshake") BOOST_TEST(other.blocked_by == "tls.handshake", other.id);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_worst_of_several_addresses_is_told) {
  auto other = good();
  other.address = net::SocketAddress::parse_ip("10.1.2.4", 443).value();
  other.facts.name_matches = false;
  const auto out = judge(context(), {good(), other});
  const auto& check = find(out.checks, "tls.name-matches");
  BOOST_TEST((check.status == CheckStatus::fail));
  BOOST_TEST(mentions(check.observed, "10.1.2.4"), check.observed);
  other.outcome = Outcome::reset;
  BOOST_TEST((find(judge(context(), {good(), other}).checks, "tls.handshake").status == CheckStatus::fail));
}

BOOST_AUTO_TEST_CASE(cut_off_or_without_tls) {
  BOOST_TEST(judge([](auto& look) { look.outcome = Outcome::cut; }).blocks == "deadline");
  auto plain = context(Profile::gateway_egress);
  plain.goal.tls = false;
  for (const auto& check : diag::judge_tls(plain, {}).checks) BOOST_TEST((check.reason == SkipReason::not_applicable));
}

BOOST_AUTO_TEST_SUITE_END()
