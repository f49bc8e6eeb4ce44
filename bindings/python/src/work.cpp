#include "work.hpp"

#include "ending.hpp"

#include <pthread.h>
#include <signal.h>

#include <thread>
#include <utility>

namespace {

/// What is started while this lives hears no signal: Python's handlers interrupt the waits of Python's own threads.
class Deaf {
 public:
  Deaf() noexcept {
    sigset_t all;
    sigfillset(&all);
    for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) sigdelset(&all, own);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~Deaf() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  Deaf(const Deaf&) = delete;
  Deaf& operator=(const Deaf&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

std::shared_ptr<Work> Work::start(Body body) {
  auto work = std::make_shared<Work>();
  end_with_interpreter(work);
  const Deaf deaf;
  std::thread thread([work, body = std::move(body)]() mutable { work->run(std::move(body)); });
  pthread_setname_np(thread.native_handle(), "atg-python");
  thread.detach();
  return work;
}

void Work::run(Body body) noexcept {
  std::exception_ptr failure;
  try {
    body(*this);
  } catch (...) {
    failure = std::current_exception();
  }
  under_way_.reset();
  body = nullptr;  // before the end is told: whoever waits may unload what it refers to
  tell([&] {
    failure_ = std::move(failure);
    done_ = true;
  });
}

void Work::join() {
  wait([] { return false; });
  if (failure_) std::rethrow_exception(failure_);
}

void Work::cancel() noexcept {
  // The child shares the descriptors that end the parent's waits.
  if (!meeting_.forked()) stop_.request_stop();
}

bool Work::linger(std::chrono::milliseconds span) {
  return meeting_.forked() || meeting_.wait_for(span, [this] { return done_; });
}

void Work::refuse_when_forked() const {
  if (meeting_.forked()) throw Raised(made_before_fork());
}
