#include "doctor_flags.hpp"

#include <atgateway/suggest.hpp>

#include <algorithm>
#include <charconv>

namespace server {
namespace {

using namespace atgateway;

template <class E>
std::optional<E> read_word(std::string_view word, std::initializer_list<E> all) {
  for (const auto each : all) {
    if (to_text(each) == word) return each;
  }
  return std::nullopt;
}

/// Ids, and their first words, which stand for all that begin with them.
std::vector<std::string_view> names_of_checks() {
  std::vector<std::string_view> names;
  for (const auto& row : check_table()) {
    names.push_back(row.id);
    const auto family = row.id.substr(0, row.id.find('.'));
    if (std::ranges::find(names, family) == names.end()) names.push_back(family);
  }
  return names;
}

std::optional<Misuse> judge_only(const std::vector<std::string>& only) {
  const auto names = names_of_checks();
  for (const auto& each : only) {
    if (std::ranges::find(names, each) != names.end()) continue;
    const auto meant = nearest_name(each, names);
    return Misuse{"--only: there is no check '" + each + "'",
                  meant.empty() ? "See 'atgateway doctor --list'." : "Did you mean '" + std::string(meant) + "'?"};
  }
  return std::nullopt;
}

constexpr const char* footer =
    "It only reads: nothing is changed, and commands that would are printed for you to run.\n"
    "--profile says which path is judged, --vantage where this machine stands; both are guessed when not given.\n"
    "What cannot be decided from here is skipped, with the command that can.\n"
    "\n"
    "Examples:\n"
    "  atgateway doctor --target https://carto-atg.example.com\n"
    "  atgateway doctor --target https://carto-atg.example.com --profile databricks-ncc --snapshot ./snapshot\n"
    "  atgateway doctor --target https://carto-atg.example.com --expect-address 10.20.0.0/16 --nameserver 10.0.0.10\n"
    "  atgateway doctor --target https://carto-atg.example.com --token-file token.txt --format markdown > ticket.md\n"
    "  atgateway doctor --snapshot-commands --site site.json > collect.sh\n"
    "  atgateway doctor --target https://carto-atg.example.com --format json > monday.json\n"
    "  atgateway doctor --target https://carto-atg.example.com --baseline monday.json\n"
    "\n"
    "Exit codes: 0 works (or cannot be told from here), 1 something is broken, 2 warnings or not to be told "
    "(--strict),\n"
    "64 usage, 70 a check crashed, 124 the deadline cut it short, 130 interrupted (the report so far is printed).";

}  // namespace

std::shared_ptr<DoctorFlags> add_doctor_flags(CLI::App& command) {
  auto flags = std::make_shared<DoctorFlags>();
  auto& f = *flags;
  command.add_option("--target", f.target, "The gateway: https://HOST or https://HOST:PORT")->type_name("URL");
  command.add_option("--profile", f.profile, "The path that is judged; guessed from target and vantage when not given")
      ->check(CLI::IsMember({"databricks-ncc", "in-vnet", "gateway-egress", "local"}));
  command.add_option("--vantage", f.vantage, "Where this machine stands; detected when not given")
      ->check(CLI::IsMember({"serverless", "classic-cluster", "pod", "host"}));
  command.add_option("--expect-address", f.expect_address, "Where the name must lead; may be repeated")
      ->type_name("IP|CIDR")
      ->allow_extra_args(false);
  command.add_option("--nameserver", f.nameservers, "Ask this one instead of the system's; may be repeated")
      ->type_name("IP[:PORT]")
      ->allow_extra_args(false);
  command.add_option("--ca", f.ca, "PEM file with authorities to trust besides the public ones")->type_name("FILE");
  command.add_option("--api-base-url", f.api_base_url, "CARTO's API base URL, for the quota call")->type_name("URL");
  command
      .add_option("--token-file", f.token_file,
                  "File with the API access token, - for standard input; else ATGATEWAY_TOKEN. Used for one free quota "
                  "call, over verified TLS or loopback only")
      ->type_name("FILE");
  command.add_flag("--proxy-header", f.proxy_header, "Begin connections with a PROXY v2 header, as Private Link does");
  command.add_option("--snapshot", f.snapshot, "Directory that the script of --snapshot-commands filled")
      ->type_name("DIR");
  command.add_flag("--snapshot-commands", f.snapshot_commands, "Print that script, and do nothing else");
  command.add_option("--site", f.site, "Site file: the names of this installation, for commands that are printed")
      ->type_name("FILE");
  command.add_option("--samples", f.samples, "Measurements of each phase")
      ->check(CLI::Range(1U, 100U))
      ->capture_default_str();
  command.add_option("--deadline", f.deadline, "It ends by then, whatever the network does: 500ms, 10s, 2m")
      ->type_name("TIME")
      ->check([](const std::string& text) {
        return read_duration(text) ? std::string() : std::string("it must be a time from 1ms to 10m, as in 10s");
      })
      ->capture_default_str();
  command.add_option("--only", f.only, "Only this check, or all of its first word (dns); may be repeated")
      ->type_name("ID")
      ->allow_extra_args(false);
  command.add_flag("--list", f.list, "Print the table of checks, and do nothing else");
  command.add_option("--replay", f.replay, "Judge an earlier report (--format json) again, without the network")
      ->type_name("FILE");
  command.add_option("--baseline", f.baseline, "An earlier report: what changed since then comes first")
      ->type_name("FILE");
  command.add_option("--format", f.format, "The form of the report")
      ->check(CLI::IsMember({"text", "json", "json-lines", "markdown", "html", "junit", "prometheus"}))
      ->capture_default_str();
  command.add_flag("--all", f.all, "Text: the checks that passed too, and all evidence");
  command.add_option("--color", f.color, "Text: colours")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  command.add_flag("--strict", f.strict, "Exit 2 when there are warnings, or something cannot be told from here");
  command.footer(footer);
  return flags;
}

std::optional<Misuse> read_options(const DoctorFlags& flags, DiagnoseOptions& options) {
  if (flags.target.empty() && flags.snapshot.empty() && flags.replay.empty()) {
    return Misuse{"there is nothing to look at", "Give --target https://HOST[:PORT], --snapshot DIR or --replay FILE."};
  }
  if (auto wrong = judge_only(flags.only)) return wrong;
  options.target = flags.target;
  options.profile =
      read_word(flags.profile, {Profile::databricks_ncc, Profile::in_vnet, Profile::gateway_egress, Profile::local});
  options.vantage =
      read_word(flags.vantage, {Vantage::serverless, Vantage::classic_cluster, Vantage::pod, Vantage::host});
  options.expect_address = flags.expect_address;
  options.api_base_url = flags.api_base_url;
  options.nameservers = flags.nameservers;
  options.ca = flags.ca;
  options.snapshot = flags.snapshot;
  options.site = flags.site;
  options.samples = flags.samples;
  options.only = flags.only;
  options.send_proxy_header = flags.proxy_header;
  return std::nullopt;
}

std::optional<milliseconds> read_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc()) return std::nullopt;
  const auto unit = text.substr(static_cast<std::size_t>(end - text.data()));
  const std::int64_t factor = unit == "ms" ? 1 : unit.empty() || unit == "s" ? 1000 : unit == "m" ? 60'000 : 0;
  constexpr std::int64_t most = 600'000;
  if (factor == 0 || number < 1 || number > most / factor) return std::nullopt;
  return milliseconds(number * factor);
}

}  // namespace server
