// The HTTP connection that http_request() uses: host, port, options, base path.
#include "snapshot/workspace.hpp"

#include "snapshot/lookup.hpp"
#include "snapshot/names.hpp"

#include "base/ascii.hpp"
#include "catalog/make_check.hpp"

#include <algorithm>
#include <array>

namespace atgateway::snapshot {
namespace {

struct Connection {
  std::string_view name, type, credential, host_text;
  std::string host;
  std::optional<std::int64_t> port;
  std::optional<std::string_view> base_path;
};

Connection read_connection(const json::Value& value) {
  Connection out;
  out.name = text_at(value, {"name"});
  out.type = text_at(value, {"connection_type"});
  out.credential = text_at(value, {"credential_type"});
  out.host_text = text_at(value, {"options", "host"});
  out.host = host_of(out.host_text);
  out.port = at(value, {"options", "port"}) ? integer_at(value, {"options", "port"}).value_or(0) : 443;
  if (const auto path = at(value, {"options", "base_path"}); path && path->is(json::Kind::string))
    out.base_path = path->text();
  return out;
}

std::string evidence_of(const Connection& connection) {
  return evidence([&](json::Writer& out) {
    out.member("name", shown(connection.name)).member("host", shown(connection.host_text));
    out.member("port", connection.port.value_or(0)).member("base_path", shown(connection.base_path.value_or("/")));
    out.member("connection_type", shown(connection.type)).member("credential_type", shown(connection.credential));
  });
}

// ALTER CONNECTION wants all options again, the token too.
std::string alter(const NccCase& given, const Connection& connection, std::string_view host, std::int64_t port,
                  std::string_view base_path) {
  const Site none;
  const auto& site = (given.subject.site == nullptr ? none : *given.subject.site).databricks;
  const auto scope = first_of(site.secret_scope, "<scope>"), key = first_of(site.secret_key, "<key>");
  return "ALTER CONNECTION " + sql_name(connection.name) + " OPTIONS (host " +
         sql_text("https://" + std::string(host)) + ", port '" + std::to_string(port) + "', base_path " +
         sql_text(base_path) + ", bearer_token secret(" + sql_text(scope) + ", " + sql_text(key) + "))";
}

std::int64_t usable_port(const Connection& connection) {
  const auto port = connection.port.value_or(443);
  return port >= 1 && port <= 65535 ? port : 443;
}

void judge_host(std::vector<Check>& checks, const NccCase& given, const Connection& connection) {
  constexpr std::string_view id = "workspace.connection-host";
  const auto* rule = given.facts.rule;
  if (rule == nullptr) {
    checks.push_back(skip_without(id, "account-ncc-rules.json", given.directory, given.subject));
    return;
  }
  if (connection.host.empty()) {
    checks.push_back(skip_without(id, "workspace-connection.json", given.directory, given.subject));
    return;
  }
  const bool listed = std::ranges::any_of(
      rule->domains, [&](std::string_view name) { return base::equal_without_case(name, connection.host); });
  if (listed) {
    checks.push_back(catalog::pass(id, "The connection calls " + shown(connection.host) + ", which the rule lists.",
                                   evidence_of(connection)));
    return;
  }
  std::vector<std::string> names, commands;
  for (const auto name : rule->domains) names.push_back(shown(name));
  const auto host = given.facts.hostname != connection.host && !given.facts.hostname.empty() ? given.facts.hostname
                    : names.empty()                                                          ? std::string("<hostname>")
                                                                                             : names[0];
  if (shown(host) == host && host != connection.host)
    commands.push_back(alter(given, connection, host, usable_port(connection), connection.base_path.value_or("/")));
  names.push_back(shown(connection.host));
  commands.push_back(set_domains_command(*rule, names));
  names.pop_back();
  checks.push_back(catalog::finding(
      id,
      "The connection calls " + shown(connection.host) + "; the rule lists " +
          (names.empty() ? std::string("no names") : shown_list(names)) + ".",
      "a name that the rule lists, letter by letter", std::move(commands), evidence_of(connection),
      "Either give the connection the rule's name (ALTER CONNECTION takes all options anew, the token too), or add the "
      "connection's name to the rule. The certificate must have the name in either case."));
}

// Ports of the gateway's Service, when it can be told which one that is.
std::vector<std::int64_t> service_ports(const NccCase& given) {
  const Site defaults;
  const auto& kubernetes = (given.subject.site == nullptr ? defaults : *given.subject.site).kubernetes;
  const auto root = given.directory.find("kube-services.json");
  std::vector<std::int64_t> ports;
  if (!root) return ports;
  for (const auto& service : list_of(*root).value_or(std::vector<json::Value>())) {
    if (text_at(service, {"metadata", "name"}) != kubernetes.service ||
        text_at(service, {"metadata", "namespace"}) != kubernetes.namespace_)
      continue;
    for (const auto& port : elements_at(service, {"spec", "ports"})) {
      if (const auto number = integer_at(port, {"port"})) ports.push_back(*number);
    }
  }
  return ports;
}

void judge_port(std::vector<Check>& checks, const NccCase& given, const Connection& connection) {
  constexpr std::string_view id = "workspace.connection-port";
  std::vector<std::int64_t> expected;
  if (given.subject.port)
    expected = {*given.subject.port};
  else if (given.subject.site != nullptr)
    expected = {given.subject.site->port};
  else
    expected = service_ports(given);
  const auto port = connection.port.value_or(443);
  if (expected.empty()) {
    checks.push_back(skip_without(id, "kube-services.json", given.directory, given.subject));
    return;
  }
  if (std::ranges::find(expected, port) != expected.end()) {
    checks.push_back(
        catalog::pass(id, "The connection calls port " + std::to_string(port) + ".", evidence_of(connection)));
    return;
  }
  const auto right = std::to_string(expected[0]);
  const auto host = connection.host.empty() ? std::string("<hostname>") : connection.host;
  std::vector<std::string> commands;
  if (expected[0] >= 1 && expected[0] <= 65535)
    commands.push_back(alter(given, connection, host, expected[0], connection.base_path.value_or("/")));
  checks.push_back(catalog::finding(id, "The connection calls port " + std::to_string(port) + ".", "port " + right,
                                    std::move(commands), evidence_of(connection)));
}

bool is_address(std::string_view host) {
  return host.starts_with('[') ||
         (!host.empty() && std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; }));
}

void judge_options(std::vector<Check>& checks, const NccCase& given, const Connection& connection) {
  constexpr std::string_view id = "workspace.connection-options";
  std::vector<std::string> wrong, doubtful;
  const auto lower = lower_case(connection.host_text);
  const auto after_scheme = lower.starts_with("https://") ? std::string_view(lower).substr(8) : std::string_view(lower);
  if (!connection.type.empty() && connection.type != "HTTP")
    wrong.push_back("the connection's type is " + std::string(connection.type));
  if (connection.host_text.empty()) wrong.emplace_back("the host is missing");
  if (lower.starts_with("http://"))
    wrong.emplace_back("the host begins with http://: tokens would go in the clear");
  else if (after_scheme.find("://") != std::string_view::npos)
    wrong.emplace_back("the host has another scheme than https");
  else if (const auto slash = after_scheme.find('/');
           slash != std::string_view::npos && slash + 1 < after_scheme.size())
    wrong.emplace_back("the host has a path, which belongs into base_path");
  if (is_address(connection.host)) wrong.emplace_back("the host is an IP address: rule and certificate need a name");
  if (connection.port.value_or(0) < 1 || connection.port.value_or(0) > 65535)
    wrong.emplace_back("the port is not a number from 1 to 65535");
  if (connection.base_path && connection.base_path->empty()) wrong.emplace_back("base_path is empty");
  if (connection.base_path && connection.base_path->find(' ') != std::string_view::npos)
    wrong.emplace_back("base_path has a blank");
  if (connection.credential.starts_with("OAUTH_U2M"))
    doubtful.emplace_back("the connection signs each user in (" + std::string(connection.credential) +
                          "), which http_request() in SQL does not support");
  const std::string expected = "type HTTP, host https://NAME, a port, base_path / and a bearer token";
  const auto host = connection.host.empty() || is_address(connection.host) ? std::string_view("<hostname>")
                                                                           : std::string_view(connection.host);
  const std::vector<std::string> commands{alter(given, connection, host, usable_port(connection), "/")};
  auto& said = wrong.empty() ? doubtful : wrong;
  if (said.empty()) {
    checks.push_back(catalog::pass(id, "The connection's options are in order.", evidence_of(connection)));
    return;
  }
  auto words = shown_list(said) + ".";
  words.replace(0, 1, 1, static_cast<char>(words[0] >= 'a' && words[0] <= 'z' ? words[0] - 'a' + 'A' : words[0]));
  checks.push_back(wrong.empty() ? catalog::warning(id, std::move(words), expected, commands, evidence_of(connection))
                                 : catalog::finding(id, std::move(words), expected, commands, evidence_of(connection)));
}

void judge_base_path(std::vector<Check>& checks, const NccCase& given, const Connection& connection) {
  constexpr std::string_view id = "workspace.base-path";
  const auto path = connection.base_path.value_or("/");
  const auto lower = lower_case(path);
  const std::string words = "base_path is " + shown(path);
  if (path.empty() || path == "/") {
    checks.push_back(catalog::pass(id, path.empty() ? "base_path is empty." : words + ".", evidence_of(connection)));
    return;
  }
  std::string why = ": every path that a function calls is put behind it, and the gateway's own begin at /.";
  if (path.find("..") != std::string_view::npos) {
    why = ": \"..\" in a path is refused.";
  } else if (path.find('?') != std::string_view::npos || lower.find("%3f") != std::string::npos) {
    why = ": a \"?\" in a path is sent as %3F, and the gateway answers 404.";
  }
  const auto host = connection.host.empty() ? std::string("<hostname>") : connection.host;
  checks.push_back(catalog::finding(
      id, words + why, "/", {alter(given, connection, host, usable_port(connection), "/")}, evidence_of(connection)));
}

}  // namespace

void judge_connection(std::vector<Check>& checks, const NccCase& given) {
  if (const auto value = given.directory.find("workspace-connection.json"); value && value->is(json::Kind::object)) {
    const auto connection = read_connection(*value);
    judge_host(checks, given, connection);
    judge_port(checks, given, connection);
    judge_options(checks, given, connection);
    judge_base_path(checks, given, connection);
    return;
  }
  for (const std::string_view id : {"workspace.connection-host", "workspace.connection-port",
                                    "workspace.connection-options", "workspace.base-path"})
    checks.push_back(skip_without(id, "workspace-connection.json", given.directory, given.subject));
}

}  // namespace atgateway::snapshot
