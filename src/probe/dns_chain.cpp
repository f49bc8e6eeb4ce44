#include "probe/dns_chain.hpp"

#include "probe/dns_question.hpp"

#include <algorithm>

namespace atgateway::probe {

bool DnsChain::follow(std::string_view target) {
  loops = std::any_of(names.begin(), names.end(), [&](const auto& name) { return same_dns_name(name, target); });
  is_cut = !loops && names.size() > most_dns_aliases;
  if (loops || is_cut) return false;
  names.emplace_back(target);
  return true;
}

void DnsChain::walk(const std::vector<DnsAlias>& aliases) {
  while (!names.empty()) {
    const auto next = std::find_if(aliases.begin(), aliases.end(),
                                   [&](const auto& alias) { return same_dns_name(alias.name, names.back()); });
    if (next == aliases.end() || !follow(next->target)) return;
  }
}

}  // namespace atgateway::probe
