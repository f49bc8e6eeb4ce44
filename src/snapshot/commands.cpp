#include "snapshot/commands.hpp"

#include "snapshot/commands_script.hpp"
#include "snapshot/names.hpp"

#include "base/ascii.hpp"

#include <atgateway/diagnostics.hpp>

#include <fstream>

namespace atgateway::snapshot {
namespace {

constexpr std::size_t longest_site_file = std::size_t{1024} * 1024;

bool in_variable(char c) noexcept { return (c >= 'A' && c <= 'Z') || c == '_'; }

// "NODE_RG" as "node-rg".
std::string placeholder(std::string_view variable) {
  std::string out;
  for (const char c : variable) out += c == '_' ? '-' : base::lower(c);
  return out;
}

}  // namespace

std::string variable_value(std::string_view variable, const Site* site) {
  if (site == nullptr) return {};
  const auto& azure = site->azure;
  const auto& databricks = site->databricks;
  const auto& group = azure.pls_resource_group.empty() ? azure.node_resource_group : azure.pls_resource_group;
  if (variable == "NAMESPACE") return site->kubernetes.namespace_;
  if (variable == "SERVICE") return site->kubernetes.service;
  if (variable == "GATEWAY_HOST") return site->hostname;
  if (variable == "SUBSCRIPTION") return azure.subscription;
  if (variable == "RG") return azure.resource_group;
  if (variable == "CLUSTER") return azure.cluster;
  if (variable == "NODE_RG") return azure.node_resource_group;
  if (variable == "PLS_RG") return group;
  if (variable == "PLS") return azure.pls_name;
  if (variable == "PLS_ID" && !azure.subscription.empty() && !group.empty() && !azure.pls_name.empty()) {
    return "/subscriptions/" + azure.subscription + "/resourceGroups/" + group +
           "/providers/Microsoft.Network/privateLinkServices/" + azure.pls_name;
  }
  if (variable == "ACCOUNT_ID") return databricks.account_id;
  if (variable == "NCC") return databricks.ncc;
  if (variable == "NCC_ID") return is_guid(databricks.ncc) ? databricks.ncc : std::string();
  if (variable == "WORKSPACE_ID") return databricks.workspace_id;
  if (variable == "WORKSPACE_URL") return databricks.workspace_url;
  if (variable == "WAREHOUSE_ID") return databricks.warehouse_id;
  if (variable == "CONNECTION") return databricks.connection;
  return {};
}

std::string command_with_names(std::string_view command, const Site* site) {
  std::string out;
  while (!command.empty()) {
    const auto begin = command.find("\"$");
    out += command.substr(0, begin);
    if (begin == std::string_view::npos) break;
    command.remove_prefix(begin + 2);
    std::size_t end = 0;
    while (end < command.size() && in_variable(command[end])) ++end;
    if (end == 0 || end == command.size() || command[end] != '"') {  // not a lone variable: as it is
      out += "\"$";
      continue;
    }
    const auto variable = command.substr(0, end);
    out += quoted_or(variable_value(variable, site), placeholder(variable));
    command.remove_prefix(end + 1);
  }
  return out;
}

std::string fetch_command(const FileInfo& file, const Site* site) {
  if (file.command.empty()) return {};
  return command_with_names(file.command, site) + " > " + std::string(file.name);
}

}  // namespace atgateway::snapshot

namespace atgateway::inline v0_1 {

Result<std::string> snapshot_commands(const std::string& site) {
  if (site.empty()) return snapshot::collecting_script(Site());
  std::ifstream file(site, std::ios::binary);
  std::string text(snapshot::longest_site_file + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && !file) {
    return Error(Errc::bad_config, "The site file cannot be read.")
        .with_hint("See that the file exists and may be read.");
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  auto read = read_site(std::move(text));
  if (!read) return read.error();
  return snapshot::collecting_script(*read);
}

}  // namespace atgateway::inline v0_1
