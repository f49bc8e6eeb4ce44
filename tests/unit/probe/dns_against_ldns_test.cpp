// Two readers of the same server, who must not differ: ours and libldns, over 500 generated names of every kind.
#include "probe/dns.hpp"
#include "probe/dns_question.hpp"

#include "support/dns_servers.hpp"

#include <boost/test/unit_test.hpp>

#include <ldns/ldns.h>

#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using test_support::Knot;
using Texts = std::vector<std::string>;

namespace {

constexpr int names = 500;

/// One name of the zone: its records, as the zone's file has them, and what is asked for.
struct Entry {
  std::string text, name, type;
};

class Generator {
 public:
  Entry make(int number) {
    const std::string n = "n" + std::to_string(number);
    const auto& kind = kinds()[static_cast<std::size_t>(number) % kinds().size()];
    return kind(n);
  }
  std::string any_type() {
    static const std::array<const char*, 12> all = {"A",   "AAAA", "CNAME", "TXT", "MX",    "SRV",
                                                    "SOA", "NS",   "PTR",   "CAA", "NAPTR", "HINFO"};
    return all[below(all.size())];
  }

 private:
  using Kind = std::function<Entry(const std::string&)>;

  std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }
  std::string number(std::size_t end) { return std::to_string(below(end)); }
  std::string a() { return "10." + number(256) + "." + number(256) + "." + number(256); }
  std::string some() { return "n" + number(names); }
  std::string quoted(std::size_t most) {
    std::string out = "\"";
    for (std::size_t left = below(most + 1); left > 0; --left) {
      const std::size_t byte = below(256);
      std::string digits = std::to_string(byte);
      digits.insert(0, 3 - digits.size(), '0');
      out += byte > 0x20 && byte < 0x7F && byte != '"' && byte != '\\' ? std::string(1, static_cast<char>(byte))
                                                                       : "\\" + digits;
    }
    return out + "\"";
  }
  template <class Line>
  std::string lines(std::size_t count, Line line) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += line(i);
    return out;
  }

  const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all = {
        [this](const auto& n) {
          return Entry{lines(1 + below(5), [&](auto) { return n + " A " + a() + "\n"; }), n, "A"};
        },
        [this](const auto& n) {
          return Entry{n + " " + number(100000) + " AAAA 2001:db8::" + number(9999) + "\n", n, "AAAA"};
        },
        [this](const auto& n) {
          return Entry{n + " CNAME " + some() + "\n", n, "A"};
        },
        [this](const auto& n) {
          return Entry{n + " CNAME " + some() + "\n", n, "CNAME"};
        },
        [this](const auto& n) {
          return Entry{n + " CNAME out" + number(99) + ".example.org.\n", n, "AAAA"};
        },
        [this](const auto& n) {
          return Entry{lines(1 + below(4), [&](auto) { return n + " TXT " + quoted(60) + " " + quoted(255) + "\n"; }),
                       n, "TXT"};
        },
        [this](const auto& n) {
          return Entry{n + " MX " + number(65536) + " " + some() + "\n" + n + " MX 0 .\n", n, "MX"};
        },
        [this](const auto& n) {
          return Entry{n + " SRV " + number(65536) + " 0 " + number(65536) + " " + some() + "\n", n, "SRV"};
        },
        [this](const auto& n) {
          return Entry{n + " NS ns." + n + "\nns." + n + " A " + a() + "\n", "x." + n, "A"};
        },
        [this](const auto& n) {
          return Entry{n + " PTR " + some() + "\n", n, "PTR"};
        },
        [this](const auto& n) {
          return Entry{"*." + n + " A " + a() + "\n", "X-" + number(99) + ".y." + n, "A"};
        },
        [this](const auto& n) {
          return Entry{n + " CAA 128 issue " + quoted(100) + "\n", n, "CAA"};
        },
        [this](const auto& n) {
          return Entry{n + " HINFO " + quoted(20) + " " + quoted(20) + "\n", n, "HINFO"};
        },
        [this](const auto& n) {
          return Entry{n + " NAPTR 1 " + number(65536) + " \"u\" \"sip+E2U\" " + quoted(50) + " " + some() + "\n", n,
                       "NAPTR"};
        },
        [this](const auto& n) {
          return Entry{n + " DNAME " + some() + "\n", "a.b." + n, "A"};
        },
        [](const auto& n) {
          return Entry{n + " SSHFP 4 2 " + std::string(64, 'c') + "\n", n, "SSHFP"};
        },
        [](const auto& n) {
          return Entry{n + " HTTPS 1 . alpn=h2 port=8443\n", n, "HTTPS"};
        },
        [this](const auto& n) {
          return Entry{"\\009o\\.d\\\"d\\\\\\@-" + n + " A " + a() + "\n", "\\009o\\.d\\\"d\\\\\\@-" + n, "A"};
        },
        [this](const auto& n) {
          return Entry{lines(100 + below(300),
                             [&](auto i) {
                               return n + " A 10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200) + "\n";
                             }),
                       n, "A"};
        },
        [this](const auto& n) {
          return Entry{lines(20, [&](auto) { return n + " TXT " + quoted(255) + "\n"; }), n, "TXT"};
        },
        [](const auto& n) {
          return Entry{"", n, "A"};
        },
        [this](const auto& n) {
          return Entry{"deep.er." + n + " A " + a() + "\n", n, "A"};
        },
        [this](const auto& n) {
          return Entry{n + " RP " + some() + " .\n", n, "RP"};
        },
        [this](const auto& n) {
          return Entry{n + " AFSDB 1 " + some() + "\n", n, "AFSDB"};
        },
        [this](const auto& n) {
          return Entry{n + " 0 A " + a() + "\n", "N" + n.substr(1), "A"};
        },
        [](const auto&) {
          return Entry{"", "@", "SOA"};
        },
        [](const auto&) {
          return Entry{"", "@", "NS"};
        },
        [](const auto&) {
          return Entry{"", "else.where.test.", "A"};
        },
    };
    return all;
  }

  std::mt19937 random_{20240229};
};

// --- what libldns says -----------------------------------------------------------------------------------------------

struct Free {
  void operator()(char* text) const { std::free(text); }
  void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
  void operator()(ldns_resolver* resolver) const { ldns_resolver_deep_free(resolver); }
  void operator()(ldns_rdf* data) const { ldns_rdf_deep_free(data); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

std::string taken(char* text) { return Owned<char>(text).get(); }

/// What one record, or all of a reply, comes down to: the same from both.
std::string line(const std::string& name, const std::string& type, std::uint32_t ttl, const std::string& data) {
  return usual_dns_name(name).value() + " " + std::to_string(ttl) + " " + type + " " + data.substr(0, 900);
}

std::string data_by_ldns(const ldns_rr* rr, bool has_form) {
  std::string out;
  if (!has_form) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < ldns_rr_rd_count(rr); ++i) {
      const ldns_rdf* part = ldns_rr_rdf(rr, i);
      for (std::size_t at = 0; at < ldns_rdf_size(part); ++at) {
        static const char digits[] = "0123456789abcdef";
        const std::uint8_t byte = ldns_rdf_data(part)[at];
        out += digits[byte >> 4];
        out += digits[byte & 15];
      }
      size += ldns_rdf_size(part);
    }
    return "\\# " + std::to_string(size) + " " + out;
  }
  for (std::size_t i = 0; i < ldns_rr_rd_count(rr); ++i) {
    const ldns_rdf* part = ldns_rr_rdf(rr, i);
    std::string text = taken(ldns_rdf2str(part));
    if (ldns_rdf_get_type(part) == LDNS_RDF_TYPE_DNAME) text = usual_dns_name(text).value();
    // The one character on whose form tastes differ: a tab is printed as it is.
    for (auto tab = text.find('\t'); tab != std::string::npos; tab = text.find('\t')) text.replace(tab, 1, "\\009");
    out += (i == 0 ? "" : " ") + text;
  }
  return out;
}

Texts by_ldns(ldns_resolver* resolver, const Entry& entry) {
  const Owned<ldns_rdf> name(ldns_dname_new_frm_str(entry.name.c_str()));
  const auto type = ldns_get_rr_type_by_name(entry.type.c_str());
  const Owned<ldns_pkt> packet(ldns_resolver_query(resolver, name.get(), type, LDNS_RR_CLASS_IN, LDNS_RD));
  if (!packet) return {"no answer"};
  const ldns_rr_list* answers = ldns_pkt_answer(packet.get());
  Texts out = {taken(ldns_pkt_rcode2str(ldns_pkt_get_rcode(packet.get()))),
               ldns_pkt_aa(packet.get()) ? "aa" : "",
               ldns_pkt_tc(packet.get()) ? "tc" : "",
               ldns_pkt_ra(packet.get()) ? "ra" : "",
               ldns_pkt_ad(packet.get()) ? "ad" : "",
               std::to_string(ldns_rr_list_rr_count(answers))};
  for (std::size_t i = 0; i < std::min<std::size_t>(64, ldns_rr_list_rr_count(answers)); ++i) {
    const ldns_rr* rr = ldns_rr_list_rr(answers, i);
    const std::string type_name = taken(ldns_rr_type2str(ldns_rr_get_type(rr)));
    const bool has_form = type_name != "SSHFP" && type_name != "HTTPS";
    out.push_back(line(taken(ldns_rdf2str(ldns_rr_owner(rr))), type_name, ldns_rr_ttl(rr), data_by_ldns(rr, has_form)));
  }
  return out;
}

Texts by_us(const net::SocketAddress& server, const Entry& entry) {
  const DnsReply reply = ask_nameserver(server, entry.name, entry.type, 1, Scope{});
  if (reply.outcome != DnsReply::Outcome::answered) return {"no answer: " + reply.trouble};
  // What is asked for at the end of a chain has its own tests.
  Texts out = {reply.rcode,
               reply.authoritative ? "aa" : "",
               reply.truncated ? "tc" : "",
               reply.recursion_available ? "ra" : "",
               reply.authenticated ? "ad" : "",
               std::to_string(reply.answer_count)};
  for (const auto& each : reply.answers) out.push_back(line(each.name, each.type, each.ttl, each.data));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_against_ldns, *boost::unit_test::precondition(test_support::has_dns_server<Knot>))

BOOST_AUTO_TEST_CASE(both_read_the_same) {
  Generator generator;
  std::vector<Entry> entries;
  std::string zone =
      "$TTL 3600\n@ SOA ns.gen.test. admin.gen.test. 4294967295 2 3 4 5\n@ NS ns.gen.test.\nns A 10.0.0.1\n";
  for (int i = 0; i < names; ++i) {
    Entry entry = generator.make(i);
    zone += entry.text;
    if (entry.name == "@") entry.name = "gen.test.";
    if (!entry.name.ends_with('.')) entry.name += ".gen.test.";
    entries.push_back(std::move(entry));
  }
  const Knot knot({{"gen.test.", zone}});
  const auto server = *net::SocketAddress::parse_ip("127.0.0.1", knot.port());
  const Owned<ldns_resolver> resolver(ldns_resolver_new());
  const Owned<ldns_rdf> loopback(ldns_rdf_new_frm_str(LDNS_RDF_TYPE_A, "127.0.0.1"));
  BOOST_REQUIRE(ldns_resolver_push_nameserver(resolver.get(), loopback.get()) == LDNS_STATUS_OK);
  ldns_resolver_set_port(resolver.get(), knot.port());
  ldns_resolver_set_edns_udp_size(resolver.get(), 1232);

  std::size_t with_answers = 0;
  std::size_t over_64 = 0;
  for (const Entry& entry : entries) {
    for (const std::string& type : {entry.type, generator.any_type()}) {
      const Entry asked{"", entry.name, type};
      const Texts theirs = by_ldns(resolver.get(), asked);
      const Texts ours = by_us(server, asked);
      BOOST_TEST_CONTEXT(asked.name << " " << asked.type) {
        BOOST_TEST(ours == theirs, boost::test_tools::per_element());
      }
      with_answers += ours.size() > 6 ? 1U : 0U;
      over_64 += ours.size() == 70 ? 1U : 0U;
    }
  }
  BOOST_TEST(with_answers > 450U);  // otherwise little was compared
  BOOST_TEST(over_64 >= 15U);
}

BOOST_AUTO_TEST_SUITE_END()
