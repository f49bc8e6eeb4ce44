// connect() and inspect_tls(): one look at a server, for whoever calls the library.
#include "net/base_url.hpp"
#include "probe/dns.hpp"
#include "probe/tcp.hpp"
#include "probe/tls.hpp"

#include <atgateway/probe.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

namespace atgateway::inline v0_1 {
namespace {

using namespace probe;

/// A name or an address without a port, in its usual form.
Result<std::string> read_host(const std::string& text, const char* field) {
  const bool bare_ipv6 = text.find(':') != std::string::npos && !text.starts_with('[');
  const auto read = net::read_authority(bare_ipv6 ? "[" + text + "]" : text);
  if (!read.value || read.value->port) {
    const std::string_view complaint = read.value ? "it has a port" : read.complaint;
    return Error(Errc::bad_target, "not a host: " + std::string(complaint), field)
        .with_hint("Give a name or an IP address, without a port.");
  }
  return read.value->host;
}

Scope bounded(const Scope& scope) {
  return {scope.deadline.is_never() ? Deadline::after(std::chrono::seconds(10)) : scope.deadline, scope.stop};
}

/// Short enough to say "no answer" before the deadline cuts.
milliseconds patience_within(const Scope& scope) {
  return std::clamp<milliseconds>(scope.deadline.left(Clock::now()) * 9 / 10, milliseconds(1), milliseconds(5000));
}

struct Found {
  std::optional<SystemAnswer> system;  ///< nothing for literals
  std::vector<net::SocketAddress> addresses;
};

Found find(const std::string& host, std::uint16_t port, const Scope& scope) {
  Found found;
  if (auto literal = net::SocketAddress::parse_ip(host, port)) {
    found.addresses.push_back(*literal);
    return found;
  }
  found.system = ask_system(host, 1, scope);
  for (const auto& ip : found.system->addresses) {
    if (auto address = net::SocketAddress::parse_ip(ip, port)) found.addresses.push_back(*address);
  }
  return found;
}

template <class Facts>
std::string evidence(const Found& found, std::string_view name, const Facts& facts) {
  std::string text;
  json::Writer out(text);
  out.begin_object();
  if (found.system) write(out.key("system"), *found.system);
  write(out.key(name), facts);
  out.end_object();
  return text;
}

Error no_port() {
  return Error(Errc::bad_target, "0 is no port", "/port").with_hint("Give a port from 1 to 65535, such as 443.");
}

}  // namespace

Result<std::string> connect(const std::string& host, std::uint16_t port, const Scope& scope) {
  const auto usual = read_host(host, "/host");
  if (!usual) return usual.error();
  if (port == 0) return no_port();
  const Scope limit = bounded(scope);
  const Found found = find(*usual, port, limit);
  return evidence(found, "tcp", try_addresses(found.addresses, 1, patience_within(limit), limit));
}

Result<std::string> inspect_tls(const std::string& host, std::uint16_t port, const std::string& server_name,
                                const Scope& scope) {
  const auto usual = read_host(host, "/host");
  if (!usual) return usual.error();
  const auto name = server_name.empty() ? usual : read_host(server_name, "/server_name");
  if (!name) return name.error();
  if (port == 0) return no_port();
  const Scope limit = bounded(scope);
  const Found found = find(*usual, port, limit);
  TlsQuestion question;
  question.addresses = found.addresses;
  question.host = *name;
  question.patience = patience_within(limit) / 2;  // there may be a second try
  return evidence(found, "tls", look_at_tls(question, limit));
}

}  // namespace atgateway::inline v0_1
