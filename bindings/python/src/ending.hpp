// The end of the interpreter: nothing may be left that runs on while the process is taken apart.
#pragma once

#include <memory>

class Work;

/// Something with threads that has to be closed before the process ends. All of it with the GIL.
class EndsWithInterpreter {
 public:
  virtual void close() noexcept = 0;

 protected:
  /// @throws Raised  when the interpreter is ending
  EndsWithInterpreter();
  ~EndsWithInterpreter();
  EndsWithInterpreter(const EndsWithInterpreter&) = delete;
  EndsWithInterpreter& operator=(const EndsWithInterpreter&) = delete;
};

/// The work is cancelled when the interpreter ends.
/// @throws Raised  when the interpreter is ending
void end_with_interpreter(const std::shared_ptr<Work>& work);

/// @throws Raised  when the interpreter is ending: threads that are left may not begin anything
void refuse_when_ending();

/// Registers with Python's `atexit`.
void close_at_exit();
