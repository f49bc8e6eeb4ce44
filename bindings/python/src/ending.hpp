// The end of the interpreter: nothing may be left that runs on while the process is taken apart.
#pragma once

#include <memory>

class Work;

/// Something with threads that has to be closed before the process ends. All of it with the GIL.
class EndsWithInterpreter {
 public:
  virtual void close() noexcept = 0;

 protected:
  EndsWithInterpreter();
  ~EndsWithInterpreter();
  EndsWithInterpreter(const EndsWithInterpreter&) = delete;
  EndsWithInterpreter& operator=(const EndsWithInterpreter&) = delete;
};

/// The work is cancelled when the interpreter ends.
void end_with_interpreter(const std::shared_ptr<Work>& work);

/// Registers with Python's `atexit`.
void close_at_exit();
