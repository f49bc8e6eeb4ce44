#include "values.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace py = pybind11;

namespace {

[[noreturn]] void wrong_type(std::string_view name, const char* wanted, py::handle value) {
  throw py::type_error(std::string(name) + " must be " + wanted + ", not " + Py_TYPE(value.ptr())->tp_name);
}

/// The bytes of a str that is held in one byte per character, without a copy.
std::string_view narrow(py::handle text) {
  return {reinterpret_cast<const char*>(PyUnicode_1BYTE_DATA(text.ptr())),
          static_cast<std::size_t>(PyUnicode_GET_LENGTH(text.ptr()))};
}

void need_text(py::handle value, const char* name) {
  if (!PyUnicode_Check(value.ptr())) wrong_type(name, "str", value);
}

}  // namespace

Arguments::Arguments(const char* function, const py::args& given, const py::kwargs& named,
                     std::initializer_list<const char*> names, std::size_t positional) {
  const auto refuse = [&](const std::string& what) { throw py::type_error(std::string(function) + "() " + what); };
  if (given.size() > positional) refuse("takes at most " + std::to_string(positional) + " positional arguments");
  std::size_t taken = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const char* name = names.begin()[i];
    const bool is_named = named.contains(name);
    if (i < given.size() && is_named) refuse("got two values for argument " + std::string(name));
    if (i >= given.size() && !is_named) refuse("needs argument " + std::string(name));
    taken += is_named ? 1 : 0;
    values_.emplace_back(name, is_named ? py::object(named[name]) : py::object(given[i]));
  }
  if (taken != named.size()) refuse("got an unknown argument");
}

py::handle Arguments::operator[](std::string_view name) const {
  return std::find_if(values_.begin(), values_.end(), [&](const auto& each) { return each.first == name; })->second;
}

std::string text_of(py::handle value, const char* name) {
  need_text(value, name);
  py::ssize_t size = 0;
  const char* utf8 = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
  if (utf8 == nullptr) {
    PyErr_Clear();
    throw py::value_error(std::string(name) + " holds a lone surrogate, which UTF-8 cannot hold");
  }
  return {utf8, static_cast<std::size_t>(size)};
}

std::string text_or_none_of(py::handle value, const char* name) {
  return value.is_none() ? std::string() : text_of(value, name);
}

std::vector<std::string> texts_of(py::handle value, const char* name) {
  if (!PyList_Check(value.ptr())) wrong_type(name, "list", value);
  std::vector<std::string> texts;
  for (const auto each : py::reinterpret_borrow<py::list>(value)) texts.push_back(text_of(each, name));
  return texts;
}

atgateway::Secret secret_of(py::handle value, const char* name) {
  if (value.is_none()) return {};
  need_text(value, name);
  if (PyUnicode_IS_ASCII(value.ptr())) return atgateway::Secret(narrow(value));
  // Not PyUnicode_AsUTF8AndSize, which leaves a second copy in the str.
  const auto utf8 = py::reinterpret_steal<py::bytes>(PyUnicode_AsUTF8String(value.ptr()));
  if (!utf8) {
    PyErr_Clear();  // its exception holds the text
    throw py::value_error(std::string(name) + " holds a lone surrogate, which UTF-8 cannot hold");
  }
  const auto size = static_cast<std::size_t>(PyBytes_GET_SIZE(utf8.ptr()));
  atgateway::Secret secret({PyBytes_AS_STRING(utf8.ptr()), size});
  // Short bytes are shared by the whole interpreter, but what is not ASCII has two at least.
  explicit_bzero(PyBytes_AS_STRING(utf8.ptr()), size);
  return secret;
}

std::string_view latin1_of(py::handle value, const char* name) {
  need_text(value, name);
  if (PyUnicode_KIND(value.ptr()) != PyUnicode_1BYTE_KIND) {
    throw py::value_error(std::string(name) + " must be Latin-1 text: each character is a byte");
  }
  return narrow(value);
}

std::string_view bytes_of(py::handle value, const char* name) {
  if (!PyBytes_Check(value.ptr())) wrong_type(name, "bytes", value);
  return {PyBytes_AS_STRING(value.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(value.ptr()))};
}

std::int64_t whole_of(py::handle value, const char* name) {
  if (!PyLong_Check(value.ptr())) wrong_type(name, "int", value);
  int overflow = 0;
  const auto number = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
  if (overflow != 0) throw py::value_error(std::string(name) + " is out of range");
  return number;
}

double real_of(py::handle value, const char* name) {
  if (!PyFloat_Check(value.ptr()) && !PyLong_Check(value.ptr())) wrong_type(name, "float", value);
  const double number = PyFloat_AsDouble(value.ptr());
  if (PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    throw py::value_error(std::string(name) + " is out of range");
  }
  return number;
}

void add_fields(atgateway::Headers& headers, py::handle value, const char* name) {
  if (!PyList_Check(value.ptr())) wrong_type(name, "list", value);
  for (const auto each : py::reinterpret_borrow<py::list>(value)) {
    if (!PyTuple_Check(each.ptr()) || PyTuple_GET_SIZE(each.ptr()) != 2) wrong_type(name, "a list of pairs", each);
    headers.add(latin1_of(PyTuple_GET_ITEM(each.ptr(), 0), name), latin1_of(PyTuple_GET_ITEM(each.ptr(), 1), name));
  }
}

atgateway::Deadline deadline_in(double seconds) {
  constexpr double year = 366.0 * 86400;
  return seconds > year ? atgateway::Deadline::never() : atgateway::Deadline::after(span_of(seconds));
}

atgateway::milliseconds span_of(double seconds) {
  constexpr double longest = 1e12;
  const double ms = std::ceil(seconds * 1000);
  return atgateway::milliseconds(ms > 0 ? static_cast<std::int64_t>(std::min(ms, longest)) : 0);
}

py::str latin1(std::string_view bytes) {
  auto* text = PyUnicode_DecodeLatin1(bytes.data(), static_cast<py::ssize_t>(bytes.size()), nullptr);
  if (text == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(text);
}

py::list fields(const atgateway::Headers& headers) {
  py::list pairs;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    pairs.append(py::make_tuple(latin1(headers[i].name), latin1(headers[i].value)));
  }
  return pairs;
}
