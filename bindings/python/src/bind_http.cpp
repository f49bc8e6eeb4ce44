#include "binders.hpp"
#include "raised.hpp"
#include "values.hpp"

namespace py = pybind11;

namespace {

py::object parse(py::handle data) {
  const auto parsed = value_or_raise(atgateway::parse_request(bytes_of(data, "data")));
  if (!parsed) return py::none();
  const auto& request = parsed->request;
  return py::dict(py::arg("method") = latin1(request.method), py::arg("target") = latin1(request.target),
                  py::arg("version") = "1." + std::to_string(request.version_minor),
                  py::arg("headers") = fields(request.headers), py::arg("body") = py::bytes(request.body),
                  py::arg("consumed") = parsed->consumed);
}

}  // namespace

void bind_http(py::module_& module) {
  module.def("parse_request", &parse, R"(parse_request(data: bytes, /) -> dict[str, object] | None

One whole HTTP/1.x request from the front of `data`: method, target, version ("1.1"), headers (pairs, as Latin-1 text),
body, and consumed, a number of bytes. None while it is incomplete. Does not block.
Raises `Error`: "bad-request", "uri-too-long", "headers-too-large", "body-too-large", "http-version-unsupported",
"length-required" or "expectation-failed".)");
}
