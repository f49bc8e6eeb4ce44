// resolve(): one look at a name, for whoever calls the library.
#include "net/address.hpp"
#include "probe/dns.hpp"
#include "probe/dns_question.hpp"

#include <atgateway/probe.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

namespace atgateway::inline v0_1 {
namespace {

using namespace probe;

constexpr std::array<std::string_view, 9> types = {"A", "AAAA", "CNAME", "TXT", "NS", "SOA", "SRV", "PTR", "MX"};

/// Visible ASCII only: what else a DNS name may hold, people never mean.
bool is_readable_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < '\x7F'; }) &&
         usual_dns_name(name).has_value();
}

std::optional<net::SocketAddress> nameserver_from(std::string_view text) {
  if (auto with_port = net::SocketAddress::parse(text)) {
    if (with_port->port() == 0) return std::nullopt;
    return *with_port;
  }
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (auto bare = net::SocketAddress::parse_ip(text, 53)) return *bare;
  return std::nullopt;
}

/// The system gives both families; only those of the type that was asked for stay.
void keep_type(SystemAnswer& answer, std::string_view type) {
  const bool six = type == "AAAA";
  const bool had = !answer.addresses.empty();
  std::erase_if(answer.addresses, [&](const auto& each) { return (each.find(':') != std::string::npos) != six; });
  if (answer.address_count <= 64) answer.address_count = answer.addresses.size();
  if (had && answer.addresses.empty() && answer.failure.empty()) {
    answer.failure = six ? "the name has IPv4 addresses only" : "the name has IPv6 addresses only";
  }
}

}  // namespace

Result<std::string> resolve(const std::string& name, const std::string& nameserver, std::string_view type,
                            const Scope& scope) {
  const auto number = dns_type_from(type);
  const std::string usual_type = number ? dns_type_name(*number) : std::string();
  if (std::find(types.begin(), types.end(), usual_type) == types.end()) {
    return Error(Errc::bad_target, "no type of record that can be asked for", "/type")
        .with_hint("Ask for A, AAAA, CNAME, TXT, NS, SOA, SRV, PTR or MX");
  }
  if (!is_readable_name(name)) {
    return Error(Errc::bad_target, "not a DNS name", "/name")
        .with_hint(
            "Write it in ASCII (xn--… for other scripts): labels of 1 to 63 bytes with dots between, 253 in all");
  }
  const Scope bounded{scope.deadline.is_never() ? Deadline::after(std::chrono::seconds(10)) : scope.deadline,
                      scope.stop};
  std::string evidence;
  json::Writer out(evidence);
  if (nameserver.empty()) {
    if (usual_type != "A" && usual_type != "AAAA") {
      return Error(Errc::bad_target, "the system's resolver gives addresses only", "/type")
          .with_hint("Ask for A or AAAA, or name a nameserver");
    }
    SystemAnswer answer = ask_system(name, 1, bounded);
    keep_type(answer, usual_type);
    out.begin_object().key("system");
    write(out, answer);
    out.end_object();
    return evidence;
  }
  const auto server = nameserver_from(nameserver);
  if (!server) {
    return Error(Errc::bad_target, "not a nameserver's address", "/nameserver")
        .with_hint("Write an IP address, with a port if it is not 53: 10.0.0.10 or [2001:db8::1]:5353");
  }
  out.begin_object().key("nameservers").begin_array();
  write(out, ask_nameserver(*server, name, usual_type, 1, bounded));
  out.end_array().end_object();
  return evidence;
}

}  // namespace atgateway::inline v0_1
