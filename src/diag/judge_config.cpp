#include "catalog/make_check.hpp"
#include "diag/judges.hpp"
#include "diag/words.hpp"

#include <algorithm>
#include <array>

namespace atgateway::diag {
namespace {

/// Ports that Azure's load balancer cannot probe over HTTP, and those that nobody expects TLS on.
constexpr std::array odd_ports{std::uint16_t{19},  std::uint16_t{21},  std::uint16_t{25},  std::uint16_t{70},
                               std::uint16_t{80},  std::uint16_t{110}, std::uint16_t{119}, std::uint16_t{143},
                               std::uint16_t{220}, std::uint16_t{993}};

constexpr std::array<std::string_view, 3> refused_suffixes{"internal", "localhost", "test"};
constexpr std::array<std::string_view, 4> reserved_suffixes{"local", "invalid", "example", "onion"};

/// Is this a path on which the name must be fit for a rule of Databricks, a certificate and a connection?
bool is_for_callers(const Context& context) noexcept {
  return context.profile == Profile::databricks_ncc || context.profile == Profile::in_vnet;
}

Check judge_target(const Context& context) {
  const auto& goal = context.goal;
  const std::string seen = goal.host + ", port " + std::to_string(goal.port);
  const auto evidence = object([&](json::Writer& out) { out.member("host", goal.host).member("port", goal.port); });
  if (!is_for_callers(context)) return catalog::pass("config.target", seen, evidence);
  if (context.literal || context.loopback) {
    return catalog::finding("config.target",
                            context.literal ? "The target is an IP address: " + goal.host + "."
                                            : "The target is this machine itself: " + goal.host + ".",
                            "a full name, as in the certificate and the private endpoint rule", {}, evidence);
  }
  if (goal.host.find('.') == std::string::npos) {
    return catalog::finding("config.target", "The target's name has a single label: " + goal.host + ".",
                            "a full name, as in the certificate and the private endpoint rule", {}, evidence);
  }
  if (std::ranges::find(odd_ports, goal.port) != odd_ports.end()) {
    return catalog::finding("config.target", "Port " + std::to_string(goal.port) + " is an odd one for HTTPS.",
                            "443, or another port that the load balancer has a rule for", {}, evidence,
                            "Use port 443 on the Service: some of the low ports cannot even be probed over HTTP.");
  }
  return catalog::pass("config.target", seen, evidence);
}

Check judge_host(const Context& context) {
  const auto& host = context.goal.host;
  const auto suffix = std::string_view(host).substr(host.rfind('.') + 1);
  const auto evidence = object([&](json::Writer& out) { out.member("suffix", suffix); });
  if (context.literal) {
    return catalog::skip("config.host", SkipReason::not_applicable, "An IP address has no suffix.");
  }
  if (is_for_callers(context)) {
    const bool refused = std::ranges::find(refused_suffixes, suffix) != refused_suffixes.end();
    const bool reserved = std::ranges::find(reserved_suffixes, suffix) != reserved_suffixes.end();
    if (refused || reserved) {
      return catalog::warning(
          "config.host",
          "The name ends in ." + std::string(suffix) + ", which " +
              (refused ? "Databricks is reported to refuse in a private endpoint rule, though set-up guides show such "
                         "names."
                       : "is reserved, and may be refused in a private endpoint rule."),
          "a name under a registered domain; it need not exist in public DNS", {}, evidence);
    }
  }
  return catalog::pass("config.host", host.find('.') == std::string::npos ? host : "." + std::string(suffix), evidence);
}

}  // namespace

Judged judge_config(const Context& context) { return {{judge_target(context), judge_host(context)}, {}}; }

}  // namespace atgateway::diag
