#include "binders.hpp"
#include "values.hpp"

#include <atgateway/classify.hpp>

#include <algorithm>
#include <limits>

namespace py = pybind11;

namespace {

py::dict classify(py::handle status_code, py::handle text) {
  using Limits = std::numeric_limits<int>;
  const auto code = std::clamp<std::int64_t>(whole_of(status_code, "status_code"), Limits::min(), Limits::max());
  const auto found = atgateway::classify_http_request(static_cast<int>(code), bytes_of(text, "text"));
  return py::dict(py::arg("answered_by") = to_text(found.answered_by), py::arg("code") = found.code,
                  py::arg("meaning") = found.meaning, py::arg("owner") = to_text(found.owner),
                  py::arg("next_action") = found.next_action);
}

}  // namespace

void bind_classify(py::module_& module) {
  module.def("classify_http_request", &classify,
             R"(classify_http_request(status_code: int, text: bytes, /) -> dict[str, str]

What a result of Databricks' http_request() means. `status_code` 0 stands for SQL's NULL. Does not block.
The keys are answered_by ("platform", "gateway", "upstream" or "unknown"), code, meaning, owner, next_action.)");
}
