#include "binders.hpp"
#include "hosted.hpp"
#include "values.hpp"

namespace py = pybind11;
using namespace atgateway;

namespace {

py::tuple handle(HostedGateway& self, const py::args& args, const py::kwargs& kwargs) {
  const Arguments given("handle", args, kwargs, {"method", "path", "headers", "body", "deadline"}, 5);
  Request request;
  request.method = latin1_of(given["method"], "method");
  request.target = latin1_of(given["path"], "path");
  add_fields(request.headers, given["headers"], "headers");
  request.body = bytes_of(given["body"], "body");
  const auto deadline =
      given["deadline"].is_none() ? Deadline::never() : deadline_in(real_of(given["deadline"], "deadline"));
  const auto reply = self.handle(std::move(request), deadline);
  return py::make_tuple(reply.status, fields(reply.headers), py::bytes(reply.body));
}

}  // namespace

void bind_gateway(py::module_& module) {
  py::class_<HostedGateway>(module, "Gateway", R"(Gateway(config_json: str, /)

A gateway in this process, with threads of its own; it listens nowhere. The configuration is that of the configuration
file, as JSON. An upstream whose base URL is "sandbox:" gets a sandbox of its own. Does not block for long.
Raises `Error`: "bad-config", with the JSON Pointer as `field`.)")
      .def(py::init<std::string>())
      .def("handle", &handle,
           R"(handle(method: str, path: str, headers: list[tuple[str, str]], body: bytes, deadline: float | None, /)
-> tuple[int, list[tuple[str, str]], bytes]

One exchange: status, headers and body of the reply. Header fields are Latin-1 text. `deadline` is in seconds; None is
the configuration's. Blocks until the reply; any number of threads may call at once. What a caller does wrong is a
reply.
Raises `Error`: "cancelled" when the gateway is closed, "forked" in a child of the process that made it.)")
      .def("close", &HostedGateway::close, R"(close() -> None

Cancels what is under way and ends the threads, for which it waits. May be called again.)");
}
