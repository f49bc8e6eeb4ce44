#include "catalog/make_check.hpp"
#include "diag/judges.hpp"
#include "diag/private_address.hpp"
#include "diag/vantage.hpp"
#include "diag/words.hpp"

#include <algorithm>
#include <set>

namespace atgateway::diag {
namespace {

using probe::DnsReply;
using Outcome = DnsReply::Outcome;

constexpr std::string_view no_dns = "An address, a loopback name or one from the hosts file asks no nameserver.";

/// A nameserver's word on the name, of its two questions.
struct Server {
  std::string address;
  std::set<std::string> addresses;
  const DnsReply* first = nullptr;    ///< the one that says most about what is wrong
  const DnsReply* aliased = nullptr;  ///< one that goes through a CNAME

  [[nodiscard]] bool resolves() const noexcept { return !addresses.empty(); }
};

/// Silence and broken servers say more than "no such record".
int weight(const DnsReply& reply) noexcept {
  if (reply.outcome == Outcome::cut) return 0;
  if (reply.outcome != Outcome::answered) return 3;
  if (reply.chain_loops) return 5;
  return reply.rcode == "NOERROR" ? 1 : reply.rcode == "NXDOMAIN" ? 2 : 4;
}

std::vector<Server> by_server(const NameFacts& facts) {
  std::vector<Server> servers;
  const auto* wire = facts.wire.get();
  if (wire == nullptr) return servers;
  for (const auto& reply : wire->replies) {
    auto found = std::ranges::find(servers, reply.server, &Server::address);
    if (found == servers.end()) found = servers.insert(servers.end(), Server{reply.server, {}, nullptr, nullptr});
    found->addresses.insert(reply.addresses.begin(), reply.addresses.end());
    if (found->first == nullptr || weight(reply) > weight(*found->first)) found->first = &reply;
    if (reply.chain.size() > 1 && found->aliased == nullptr) found->aliased = &reply;
  }
  return servers;
}

/// "10.0.0.10:53 says NXDOMAIN: there is no such name"
std::string word_of(const DnsReply& reply) {
  std::string out = reply.server;
  if (reply.outcome == Outcome::answered) {
    if (reply.chain_loops) return out + " gives aliases that lead back to themselves";
    if (reply.rcode == "NOERROR") return out + " knows the name, and no address of it";
    out += " says " + reply.rcode;
    if (reply.rcode == "NXDOMAIN") out += ": there is no such name";
    for (const auto& extended : reply.extended) {
      out += " (" + extended.name + (extended.text.empty() ? "" : ": " + extended.text) + ")";
    }
    return out;
  }
  return out + ": " + (reply.trouble.empty() ? std::string(to_text(reply.outcome)) : reply.trouble);
}

std::string words_of(const std::vector<Server>& servers) {
  std::vector<std::string> words;
  for (const auto& server : servers) {
    if (!server.resolves() && server.first != nullptr) words.push_back(word_of(*server.first));
  }
  return as_list(words, 3);
}

std::string_view kind_of(const net::SocketAddress& address) {
  return address.is_loopback() ? "loopback" : is_private(address) ? "private" : "public";
}

/// What is to be thought of each address that anybody gave, so that a reader of the evidence need not know the ranges.
void write_kinds(json::Writer& out, const Context& context, const NameFacts& facts) {
  constexpr std::size_t most = 64;
  std::vector<std::string> seen;
  const auto collect = [&](const std::vector<std::string>& addresses) {
    for (const auto& text : addresses) {
      if (seen.size() < most && std::ranges::find(seen, text) == seen.end()) seen.push_back(text);
    }
  };
  if (const auto* system = facts.system.get()) collect(system->addresses);
  if (const auto* wire = facts.wire.get()) {
    for (const auto& reply : wire->replies) collect(reply.addresses);
  }
  out.key("addresses").begin_array();
  for (const auto& text : seen) {
    const auto address = net::SocketAddress::parse_ip(text, 0);
    if (!address.ok()) continue;
    out.begin_object().member("address", text).member("kind", kind_of(*address));
    if (!context.expected.empty()) {
      out.member("expected", std::ranges::any_of(context.expected,
                                                 [&](const auto& each) { return each.range.contains(*address); }));
    }
    out.end_object();
  }
  out.end_array();
}

std::string evidence_of(const Context& context, const NameFacts& facts) {
  return object([&](json::Writer& out) {
    if (const auto* system = facts.system.get()) write(out.key("system"), *system);
    out.key("nameservers").begin_array();
    if (const auto* wire = facts.wire.get()) {
      for (const auto& reply : wire->replies) write(out, reply);
    }
    out.end_array();
    write_kinds(out, context, facts);
  });
}

std::int64_t duration_of(const NameFacts& facts, bool wire_decides) {
  std::int64_t system = 0;
  if (const auto* answer = facts.system.get()) {
    for (const auto took : answer->times_us) system = std::max(system, took);
  }
  const auto* wire = facts.wire.get();
  return wire_decides && wire != nullptr ? wire->duration_us : std::max(system, wire ? wire->duration_us : 0);
}

/// Everything the checks of this layer look at.
struct View {
  const Context& context;
  const NameFacts& facts;
  std::vector<Server> servers;
  std::vector<std::string> addresses;  ///< that connections are made to
  bool wire_counts = false;            ///< nameservers were asked, and may be compared
  bool cut = false;                    ///< the deadline left the question open

  [[nodiscard]] const probe::SystemAnswer* system() const noexcept { return facts.system.get(); }
  [[nodiscard]] bool from_hosts() const noexcept { return system() != nullptr && system()->from_hosts_file; }
};

std::vector<std::string> lookup_commands(const View& view) {
  const auto& host = view.context.goal.dial_host;
  const auto dot = host.find('.');
  if (view.context.profile == Profile::gateway_egress) return {"kubectl -n kube-system get pods -l k8s-app=kube-dns"};
  if (view.context.profile == Profile::databricks_ncc || dot == std::string::npos) return {};
  const auto& site = view.context.site;
  const std::string group = site && !site->azure.resource_group.empty() ? site->azure.resource_group : "RESOURCE_GROUP";
  const std::string zone = host.substr(dot + 1);
  return {"az network private-dns record-set a show -g " + group + " -z " + zone + " -n " + host.substr(0, dot),
          "az network private-dns link vnet list -g " + group + " -z " + zone + " -o table"};
}

Check failed(const View& view, std::string observed) {
  Check check = catalog::finding("dns.resolves", std::move(observed), "at least one A or AAAA record",
                                 lookup_commands(view), evidence_of(view.context, view.facts));
  if (view.context.profile == Profile::gateway_egress) {
    check.owner = Owner::cluster;
    check.remediation.text =
        "Let the pod reach the cluster's DNS (a NetworkPolicy may stop port 53), and see that DNS knows the name.";
    const bool no_such_name = !view.servers.empty() && std::ranges::all_of(view.servers, [](const Server& server) {
      return server.first->outcome == Outcome::answered && server.first->rcode == "NXDOMAIN";
    });
    if (no_such_name) {
      check.owner = Owner::gateway;
      check.remediation = {"DNS answers, and has no such name: correct the upstream's base URL, or add the name.",
                           {"atgateway config explain --config FILE"}};
    }
  }
  if (view.context.profile == Profile::databricks_ncc) {
    check.owner = Owner::databricks;
    check.remediation.text =
        "Serverless compute asks no DNS server of yours: put the exact name into the rule's domain_names, wait ten "
        "minutes, "
        "and restart the compute.";
  }
  return check;
}

Check judge_resolves(const View& view) {
  const auto* system = view.system();
  const bool given = view.context.nameservers_given;
  std::vector<std::string> sick, good;
  for (const auto& server : view.servers) (server.resolves() ? good : sick).push_back(server.address);
  if (given ? good.empty() : system == nullptr || system->addresses.empty()) {
    if (given) return failed(view, words_of(view.servers) + ".");
    std::string observed = words_of(view.servers);
    if (!good.empty()) {
      observed = "Programs on this machine get no address (" + (system == nullptr ? "" : system->failure) + "), yet " +
                 as_list(good) + " " + (good.size() == 1 ? "has" : "have") + " one";
    } else if (observed.empty()) {
      observed = "The system's resolver says: " + (system == nullptr ? "" : system->failure);
    }
    if (system != nullptr && !system->search_note.empty()) observed += "; " + system->search_note;
    return failed(view, observed + ".");
  }
  const auto evidence = evidence_of(view.context, view.facts);
  const std::string seen = as_list(view.addresses) + (view.from_hosts() && !given ? ", from the hosts file" : "");
  if (!sick.empty() && (given || !good.empty())) {
    return catalog::warning("dns.resolves", seen + "; but " + words_of(view.servers) + ".",
                            "the same answer from every nameserver", {}, evidence,
                            "Mend or remove that nameserver: each lookup that meets it waits or fails.");
  }
  return catalog::pass("dns.resolves", seen, evidence);
}

Check judge_no_cname(const View& view) {
  constexpr std::string_view id = "dns.no-cname";
  if (view.context.profile == Profile::gateway_egress) {
    return catalog::skip(id, SkipReason::not_applicable, "On the way to CARTO aliases are followed.");
  }
  if (!view.wire_counts) return catalog::skip(id, SkipReason::not_applicable, std::string(no_dns));
  for (const auto& server : view.servers) {
    if (server.aliased == nullptr) continue;
    std::string chain;
    for (const auto& name : server.aliased->chain) chain += (chain.empty() ? "" : " → ") + name;
    const auto evidence = object([&](json::Writer& out) {
      out.member("server", server.address).key("chain").begin_array();
      for (const auto& name : server.aliased->chain) out.string(name);
      out.end_array();
    });
    std::string observed = chain + ", says " + server.address + ".";
    if (view.context.profile == Profile::databricks_ncc) {
      return catalog::finding(id, std::move(observed), "an A record, without an alias", {}, evidence);
    }
    return catalog::warning(
        id, std::move(observed), "an A record, without an alias", {}, evidence,
        "Programs here follow aliases, so this path works. The set-up guide asks for an A record all the "
        "same: Databricks follows no alias.");
  }
  if (std::ranges::none_of(view.servers, &Server::resolves)) {
    return catalog::skip(id, SkipReason::no_data, "No nameserver that was asked has an answer.");
  }
  return catalog::pass(id, "No alias.");
}

Check judge_private(const View& view) {
  constexpr std::string_view id = "dns.private-address";
  const auto profile = view.context.profile;
  if (profile == Profile::gateway_egress) {
    return catalog::skip(id, SkipReason::not_applicable, "CARTO's API may have a public address.");
  }
  std::vector<std::string> loopback, open;
  for (const auto& text : view.addresses) {
    const auto address = net::SocketAddress::parse_ip(text, 0);
    if (address.ok() && address->is_loopback()) {
      loopback.push_back(text);
    } else if (!address.ok() || !is_private(*address)) {
      open.push_back(text);
    }
  }
  const auto evidence = object([&](json::Writer& out) {
    out.key("addresses").begin_array();
    for (const auto& text : view.addresses) out.string(text);
    out.end_array();
  });
  if (profile == Profile::local) {
    if (loopback.size() == view.addresses.size()) return catalog::pass(id, as_list(loopback) + ", loopback", evidence);
    return catalog::skip(id, SkipReason::not_applicable, "On this path any address will do.");
  }
  if (!open.empty()) {
    Check check =
        catalog::finding(id, as_list(open) + (open.size() == 1 ? " is a public address." : " are public addresses."),
                         "addresses of private ranges only",
                         profile == Profile::in_vnet ? lookup_commands(view) : std::vector<std::string>(), evidence);
    if (profile == Profile::databricks_ncc) check.owner = Owner::databricks;
    return check;
  }
  if (!loopback.empty()) {
    return catalog::finding(id, as_list(loopback) + " is this machine itself.", "addresses of private ranges only", {},
                            evidence, "Point the name at the gateway's address, not at the caller's own machine.");
  }
  return catalog::pass(id, as_list(view.addresses), evidence);
}

Check judge_expected(const View& view) {
  constexpr std::string_view id = "dns.expected-address";
  const auto& expected = view.context.expected;
  if (expected.empty()) {
    return catalog::skip(id, SkipReason::not_asked, "No address is expected; --expect-address gives one.");
  }
  std::vector<std::string> ranges, others;
  for (const auto& range : expected) ranges.push_back(range.text);
  for (const auto& text : view.addresses) {
    const auto address = net::SocketAddress::parse_ip(text, 0);
    const bool inside = address.ok() && std::ranges::any_of(expected, [&](const auto& range) {
                          return range.range.contains(*address);
                        });
    if (!inside) others.push_back(text);
  }
  if (others.empty()) return catalog::pass(id, as_list(view.addresses));
  return catalog::finding(id, as_list(others) + (others.size() == 1 ? " is not" : " are not") + " among them.",
                          as_list(ranges), lookup_commands(view));
}

Check judge_agreement(const View& view) {
  constexpr std::string_view id = "dns.system-agrees";
  const auto* system = view.system();
  if (view.context.profile == Profile::gateway_egress) {
    return catalog::skip(id, SkipReason::not_applicable, "Public names may be answered differently each time.");
  }
  if (!view.wire_counts) return catalog::skip(id, SkipReason::not_applicable, std::string(no_dns));
  if (std::ranges::none_of(view.servers, &Server::resolves) || system == nullptr) {
    return catalog::skip(id, SkipReason::no_data, "There are no two answers to compare.");
  }
  if (!system->finished) return catalog::blocked(id, "deadline");
  const std::set<std::string> ours(system->addresses.begin(), system->addresses.end());
  std::vector<std::string> differing;
  for (const auto& server : view.servers) {
    if (!server.resolves()) continue;
    const bool overlap = std::ranges::any_of(server.addresses, [&](const auto& each) { return ours.contains(each); });
    if (overlap) continue;
    differing.push_back(server.address + " says " +
                        as_list(std::vector<std::string>(server.addresses.begin(), server.addresses.end()), 3));
  }
  if (differing.empty()) return catalog::pass(id, as_list(system->addresses) + " both ways.");
  const std::string mine =
      system->addresses.empty() ? "no address (" + system->failure + ")" : as_list(system->addresses, 3);
  Check check = catalog::warning(id,
                                 "Programs here get " + mine + (view.from_hosts() ? ", from the hosts file" : "") +
                                     "; " + as_list(differing, 3) + ".",
                                 "the same addresses both ways", {"getent ahosts " + view.context.goal.dial_host});
  if (view.from_hosts()) check.owner = Owner::caller;
  return check;
}

}  // namespace

Judged judge_names(const Context& context, const NameFacts& facts, const std::vector<net::SocketAddress>& addresses) {
  if (!facts.system.crash.empty()) return crashed(context, Layer::dns, facts.system.crash);
  if (!facts.wire.crash.empty()) return crashed(context, Layer::dns, facts.wire.crash);
  View view{context, facts, by_server(facts), {}, false, false};
  for (const auto& address : addresses) view.addresses.push_back(address.ip());
  view.wire_counts = facts.wire.get() != nullptr;
  Judged out;
  if (context.literal) {
    out.checks.push_back(catalog::skip("dns.resolves", SkipReason::not_applicable, std::string(no_dns)));
  } else {
    const bool silent = !view.servers.empty() && std::ranges::all_of(view.servers, [](const Server& server) {
      return server.first->outcome != Outcome::answered && server.first->outcome != Outcome::cut;
    });
    const auto* system = view.system();
    const bool unfinished =
        context.nameservers_given
            ? std::ranges::any_of(
                  view.servers,
                  [](const Server& server) { return server.first->outcome == Outcome::cut && !server.resolves(); })
            : system != nullptr && !system->finished && !silent;
    if (unfinished && addresses.empty()) return block(context, Layer::dns, "deadline");
    Check check = judge_resolves(view);
    check.duration_us = duration_of(facts, context.nameservers_given || silent);
    if (check.status == CheckStatus::fail) {
      out = block(context, Layer::dns, check.id);
      std::ranges::find(out.checks, check.id, &Check::id)->blocked_by.clear();
      *std::ranges::find(out.checks, check.id, &Check::id) = std::move(check);
      return out;
    }
    out.checks.push_back(std::move(check));
  }
  out.checks.push_back(judge_no_cname(view));
  out.checks.push_back(judge_private(view));
  out.checks.push_back(judge_expected(view));
  out.checks.push_back(judge_agreement(view));
  return out;
}

}  // namespace atgateway::diag
