#include "catalog/make_check.hpp"
#include "diag/judges.hpp"
#include "diag/private_address.hpp"
#include "diag/words.hpp"

#include <algorithm>

namespace atgateway::diag {
namespace {

using probe::TcpAttempt;
using Outcome = TcpAttempt::Outcome;

constexpr std::string_view id = "tcp.connects";

std::string seen(const TcpAttempt& attempt) {
  std::string out = attempt.address.to_string();
  switch (attempt.outcome) {
    case Outcome::connected:
      return out + " answers";
    case Outcome::refused:
      return out + " refuses: the machine is there, and nobody listens";
    case Outcome::timed_out:
      return out + " stays silent" + (attempt.trouble.empty() ? "" : ": " + attempt.trouble);
    case Outcome::reset:
      return out + " resets the connection at once";
    case Outcome::unreachable:
      return out + " cannot be reached" + (attempt.trouble.empty() ? "" : ": " + attempt.trouble);
    case Outcome::forbidden:
      return out + " is forbidden by this machine's own rules";
    case Outcome::failed:
      return out + " fails: " + attempt.trouble;
    case Outcome::cut:
      return out + " had not answered when time was up";
  }
  return out;
}

/// IPv6 that this place does not have costs nobody anything where another address answers.
bool is_passed_over(const TcpAttempt& attempt) noexcept {
  return attempt.address.family() == AF_INET6 && attempt.outcome == Outcome::unreachable;
}

std::vector<std::string> endpoint_commands(const Context& context) {
  const std::string group = context.site && !context.site->azure.pls_resource_group.empty()
                                ? context.site->azure.pls_resource_group
                                : "NODE_RESOURCE_GROUP";
  const std::string service =
      context.site && !context.site->azure.pls_name.empty() ? context.site->azure.pls_name : "PLS_NAME";
  const std::string name_space = context.site ? context.site->kubernetes.namespace_ : "NAMESPACE";
  const std::string kube = context.site ? context.site->kubernetes.service : "SERVICE";
  if (context.profile == Profile::databricks_ncc) {
    return {"az network private-link-service connection list -g " + group + " --service-name " + service + " -o table",
            "kubectl -n " + name_space + " get service " + kube + " -o wide"};
  }
  return {"kubectl -n " + name_space + " get service,endpointslices -o wide",
          "kubectl -n " + name_space + " get pods -o wide"};
}

bool are_from_hosts_file(const Context& context, const NameFacts& names) noexcept {
  return !context.nameservers_given && names.system.get() != nullptr && names.system.get()->from_hosts_file;
}

Check all_failed(const Context& context, const probe::TcpAttempts& facts, const NameFacts& names,
                 std::string evidence) {
  std::vector<std::string> words;
  words.reserve(facts.attempts.size());
  for (const auto& attempt : facts.attempts) words.push_back(seen(attempt));
  Check check =
      catalog::finding(id, as_list(words, 3) + ".", "a connection to port " + std::to_string(context.goal.dial_port),
                       {}, std::move(evidence));
  const auto all = [&](Outcome outcome) {
    return std::ranges::all_of(facts.attempts, [&](const auto& attempt) { return attempt.outcome == outcome; });
  };
  const auto& first = facts.attempts.front();
  if (context.profile == Profile::gateway_egress && all(Outcome::refused)) {
    check.owner = Owner::upstream;
    check.remediation = {"See that CARTO's service runs, and that the upstream's port is right.", {}};
    return check;
  }
  if (context.profile == Profile::gateway_egress) {
    check.owner = Owner::cluster;
    check.remediation.text =
        "Let the pod's egress reach this address and port: a NetworkPolicy, a firewall or a route stands in the way, "
        "or "
        "CARTO's service is down.";
    check.remediation.commands = {"kubectl get networkpolicies --all-namespaces"};
    return check;
  }
  if (context.profile == Profile::local || context.loopback || first.address.is_loopback()) {
    check.owner = Owner::gateway;
    check.remediation.text = "Start the gateway, or correct the port.";
    check.remediation.commands = {"ss -ltn"};
    return check;
  }
  if (all(Outcome::forbidden)) {
    check.owner = Owner::caller;
    check.remediation.text = "Let this machine's own firewall or sandbox make the connection.";
    return check;
  }
  if (are_from_hosts_file(context, names)) {
    check.observed += " The address stands in this machine's hosts file, and no nameserver was asked for another.";
    check.owner = Owner::caller;
    check.remediation = {
        "Correct or remove the line of the hosts file; if its address is the right one, look behind it.",
        {"getent ahosts " + context.goal.dial_host, "grep -n " + context.goal.dial_host + " /etc/hosts"}};
    return check;
  }
  check.remediation.commands = endpoint_commands(context);
  if (all(Outcome::refused) || all(Outcome::reset)) {
    check.owner = Owner::cluster;
    check.remediation.text =
        "The address is right, and nothing listens behind this port: see that the Service has the port, that its "
        "selector finds ready pods, and that the gateway listens on the target port.";
  } else if (context.profile == Profile::databricks_ncc) {
    check.remediation.text =
        "Silence at a private address: approve the endpoint connection if it is pending, see that the rule points at "
        "the "
        "live Private Link Service, and that the load balancer has a rule for the port and a healthy backend.";
  }
  return check;
}

}  // namespace

Judged judge_tcp(const Context& context, const Fact<probe::TcpAttempts>& fact, const NameFacts& names) {
  if (!fact.crash.empty()) return crashed(context, Layer::tcp, fact.crash);
  const auto* facts = fact.get();
  if (facts == nullptr || facts->attempts.empty()) return block(context, Layer::tcp, "deadline");
  const auto count = [&](Outcome outcome) {
    return std::ranges::count(facts->attempts, outcome, &TcpAttempt::outcome);
  };
  const auto evidence = object([&](json::Writer& out) { write(out.key("tcp"), *facts); });
  const auto connected = count(Outcome::connected);
  Judged out;
  Check check;
  if (connected == 0 && count(Outcome::cut) > 0) return block(context, Layer::tcp, "deadline");
  if (connected == 0) {
    check = all_failed(context, *facts, names, evidence);
    out.blocks = id;
  } else {
    std::vector<std::string> good, bad;
    for (const auto& attempt : facts->attempts) {
      if (attempt.outcome == Outcome::connected) {
        std::string word = attempt.address.to_string();
        if (attempt.rtt_us) word += " (round trip " + as_time(*attempt.rtt_us) + ")";
        good.push_back(std::move(word));
      } else if (!is_passed_over(attempt) && attempt.outcome != Outcome::cut) {
        bad.push_back(seen(attempt));
      }
    }
    check = bad.empty() ? catalog::pass(id, as_list(good, 3), evidence)
                        : catalog::warning(id, as_list(good, 2) + "; but " + as_list(bad, 3) + ".",
                                           "a connection to every address of the name", {}, evidence,
                                           "Callers try any of the addresses: remove the dead ones from the record, or "
                                           "mend what stands behind them.");
  }
  check.duration_us = facts->duration_us;
  out.checks.push_back(std::move(check));
  return out;
}

}  // namespace atgateway::diag
