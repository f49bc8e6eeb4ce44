#include "report/renderers.hpp"
namespace atgateway::report {
std::string render_markdown(const Report&, const RenderOptions&) { return {}; }
std::string render_html(const Report&, const RenderOptions&) { return {}; }
std::string render_html_fragment(const Report&, const RenderOptions&) { return {}; }
std::string render_junit(const Report&) { return {}; }
std::string render_prometheus(const Report&) { return {}; }
}
