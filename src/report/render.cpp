// A report in the form that was asked for.
#include "report/renderers.hpp"

namespace atgateway::inline v0_1 {

std::optional<ReportFormat> report_format_from(std::string_view name) noexcept {
  if (name == "text") return ReportFormat::text;
  if (name == "json") return ReportFormat::json;
  if (name == "json-lines") return ReportFormat::json_lines;
  if (name == "markdown") return ReportFormat::markdown;
  if (name == "html") return ReportFormat::html;
  if (name == "junit") return ReportFormat::junit;
  if (name == "prometheus") return ReportFormat::prometheus;
  return std::nullopt;
}

std::string render(const Report& report, ReportFormat format, const RenderOptions& options) {
  switch (format) {
    case ReportFormat::text:
      return report::render_text(report, options);
    case ReportFormat::json:
      return report::render_json(report);
    case ReportFormat::json_lines:
      return report::render_json_lines(report);
    case ReportFormat::markdown:
      return report::render_markdown(report, options);
    case ReportFormat::html:
      return options.fragment ? report::render_html_fragment(report, options) : report::render_html(report, options);
    case ReportFormat::junit:
      return report::render_junit(report);
    case ReportFormat::prometheus:
      return report::render_prometheus(report);
  }
  return {};
}

}  // namespace atgateway::inline v0_1
