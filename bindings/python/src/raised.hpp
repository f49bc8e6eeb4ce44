// An Error of the library on its way to Python.
#pragma once

#include <atgateway/result.hpp>

#include <exception>
#include <utility>

/// Becomes `atgateway.Error`, see translate_error.hpp.
struct Raised : std::exception {
  explicit Raised(atgateway::Error what) : error(std::move(what)) {}
  [[nodiscard]] const char* what() const noexcept override { return "atgateway.Error"; }
  atgateway::Error error;
};

template <class T>
[[nodiscard]] T value_or_raise(atgateway::Result<T>&& result) {
  if (!result) throw Raised(std::move(result).error());
  return *std::move(result);
}
