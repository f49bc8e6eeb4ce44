#include "binders.hpp"
#include "hosted.hpp"
#include "values.hpp"

#include <algorithm>
#include <limits>

namespace py = pybind11;
using namespace atgateway;

namespace {

template <class Number>
Number clamped(py::handle value, const char* name) {
  using Limits = std::numeric_limits<Number>;
  constexpr auto most = std::min<std::uint64_t>(Limits::max(), std::numeric_limits<std::int64_t>::max());
  return static_cast<Number>(
      std::clamp<std::int64_t>(whole_of(value, name), Limits::min(), static_cast<std::int64_t>(most)));
}

std::unique_ptr<HostedSandbox> start(const py::args& args, const py::kwargs& kwargs) {
  const Arguments given(
      "Sandbox", args, kwargs,
      {"latency", "latency_jitter", "error_rate", "status", "reset_rate", "rate_limit", "quota", "seed"}, 0);
  SandboxOptions options;
  options.latency = span_of(real_of(given["latency"], "latency"));
  options.latency_jitter = span_of(real_of(given["latency_jitter"], "latency_jitter"));
  options.error_rate = real_of(given["error_rate"], "error_rate");
  options.status = clamped<int>(given["status"], "status");
  options.reset_rate = real_of(given["reset_rate"], "reset_rate");
  options.rate_limit = clamped<std::uint32_t>(given["rate_limit"], "rate_limit");
  options.quota = clamped<std::uint64_t>(given["quota"], "quota");
  options.seed = clamped<std::uint64_t>(given["seed"], "seed");
  return std::make_unique<HostedSandbox>(options);
}

}  // namespace

void bind_sandbox(py::module_& module) {
  py::class_<HostedSandbox>(module, "Sandbox",
                            R"(Sandbox(*, latency: float, latency_jitter: float, error_rate: float, status: int,
        reset_rate: float, rate_limit: int, quota: int, seed: int)

CARTO's Location Data Services, emulated on a loopback port of this machine. Latencies are in seconds, rates from 0 to
1, `rate_limit` in calls per second, `quota` in metered rows per token; 0 is no limit. Does not block for long.
Raises `Error`: "bad-config" for an option out of range.)")
      .def(py::init(&start))
      .def_property_readonly("url", &HostedSandbox::url, "Base URL, such as \"http://127.0.0.1:41233\".")
      .def("ledger", &HostedSandbox::ledger, R"(ledger() -> str

Every call that reached it, and the metered rows, as JSON. Does not block. Raises `Error`, "cancelled", when
closed.)")
      .def("clear_ledger", &HostedSandbox::clear_ledger, R"(clear_ledger() -> None

Forgets them.)")
      .def("close", &HostedSandbox::close, R"(close() -> None

Ends it and waits for its threads. May be called again.)");
}
