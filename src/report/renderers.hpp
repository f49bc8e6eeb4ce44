// The forms of a report, one function each; `render` chooses.
#pragma once

#include <atgateway/diagnostics.hpp>

#include <string>

namespace atgateway::report {

[[nodiscard]] std::string render_text(const Report& report, const RenderOptions& options);
[[nodiscard]] std::string render_json(const Report& report);
/// One check a line, and at the end the report without its checks.
[[nodiscard]] std::string render_json_lines(const Report& report);
[[nodiscard]] std::string render_markdown(const Report& report, const RenderOptions& options);
[[nodiscard]] std::string render_html(const Report& report, const RenderOptions& options);
/// What stands between the page's head and its end, with its style and without a script: for notebooks.
[[nodiscard]] std::string render_html_fragment(const Report& report, const RenderOptions& options);
[[nodiscard]] std::string render_junit(const Report& report);
[[nodiscard]] std::string render_prometheus(const Report& report);

}  // namespace atgateway::report
