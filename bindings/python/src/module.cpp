// The extension module atgateway._core: what the package's Python calls. Its interface is _core.pyi.
#include "binders.hpp"
#include "ending.hpp"
#include "translate_error.hpp"

#include <atgateway/version.hpp>

#include <openssl/crypto.h>
#include <pybind11/pybind11.h>

#include <exception>

namespace py = pybind11;

namespace {

/// Plain C, for pybind11's own state belongs to the interpreter that loaded it first.
PyObject* refuse_subinterpreter(PyObject*, PyObject*) noexcept {
  if (PyInterpreterState_Get() == PyInterpreterState_Main()) Py_RETURN_NONE;
  PyErr_SetString(PyExc_ImportError,
                  "atgateway cannot be used in a subinterpreter: its extension module has one state for the whole "
                  "process. Import it in the main interpreter, and use threads or processes.");
  return nullptr;
}

PyMethodDef plain_functions[] = {{"refuse_subinterpreter", &refuse_subinterpreter, METH_NOARGS,
                                  "refuse_subinterpreter() -> None\n\n"
                                  "Raises ImportError unless called in the main interpreter. The module's own "
                                  "beginning runs once per process only."},
                                 {nullptr, nullptr, 0, nullptr}};

void fill(py::module_& module) {
  // Signatures stand in the docstrings: pybind11's would not know the names behind `*args`.
  py::options options;
  options.disable_function_signatures();
  if (PyModule_AddFunctions(module.ptr(), plain_functions) != 0) throw py::error_already_set();
  translate_errors();
  module.def(
      "version", [] { return ATGATEWAY_VERSION; }, "version() -> str\n\nThe library's version, \"0.1.0\".");
  bind_classify(module);
  bind_diagnostics(module);
  bind_gateway(module);
  bind_http(module);
  bind_probe(module);
  bind_sandbox(module);
  // OpenSSL tidies up at exit, under locks that a thread may have held which a child of fork() does not have.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
  close_at_exit();
}

}  // namespace

// Written out, for the macro would make pybind11's state before an interpreter could be refused. Initialised in a
// single phase, which interpreters with a lock of their own refuse by themselves.
extern "C" PYBIND11_EXPORT PyObject* PyInit__core();
extern "C" PyObject* PyInit__core() {
  PYBIND11_CHECK_PYTHON_VERSION
  PyObject* const main_interpreter = refuse_subinterpreter(nullptr, nullptr);
  if (main_interpreter == nullptr) return nullptr;
  Py_DECREF(main_interpreter);
  static PyModuleDef definition;
  try {
#if PYBIND11_VERSION_MAJOR >= 3
    py::detail::ensure_internals();
#else
    py::detail::get_internals();
#endif
    auto module = py::module_::create_extension_module("_core", "The library, as Python calls it.", &definition);
    fill(module);
    return module.ptr();
  }
  PYBIND11_CATCH_INIT_EXCEPTIONS
  return nullptr;
}
