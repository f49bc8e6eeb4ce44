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

/// An object of the parent's was used in a child.
[[nodiscard]] inline atgateway::Error made_before_fork() {
  return atgateway::Error(atgateway::Errc::forked,
                          "This was made before fork(), and its threads are not in this process.")
      .with_hint("Make a new one in the child.");
}

template <class T>
[[nodiscard]] T value_or_raise(atgateway::Result<T>&& result) {
  if (!result) throw Raised(std::move(result).error());
  return *std::move(result);
}
