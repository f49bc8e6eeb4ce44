// The doctor: which hop of the path to a gateway is broken, whose it is, and what to type.
#pragma once

#include <atgateway/clock.hpp>
#include <atgateway/result.hpp>
#include <atgateway/secret.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::inline v0_1 {

/// What became of a check.
enum class CheckStatus : std::uint8_t { pass, warn, fail, skip, crash };

/// How much it matters when a check does not hold.
enum class Severity : std::uint8_t { info, warning, error };

/// Where on the path a check looks, in the order of the path; the last four are read from a snapshot.
enum class Layer : std::uint8_t {
  config,
  dns,
  tcp,
  tls,
  http,
  gateway,
  upstream,
  token,
  kubernetes,
  privatelink,
  ncc,
  workspace,
};

/// Who can mend it.
enum class Owner : std::uint8_t { customer_dns, cloud_network, cluster, gateway, upstream, databricks, caller };

/// Why a check was not made, when nothing that failed stands in its way.
enum class SkipReason : std::uint8_t { not_visible_from_here, not_applicable, not_asked, no_data };

/// Which path is judged.
enum class Profile : std::uint8_t {
  databricks_ncc,  ///< serverless warehouse, NCC, Private Link, internal load balancer, gateway
  in_vnet,         ///< from inside the customer's network
  gateway_egress,  ///< from the gateway to CARTO; the target is CARTO's
  local,           ///< on this machine
};

/// Where we stand.
enum class Vantage : std::uint8_t { serverless, classic_cluster, pod, host };

[[nodiscard]] ATGATEWAY_EXPORT std::string_view to_text(CheckStatus status) noexcept;  ///< "pass"
[[nodiscard]] ATGATEWAY_EXPORT std::string_view to_text(Severity severity) noexcept;   ///< "warning"
[[nodiscard]] ATGATEWAY_EXPORT std::string_view to_text(Layer layer) noexcept;         ///< "dns"
[[nodiscard]] ATGATEWAY_EXPORT std::string_view to_text(Owner owner) noexcept;         ///< "customer-dns"
[[nodiscard]] ATGATEWAY_EXPORT std::string_view to_text(SkipReason reason) noexcept;   ///< "not-visible-from-here"
[[nodiscard]] ATGATEWAY_EXPORT std::string_view to_text(Profile profile) noexcept;     ///< "databricks-ncc"
[[nodiscard]] ATGATEWAY_EXPORT std::string_view to_text(Vantage vantage) noexcept;     ///< "classic-cluster"

/// Everything that is known of a check before it is made: a row of the one table behind reports and
/// docs/diagnostics.md.
struct CheckInfo {
  std::string_view id;     ///< dotted words, stable, never reused
  std::string_view ref;    ///< row of the symptom table ("K07"; several separated by a blank), or empty
  std::string_view title;  ///< a sentence that can be true
  Layer layer;
  Owner owner;
  Severity severity;
  std::string_view symptom, cause, fix;             ///< for people: one or two sentences each
  std::string_view source;                          ///< where this is known from
  std::span<const std::string_view> explains = {};  ///< ids of the network checks that it can make fail
};

/// All checks, in the order of reports.  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::span<const CheckInfo> check_table() noexcept;

/// The row of that id, or null.  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT const CheckInfo* find_check(std::string_view id) noexcept;

/// Where on the path an error of the library's belongs, so that errors and checks can be sorted alike.
/// @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Layer layer_of(Errc code) noexcept;

/// What to do about it.
struct Remediation {
  std::string text;                   ///< sentences
  std::vector<std::string> commands;  ///< to be typed as they are
};

/// One check, made or not.
struct Check {
  std::string id, ref, title;
  Layer layer = Layer::config;
  CheckStatus status = CheckStatus::skip;
  Severity severity = Severity::error;
  Owner owner = Owner::caller;
  std::string observed, expected;  ///< what was seen, with units; what the path needs
  std::string evidence = "{}";     ///< a JSON object
  std::int64_t duration_us = 0;    ///< of the probe behind it
  Remediation remediation;
  std::string link;                  ///< anchor in docs/diagnostics.md
  std::string blocked_by;            ///< of a skip: the check that failed before, or "deadline"
  std::optional<SkipReason> reason;  ///< of a skip that nothing blocks
  std::vector<std::string> explains;
};

/// The report in one line.
struct Verdict {
  enum class Status : std::uint8_t { crash, fail, incomplete, unknown, warn, pass };
  Status status = Status::pass;
  std::optional<Layer> layer;
  std::optional<Owner> owner;
  std::string headline;
  std::string next_action;  ///< empty when all passed
  std::string check;        ///< the id that decided, or empty
};
[[nodiscard]] ATGATEWAY_EXPORT std::string_view to_text(Verdict::Status status) noexcept;

/// From where it was looked.
struct VantageSeen {
  std::string host;                    ///< this machine's name
  std::vector<std::string> resolvers;  ///< "10.0.0.10:53", as the system's configuration names them
  Vantage environment = Vantage::host;
  std::string sentence;  ///< what that means for this path
};

/// A whole diagnosis. Holds no secret: a token stands in it as a fingerprint.
struct ATGATEWAY_EXPORT Report {
  int schema_version = 1;
  std::string tool;        ///< "atgateway 0.1.0"
  std::string started_at;  ///< RFC 3339, UTC
  std::int64_t duration_us = 0;
  VantageSeen vantage;
  std::string target;  ///< as a URL, without userinfo or query; empty when only a snapshot was read
  Profile profile = Profile::local;
  Verdict verdict;
  std::vector<Check> checks;  ///< in the order of `check_table`

  [[nodiscard]] bool ok() const noexcept {
    return verdict.status == Verdict::Status::pass || verdict.status == Verdict::Status::warn;
  }
};

/// What to look at, and how. Default-constructed it asks for nothing: give a target, a snapshot or both.
struct DiagnoseOptions {
  std::string target;  ///< https://HOST[:PORT]; may be empty when `snapshot` is given
  std::optional<Profile> profile;
  std::optional<Vantage> vantage;           ///< instead of what is detected
  std::vector<std::string> expect_address;  ///< IP addresses or CIDRs, one of which each answer must be in
  std::string api_base_url;                 ///< for the quota call; empty = the gateway's default
  Secret token;                             ///< for the quota call; empty = the token is not checked
  std::vector<std::string> nameservers;     ///< IP[:PORT]; empty = the system's
  std::string ca;                           ///< PEM file of authorities to trust besides the public ones
  std::string snapshot;                     ///< directory of saved JSON
  std::string replay;                       ///< an earlier report as JSON: its network checks stand for new ones
  std::string site;                         ///< site file
  unsigned samples = 1;                     ///< measurements per phase, 1–100
  std::vector<std::string> only;            ///< ids, or prefixes ending in a dot-free word ("dns"); empty = all
  bool send_proxy_header = false;           ///< begin connections with a PROXY v2 LOCAL header
};

/// Called with each check as it is decided, one at a time, on the thread that called `diagnose`. What it throws ends the
/// diagnosis and comes out of it.
using CheckObserver = std::function<void(const Check&)>;

/// Looks, judges, and says which hop is broken. It only reads: nothing is changed, nothing that costs quota is called.
///
/// @return the report, whatever the network does; on failure (misuse) `Errc::bad_target`, or `Errc::bad_config` with
/// the
///         `field` for an option that cannot be read
/// @blocking at most until `scope.deadline` (10 s when there is none); no Runtime is needed
/// @threads any, several at once  @secrets `token` goes to the target's gateway only, over TLS that was verified, or on
///          loopback; it is in no report
/// @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<Report> diagnose(const DiagnoseOptions& options, const Scope& scope = {},
                                                       const CheckObserver& observer = {});

/// A report that was written as JSON, read again; its verdict and skips are derived anew.
/// @return `Errc::bad_report` with what is wrong and where  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<Report> read_report(std::string json);

/// What is different from an earlier report: checks that changed status, came or went.
struct ReportChange {
  std::string id;
  std::optional<CheckStatus> before, after;
  std::string observed_before, observed_after;
};
[[nodiscard]] ATGATEWAY_EXPORT std::vector<ReportChange> compare_reports(const Report& before, const Report& after);

enum class ReportFormat : std::uint8_t { text, json, json_lines, markdown, html, junit, prometheus };
[[nodiscard]] ATGATEWAY_EXPORT std::optional<ReportFormat> report_format_from(std::string_view name) noexcept;

struct RenderOptions {
  bool colour = false;               ///< text: ANSI colours
  unsigned width = 100;              ///< text: columns
  bool ascii = false;                ///< text: for terminals without UTF-8
  bool all_checks = false;           ///< text: those that passed too, with their evidence
  bool fragment = false;             ///< html: a `div` with its own style and no script, for a notebook's page
  const Report* baseline = nullptr;  ///< not owned: text, markdown and html show what changed since
};

/// The report in that form. Control characters of what was observed never come through raw.
/// @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::string render(const Report& report, ReportFormat format,
                                                  const RenderOptions& options = {});

/// One check as JSON on one line, as it stands in a report's JSON.  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::string check_json(const Check& check);

/// The exit code that a report deserves: 70 crash, 1 fail, 124 deadline, 2 warnings when strict, else 0.
[[nodiscard]] ATGATEWAY_EXPORT int exit_code(const Report& report, bool strict) noexcept;

/// A POSIX shell script that only reads, in four parts by who may run it, and writes what `snapshot` takes.
/// @param site  a site file whose names are filled in, or empty: then the script asks for them as variables
/// @return `Errc::bad_config` when the site file cannot be read
[[nodiscard]] ATGATEWAY_EXPORT Result<std::string> snapshot_commands(const std::string& site = {});

}  // namespace atgateway::inline v0_1
