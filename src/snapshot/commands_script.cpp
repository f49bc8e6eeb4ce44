#include "snapshot/commands_script.hpp"

#include "snapshot/commands.hpp"
#include "snapshot/names.hpp"
#include "snapshot/workspace.hpp"

#include <array>
#include <string_view>

namespace atgateway::snapshot {
namespace {

struct Variable {
  std::string_view name, says;
};

constexpr std::array variables{
    Variable{"NAMESPACE", "of the gateway"},
    Variable{"SERVICE", "the gateway's Service"},
    Variable{"GATEWAY_HOST", "the name that the warehouse calls"},
    Variable{"SUBSCRIPTION", "of the cluster; looked up: the one that az is signed in to"},
    Variable{"RG", "resource group of the cluster"},
    Variable{"CLUSTER", "name of the cluster"},
    Variable{"NODE_RG", "node resource group; looked up"},
    Variable{"PLS_RG", "group of the Private Link Service; looked up: the node resource group"},
    Variable{"PLS", "name of the Private Link Service; looked up when there is one only"},
    Variable{"PLS_ID", "its id; looked up"},
    Variable{"DNS_RG", "group of the private zone that the name is in; looked up"},
    Variable{"DNS_ZONE", "that zone; looked up"},
    Variable{"WORKSPACE_ARM_ID", "Azure's id of the Databricks workspace; looked up"},
    Variable{"ACCOUNT_ID", "Databricks account"},
    Variable{"NCC", "name of the NCC"},
    Variable{"NCC_ID", "its id; looked up by the name, or when there is one only"},
    Variable{"WORKSPACE_ID", "number of the workspace"},
    Variable{"WORKSPACE_URL", "its address"},
    Variable{"WAREHOUSE_ID", "the SQL warehouse"},
    Variable{"CONNECTION", "the HTTP connection"},
};

constexpr std::string_view beginning = R"sh(#!/bin/sh
# Collects a snapshot for: atgateway doctor --snapshot DIR
# It only reads, and takes values of secrets out of what it writes.
#
# usage: sh snapshot.sh PART [DIR]      DIR is ./snapshot unless given
#   cluster     kubectl, with rights to read the namespace, Services of all namespaces and nodes
#   azure       az, with Reader on the cluster's group and on the node resource group
#   account     databricks, signed in as account admin
#   workspace   databricks, signed in to the workspace
#   all         the four one after another; ACCOUNT_PROFILE and WORKSPACE_PROFILE name the databricks profiles
# Parts may be run by different people: put their files into one directory.
# What a command needs stands below; set it here or in the environment.

)sh";

constexpr std::string_view helpers = R"sh(
PART=${1:-}
DIR=${2:-snapshot}
umask 077
written=0
failed=0
skipped=0

say() { printf '%s\n' "$*" >&2; }

# Everywhere: tokens by their form, values of keys called token, password or secret, and kubectl's copy of what was
# applied. What is left is still JSON.
redact() {
  LC_ALL=C sed -E \
    -e 's#"kubectl\.kubernetes\.io/last-applied-configuration": ".*"#"kubectl.kubernetes.io/last-applied-configuration": "(removed)"#' \
    -e 's/eyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9_.-]*/(removed)/g' \
    -e 's/dapi[0-9a-f]{30,}[0-9-]*/(removed)/g' \
    -e 's/([Bb]earer )[A-Za-z0-9._~+/=-]{8,}/\1(removed)/g' \
    -e 's/("[A-Za-z_-]*([Tt]oken|[Pp]assword|[Ss]ecret|[Aa]pi_?[Kk]ey)": *)"([^"\\]|\\.)*"/\1"(removed)"/g' \
    -e 's/([Tt]oken|[Pp]assword|[Ss]ecret|[Aa]pi_?[Kk]ey|TOKEN|PASSWORD|SECRET|API_?KEY)(\\": *\\")[^\\"]*/\1\2(removed)/g' \
    -e 's/([Tt]oken|[Pp]assword|[Ss]ecret|[Aa]pi_?[Kk]ey|TOKEN|PASSWORD|SECRET|API_?KEY)([=:] *)[^]["\\,{} ]+/\1\2(removed)/g'
}

# Of pods and ConfigMaps besides: every value of the environment, but those of ATGATEWAY_ variables that hold no secret.
redact_values() {
  LC_ALL=C awk '
    /^ *"name": "/ { name = $0 }
    /^ *"value": "/ && (name !~ /"ATGATEWAY_/ || name ~ /TOKEN|KEY|SECRET|PASSWORD/) {
      sub(/"value": ".*"/, "\"value\": \"(removed)\"")
    }
    { print }'
}

# fetch FILE "VARIABLES THAT IT NEEDS" COMMAND [ARGUMENT]...
fetch() {
  file=$1
  needs=$2
  shift 2
  for name in $needs; do
    eval "value=\${$name:-}"
    # shellcheck disable=SC2154
    if [ -z "$value" ]; then
      say "skipped  $file: $name is not set"
      skipped=$((skipped + 1))
      return 0
    fi
  done
  if "$@" >"$DIR/$file.part" 2>"$DIR/$file.part-error" </dev/null; then
    case $file in
      kube-*) redact_values <"$DIR/$file.part" | redact >"$DIR/$file" ;;
      *) redact <"$DIR/$file.part" >"$DIR/$file" ;;
    esac
    rm -f "$DIR/$file.error"
    say "written  $file"
    written=$((written + 1))
  else
    redact <"$DIR/$file.part-error" >"$DIR/$file.error"
    rm -f "$DIR/$file"
    say "FAILED   $file: $*"
    sed -n '1,3s/^/         /p' "$DIR/$file.error" >&2
    failed=$((failed + 1))
  fi
  rm -f "$DIR/$file.part" "$DIR/$file.part-error"
  return 0
}

az() {
  case " $* " in
    *' --subscription '* | *' --ids '* | *' --resource '*) command az "$@" ;;
    *) command az "$@" ${SUBSCRIPTION:+--subscription "$SUBSCRIPTION"} ;;
  esac
}

)sh";

constexpr std::string_view azure_lookups =
    R"sh(  [ -n "$SUBSCRIPTION" ] || SUBSCRIPTION=$(command az account show --query id -o tsv 2>/dev/null)
  if [ -z "$NODE_RG" ] && [ -n "$RG" ] && [ -n "$CLUSTER" ]; then
    NODE_RG=$(az aks show -g "$RG" -n "$CLUSTER" --query nodeResourceGroup -o tsv 2>/dev/null)
  fi
  [ -n "$PLS_RG" ] || PLS_RG=$NODE_RG
  if [ -z "$PLS_ID" ] && [ -n "$PLS_RG" ]; then
    query='[].id'
    [ -z "$PLS" ] || query="[?name=='$PLS'].id"
    PLS_ID=$(az network private-link-service list -g "$PLS_RG" --query "$query" -o tsv 2>/dev/null)
    case $PLS_ID in
      *'
'*) PLS_ID='' ;; # more than one: PLS must say which
    esac
  fi
  if [ -z "$DNS_ZONE" ] && [ -n "$GATEWAY_HOST" ]; then
    zones=$(az network private-dns zone list --query '[].[name,resourceGroup]' -o tsv 2>/dev/null)
    while read -r zone group; do
      case $GATEWAY_HOST in
        "$zone" | *".$zone")
          if [ "${#zone}" -gt "${#DNS_ZONE}" ]; then
            DNS_ZONE=$zone
            DNS_RG=$group
          fi
          ;;
      esac
    done <<END
$zones
END
  fi
  if [ -z "$WORKSPACE_ARM_ID" ]; then
    all=$(az resource list --resource-type Microsoft.Databricks/workspaces --query '[].id' -o tsv 2>/dev/null)
    for id in $all; do
      number=$(az resource show --ids "$id" --query properties.workspaceId -o tsv 2>/dev/null)
      [ -n "$WORKSPACE_ID" ] && [ "$number" != "$WORKSPACE_ID" ] && continue
      [ -n "$WORKSPACE_ARM_ID" ] && [ -z "$WORKSPACE_ID" ] && { WORKSPACE_ARM_ID=''; break; }
      WORKSPACE_ARM_ID=$id
    done
  fi
)sh";

constexpr std::string_view account_lookups =
    R"sh(  if [ -z "${DATABRICKS_CONFIG_PROFILE:-}" ] && [ -n "$ACCOUNT_ID" ]; then
    [ -n "${DATABRICKS_ACCOUNT_HOST:-}" ] || DATABRICKS_ACCOUNT_HOST=https://accounts.azuredatabricks.net
    DATABRICKS_HOST=$DATABRICKS_ACCOUNT_HOST
    DATABRICKS_ACCOUNT_ID=$ACCOUNT_ID
    export DATABRICKS_HOST DATABRICKS_ACCOUNT_ID
  fi
)sh";

// The list of NCCs has the name just before the id; ids of rules stand in an inner object, before both.
constexpr std::string_view ncc_lookup = R"sh(  if [ -z "$NCC_ID" ] && [ -f "$DIR/account-nccs.json" ]; then
    NCC_ID=$(LC_ALL=C awk -F'"' -v wanted="$NCC" '
      $2 == "name" { name = $4; named = 1 }
      $2 == "network_connectivity_config_id" && named {
        named = 0
        if (wanted == "" || name == wanted) { id = $4; count++ }
      }
      END { if (count == 1) print id }' "$DIR/account-nccs.json")
  fi
)sh";

constexpr std::string_view workspace_lookups =
    R"sh(  if [ -z "${DATABRICKS_CONFIG_PROFILE:-}" ] && [ -n "$WORKSPACE_URL" ]; then
    DATABRICKS_HOST=$WORKSPACE_URL
    export DATABRICKS_HOST
    unset DATABRICKS_ACCOUNT_ID
  fi
)sh";

constexpr std::string_view ending = R"sh(
case $PART in
  cluster | azure | account | workspace | all) ;;
  *)
    sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
    exit 64
    ;;
esac
mkdir -p "$DIR" || exit 1
date -u +'{"taken_at": "%Y-%m-%dT%H:%M:%SZ"}' >"$DIR/snapshot.json" || exit 1
case $PART in
  all)
    collect_cluster
    collect_azure
    collect_account
    collect_workspace
    ;;
  *) "collect_$PART" ;;
esac
say "$written written, $failed failed, $skipped skipped, in $DIR"
[ "$failed" -eq 0 ]
)sh";

std::string_view part_of(Person person) {
  switch (person) {
    case Person::cluster:
      return "cluster";
    case Person::azure_network:
      return "azure";
    case Person::account_admin:
      return "account";
    case Person::workspace:
      break;
  }
  return "workspace";
}

// The variables that a command uses, each once, with blanks between.
std::string needs_of(std::string_view command) {
  std::string out;
  for (const auto& variable : variables) {
    if (command.find("\"$" + std::string(variable.name) + "\"") != std::string_view::npos)
      out.append(out.empty() ? "" : " ").append(variable.name);
  }
  return out;
}

void append_part(std::string& out, Person person, const Site& site) {
  out.append("collect_").append(part_of(person)).append("() {\n");
  if (person == Person::azure_network) out += azure_lookups;
  if (person == Person::account_admin) out += account_lookups;
  if (person == Person::workspace) out += workspace_lookups;
  for (const auto& file : files()) {
    if (file.person != person) continue;
    if (file.name == "account-ncc-rules.json") out += ncc_lookup;
    if (file.command.empty()) {
      const auto connection = site.databricks.connection.empty() ? "<connection>" : site.databricks.connection;
      const auto statement =
          "SELECT to_json(http_request(conn => " + sql_text(connection) + ", method => 'GET', path => '/v1/whoami'))";
      out.append("  say ").append(quoted("by hand  " + std::string(file.name) +
                                         ": run this on the serverless warehouse, and save what it returns:"));
      out.append("\n  say ").append(quoted("         " + statement)).append("\n");
      continue;
    }
    out.append("  fetch ").append(file.name).append(" '").append(needs_of(file.command)).append("' \\\n    ");
    out.append(file.command).append("\n");
  }
  out += "}\n\n";
}

}  // namespace

std::string collecting_script(const Site& site) {
  std::string out(beginning);
  for (const auto& variable : variables) {
    const auto value = variable_value(variable.name, &site);
    out.append("# ").append(variable.says).append("\n");
    out.append("[ -n \"${").append(variable.name).append(":-}\" ] || ").append(variable.name).append("=");
    out.append(value.empty() ? "''" : quoted(value)).append("\n");
  }
  out += helpers;
  for (const auto person : {Person::cluster, Person::azure_network, Person::account_admin, Person::workspace})
    append_part(out, person, site);
  out += ending.substr(1);
  return out;
}

}  // namespace atgateway::snapshot
