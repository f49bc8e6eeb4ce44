#include "without_gil.hpp"

#include <cxxabi.h>
#include <unistd.h>

namespace {

bool interpreter_is_ending() noexcept {
#if PY_VERSION_HEX >= 0x030D0000
  return Py_IsFinalizing() != 0;
#else
  return _Py_IsFinalizing() != 0;
#endif
}

[[noreturn]] void sleep_until_the_process_ends() noexcept {
  for (;;) ::pause();
}

}  // namespace

WithoutGil::WithoutGil() noexcept : state_(PyEval_SaveThread()), was_ending_(interpreter_is_ending()) {}

WithoutGil::~WithoutGil() {
  // The thread that ends the interpreter may come here too, when the last objects go: it gets its lock back.
  if (!was_ending_ && interpreter_is_ending()) sleep_until_the_process_ends();
  try {
    PyEval_RestoreThread(state_);
  } catch (abi::__forced_unwind&) {
    sleep_until_the_process_ends();
  }
}
