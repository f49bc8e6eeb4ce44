// The doctor: checks as they are decided, then the report.
#include "json/writer.hpp"
#include "rpc/envelope.hpp"
#include "rpc/methods.hpp"
#include "rpc/waiting.hpp"

#include <atgateway/diagnostics.hpp>

namespace atgateway::rpc {
namespace {

template <class Word>
std::optional<Word> word(Params& params, std::string_view name, const Word (&all)[4]) {
  const auto at = params.word(name, {to_text(all[0]), to_text(all[1]), to_text(all[2]), to_text(all[3])});
  if (!at) return std::nullopt;
  return all[*at];
}

}  // namespace

Outcome diagnose_path(Params& params, const Context& context) {
  DiagnoseOptions options;
  options.target = params.text("target");
  options.profile =
      word(params, "profile", {Profile::databricks_ncc, Profile::in_vnet, Profile::gateway_egress, Profile::local});
  options.vantage =
      word(params, "vantage", {Vantage::serverless, Vantage::classic_cluster, Vantage::pod, Vantage::host});
  options.snapshot = params.text("snapshot");
  options.site = params.text("site");
  options.expect_address = params.texts("expect_address");
  options.api_base_url = params.text("api_base_url");
  options.token = params.secret("token");
  options.nameservers = params.texts("nameservers");
  options.ca = params.text("ca");
  options.samples = static_cast<unsigned>(params.integer("samples", 1, 100, 1));
  const auto scope = scope_of(params, context);
  if (auto error = params.wrong()) return *std::move(error);
  const auto report =
      diagnose(options, scope, [&](const Check& check) { context.send(check_line(context.id, check_json(check))); });
  if (!report) return report.error();
  if (context.stop.stop_requested()) return input_ended();
  std::string json;
  json::Writer(json).begin_object().member("report", render(*report, ReportFormat::json)).end_object();
  return json;
}

}  // namespace atgateway::rpc
