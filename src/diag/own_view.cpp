#include "diag/own_view.hpp"

#include "catalog/make_check.hpp"
#include "diag/judges.hpp"
#include "diag/run.hpp"
#include "diag/vantage.hpp"
#include "diag/words.hpp"
#include "net/certificate_file.hpp"
#include "probe/clean_text.hpp"
#include "probe/dns.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>

namespace atgateway::diag {
namespace {

constexpr std::int64_t day = 86400;
constexpr std::int64_t early_days = 30;

Check judge_configuration(const OwnView& view) {
  constexpr std::string_view id = "config.gateway";
  if (view.remarks.empty()) return catalog::pass(id, "Nothing to warn of.");
  return catalog::finding(id, as_list(view.remarks, 6), "a configuration without risks that nobody meant to take");
}

Check judge_certificates(const OwnView& view, std::int64_t now) {
  constexpr std::string_view id = "config.certificate";
  if (view.certificates.empty()) {
    return catalog::skip(id, SkipReason::not_applicable,
                         "No listener has TLS: something in front of the gateway ends it.");
  }
  std::optional<Check> worst;
  for (const auto& own : view.certificates) {
    const auto facts = net::read_certificate_file(own.file);
    if (!facts.ok()) {
      return catalog::finding(id, "The certificate of listener " + own.listener + " cannot be read.",
                              "a PEM file with the certificate");
    }
    const std::int64_t left = facts->not_after - now;
    const auto evidence = object([&](json::Writer& out) {
      out.member("listener", own.listener).member("not_after", facts->not_after).member("seconds_left", left);
      out.key("names").begin_array();
      for (const auto& name : facts->names) out.string(name);
      out.end_array();
    });
    const std::string until = "Listener " + own.listener + ": until " + as_date(facts->not_after);
    Check check;
    if (facts->not_before > now) {
      check =
          catalog::finding(id, "Listener " + own.listener + ": not valid before " + as_date(facts->not_before) + ".",
                           "a certificate that is valid now", {}, evidence);
    } else if (left < 0) {
      check = catalog::finding(id, until + ", which is past.", "a certificate that is valid now", {}, evidence);
    } else if (left < early_days * day) {
      check =
          catalog::warning(id, until + ", " + count_of(static_cast<std::size_t>(left / day), "day", "days") + " left.",
                           "30 days or more left", {}, evidence);
    } else {
      check = catalog::pass(id, until + ", " + std::to_string(left / day) + " days left.", evidence);
    }
    if (!worst || check.status > worst->status) worst = std::move(check);
  }
  return std::move(*worst);
}

/// The claims that the asking call itself proves by having arrived.
std::vector<Check> judge_arrival(const OwnView& view) {
  const auto& arrival = view.arrival;
  std::vector<Check> out;
  constexpr std::string_view endpoint = "claim.private-endpoint";
  if (arrival.by == Arrival::By::private_link) {
    out.push_back(catalog::pass(endpoint, arrival.link_id ? "This call came through Private Link, link id " +
                                                                std::to_string(*arrival.link_id) + "."
                                                          : std::string("This call came through Private Link.")));
  } else if (arrival.by == Arrival::By::in_vnet) {
    out.push_back(
        catalog::skip(endpoint, SkipReason::not_applicable,
                      "This call came from inside the network; ask from a serverless warehouse.",
                      {"SELECT http_request(conn => 'YOUR_CONNECTION', method => 'GET', path => '/v1/diagnose')"}));
  } else {
    out.push_back(
        catalog::skip(endpoint, SkipReason::no_data,
                      "The gateway cannot tell how calls arrive: that takes PROXY protocol at both ends, or a "
                      "listener with the role private-link."));
  }
  constexpr std::string_view by_name = "claim.dns";
  std::string host =
      view.host_header.substr(0, view.host_header.starts_with('[') ? std::string::npos : view.host_header.find(':'));
  const bool is_address = host.empty() || host.starts_with('[') || net::SocketAddress::parse_ip(host, 0).ok();
  if (is_address) {
    out.push_back(catalog::skip(by_name, SkipReason::not_applicable, "This call named no host, or an address."));
  } else {
    host = probe::clean_text(host, 253);
    out.push_back(catalog::pass(by_name, "This call came for " + host + "."));
  }
  return out;
}

const Check* find(const std::vector<Check>& checks, std::string_view id) {
  const auto found = std::ranges::find(checks, id, &Check::id);
  return found == checks.end() ? nullptr : &*found;
}

Context context_of(const OwnView& view) {
  Context context;
  context.goal = view.goal;
  context.target = view.target;
  context.profile = Profile::gateway_egress;
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) == 0) context.vantage.host = name.data();
  const auto where = detect_vantage([](const char* variable) { return std::getenv(variable); });
  context.vantage.environment = where == Vantage::pod ? Vantage::pod : Vantage::host;
  context.vantage.sentence = "This is the gateway itself: what it sees on its own way to CARTO.";
  context.vantage.resolvers = probe::read_system_rules(view.goal.dial_host).nameservers;
  context.inside = true;
  const auto literal = net::SocketAddress::parse_ip(view.goal.dial_host, view.goal.dial_port);
  context.literal = literal.ok();
  context.loopback = literal.ok() ? literal->is_loopback() : view.goal.dial_host == "localhost";
  context.ca_file = view.ca_file;
  context.only_that_ca = !view.ca_file.empty();
  context.allow_addresses = view.allow_addresses;
  context.token = view.token.get();
  context.now_s = std::time(nullptr);
  return context;
}

}  // namespace

Report look_around(const OwnView& view, const Scope& scope) {
  Context context = context_of(view);
  Report report = begin_report(context);
  std::vector<Check> first{judge_configuration(view), judge_certificates(view, context.now_s)};
  run_path(context, {}, scope, {}, std::move(first), report);
  for (auto& check : judge_arrival(view)) report.checks.push_back(std::move(check));
  const std::pair<std::string_view, std::string_view> followed[] = {{"claim.upstream", "upstream.reachable"},
                                                                    {"claim.credentials", "token.accepted"}};
  for (const auto& [claim, id] : followed) {
    const Check* other = find(report.checks, id);
    report.checks.push_back(follow(claim, other, other == nullptr ? std::string() : other->observed));
  }
  finish_report(report);
  return report;
}

}  // namespace atgateway::diag
