#include "binders.hpp"
#include "interruptible.hpp"
#include "values.hpp"

#include <atgateway/probe.hpp>

#include <cstdint>
#include <string>

namespace py = pybind11;
using atgateway::Scope;

namespace {

std::string resolve(std::string name, std::string nameserver, std::string type, double deadline) {
  return interruptible([=, until = deadline_in(deadline)](std::stop_token stop) {
    return atgateway::resolve(name, nameserver, type, {until, std::move(stop)});
  });
}

std::string connect(std::string host, std::uint16_t port, double deadline) {
  return interruptible([=, until = deadline_in(deadline)](std::stop_token stop) {
    return atgateway::connect(host, port, {until, std::move(stop)});
  });
}

std::string inspect_tls(std::string host, std::uint16_t port, std::string server_name, double deadline) {
  return interruptible([=, until = deadline_in(deadline)](std::stop_token stop) {
    return atgateway::inspect_tls(host, port, server_name, {until, std::move(stop)});
  });
}

}  // namespace

void bind_probe(py::module_& module) {
  module.def("resolve", &resolve, R"(resolve(name: str, nameserver: str, type: str, deadline: float, /) -> str

A name's records, as the JSON evidence of dns.resolves. `nameserver` is IP[:PORT], or empty for the system's resolver.
Blocks at most `deadline` seconds. Raises `Error`: "bad-target" when name, server or type cannot be read.)");
  module.def("connect", &connect, R"(connect(host: str, port: int, deadline: float, /) -> str

Connects to every address of the host: the JSON evidence of tcp.connects. Blocks at most `deadline` seconds.)");
  module.def("inspect_tls", &inspect_tls,
             R"(inspect_tls(host: str, port: int, server_name: str, deadline: float, /) -> str

Shakes hands and looks at the certificates, trusting nobody: the JSON evidence of tls.handshake. `server_name` empty is
the host. Blocks at most `deadline` seconds.)");
}
