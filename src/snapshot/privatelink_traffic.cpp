#include "snapshot/privatelink_judges.hpp"

#include "base/ascii.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace atgateway::snapshot {
namespace {

// A number as Azure writes it, within reason.
std::optional<double> number_at(const json::Value& point, std::string_view name) {
  const auto there = at(point, {name});
  if (!there || !there->is(json::Kind::number) || there->text().size() > 40) return std::nullopt;
  const double value = std::strtod(std::string(there->text()).c_str(), nullptr);
  return std::isfinite(value) && value >= 0 && value < 1e18 ? std::optional(value) : std::nullopt;
}

struct Series {
  bool known = false;
  double sum = 0, most = 0;
  std::string address;  // with the most
};

Series read_series(const Scene& scene, std::string_view metric) {
  Series out;
  for (const auto& each : list_in(scene.directory, "az-pls-metrics.json")) {
    if (!base::equal_without_case(text_at(each, {"name", "value"}), metric)) continue;
    for (const auto& line : elements_at(each, {"timeseries"})) {
      std::string_view address;
      for (const auto& dimension : elements_at(line, {"metadatavalues"})) address = text_at(dimension, {"value"});
      for (const auto& point : elements_at(line, {"data"})) {
        for (const std::string_view name : {"total", "average", "maximum"}) {
          const auto value = number_at(point, name);
          if (!value) continue;
          out.known = true;
          if (name != "maximum") out.sum += *value;
          if (*value > out.most) {
            out.most = *value;
            out.address = address;
          }
        }
      }
    }
  }
  return out;
}

std::string bytes(double count) { return std::to_string(static_cast<std::int64_t>(count)) + " bytes"; }

}  // namespace

Check judge_traffic(const Scene& scene) {
  constexpr std::string_view id = "pls.traffic";
  const auto in = read_series(scene, "PLSBytesIn"), out = read_series(scene, "PLSBytesOut");
  const auto fetch = fetch_command("az-pls-metrics.json", scene.chain);
  if (!in.known) return catalog::skip(id, SkipReason::no_data, "The metrics have no PLSBytesIn.", {fetch});
  std::string evidence;
  json::Writer writer(evidence);
  writer.begin_object().member("bytes_in", static_cast<std::int64_t>(std::min(in.sum, 1e18)));
  if (out.known) writer.member("bytes_out", static_cast<std::int64_t>(std::min(out.sum, 1e18)));
  writer.end_object();
  if (in.sum == 0) {
    // Nobody may have called: this proves nothing, and says where to look when somebody did.
    auto check =
        catalog::skip(id, SkipReason::not_visible_from_here,
                      "No byte came in during the time of the metrics. If somebody called, the calls end before "
                      "the Private Link Service: look at the rule and its connection. Metrics are 10 minutes late.",
                      {fetch});
    check.evidence = evidence;
    return check;
  }
  if (out.known && out.sum == 0) {
    return catalog::finding(
        id, bytes(in.sum) + " came in, and none went out.", "bytes both ways",
        {"az network lb show -g " + scene.chain.word("NODE_RG") + " -n kubernetes-internal -o json"}, evidence);
  }
  return catalog::pass(id, bytes(in.sum) + " in" + (out.known ? ", " + bytes(out.sum) + " out." : "."), evidence);
}

Check judge_nat_ports(const Scene& scene) {
  constexpr std::string_view id = "pls.nat-ports";
  constexpr double much = 80;  // per cent
  const auto usage = read_series(scene, "PLSNatPortsUsage");
  if (!usage.known)
    return catalog::skip(id, SkipReason::no_data, "The metrics have no PLSNatPortsUsage.",
                         {fetch_command("az-pls-metrics.json", scene.chain)});
  const auto percent = static_cast<std::int64_t>(usage.most);
  const auto count = property_elements(*scene.chain.private_link_service, {"ipConfigurations"}).size();
  std::string evidence;
  json::Writer(evidence).begin_object().member("most_percent", percent).member("addresses", count).end_object();
  const auto observed = "At most " + std::to_string(percent) + " % of the NAT ports" +
                        (usage.address.empty() ? "" : " of " + shown(usage.address)) + " were in use, with " +
                        std::to_string(count) + (count == 1 ? " address." : " addresses.");
  if (usage.most <= much) return catalog::pass(id, observed, evidence);
  return catalog::finding(id, observed, "at most 80 %",
                          count < 8
                              ? std::vector<std::string>{annotate(scene, "azure-pls-ip-configuration-ip-address-count",
                                                                  std::to_string(count + 1))}
                              : std::vector<std::string>{},
                          evidence);
}

}  // namespace atgateway::snapshot
