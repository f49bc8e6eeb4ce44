#include "translate_error.hpp"

#include "raised.hpp"

#include <atgateway/diagnostics.hpp>

#include <pybind11/pybind11.h>

#include <new>
#include <string_view>

namespace py = pybind11;

namespace {

py::str text(std::string_view utf8) {
  // What was seen may hold any byte, and an error must come through whatever it says.
  auto* decoded = PyUnicode_DecodeUTF8(utf8.data(), static_cast<py::ssize_t>(utf8.size()), "replace");
  if (decoded == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(decoded);
}

void raise(const atgateway::Error& error, std::string_view detail) noexcept {
  try {
    const auto type = py::module_::import("atgateway._error").attr("Error");
    const auto raised = type(text(detail), py::arg("code") = text(error.slug()),
                             py::arg("layer") = text(to_text(atgateway::layer_of(error.code()))),
                             py::arg("hint") = text(error.hint()), py::arg("field") = text(error.field()));
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(raised.ptr())), raised.ptr());
  } catch (py::error_already_set& e) {
    // The package is half imported, or going away: say it plainly.
    e.restore();
    PyErr_Clear();
    PyErr_Format(PyExc_RuntimeError, "%.400s (%.100s)", std::string(detail).c_str(), std::string(error.slug()).c_str());
  } catch (const std::exception&) {
    PyErr_NoMemory();
  }
}

void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const Raised& raised) {
    raise(raised.error, raised.error.detail());
  } catch (const py::error_already_set&) {
    throw;
  } catch (const py::builtin_exception&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    raise(atgateway::Errc::internal, e.what());
  }
}

}  // namespace

void translate_errors() { py::register_local_exception_translator(&translate); }
