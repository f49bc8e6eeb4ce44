// A call that other threads work on: the gate through which each begins.
#pragma once

#include <sys/types.h>

/// Made with the GIL, gone when the call is over.
///
/// Who forks meanwhile leaves the child with locks that nobody will open: OpenSSL's, which has no way to put them
/// right. Such a child would hang somewhere, sometime; it is refused instead.
class UnderWay {
 public:
  /// @throws Raised  `Errc::forked` in such a child; `Errc::cancelled` when the interpreter is ending
  UnderWay();
  ~UnderWay();
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

  /// The interpreter is ending: threads that are left may not begin anything.
  static void refuse_from_now_on() noexcept;

 private:
  pid_t owner_;
};
