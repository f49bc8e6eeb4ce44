#include "binders.hpp"
#include "diagnosis.hpp"
#include "interruptible.hpp"
#include "values.hpp"

#include <atgateway/suggest.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <array>
#include <limits>
#include <span>

namespace py = pybind11;
using namespace atgateway;

namespace {

/// The value of that name, or nothing for None.
template <class Word, std::size_t N>
std::optional<Word> word_of(py::handle value, const char* name, const std::array<Word, N>& words) {
  if (value.is_none()) return std::nullopt;
  const auto text = text_of(value, name);
  std::array<std::string_view, N> names;
  std::transform(words.begin(), words.end(), names.begin(), [](Word each) { return to_text(each); });
  const auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end()) return words[static_cast<std::size_t>(found - names.begin())];
  std::string hint = "It is one of:";
  for (const auto each : names) hint += (each == names.front() ? " " : ", ") + std::string(each);
  throw Raised(Error(Errc::bad_config, "none of its words", name).with_hint(hint + "."));
}

unsigned count_of(py::handle value, const char* name) {
  return static_cast<unsigned>(
      std::clamp<std::int64_t>(whole_of(value, name), 0, std::numeric_limits<unsigned>::max()));
}

std::unique_ptr<Diagnosis> begin(const py::args& args, const py::kwargs& kwargs) {
  const Arguments given("Diagnosis", args, kwargs,
                        {"target", "profile", "vantage", "snapshot", "site", "expect_address", "api_base_url", "token",
                         "nameservers", "ca", "samples", "deadline"},
                        0);
  constexpr std::array profiles{Profile::databricks_ncc, Profile::in_vnet, Profile::gateway_egress, Profile::local};
  constexpr std::array vantages{Vantage::serverless, Vantage::classic_cluster, Vantage::pod, Vantage::host};
  DiagnoseOptions options;
  options.target = text_of(given["target"], "target");
  options.profile = word_of(given["profile"], "profile", profiles);
  options.vantage = word_of(given["vantage"], "vantage", vantages);
  options.snapshot = text_of(given["snapshot"], "snapshot");
  options.site = text_of(given["site"], "site");
  options.expect_address = texts_of(given["expect_address"], "expect_address");
  options.api_base_url = text_of(given["api_base_url"], "api_base_url");
  options.token = secret_of(given["token"], "token");
  options.nameservers = texts_of(given["nameservers"], "nameservers");
  options.ca = text_of(given["ca"], "ca");
  options.samples = count_of(given["samples"], "samples");
  return std::make_unique<Diagnosis>(std::move(options), deadline_in(real_of(given["deadline"], "deadline")));
}

/// The forms are the formats, and HTML for a page that is there already.
std::string render_as(const std::string& report_json, const std::string& form) {
  RenderOptions looks;
  looks.fragment = form == "html-fragment";
  const auto format = report_format_from(looks.fragment ? "html" : form);
  if (!format) {
    throw Raised(
        Error(Errc::bad_config, "none of its words", "form")
            .with_hint("It is one of: text, markdown, html, html-fragment, junit, prometheus, json, json-lines."));
  }
  const WithoutGil others;
  return render(value_or_raise(read_report(report_json)), *format, looks);
}

}  // namespace

void bind_diagnostics(py::module_& module) {
  py::class_<Diagnosis>(module, "Diagnosis",
                        R"(Diagnosis(*, target: str, profile: str | None, vantage: str | None, snapshot: str, site: str,
          expect_address: list[str], api_base_url: str, token: str | None, nameservers: list[str], ca: str,
          samples: int, deadline: float)

A diagnosis, which begins at once; dropping it cancels it. `deadline` is in seconds, `samples` 1 to 100; an empty text
or list, or None, is an option that is not given. A sick network is in the report; `Error` is misuse: "bad-target" or
"bad-config". The token goes to the target's gateway only, and is in no report.)")
      .def(py::init(&begin))
      .def("next_check", &Diagnosis::next_check,
           R"(next_check() -> str | None

The next check as JSON, or None when all came or the run was cancelled. Blocks until then, at most until the
deadline.)")
      .def("report", &Diagnosis::report,
           R"(report() -> str

The report as JSON. Blocks at most until the deadline. Raises `Error`, "cancelled", after `cancel`.)")
      .def("cancel", &Diagnosis::cancel, R"(cancel() -> None

Ends the run. Does not block; a run that is over stays as it is.)");
  module.def("render", &render_as, R"(render(report_json: str, form: str, /) -> str

A report in another form: "text", "markdown", "html", "html-fragment", "junit", "prometheus", "json" or "json-lines".
Does not block. Raises `Error`: "bad-report" says what cannot be read.)");
}
