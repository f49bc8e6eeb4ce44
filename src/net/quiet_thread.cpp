#include "net/quiet_thread.hpp"

#include <pthread.h>
#include <signal.h>

#include <system_error>
#include <utility>

namespace atgateway::net {

std::optional<std::thread> make_quiet_thread(std::string name, Task body) {
  // A thread inherits its maker's mask, so blocking here leaves no gap in there.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT}) sigdelset(&all, fault);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::optional<std::thread> thread;
  try {
    thread.emplace([name = std::move(name), body = std::move(body)]() mutable {
      pthread_setname_np(pthread_self(), name.c_str());
      body();
      body = nullptr;
    });
  } catch (const std::system_error&) {
    thread.reset();
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

bool start_quiet_thread(std::string name, Task body) {
  auto thread = make_quiet_thread(std::move(name), std::move(body));
  if (thread) thread->detach();
  return thread.has_value();
}

}  // namespace atgateway::net
