// The one place where a C++ error becomes a Python exception.
#pragma once

/// From now on: `Raised` is `atgateway.Error`, `std::bad_alloc` is MemoryError, any other `std::exception` is
/// `atgateway.Error` with code "internal".
void translate_errors();
