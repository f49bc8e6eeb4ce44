// Every animal of the zoo: whom it is for, where its chain leads, who trusts it.
#include "net/chain_judgement.hpp"

#include "support/certificate_zoo.hpp"

#include <openssl/pem.h>

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

using namespace atgateway::net;
using atgateway::test_support::CertificateZoo;

namespace {

/// The certificates of a PEM file.
class Chain {
 public:
  explicit Chain(const std::string& file) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "re"), std::fclose);
    BOOST_REQUIRE(in);
    while (X509* const one = PEM_read_X509(in.get(), nullptr, nullptr, nullptr)) all.push_back(one);
    BOOST_REQUIRE(!all.empty());
  }
  ~Chain() {
    for (X509* const one : all) X509_free(one);
  }
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;
  std::vector<X509*> all;
};

Chain sent_by(const std::string& animal) { return Chain(CertificateZoo::get().pem(animal)); }

TlsFacts named(const std::string& animal, const std::string& host) {
  const Chain chain = sent_by(animal);
  TlsFacts facts;
  judge_name(chain.all.front(), host, facts);
  return facts;
}

/// Stores without the zoo's root.
const TrustStores& strangers() {
  static const auto stores = [] {
    auto made = std::make_shared<TrustStores>();
    made->public_roots.reset(X509_STORE_new());
    made->local.reset(X509_STORE_new());
    return made;
  }();
  return *stores;
}

/// Judged by public roots that hold these certificates of the zoo, an empty local store, and no file.
TlsFacts judged(const std::string& animal, const std::vector<std::string>& roots) {
  const auto folder = CertificateZoo::get().folder() / "roots";
  std::filesystem::create_directories(folder);
  for (const auto& root : roots) {
    std::filesystem::copy_file(CertificateZoo::get().file(root), folder / root,
                               std::filesystem::copy_options::overwrite_existing);
  }
  TrustStores stores;
  if (!roots.empty())
    stores.public_roots = std::move(std::const_pointer_cast<TrustStores>(read_trust_stores(folder))->public_roots);
  stores.local.reset(X509_STORE_new());
  std::filesystem::remove_all(folder);
  const Chain chain = sent_by(animal);
  TlsFacts facts;
  judge_chain(chain.all, stores, nullptr, facts);
  return facts;
}

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(atgateway::net::ChainEnd)

BOOST_AUTO_TEST_SUITE(chain_judgement)

BOOST_AUTO_TEST_CASE(whom_it_is_for) {
  const struct {
    const char* animal;
    const char* host;
    bool matches, common_name_only;
  } table[] = {
      {"good", "gateway.test", true, false},
      {"good", "GATEWAY.test", true, false},
      {"good", "a.gateway.test", false, false},
      {"good", "gateway.test.evil", false, false},
      {"good", "127.0.0.1", false, false},
      {"good", "", false, false},
      {"other_name", "gateway.test", false, false},  // although its common name says so
      {"other_name", "other.test", true, false},
      {"common_name", "gateway.test", false, true},
      {"common_name", "other.test", false, false},
      {"wildcard", "a.gateway.test", true, false},
      {"wildcard", "a.b.gateway.test", false, false},
      {"wildcard", "gateway.test", false, false},
      {"address", "127.0.0.1", true, false},
      {"address", "::1", true, false},
      {"address", "127.0.0.2", false, false},
      {"address", "gateway.test", false, false},
      {"many", "gateway.test", true, false},  // the last of 10,000
      {"many", "name-10000.test", false, false},
      {"odd", "gateway.test", false, false},  // what follows the NUL counts
  };
  for (const auto& [animal, host, matches, common_name_only] : table) {
    const auto facts = named(animal, host);
    BOOST_TEST(facts.name_matches == matches, animal << " for " << host);
    BOOST_TEST(facts.common_name_only == common_name_only, animal << " for " << host);
  }
}

BOOST_AUTO_TEST_CASE(where_it_leads_when_the_root_is_known) {
  const struct {
    const char* animal;
    ChainEnd end;
    bool trusted;
    const char* problem;
  } table[] = {
      {"good", ChainEnd::known_root, true, ""},
      {"mixed_up", ChainEnd::known_root, true, ""},
      {"with_root", ChainEnd::known_root, true, ""},
      {"direct", ChainEnd::known_root, true, ""},
      {"alone", ChainEnd::leaf_of_unknown, false, "unable to get local issuer certificate"},
      {"self_signed", ChainEnd::self_signed, false, "self-signed certificate"},
      {"authority", ChainEnd::self_signed, true, ""},
      // Dates, keys and names of what was sent are other checks' business.
      {"expired", ChainEnd::known_root, true, ""},
      {"not_yet", ChainEnd::known_root, true, ""},
      {"stale_middle", ChainEnd::known_root, true, ""},
      {"other_name", ChainEnd::known_root, true, ""},
      {"rsa1024", ChainEnd::known_root, true, ""},
      {"sha1", ChainEnd::known_root, true, ""},
      {"many", ChainEnd::known_root, true, ""},
      {"client_only", ChainEnd::known_root, false, "unsuitable certificate purpose"},
  };
  for (const auto& [animal, end, trusted, problem] : table) {
    const auto facts = judged(animal, {"root.crt"});
    BOOST_TEST((facts.chain_end == end), animal);
    BOOST_TEST(facts.chain_complete == (end == ChainEnd::known_root || end == ChainEnd::self_signed), animal);
    BOOST_TEST((facts.public_roots == trusted), animal);
    BOOST_TEST((facts.local_store == false), animal);
    BOOST_TEST(!facts.given_file.has_value(), animal);
    BOOST_TEST(facts.missing_issuer == (end == ChainEnd::leaf_of_unknown ? "CN=zoo intermediate" : ""), animal);
    if (!trusted) BOOST_TEST(facts.trust_problem == problem, animal << ": " << facts.trust_problem);
  }
}

BOOST_AUTO_TEST_CASE(where_it_leads_when_the_root_is_not_known) {
  const struct {
    const char* animal;
    ChainEnd end;
    const char* missing;
  } table[] = {
      {"good", ChainEnd::authority_of_unknown, "CN=zoo root"},
      {"alone", ChainEnd::leaf_of_unknown, "CN=zoo intermediate"},
      {"direct", ChainEnd::leaf_of_unknown, "CN=zoo root"},
      {"with_root", ChainEnd::self_signed, ""},
      {"mixed_up", ChainEnd::self_signed, ""},
      {"self_signed", ChainEnd::self_signed, ""},
      {"authority", ChainEnd::self_signed, ""},
  };
  for (const auto& [animal, end, missing] : table) {
    const Chain chain = sent_by(animal);
    TlsFacts facts;
    judge_chain(chain.all, strangers(), nullptr, facts);
    BOOST_TEST((facts.chain_end == end), animal);
    BOOST_TEST(facts.chain_complete == (end == ChainEnd::self_signed), animal);
    BOOST_TEST(facts.missing_issuer == missing, animal);
    BOOST_TEST((facts.public_roots == false && facts.local_store == false), animal);
    BOOST_TEST(facts.trust_problem != "", animal);
  }
}

BOOST_AUTO_TEST_CASE(stores_are_asked_one_by_one) {
  const Chain chain = sent_by("good");
  auto given = read_trust_file(CertificateZoo::get().file("root.crt"));
  BOOST_REQUIRE(given.ok());
  TlsFacts facts;
  judge_chain(chain.all, strangers(), given->get(), facts);
  BOOST_TEST((facts.public_roots == false));
  BOOST_TEST((facts.local_store == false));
  BOOST_TEST((facts.given_file == true));
  BOOST_TEST((facts.chain_end == ChainEnd::known_root));

  TrustStores no_public;
  no_public.local.reset(X509_STORE_new());
  BOOST_REQUIRE(X509_STORE_load_file(no_public.local.get(), CertificateZoo::get().file("root.crt").c_str()) == 1);
  TlsFacts others;
  judge_chain(chain.all, no_public, nullptr, others);
  BOOST_TEST(!others.public_roots.has_value());
  BOOST_TEST((others.local_store == true));
  BOOST_TEST(!others.given_file.has_value());
  BOOST_TEST(others.trust_problem == "");
}

BOOST_AUTO_TEST_CASE(an_intermediate_in_a_store_is_no_root) {
  auto given = read_trust_file(CertificateZoo::get().file("middle.crt"));
  BOOST_REQUIRE(given.ok());
  const Chain chain = sent_by("alone");
  TlsFacts facts;
  judge_chain(chain.all, strangers(), given->get(), facts);
  BOOST_TEST(!facts.chain_complete);
  BOOST_TEST((facts.given_file == false));
}

BOOST_AUTO_TEST_CASE(many_certificates_that_belong_to_nobody) {
  const Chain good = sent_by("good");
  std::vector<X509*> sent(10, good.all.front());
  TlsFacts facts;
  judge_chain(sent, strangers(), nullptr, facts);
  BOOST_TEST((facts.chain_end == ChainEnd::leaf_of_unknown));
}

BOOST_AUTO_TEST_SUITE_END()
