// Python's values as C++ takes them. A TypeError names the argument and never shows its value, which may be a secret.
#pragma once

#include <atgateway/clock.hpp>
#include <atgateway/http.hpp>
#include <atgateway/secret.hpp>

#include <pybind11/pybind11.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Arguments by name. pybind11's own complaint about arguments that do not fit shows all their values.
class Arguments {
 public:
  /// @throws pybind11::type_error  one is missing, too many, unknown or given twice
  Arguments(const char* function, const pybind11::args& given, const pybind11::kwargs& named,
            std::initializer_list<const char*> names, std::size_t positional);
  [[nodiscard]] pybind11::handle operator[](std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, pybind11::object>> values_;
};

/// str as UTF-8.
[[nodiscard]] std::string text_of(pybind11::handle value, const char* name);
/// str, or None for the empty one.
[[nodiscard]] std::string text_or_none_of(pybind11::handle value, const char* name);
[[nodiscard]] std::vector<std::string> texts_of(pybind11::handle value, const char* name);
/// str, or None for the empty one. No copy stays behind but the caller's.
[[nodiscard]] atgateway::Secret secret_of(pybind11::handle value, const char* name);
/// str whose characters are bytes, as header fields have them. Valid while the str lives.
[[nodiscard]] std::string_view latin1_of(pybind11::handle value, const char* name);
/// bytes. Valid while the object lives.
[[nodiscard]] std::string_view bytes_of(pybind11::handle value, const char* name);
[[nodiscard]] std::int64_t whole_of(pybind11::handle value, const char* name);
[[nodiscard]] double real_of(pybind11::handle value, const char* name);
/// A list of pairs of str, put straight to where they are wiped.
void add_fields(atgateway::Headers& headers, pybind11::handle value, const char* name);

/// Seconds from now; more than a year is never.
[[nodiscard]] atgateway::Deadline deadline_in(double seconds);
[[nodiscard]] atgateway::milliseconds span_of(double seconds);

[[nodiscard]] pybind11::str latin1(std::string_view bytes);
[[nodiscard]] pybind11::list fields(const atgateway::Headers& headers);
