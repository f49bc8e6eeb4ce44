// One binder per public header.
#pragma once

#include <pybind11/pybind11.h>

void bind_classify(pybind11::module_& module);
void bind_diagnostics(pybind11::module_& module);
void bind_gateway(pybind11::module_& module);
void bind_http(pybind11::module_& module);
void bind_probe(pybind11::module_& module);
void bind_sandbox(pybind11::module_& module);
