#include "snapshot/workspace.hpp"

#include "snapshot/lookup.hpp"
#include "snapshot/names.hpp"

#include "base/ascii.hpp"
#include "catalog/make_check.hpp"

namespace atgateway::snapshot {

void judge_workspace_decided(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "workspace.as-decided";
  if (given.subject.site == nullptr) {
    checks.push_back(catalog::skip(id, SkipReason::not_asked, "No site file was given."));
    return;
  }
  const auto& site = *given.subject.site;
  std::vector<std::string> differ;
  std::size_t compared = 0;
  const auto compare = [&](const char* key, std::string_view decided, std::string_view seen) {
    if (decided.empty() || seen.empty()) return;
    ++compared;
    if (!base::equal_without_case(decided, seen))
      differ.push_back(std::string(key) + " is " + std::string(decided) + ", and the snapshot shows " +
                       std::string(seen));
  };
  if (!site.databricks.workspace_id.empty() && given.facts.has_workspaces) {
    ++compared;
    if (given.facts.workspace == nullptr) {
      differ.push_back("databricks.workspace_id is " + site.databricks.workspace_id +
                       ", which is not among the account's workspaces");
    }
  }
  if (const auto azure = given.directory.find("az-databricks-workspace.json")) {
    compare("databricks.workspace_url", host_of(site.databricks.workspace_url),
            host_of(text_at(*azure, {"properties", "workspaceUrl"})));
  }
  if (const auto warehouse = given.directory.find("workspace-warehouse.json"))
    compare("databricks.warehouse_id", site.databricks.warehouse_id, text_at(*warehouse, {"id"}));
  if (const auto connection = given.directory.find("workspace-connection.json")) {
    compare("databricks.connection", site.databricks.connection, text_at(*connection, {"name"}));
    compare("hostname", site.hostname, host_of(text_at(*connection, {"options", "host"})));
  }
  if (compared == 0) {
    checks.push_back(skip_without(id, "workspace-connection.json", given.directory, given.subject));
  } else if (differ.empty()) {
    checks.push_back(
        catalog::pass(id, std::to_string(compared) + " of the site file's names were compared, and agree."));
  } else {
    checks.push_back(catalog::finding(id, shown_list(differ) + ".", "what the site file says"));
  }
}

std::string sql_name(std::string_view name) {
  if (name.empty() || shown(name) != name) return "`<name>`";
  std::string out = "`";
  for (const char c : name) out.append(c == '`' ? "``" : std::string(1, c));
  return out + "`";
}

std::string sql_text(std::string_view text) {
  // Escaping differs between dialects and settings: what would need it is left to the reader.
  if (text.find_first_of("'\\") != std::string_view::npos || shown(text) != text) return "'<text>'";
  return "'" + std::string(text) + "'";
}

std::vector<Check> judge_workspace(const Directory& directory, const Subject& subject) {
  NccFacts facts;
  read_ncc_facts(facts, directory, subject);
  const NccCase given{facts, directory, subject};
  std::vector<Check> checks;
  judge_warehouse(checks, given);
  judge_connection(checks, given);
  judge_workspace_access(checks, given);
  judge_workspace_decided(checks, given);
  return checks;
}

}  // namespace atgateway::snapshot
