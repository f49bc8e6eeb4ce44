// The private zone that callers inside the network ask; Databricks' serverless compute asks none of ours.
#include "snapshot/privatelink_judges.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

bool is_word(std::string_view a, std::string_view b) { return base::equal_without_case(a, b); }

// "…/privateDnsZones/A" → "A".
std::string_view type_of(const json::Value& record) {
  const auto type = text_at(record, {"type"});
  return type.substr(type.rfind('/') + 1);
}

bool is_of(const json::Value& record, std::string_view host) {
  auto name = property_text(record, {"fqdn"});
  if (name.ends_with('.')) name.remove_suffix(1);
  return is_word(name, host);
}

std::optional<Check> no_zone(const Scene& scene, std::string_view id) {
  if (scene.chain.hostname.empty())
    return catalog::skip(id, SkipReason::no_data, "The gateway's name is not known: give a target or a site file.");
  if (!scene.directory.find("az-private-dns.json"))
    return without_data(id, {"az-private-dns.json"}, scene.directory, scene.chain);
  if (scene.chain.name("DNS_ZONE").empty()) {
    return catalog::skip(id, SkipReason::not_applicable,
                         "No private zone of the subscription holds " + shown(scene.chain.hostname) +
                             "; only callers inside the network would need one.");
  }
  return std::nullopt;
}

std::string zone_words(const Chain& chain) { return " -g " + chain.word("DNS_RG") + " -z " + chain.word("DNS_ZONE"); }

}  // namespace

Check judge_dns_record(const Scene& scene) {
  constexpr std::string_view id = "pls.private-dns-record";
  const auto& chain = scene.chain;
  if (auto none = no_zone(scene, id)) return std::move(*none);
  if (!scene.directory.find("az-private-dns-records.json"))
    return without_data(id, {"az-private-dns-records.json"}, scene.directory, chain);
  const auto records = list_in(scene.directory, "az-private-dns-records.json");
  const bool other_zone = !records.empty() && std::ranges::none_of(records, [&](const json::Value& each) {
    return is_word(arm_id(text_at(each, {"id"})).name, chain.name("DNS_ZONE"));
  });
  if (other_zone)
    return catalog::skip(id, SkipReason::no_data,
                         "The records are of another zone than " + shown(chain.name("DNS_ZONE")) + ".",
                         {fetch_command("az-private-dns-records.json", chain)});
  std::string_view label = chain.hostname;
  label = label.size() > chain.name("DNS_ZONE").size()
              ? label.substr(0, label.size() - chain.name("DNS_ZONE").size() - 1)
              : "@";
  const auto address = chain.frontend            ? property_text(*chain.frontend, {"privateIPAddress"})
                       : chain.addresses.empty() ? std::string_view{}
                                                 : chain.addresses.front();
  const auto add = "az network private-dns record-set a add-record" + zone_words(chain) + " -n " +
                   quoted_or(label, "name") + " -a " + quoted_or(address, "load-balancer-address");
  std::vector<std::string> addresses;
  for (const auto& record : records) {
    if (!is_of(record, chain.hostname)) continue;
    if (is_word(type_of(record), "CNAME")) {
      return catalog::finding(
          id, "It is an alias of " + shown(property_text(record, {"cnameRecord", "cname"})) + ".", "an A record",
          {"az network private-dns record-set cname delete" + zone_words(chain) + " -n " + quoted_or(label, "name"),
           add});
    }
    if (!is_word(type_of(record), "A")) continue;
    for (const auto& each : property_elements(record, {"aRecords"})) {
      if (addresses.size() < 100) addresses.emplace_back(property_text(each, {"ipv4Address"}));
    }
  }
  if (addresses.empty()) {
    return catalog::skip(id, SkipReason::not_applicable,
                         "Zone " + shown(chain.name("DNS_ZONE")) +
                             " has no record of this name; only callers inside the network would need one.",
                         {add});
  }
  if (address.empty()) return catalog::blocked(id, "k8s.address-assigned");
  const bool all_here = std::ranges::all_of(addresses, [&](const std::string& each) { return each == address; });
  if (all_here) return catalog::pass(id, "It has the load balancer's address " + shown(address) + ".");
  return catalog::finding(id, "It has " + shown_list(addresses) + "; the load balancer has " + shown(address) + ".",
                          shown(address) + ", or the address of a private endpoint of your own", {add});
}

Check judge_dns_link(const Scene& scene) {
  constexpr std::string_view id = "pls.private-dns-link";
  const auto& chain = scene.chain;
  if (auto none = no_zone(scene, id)) return std::move(*none);
  if (!scene.directory.find("az-private-dns-links.json"))
    return without_data(id, {"az-private-dns-links.json"}, scene.directory, chain);
  const auto zone = shown(chain.name("DNS_ZONE"));
  const auto link = "az network private-dns link vnet create" + zone_words(chain) + " -n nodes -e false -v " +
                    quoted_or(chain.name("VNET_ID"), "vnet-id");
  std::vector<std::string> networks, unfinished;
  bool nodes = false;
  for (const auto& each : list_in(scene.directory, "az-private-dns-links.json")) {
    const auto network = property_text(each, {"virtualNetwork", "id"});
    const auto state = property_text(each, {"virtualNetworkLinkState"});
    if (!is_word(state, "Completed")) {
      if (unfinished.size() < 100)
        unfinished.push_back(std::string(arm_id(network).name) + " (" + std::string(first_of(state, "no state")) + ")");
      continue;
    }
    if (networks.size() < 100) networks.emplace_back(arm_id(network).name);
    nodes = nodes || same_arm_id(network, chain.name("VNET_ID"));
  }
  if (!unfinished.empty())
    return catalog::finding(id, "The link of zone " + zone + " is not finished: " + shown_list(unfinished) + ".",
                            "Completed", {"az network private-dns link vnet list" + zone_words(chain) + " -o table"});
  if (networks.empty())
    return catalog::finding(id, "Zone " + zone + " is linked to no network.", "a link to the network that asks",
                            {link});
  // Another network is right when a DNS server there answers for all.
  return catalog::pass(
      id, "Zone " + zone + " is linked to " + shown_list(networks) + (nodes ? ", where the nodes are." : "."));
}

}  // namespace atgateway::snapshot
