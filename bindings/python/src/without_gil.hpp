// Letting other Python threads run while C++ waits.
#pragma once

#include <pybind11/pybind11.h>

/// Gives Python's lock away for as long as it lives.
///
/// A daemon thread that wants the lock back while the interpreter ends is ended by Python with an unwinding that must
/// not cross a destructor. Here such a thread sleeps until the process is gone, as Python does itself from 3.14 on.
class WithoutGil {
 public:
  WithoutGil() noexcept;
  ~WithoutGil();
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;

 private:
  PyThreadState* state_;
  bool was_ending_;
};
