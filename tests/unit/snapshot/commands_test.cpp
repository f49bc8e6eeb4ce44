#include "snapshot/commands.hpp"

#include "edited.hpp"

#include "json/document.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdlib>
#include <set>

using namespace atgateway;
using namespace atgateway::snapshot_test;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(commands)

namespace {

// What belongs to the healthy snapshot.
constexpr auto site_text =
    R"({"hostname": "atg.example.org", "azure": {"resource_group": "rg-carto", "cluster": "aks-carto",
  "subscription": "11111111-1111-4111-8111-111111111111"},
  "databricks": {"account_id": "55555555-5555-4555-8555-555555555555", "ncc": "ncc-westeurope",
  "workspace_id": "1234567890123456", "workspace_url": "https://adb-1234567890123456.16.azuredatabricks.net",
  "warehouse_id": "0123456789abcdef", "connection": "carto_at_gateway"}})";

// What the script looks up by itself.
const Site looked_up = [] {
  Site site = *read_site(site_text);
  site.azure.node_resource_group = "MC_rg-carto_aks-carto_westeurope";
  site.azure.pls_name = "pls-atgateway";
  site.databricks.ncc = "33333333-3333-4333-8333-333333333333";
  return site;
}();

void write(const fs::path& path, const std::string& text, bool executable = false) {
  std::ofstream(path, std::ios::binary) << text;
  if (executable) fs::permissions(path, fs::perms::owner_all);
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string without_quotes(std::string text) {
  std::erase(text, '\'');
  std::erase(text, '"');
  return text;
}

/// A folder with the script, a site file, and kubectl, az and databricks that answer from the healthy snapshot.
struct Stage {
  fs::path root;

  Stage() {
    auto pattern = (fs::temp_directory_path() / "atgateway-commands-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    root = pattern;
    fs::create_directories(root / "bin");
    fs::create_directories(root / "data");
    for (const auto& [name, text] : healthy_texts()) write(root / "data" / name, text);
    std::string known;
    for (const auto& file : snapshot::files()) {
      if (file.command.empty()) continue;
      auto typed = std::string(file.command);
      const std::string zone = "\"$DNS_ZONE\"", group = "\"$DNS_RG\"", arm = "\"$WORKSPACE_ARM_ID\"";
      const auto put = [&](const std::string& from, const std::string& to) {
        if (const auto at = typed.find(from); at != std::string::npos) typed.replace(at, from.size(), to);
      };
      put(zone, "example.org");
      put(group, "rg-dns");
      put(arm, workspace_arm);
      known += std::string(file.name) + "\t" + without_quotes(snapshot::command_with_names(typed, &looked_up)) + "\n";
    }
    write(root / "known", known);
    // The line that was typed is looked up; everything typed is noted.
    const std::string fake = R"sh(#!/bin/sh
line="$(basename "$0") $*"
echo "$line" >>"$STAGE/typed"
case $line in
  *'aks show'*'--query nodeResourceGroup'*) echo MC_rg-carto_aks-carto_westeurope; exit ;;
  *'private-link-service list'*'--query [].id'*) echo ")sh" +
                             std::string(pls_id) +
                             R"sh("; exit ;;
  *'zone list --query'*) printf 'org\trg-wrong\nexample.org\trg-dns\nexample.net\trg-other\n'; exit ;;
  *'resource list'*) printf '/subscriptions/other/x\n%s\n' ")sh" +
                             workspace_arm + R"sh("; exit ;;
  *'--ids /subscriptions/other/x --query'*) echo 42; exit ;;
  *'--query properties.workspaceId'*) echo 1234567890123456; exit ;;
esac
while IFS='	' read -r file known; do
  [ "$known" = "$line" ] || [ "$known --subscription 11111111-1111-4111-8111-111111111111" = "$line" ] || continue
  if [ -f "$STAGE/data/$file.refused" ]; then cat "$STAGE/data/$file.refused" >&2; exit 1; fi
  exec cat "$STAGE/data/$file"
done <"$STAGE/known"
echo "not known: $line" >&2
exit 2
)sh";
    for (const char* name : {"kubectl", "az", "databricks"}) write(root / "bin" / name, fake, true);
    write(root / "site.json", site_text);
    write(root / "snapshot.sh", *snapshot_commands(root / "site.json"));
  }
  ~Stage() { fs::remove_all(root); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  int run(const std::string& arguments) const {
    const auto line = "cd '" + root.string() + "' && STAGE='" + root.string() + "' PATH='" + root.string() +
                      "/bin':/usr/bin:/bin env -u DATABRICKS_CONFIG_PROFILE sh snapshot.sh " + arguments +
                      " >out 2>err";
    const int status = std::system(line.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  static constexpr const char* pls_id =
      "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/MC_rg-carto_aks-carto_westeurope/providers/"
      "Microsoft.Network/privateLinkServices/pls-atgateway";
  static constexpr const char* workspace_arm =
      "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-carto/providers/Microsoft.Databricks/"
      "workspaces/dbw-analytics";
};

}  // namespace

BOOST_AUTO_TEST_CASE(names_stand_where_they_are_known) {
  Site site;
  site.azure.resource_group = "rg (1)";
  BOOST_TEST(snapshot::command_with_names("az aks show -g \"$RG\" -n \"$CLUSTER\" -o json", &site) ==
             "az aks show -g 'rg (1)' -n '<cluster>' -o json");
  BOOST_TEST(snapshot::command_with_names("echo \"$NODE_RG\"", nullptr) == "echo '<node-rg>'");
  BOOST_TEST(snapshot::command_with_names("echo \"$\" \"$lower\" \"$OPEN", &site) == "echo \"$\" \"$lower\" \"$OPEN");
}

BOOST_AUTO_TEST_CASE(every_variable_of_a_command_is_asked_for) {
  const auto script = *snapshot_commands();
  for (const auto& file : snapshot::files()) {
    for (auto at = file.command.find("\"$"); at != std::string_view::npos; at = file.command.find("\"$", at + 1)) {
      const auto name = file.command.substr(at + 2, file.command.find('"', at + 2) - at - 2);
      BOOST_TEST(has(script, "[ -n \"${" + std::string(name) + ":-}\" ] || "), name);
    }
  }
}

// No command of the table, and none that the script looks something up with, does anything but read.
BOOST_AUTO_TEST_CASE(every_command_only_reads) {
  const std::set<std::string> reading{"get",
                                      "list",
                                      "show",
                                      "get-effective",
                                      "list-network-connectivity-configurations",
                                      "list-private-endpoint-rules",
                                      "list-network-policies-rpc",
                                      "get-workspace-network-option-rpc"};
  const std::set<std::string> tools{"kubectl", "az", "databricks"};
  std::size_t seen = 0;
  std::istringstream script(*snapshot_commands());
  for (std::string line; std::getline(script, line);) {
    if (has(line, "command az \"$@\"") || line.starts_with("#")) continue;
    std::istringstream words(line);
    std::string word, tool;
    bool quoted = false;
    while (words >> word) {
      if (word.starts_with("$(")) word.erase(0, 2);
      if (const auto inner = word.find("=$("); inner != std::string::npos) word.erase(0, inner + 3);
      if (!tool.empty() && !word.starts_with("-") && !quoted) {
        // Groups come first, then the verb.
        if (reading.contains(word)) {
          ++seen;
          tool.clear();
          break;
        }
        BOOST_TEST((word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos), line);
      }
      if (tools.contains(word)) tool = word;
      if (word == "printf" || word == "say") quoted = true;
    }
    BOOST_TEST(tool.empty(), "no reading verb in: " + line);
  }
  std::size_t with_command = 0;
  for (const auto& file : snapshot::files()) with_command += file.command.empty() ? 0U : 1U;
  BOOST_TEST(seen == with_command + 6);
  // What changes something is in none of them, wherever it stands.
  for (const auto& file : snapshot::files()) {
    for (const char* verb :
         {" create", " update", " delete", " apply", " annotate", " edit", " patch", " set", " post"})
      BOOST_TEST(!has(file.command, verb), file.command);
  }
}

BOOST_AUTO_TEST_CASE(shellcheck_finds_nothing) {
  if (std::system("command -v shellcheck >/dev/null 2>&1") != 0) {
    BOOST_TEST_MESSAGE("skipped: shellcheck is not installed");
    return;
  }
  const Stage stage;
  write(stage.root / "empty.sh", *snapshot_commands());
  for (const char* name : {"snapshot.sh", "empty.sh"}) {
    const auto line = "shellcheck -s sh '" + (stage.root / name).string() + "'";
    BOOST_TEST(std::system(line.c_str()) == 0);
  }
}

BOOST_AUTO_TEST_CASE(what_it_collects_is_the_healthy_snapshot) {
  const Stage stage;
  BOOST_TEST(stage.run("all taken") == 0, read(stage.root / "err"));
  BOOST_TEST(has(read(stage.root / "err"), "0 failed, 0 skipped"), read(stage.root / "err"));
  auto directory = snapshot::Directory::read(stage.root / "taken");
  BOOST_REQUIRE(directory.ok());
  BOOST_TEST(directory->bad_files().empty());
  BOOST_TEST(directory->taken_at().has_value());
  for (const auto& file : snapshot::files()) {
    if (!file.command.empty()) BOOST_TEST(directory->find(file.name).has_value(), file.name);
  }
  for (const auto& check : snapshot::judge_ncc(*directory, {.now = taken}))
    BOOST_TEST((check.status == CheckStatus::pass || check.status == CheckStatus::skip), check.id);
  // Nobody else may read it.
  struct stat status {};
  BOOST_REQUIRE(stat((stage.root / "taken/account-nccs.json").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 077U) == 0U);
}

BOOST_AUTO_TEST_CASE(each_part_runs_alone_with_its_own_tool) {
  struct Part {
    const char* name;
    const char* tool;
    snapshot::Person person;
  };
  using enum snapshot::Person;
  for (const auto& part : {Part{"cluster", "kubectl", cluster}, Part{"azure", "az", azure_network},
                           Part{"account", "databricks", account_admin}, Part{"workspace", "databricks", workspace}}) {
    const Stage stage;
    BOOST_TEST(stage.run(std::string(part.name) + " taken") == 0, read(stage.root / "err"));
    std::istringstream typed(read(stage.root / "typed"));
    for (std::string line; std::getline(typed, line);) BOOST_TEST(line.starts_with(part.tool), line);
    for (const auto& file : snapshot::files()) {
      const bool wanted = file.person == part.person && !file.command.empty();
      BOOST_TEST(fs::exists(stage.root / "taken" / file.name) == wanted, file.name);
    }
    BOOST_TEST(fs::exists(stage.root / "taken/snapshot.json"));
  }
}

BOOST_AUTO_TEST_CASE(what_fails_is_kept_and_the_rest_goes_on) {
  const Stage stage;
  write(stage.root / "data/az-private-link-services.json.refused",
        "(AuthorizationFailed) no authorization over scope '/subscriptions/s/resourceGroups/MC_x/providers/y'\n");
  write(stage.root / "data/account-nccs.json.refused", "Error: User is not an account admin; Bearer abcdefghijklmn\n");
  fs::create_directories(stage.root / "taken");
  write(stage.root / "taken/account-nccs.json", "[]");  // of an earlier run
  BOOST_TEST(stage.run("all taken") == 1);
  const auto said = read(stage.root / "err");
  BOOST_TEST(has(said, "FAILED   az-private-link-services.json"), said);
  BOOST_TEST(has(said, "2 failed, 1 skipped"), said);  // the NCC's id cannot be looked up
  BOOST_TEST(has(said, "skipped  account-ncc-rules.json: NCC_ID is not set"), said);
  const auto directory = *snapshot::Directory::read(stage.root / "taken");
  BOOST_TEST(!directory.find("account-nccs.json"));
  BOOST_TEST(directory.error_of("account-nccs.json") == "Error: User is not an account admin; Bearer (removed)");
  const auto checks = snapshot::judge_ncc(directory, {.now = taken});
  BOOST_TEST((check_of(checks, "ncc.account-api").status == CheckStatus::fail));
  BOOST_TEST((check_of(checks, "pls.readable").status == CheckStatus::fail));
}

BOOST_AUTO_TEST_CASE(a_tool_that_is_not_there_is_a_failure_too) {
  const Stage stage;
  fs::remove(stage.root / "bin/databricks");
  BOOST_TEST(stage.run("workspace taken") == 1);
  BOOST_TEST(has(read(stage.root / "taken/workspace-warehouse.json.error"), "not found"));
}

BOOST_AUTO_TEST_CASE(secrets_do_not_come_along) {
  const Stage stage;
  write(stage.root / "data/kube-pods.json", R"({
    "items": [
        {
            "metadata": {
                "annotations": {
                    "kubectl.kubernetes.io/last-applied-configuration": "{\"env\":[{\"value\":\"SECRET0\"}]}\n"
                }
            },
            "spec": {
                "containers": [
                    {
                        "args": ["--token=SECRET1", "--config", "/etc/x"],
                        "env": [
                            {
                                "name": "DATABASE_URL",
                                "value": "postgres://u:SECRET2@\"h\"/d"
                            },
                            {
                                "name": "ATGATEWAY_TOKEN",
                                "value": "SECRET3"
                            },
                            {
                                "name": "ATGATEWAY_LISTEN",
                                "value": "0.0.0.0:8443"
                            }
                        ]
                    }
                ]
            }
        }
    ]
}
)");
  write(stage.root / "data/kube-configmaps.json", R"({
    "items": [{"data": {"a.json": "{\"token\": \"SECRET4\", \"listen\": \"x:1\"}", "b.env": "DB_PASSWORD=SECRET5\nX=1"}}]
}
)");
  write(stage.root / "data/workspace-connection.json",
        R"({"options": {"host": "h", "bearer_token": "SECRET6\"x", "client_secret":"SECRET7"}, "secret": {"a": 1},
            "note": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJTRUNSRVQ4In0.SECRET8 dapi0123456789abcdef0123456789abcdef-2"})");
  BOOST_TEST(stage.run("all taken") == 0);
  for (const auto& entry : fs::directory_iterator(stage.root / "taken")) {
    const auto text = read(entry.path());
    BOOST_TEST(!has(text, "SECRET"), entry.path().filename().string() + ": " + text);
    BOOST_TEST(!has(text, "dapi0123"), text);
  }
  for (const char* name : {"kube-pods.json", "kube-configmaps.json", "workspace-connection.json"}) {
    const auto text = read(stage.root / "taken" / name);
    BOOST_TEST(json::Document::parse(text).ok(), text);
  }
  BOOST_TEST(has(read(stage.root / "taken/kube-pods.json"), "0.0.0.0:8443"));
  BOOST_TEST(has(read(stage.root / "taken/kube-configmaps.json"), "listen"));
}

BOOST_AUTO_TEST_CASE(misuse_says_how) {
  const Stage stage;
  BOOST_TEST(stage.run("") == 64);
  BOOST_TEST(has(read(stage.root / "err"), "usage: sh snapshot.sh PART [DIR]"));
  BOOST_TEST(stage.run("everything") == 64);
  BOOST_TEST(!fs::exists(stage.root / "typed"));
}

BOOST_AUTO_TEST_CASE(names_cannot_break_out_of_the_script) {
  const Stage stage;
  write(stage.root / "site.json", R"({"databricks": {"connection": "x'$(touch$IFS'broken')`touch$IFS'broken'`"}})");
  const auto script = snapshot_commands(stage.root / "site.json");
  if (script.ok()) {
    write(stage.root / "snapshot.sh", *script);
    (void)stage.run("workspace taken");
  }
  BOOST_TEST(!fs::exists(stage.root / "broken"));
}

BOOST_AUTO_TEST_CASE(a_site_file_that_cannot_be_read_is_said_so) {
  BOOST_TEST((snapshot_commands("/nonexistent/site.json").error().code() == Errc::bad_config));
  const Stage stage;
  write(stage.root / "bad.json", R"({"hostnam": 1})");
  BOOST_TEST(snapshot_commands(stage.root / "bad.json").error().field() == "/hostnam");
}

BOOST_AUTO_TEST_CASE(the_page_has_every_file) {
  const auto page = read(ATGATEWAY_SOURCE_DIR "/docs/snapshot.md");
  for (const auto& file : snapshot::files()) {
    const auto row = "| `" + std::string(file.name) + "` | " + std::string(file.holds) + " | ";
    BOOST_TEST(has(page, row), row);
    if (!file.command.empty()) BOOST_TEST(has(page, "`" + std::string(file.command) + "`"), file.command);
  }
}

BOOST_AUTO_TEST_SUITE_END()
