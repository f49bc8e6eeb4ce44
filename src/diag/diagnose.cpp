// The whole run: measure all at once, judge in the order of the path, say what is broken.
#include "catalog/make_check.hpp"
#include "diag/context.hpp"
#include "diag/journeys.hpp"
#include "diag/judges.hpp"
#include "diag/run.hpp"
#include "diag/words.hpp"
#include "report/verdict.hpp"
#include "snapshot/analyse.hpp"

#include <atgateway/diagnostics.hpp>
#include <atgateway/version.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <functional>
#include <new>
#include <set>
#include <string_view>

namespace atgateway::diag {
namespace {

constexpr milliseconds usual_deadline{10000};

bool wanted(const std::vector<std::string>& only, std::string_view id) {
  if (only.empty()) return true;
  return std::ranges::any_of(only, [&](const std::string& each) {
    return each == id || (id.size() > each.size() && id.starts_with(each) && id[each.size()] == '.');
  });
}

Depth depth_for(const std::vector<std::string>& only) {
  Depth depth = only.empty() ? Depth::service : Depth::name;
  for (const auto& row : check_table()) {
    if (!wanted(only, row.id)) continue;
    const Depth needed = row.layer <= Layer::dns     ? Depth::name
                         : row.layer == Layer::tcp   ? Depth::tcp
                         : row.layer == Layer::tls   ? Depth::tls
                         : row.layer <= Layer::token ? Depth::service
                                                     : Depth::name;
    depth = std::max(depth, needed);
  }
  return depth;
}

/// Collects checks as they are decided, and tells the observer of those that were asked for.
class Collector {
 public:
  Collector(const std::vector<std::string>& only, const CheckObserver& observer) : only_(only), observer_(observer) {}

  /// @return what the next layer is blocked by
  std::string add(Judged judged) {
    for (auto& check : judged.checks) {
      if (observer_ && wanted(only_, check.id)) observer_(check);
      all_.push_back(std::move(check));
    }
    return std::move(judged.blocks);
  }
  void add(std::vector<Check> checks) { (void)add(Judged{std::move(checks), {}}); }
  [[nodiscard]] const std::vector<Check>& all() const noexcept { return all_; }
  /// Those that were asked for, and what stands in their way: a skip alone would look like health.
  [[nodiscard]] std::vector<Check> take_wanted() {
    std::set<std::string, std::less<>> kept;
    for (const auto& check : all_) {
      if (!wanted(only_, check.id)) continue;
      kept.insert(check.id);
      if (!check.blocked_by.empty()) kept.insert(check.blocked_by);
    }
    std::erase_if(all_, [&](const Check& check) { return !kept.contains(check.id); });
    return std::move(all_);
  }

 private:
  const std::vector<std::string>& only_;
  const CheckObserver& observer_;
  std::vector<Check> all_;
};

/// A judge that breaks takes its own layer with it, and nothing else.
template <class Judge>
Judged guarded(const Context& context, Layer layer, Judge judge) {
  try {
    return judge();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return crashed(context, layer, error.what());
  }
}

/// The check that keeps a token at home: the first thing wrong with the certificate.
std::string distrust(const std::vector<Check>& checks) {
  constexpr std::array<std::string_view, 4> ids{"tls.name-matches", "tls.chain-complete", "tls.chain-trusted",
                                                "tls.not-expiring"};
  for (const auto id : ids) {
    const auto found = std::ranges::find(checks, id, &Check::id);
    if (found != checks.end() && found->status == CheckStatus::fail) return found->id;
  }
  return {};
}

/// The network layers of the path, dns to http, which one vantage can see and another cannot.
std::string judge_network(const Context& context, Journeys& journeys, Collector& checks) {
  const bool egress = context.profile == Profile::gateway_egress;
  std::string blocks = checks.add(
      guarded(context, Layer::dns, [&] { return judge_names(context, journeys.names(), journeys.addresses()); }));
  if (blocks.empty()) {
    blocks =
        checks.add(guarded(context, Layer::tcp, [&] { return judge_tcp(context, journeys.tcp(), journeys.names()); }));
  } else {
    checks.add(block(context, Layer::tcp, blocks).checks);
  }
  if (!blocks.empty()) journeys.stop();
  blocks = checks.add(guarded(context, Layer::tls, [&] {
    return blocks.empty() ? judge_tls(context, journeys.tls()) : block(context, Layer::tls, blocks);
  }));
  if (!blocks.empty()) journeys.stop();
  return checks.add(guarded(context, Layer::http, [&] {
    if (!blocks.empty()) return block(context, Layer::http, blocks);
    return egress ? judge_egress_http(context, journeys.service(), distrust(checks.all()))
                  : judge_http(context, journeys.service());
  }));
}

bool reached(const ServiceFacts& facts) {
  const auto* page = facts.openapi.get();
  return page != nullptr && page->outcome == probe::HttpAnswer::Outcome::answered;
}

/// Who answers, whether it is ready, whether it reaches CARTO: true of the gateway wherever one asks from.
void judge_service(const Context& context, Journeys& journeys, const std::string& blocks, Collector& checks) {
  constexpr std::array layers{Layer::gateway, Layer::upstream, Layer::token};
  const bool egress = context.profile == Profile::gateway_egress;
  if (!blocks.empty()) {
    for (const auto layer : layers) (void)checks.add(block(context, layer, blocks));
    return;
  }
  if (!context.sees_network() && (egress || !reached(journeys.service()))) {
    for (const auto layer : layers) (void)checks.add(not_visible(context, layer));
    return;
  }
  const auto& facts = journeys.service();
  std::string stop = egress
                         ? std::string()
                         : checks.add(guarded(context, Layer::gateway, [&] { return judge_gateway(context, facts); }));
  if (stop == "gateway.ready") stop.clear();  // who drains still answers
  if (!stop.empty()) {
    (void)checks.add(block(context, Layer::upstream, stop));
    (void)checks.add(block(context, Layer::token, stop));
    return;
  }
  const auto trust = distrust(checks.all());
  (void)checks.add(guarded(context, Layer::upstream, [&] {
    return egress ? judge_egress_quota(context, facts, trust) : judge_quota(context, facts, trust);
  }));
}

void judge_path(const Context& context, Journeys& journeys, Collector& checks) {
  (void)checks.add(judge_config(context));
  std::string blocks;
  if (context.sees_network()) {
    blocks = judge_network(context, journeys, checks);
  } else {
    for (const auto layer : {Layer::dns, Layer::tcp, Layer::tls, Layer::http}) {
      (void)checks.add(not_visible(context, layer));
    }
  }
  judge_service(context, journeys, blocks, checks);
  if (context.profile != Profile::gateway_egress) {
    (void)checks.add(judge_claims(context, journeys.service(), checks.all()));
  }
}

void ask_usual_nameservers(Context& context) {
  if (context.nameservers_given || !context.asks_dns()) return;
  const auto rules = probe::read_system_rules(context.goal.dial_host);
  if (rules.from_hosts_file) return;
  for (const auto& text : rules.nameservers) {
    if (auto address = net::SocketAddress::parse(text); address.ok()) context.nameservers.push_back(*address);
  }
}

/// Measuring ends a little before the deadline, so that judging ends by it.
Scope for_probes(const Scope& scope) {
  if (scope.deadline.is_never()) return scope;
  const auto left = scope.deadline.left(Clock::now());
  return {Deadline(scope.deadline.at() - std::min(left / 20, milliseconds(100))), scope.stop};
}

}  // namespace

Report begin_report(const Context& context) {
  Report report;
  report.tool = "atgateway " ATGATEWAY_VERSION;
  report.started_at = as_moment(context.now_s);
  report.vantage = context.vantage;
  report.target = context.target;
  report.profile = context.profile;
  return report;
}

void run_path(Context& context, const std::vector<std::string>& only, const Scope& scope, const CheckObserver& observer,
              std::vector<Check> first, Report& report) {
  const auto began = Clock::now();
  Collector checks(only, observer);
  checks.add(std::move(first));
  ask_usual_nameservers(context);
  {
    Journeys journeys(context, depth_for(only), for_probes(scope));
    judge_path(context, journeys, checks);
  }
  report.checks = checks.take_wanted();
  report.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count();
}

void finish_report(Report& report) {
  report::sort_by_table(report.checks);
  report.verdict = report::judge(report.checks, report.profile);
}

}  // namespace atgateway::diag

namespace atgateway::inline v0_1 {
namespace {

/// The network checks of an earlier report stand for new ones; what it read from a snapshot is read anew.
Result<Report> replay(const DiagnoseOptions& options) {
  auto report = read_report(options.replay);
  if (!report.ok()) return report;
  std::erase_if(report->checks, [&](const Check& check) { return !diag::wanted(options.only, check.id); });
  if (options.snapshot.empty()) return report;
  std::erase_if(report->checks, [](const Check& check) {
    return check.layer >= Layer::kubernetes || check.id.starts_with("config.snapshot");
  });
  return report;
}

/// Only what the judged path goes through can be why it fails: inside the network nobody meets Private Link or a rule.
/// On this machine the target stands in for the whole path (behind a forwarded port, say).
bool is_on_path(Profile profile, Layer layer) noexcept {
  const bool inside = profile == Profile::in_vnet || profile == Profile::gateway_egress;
  return !inside || layer == Layer::kubernetes;
}

Result<void> add_snapshot(const DiagnoseOptions& options, const diag::Context& context, const CheckObserver& observer,
                          Report& report) {
  auto directory = snapshot::Directory::read(options.snapshot);
  if (!directory.ok()) return directory.error();
  snapshot::Subject subject;
  if (!options.target.empty() && context.profile != Profile::gateway_egress) {
    subject.hostname = context.goal.host;
    subject.port = context.goal.port;
  }
  subject.site = context.site ? &*context.site : nullptr;
  subject.now = context.now_s;
  for (auto& check : snapshot::analyse(*directory, subject)) {
    if (!diag::wanted(options.only, check.id)) continue;
    if (!is_on_path(report.profile, check.layer)) check.explains.clear();
    if (observer) observer(check);
    report.checks.push_back(std::move(check));
  }
  return {};
}

}  // namespace

Result<Report> diagnose(const DiagnoseOptions& options, const Scope& given, const CheckObserver& observer) {
  auto made = diag::make_context(options, [](const char* name) { return std::getenv(name); });
  if (!made.ok()) return made.error();
  diag::Context context = std::move(*made);
  Scope scope = given;
  if (scope.deadline.is_never()) scope.deadline = Deadline::after(diag::usual_deadline);

  Report report = diag::begin_report(context);
  if (!options.replay.empty()) {
    auto before = replay(options);
    if (!before.ok()) return before.error();
    report = std::move(*before);
  }
  if (!options.snapshot.empty()) {
    if (auto added = add_snapshot(options, context, observer, report); !added.ok()) return added.error();
  }
  if (!options.target.empty() && options.replay.empty()) {
    std::vector<Check> from_snapshot = std::move(report.checks);
    diag::run_path(context, options.only, scope, observer, {}, report);
    report.checks.insert(report.checks.end(), std::make_move_iterator(from_snapshot.begin()),
                         std::make_move_iterator(from_snapshot.end()));
  }
  diag::finish_report(report);
  return report;
}

}  // namespace atgateway::inline v0_1
