// The walk along aliases, from the name that was asked for to the one that has the records.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace atgateway::probe {

/// One CNAME record.
struct DnsAlias {
  std::string name, target;
};

/// Aliases followed at most: more than any resolver follows.
inline constexpr std::size_t most_dns_aliases = 16;

struct DnsChain {
  std::vector<std::string> names;  ///< the one it begins with, and each target
  bool loops = false;              ///< the last target was in it before
  bool is_cut = false;             ///< there are more aliases than are followed

  /// Puts a target behind the last name, unless that closes a loop or is too much.  @return whether it did
  bool follow(std::string_view target);
  /// Follows aliases, in whatever order they stand.
  void walk(const std::vector<DnsAlias>& aliases);
};

}  // namespace atgateway::probe
